"""The hash chain names the first line that was tampered with, wherever it stands."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import timedelta, timezone
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.ledger import BEGINNING, Broken, Whole, first_seal, next_line, seal, verify
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    LedgerLine,
    MessageClass,
    Method,
)
from storage.sqlite import SqliteStore
from tests.storage import strategies
from tests.storage.samples import BEN, EVENT, NOW
from tests.storage.strategies import unhurried

Lines = list[LedgerLine]

LENGTH = 30
PLACES = range(1, LENGTH + 1)


def chain(events: list[ConsentEvent]) -> Lines:
    lines: Lines = []
    for event in events:
        lines.append(next_line(lines[-1] if lines else None, event))
    return lines


EVENTS = [replace(EVENT, evidence=f"text {n}", recorded_at=NOW + timedelta(n)) for n in PLACES]
LINES = chain(EVENTS)


def broken_at(lines: Lines) -> int | None:
    """The line that `verify` names; None where it finds the ledger whole."""
    result = verify(lines)
    return result.seq if isinstance(result, Broken) else None


def test_an_empty_ledger_is_whole() -> None:
    assert verify([]) == Whole(0, BEGINNING)


def test_an_untouched_ledger_is_whole() -> None:
    assert verify(LINES) == Whole(LENGTH, LINES[-1].seal)


def test_a_ledger_is_followed_without_being_held() -> None:
    assert verify(line for line in LINES) == verify(LINES)


# The format. A change to it would make every ledger that is kept look tampered with. The seals
# were worked out apart from our code: sha256sum over the canonical JSON, written out by hand.

FULL = ConsentEvent(
    number="+12125550101",
    action=ConsentAction.GRANT,
    message_class=MessageClass.PROMOTIONAL,
    matter="order:12345",
    basis=Basis.EXPRESS_WRITTEN,
    method=Method.WEB_FORM,
    evidence='é 🙏 "\0"',
    disclosure_version="2026-11",
    message_sid="SM0",
    recorded_by="bot",
    recorded_at=NOW,
)
SPARSE_SEAL = "bec57febb998329990d14691f44b63808b36da1541c60cde765bbee4722b494e"
FULL_SEAL = "8cfb90e31bc69f405ef5c108c69743960b322700c5f198239c04bc38ea93362b"


@pytest.mark.parametrize(
    ("seq", "previous", "event", "known"),
    [
        pytest.param(1, BEGINNING, EVENT, SPARSE_SEAL, id="sparse"),
        pytest.param(7, "f" * 64, FULL, FULL_SEAL, id="full"),
    ],
)
def test_a_seal_of_the_first_kind_is_what_it_always_was(
    seq: int, previous: str, event: ConsentEvent, known: str
) -> None:
    assert first_seal(seq, previous, event) == known
    assert verify([LedgerLine(1, EVENT, BEGINNING, SPARSE_SEAL)]) == Whole(1, SPARSE_SEAL)


# printf '{"action":"grant",...}' | sha256sum gives the digest; printf '7 fff... DIGEST' | sha256sum
# the seal.
LATER = replace(
    FULL, programme="VIP", ends_at=NOW + timedelta(days=1), details=(("ip", "192.0.2.1"),)
)
FULL_SECOND = "2:76f860d32c495c95d89b2aedd6c946515076ba78642ad34d600fcd1e7ac91adb"
LATER_SECOND = "2:97f2ca1cacdfaa680e101beef8d0d61631ff37961ab07e612eb85c5a42410457"


@pytest.mark.parametrize(
    ("event", "known"),
    [
        pytest.param(FULL, FULL_SECOND, id="full"),
        pytest.param(LATER, LATER_SECOND, id="with-later-fields"),
    ],
)
def test_a_seal_is_what_it_always_was(event: ConsentEvent, known: str) -> None:
    assert seal(7, "f" * 64, event) == known


def test_a_seal_is_of_the_instant_and_not_of_its_time_zone() -> None:
    in_new_york = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert seal(1, BEGINNING, replace(EVENT, recorded_at=in_new_york)) == seal(1, BEGINNING, EVENT)


# Every kind of harm at every place. Each gives the lines and the first one that is wrong.


def resealed(line: LedgerLine, **changes: object) -> LedgerLine:
    """`line` with another content, by somebody who knows how lines are sealed."""
    event = replace(line.event, **changes)  # type: ignore[arg-type]
    return LedgerLine(line.seq, event, line.previous, seal(line.seq, line.previous, event))


def changed(place: int) -> tuple[Lines, int | None]:
    line = LINES[place - 1]
    forged = replace(line, event=replace(line.event, evidence="forged"))
    return [*LINES[: place - 1], forged, *LINES[place:]], place


def changed_and_sealed_anew(place: int) -> tuple[Lines, int | None]:
    forged = resealed(LINES[place - 1], evidence="forged")
    # The last line may be written anew unseen: the head has to be kept elsewhere.
    return [*LINES[: place - 1], forged, *LINES[place:]], place + 1 if place < LENGTH else None


def removed(place: int) -> tuple[Lines, int | None]:
    # A cut tail is not seen either.
    return [*LINES[: place - 1], *LINES[place:]], place if place < LENGTH else None


def removed_and_renumbered(place: int) -> tuple[Lines, int | None]:
    rest = [replace(line, seq=line.seq - 1) for line in LINES[place:]]
    return [*LINES[: place - 1], *rest], place if place < LENGTH else None


def swapped(place: int) -> tuple[Lines, int | None]:
    first, second = pair(place)
    lines = LINES.copy()
    lines[first - 1], lines[second - 1] = lines[second - 1], lines[first - 1]
    return lines, first


def swapped_and_renumbered(place: int) -> tuple[Lines, int | None]:
    lines, first = swapped(place)
    return [replace(line, seq=seq) for seq, line in enumerate(lines, 1)], first


def pair(place: int) -> tuple[int, int]:
    """`place` and its neighbour, in order."""
    return (place, place + 1) if place < LENGTH else (place - 1, place)


def twice(place: int) -> tuple[Lines, int | None]:
    return [*LINES[:place], LINES[place - 1], *LINES[place:]], place + 1


def twice_and_renumbered(place: int) -> tuple[Lines, int | None]:
    lines, first = twice(place)
    return [replace(line, seq=seq) for seq, line in enumerate(lines, 1)], first


def again_at_the_end(place: int) -> tuple[Lines, int | None]:
    return [*LINES, replace(LINES[place - 1], seq=LENGTH + 1)], LENGTH + 1


def replaced_by_another_ledgers(place: int) -> tuple[Lines, int | None]:
    other = chain([replace(event, number=BEN) for event in EVENTS])
    # The very first line of another ledger is sealed to the same beginning.
    first = place if place > 1 else 2
    return [*LINES[: place - 1], other[place - 1], *LINES[place:]], first


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(changed, id="changed"),
        pytest.param(changed_and_sealed_anew, id="changed-and-sealed-anew"),
        pytest.param(removed, id="removed"),
        pytest.param(removed_and_renumbered, id="removed-and-renumbered"),
        pytest.param(swapped, id="swapped"),
        pytest.param(swapped_and_renumbered, id="swapped-and-renumbered"),
        pytest.param(twice, id="twice"),
        pytest.param(twice_and_renumbered, id="twice-and-renumbered"),
        pytest.param(again_at_the_end, id="again-at-the-end"),
        pytest.param(replaced_by_another_ledgers, id="another-ledgers"),
    ],
)
def test_harm_is_found_where_it_was_done(
    harm: Callable[[int], tuple[Lines, int | None]], place: int
) -> None:
    lines, first = harm(place)
    assert broken_at(lines) == first


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        pytest.param(changed(7)[0], "its content was changed after it was sealed", id="changed"),
        pytest.param(removed(7)[0], "line 7 is missing: line 8 stands there", id="removed"),
        pytest.param(
            swapped_and_renumbered(7)[0], "it doesn't follow the line before it", id="swapped"
        ),
    ],
)
def test_the_reason_is_given(lines: Lines, why: str) -> None:
    assert verify(lines) == Broken(7, why)


# Any ledger, any harm

ledgers = st.lists(strategies.events, min_size=1, max_size=5).map(chain)
of_two_or_more = st.lists(strategies.events, min_size=2, max_size=5).map(chain)


@unhurried
@given(lines=ledgers)
def test_any_untouched_ledger_is_whole(lines: Lines) -> None:
    assert verify(lines) == Whole(len(lines), lines[-1].seal)


@unhurried
@given(lines=ledgers, other=strategies.events, data=st.data())
def test_any_change_of_any_field_is_found(
    lines: Lines, other: ConsentEvent, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(lines))
    name = data.draw(st.sampled_from([field.name for field in fields(ConsentEvent)]))
    assume(getattr(line.event, name) != getattr(other, name))
    event = replace(line.event, **{name: getattr(other, name)})
    lines[line.seq - 1] = replace(line, event=event)
    assert broken_at(lines) == line.seq


@unhurried
@given(lines=ledgers, data=st.data())
def test_any_other_order_is_found(lines: Lines, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(lines))
    first = next((n for n, line in enumerate(shuffled, 1) if line.seq != n), None)
    assert broken_at(shuffled) == first
    renumbered = [replace(line, seq=n) for n, line in enumerate(shuffled, 1)]
    assert broken_at(renumbered) == first


@unhurried
@given(lines=of_two_or_more, data=st.data())
def test_any_line_left_out_but_the_last_is_found(lines: Lines, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(lines[:-1]))
    lines.remove(line)
    assert broken_at(lines) == line.seq


@unhurried
@given(lines=ledgers, seal=st.text("0123456789abcdef", min_size=64, max_size=64), data=st.data())
def test_any_seal_but_the_right_one_is_found(lines: Lines, seal: str, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(lines))
    name = data.draw(st.sampled_from(["seal", "previous"]))
    assume(getattr(line, name) != seal)
    lines[line.seq - 1] = replace(line, **{name: seal})  # type: ignore[arg-type]
    assert broken_at(lines) == line.seq


# By hand, in the database, with the triggers dropped first


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds `LINES`, closed."""
    path = tmp_path_factory.mktemp("ledger") / "answerback.db"
    with closing(SqliteStore(path)) as store, store.transaction():
        for event in EVENTS:
            store.append_consent(event)
    return path


@pytest.fixture
def ours(kept: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(Path(copy(kept, tmp_path)))) as store:
        yield store


def tamper(store: SqliteStore, *statements: str) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("BEGIN")  # one commit is faster than five
        for trigger in ("consent_no_update", "consent_no_delete", "consent_no_replace"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")


def test_what_is_kept_is_what_was_sealed(ours: SqliteStore) -> None:
    assert list(ours.ledger()) == LINES


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("statements", "first"),
    [
        pytest.param(
            ["UPDATE consent SET evidence = 'forged' WHERE seq = {place}"],
            lambda place: place,
            id="changed",
        ),
        pytest.param(
            ["DELETE FROM consent WHERE seq = {place}"],
            lambda place: place if place < LENGTH else None,
            id="removed",
        ),
        pytest.param(
            [
                "UPDATE consent SET seq = -1 WHERE seq = {first}",
                "UPDATE consent SET seq = {first} WHERE seq = {second}",
                "UPDATE consent SET seq = {second} WHERE seq = -1",
            ],
            lambda place: pair(place)[0],
            id="swapped",
        ),
        pytest.param(
            [
                "CREATE TABLE copied AS SELECT * FROM consent WHERE seq = {place}",
                "UPDATE copied SET seq = 31",
                "INSERT INTO consent SELECT * FROM copied",
            ],
            lambda _: LENGTH + 1,
            id="once-more",
        ),
        pytest.param(
            [
                "INSERT OR REPLACE INTO consent SELECT {place}, number, 'grant', message_class,"
                " matter, basis, method, evidence, disclosure_version, message_sid, recorded_by,"
                " recorded_at, previous, seal, programme, ends_at, details FROM consent"
                " WHERE seq = {place}"
            ],
            lambda place: place,
            id="replaced",
        ),
    ],
)
def test_harm_done_by_hand_is_found(
    ours: SqliteStore, statements: list[str], first: Callable[[int], int | None], place: int
) -> None:
    one, other = pair(place)
    tamper(ours, *(text.format(place=place, first=one, second=other) for text in statements))
    assert broken_at(list(ours.ledger())) == first(place)

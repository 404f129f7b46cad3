"""Any one line of a real ledger that is altered, deleted, swapped, moved or put in again is named.

What is named is the first place that no longer holds what was written there: a line that was
altered or replaced; the line that is missing (the one after it stands there); the first of two that
were swapped; the line that was put in. Two things a chain can't show by itself, the head that was
kept elsewhere does: a last line that is gone, and a ledger that was written anew.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from storage.ledger import (
    BEGINNING,
    Broken,
    Unreadable,
    Whole,
    first_seal,
    next_line,
    verify,
)
from storage.proof import Head, head_as_json, head_from_json, verify_past
from storage.records import Basis, ConsentAction, ConsentEvent, LedgerLine, MessageClass, Method
from storage.sqlite import LINE_COLUMNS, SqliteStore, read_line, row_of
from tests.storage.samples import BEN, EVENT, MAYA, NOW

SEED = 20261124
PLACES = 1000
PLACES_IN_THE_FILE = 20

Row = tuple[Any, ...]
COLUMNS = LINE_COLUMNS.split(", ")
FIRST_KIND = 20  # lines from before seals were made in two steps


def every_kind_of_event() -> Iterator[ConsentEvent]:
    kinds = product(ConsentAction, [None, *MessageClass], [None, *Basis])
    for n, (action, message_class, basis) in enumerate(kinds):
        yield replace(
            EVENT,
            number=(MAYA, BEN)[n % 2],
            action=action,
            message_class=message_class,
            basis=basis,
            method=list(Method)[n % len(Method)],
            matter=f"order:{n}" if message_class is MessageClass.TRANSACTIONAL else None,
            evidence=("STOP", "Unterschrift 👩🏽‍🔧 é", '"quoted", \\ \n\0')[n % 3],
            disclosure_version="2026-10-01" if basis is Basis.EXPRESS_WRITTEN else None,
            message_sid=f"SM{n}" if n % 4 else None,
            recorded_at=NOW + timedelta(minutes=n),
        )


EVENTS = [
    event if n < FIRST_KIND else later
    for n, event in enumerate([*every_kind_of_event()] * 2)
    for later in [
        replace(
            event,
            programme="VIP" if n % 3 else None,
            ends_at=event.recorded_at + timedelta(days=30) if n % 5 == 0 else None,
            details=(("ip", "203.0.113.9"), ("nonce", f"{n:032x}")) if n % 2 else (),
        )
    ]
]
COUNT = len(EVENTS)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all of them, closed, its triggers dropped."""
    path = tmp_path_factory.mktemp("tampering") / "answerback.db"
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        previous = BEGINNING
        for seq, event in enumerate(EVENTS[:FIRST_KIND], 1):
            seal = first_seal(seq, previous, event)
            connection.execute(insertion(), (seq, previous, seal, *row_of(event)))
            previous = seal
    with closing(SqliteStore(path)) as store, store.transaction():
        for event in EVENTS[FIRST_KIND:]:
            store.append_consent(event)
    with closing(sqlite3.connect(path)) as connection, connection:
        for trigger in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER consent_no_{trigger}")
    return path


@pytest.fixture(scope="module")
def rows(file: Path) -> list[Row]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT {LINE_COLUMNS} FROM consent ORDER BY seq").fetchall()


def insertion() -> str:
    return (
        f"INSERT OR REPLACE INTO consent ({LINE_COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS))})"
    )


def test_the_untouched_ledger_is_whole(file: Path, rows: list[Row]) -> None:
    with closing(SqliteStore(file)) as store:
        assert verify(store.ledger()) == Whole(COUNT, rows[-1][2])
    assert COUNT > 200
    assert {event.action for event in EVENTS} == set(ConsentAction)
    assert {event.method for event in EVENTS} == set(Method)


# Harm: the same to the rows in memory and, as statements, to the file


@dataclass(frozen=True)
class Harm:
    rows: Sequence[Row]
    statements: Sequence[tuple[str, Row]]
    named: int  # the line that verify must name


Kind = Callable[[list[Row], random.Random], Harm]


def altered(rows: list[Row], dice: random.Random) -> Harm:
    """One column of one line, to something else or to something that only means the same."""
    place, column = dice.randint(1, COUNT), dice.randrange(1, len(COLUMNS))
    old = rows[place - 1][column]
    new = dice.choice([value for value in otherwise(old, column, rows, dice) if value != old])
    row = with_value(rows[place - 1], column, new)
    statement = f"UPDATE consent SET {COLUMNS[column]} = ? WHERE seq = ?"
    return Harm(put(rows, place, row), [(statement, (new, place))], place)


def otherwise(old: str | None, column: int, rows: list[Row], dice: random.Random) -> list[Any]:
    others = [dice.choice(rows)[column] or "forged", "", "forged"]
    if old is None:
        return others
    at = dice.randrange(len(old)) if old else 0
    is_time = COLUMNS[column] in ("recorded_at", "ends_at")
    return [
        *others,
        f"{old} ",
        old.swapcase(),
        old[:at] + chr(ord(old[at]) ^ 1) + old[at + 1 :] if old else "x",
        old.replace("+00:00", "Z" if is_time else ""),
        old.replace(", ", ","),
    ]


def deleted(rows: list[Row], dice: random.Random) -> Harm:
    """Any line but the last: see below."""
    place = dice.randint(1, COUNT - 1)
    left = [*rows[: place - 1], *rows[place:]]
    return Harm(left, [("DELETE FROM consent WHERE seq = ?", (place,))], place)


def swapped(rows: list[Row], dice: random.Random) -> Harm:
    first, second = sorted(dice.sample(range(1, COUNT + 1), 2))
    one, other = moved_to(first, rows[second - 1]), moved_to(second, rows[first - 1])
    statements = [(insertion(), one), (insertion(), other)]
    return Harm(put(put(rows, first, one), second, other), statements, first)


def moved(rows: list[Row], dice: random.Random) -> Harm:
    """A line taken out and put before the first or after the last one."""
    place, to = dice.randint(1, COUNT), dice.choice([-(2**63), -1, 0, COUNT + 1, 2**63 - 1])
    row = moved_to(to, rows[place - 1])
    left = [*rows[: place - 1], *rows[place:]]
    statement = ("UPDATE consent SET seq = ? WHERE seq = ?", (to, place))
    return Harm([row, *left] if to < 1 else [*left, row], [statement], min(place, to))


def put_in_again(rows: list[Row], dice: random.Random) -> Harm:
    """A copy of a line, before any other one or after the last; those that follow move on."""
    place, source = dice.randint(0, COUNT + 1), dice.randint(1, COUNT)
    row = moved_to(place, rows[source - 1])
    following = [moved_to(old[0] + 1, old) for old in rows[max(place - 1, 0) :]]
    statements: list[tuple[str, Row]] = [(insertion(), row)]
    if place == 0:
        return Harm([row, *rows], statements, 0)
    make_room: list[tuple[str, Row]] = [
        ("UPDATE consent SET seq = -seq - 1 WHERE seq >= ?", (place,)),
        ("UPDATE consent SET seq = -seq WHERE seq < 0", ()),
    ]
    named = place + 1 if place == source else place  # the first of two copies is the line itself
    return Harm([*rows[: place - 1], row, *following], [*make_room, *statements], named)


def replaced(rows: list[Row], dice: random.Random) -> Harm:
    """A copy of a line in the place of another."""
    place, source = dice.sample(range(1, COUNT + 1), 2)
    row = moved_to(place, rows[source - 1])
    return Harm(put(rows, place, row), [(insertion(), row)], place)


def with_value(row: Row, column: int, value: Any) -> Row:
    return (*row[:column], value, *row[column + 1 :])


def moved_to(seq: int, row: Row) -> Row:
    return with_value(row, 0, seq)


def put(rows: Sequence[Row], place: int, row: Row) -> list[Row]:
    return [*rows[: place - 1], row, *rows[place:]]


KINDS: list[Kind] = [altered, deleted, swapped, moved, put_in_again, replaced]


class Reading:
    """Rows as lines. An untouched row is read once for all tries: it is the same in each."""

    def __init__(self, untouched: Sequence[Row]) -> None:
        self._lines = {id(row): read_line(*row) for row in untouched}

    def __call__(self, rows: Sequence[Row]) -> Iterator[LedgerLine]:
        for row in rows:
            yield self._lines.get(id(row)) or read_line(*row)


def tries(kind: Kind, rows: list[Row], count: int) -> Iterator[tuple[str, Harm]]:
    """Each with the words to find it again."""
    dice = random.Random(SEED)
    for n in range(count):
        harm = kind(rows, dice)
        yield f"seed {SEED}, try {n}: {harm.statements}", harm


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_harm_at_a_thousand_random_places_is_found_and_named(kind: Kind, rows: list[Row]) -> None:
    read = Reading(rows)
    for words, harm in tries(kind, rows, PLACES):
        found = verify(read(harm.rows))
        assert isinstance(found, Broken), f"{words} was not found"
        assert found.seq == harm.named, f"{words} gave {found}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_harm_in_the_file_is_found_just_so(
    kind: Kind, rows: list[Row], file: Path, tmp_path: Path
) -> None:
    for n, (words, harm) in enumerate(tries(kind, rows, PLACES_IN_THE_FILE)):
        harmed = Path(copy(file, tmp_path / f"{n}.db"))
        assert verdict_on(harmed, harm.statements) == verify(Reading(rows)(harm.rows)), words


def verdict_on(path: Path, statements: Sequence[tuple[str, Row]]) -> Whole | Broken:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement, values in statements:
            connection.execute(statement, values)
    with closing(SqliteStore(path)) as store:
        return verify(store.ledger())


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_bytes_that_are_no_text_are_found_in_any_column(
    file: Path, tmp_path: Path, column: str
) -> None:
    statement = f"UPDATE consent SET {column} = CAST(x'53ff' AS TEXT) WHERE seq = 30"
    found = verdict_on(Path(copy(file, tmp_path)), [(statement, ())])
    assert isinstance(found, Broken)
    assert found.seq == 30


def test_a_row_that_is_no_line_says_so(rows: list[Row]) -> None:
    row = with_value(rows[6], COLUMNS.index("action"), "forgive")
    with pytest.raises(Unreadable, match="line 7 of the ledger is not as it was written"):
        read_line(*row)


@pytest.mark.parametrize("spoilt", ["action = 'forgive'", "evidence = CAST(x'53ff' AS TEXT)"])
def test_a_last_line_that_was_spoilt_keeps_no_stop_out(
    file: Path, rows: list[Row], tmp_path: Path, spoilt: str
) -> None:
    path = Path(copy(file, tmp_path))
    found = verdict_on(path, [(f"UPDATE consent SET {spoilt} WHERE seq = {len(rows)}", ())])
    with closing(SqliteStore(path)) as store:
        line = store.append_consent(EVENT)
        assert (line.seq, line.previous) == (len(rows) + 1, rows[-1][2])
        assert verify(store.ledger()) == found


# What only a head that was kept elsewhere shows

KEY = "a key that the database does not hold"


def head_at(rows: list[Row], seq: int) -> Head:
    """Through a file, as it is kept."""
    kept = head_as_json(Head(seq, rows[seq - 1][2], NOW), KEY)
    return head_from_json(json.loads(json.dumps(kept)), KEY)


def test_a_cut_tail_is_found_by_a_head_that_was_kept(rows: list[Row]) -> None:
    head, read = head_at(rows, COUNT), Reading(rows)
    assert verify_past(head, read(rows)) == Whole(COUNT, head.seal)
    for cut in range(0, COUNT, 16):
        assert isinstance(verify(read(rows[:cut])), Whole)
        found = verify_past(head, read(rows[:cut]))
        assert isinstance(found, Broken)
        assert found.seq == cut + 1


def test_a_ledger_that_has_grown_since_still_leads_past_the_head(rows: list[Row]) -> None:
    read = Reading(rows)
    for seq in range(1, COUNT, 16):
        assert isinstance(verify_past(head_at(rows, seq), read(rows)), Whole)


def test_a_ledger_written_anew_is_found_by_a_head_that_was_kept(rows: list[Row]) -> None:
    """All of it, or from any line on: every seal made again by somebody who knows how."""
    head, lines = head_at(rows, COUNT), list(Reading(rows)(rows))
    for place in (1, 2, FIRST_KIND, COUNT // 2, COUNT):
        anew = lines[: place - 1]
        for line in lines[place - 1 :]:
            event = line.event if line.seq > place else replace(line.event, evidence="JOIN, please")
            anew.append(next_line(anew[-1] if anew else None, event))
        assert verify(anew) == Whole(COUNT, anew[-1].seal)
        found = verify_past(head, anew)
        assert isinstance(found, Broken)
        assert found.seq == COUNT


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"seal": "2:" + "0" * 64}, id="another-seal"),
        pytest.param({"seq": 7}, id="another-line"),
        pytest.param({"made_at": "2020-01-01T00:00:00+00:00"}, id="another-day"),
        pytest.param({"signature": "0" * 64}, id="another-signature"),
        pytest.param({"signature": None}, id="unsigned"),
        pytest.param({"signature": "é"}, id="no-hexadecimal"),
    ],
)
def test_a_head_that_is_not_signed_is_refused(rows: list[Row], change: dict[str, object]) -> None:
    kept = head_as_json(Head(COUNT, rows[-1][2], NOW), KEY) | change
    with pytest.raises(ValueError, match="not signed by this key"):
        head_from_json(kept, KEY)


def test_an_empty_ledger_has_a_head_too() -> None:
    head = Head(0, BEGINNING, NOW)
    assert verify_past(head, []) == Whole(0, BEGINNING)
    first = next_line(None, EVENT)
    assert verify_past(head, [first]) == Whole(1, first.seal)

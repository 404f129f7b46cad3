"""A proof is checked without a database; whatever is changed in it is found and named."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.ledger import BEGINNING, as_json, first_seal, from_json, next_line
from storage.proof import Head, check, head_as_json, packet
from storage.records import LedgerLine
from tests.storage import strategies
from tests.storage.samples import BEN, EVENT, MAYA, NOW
from tests.storage.strategies import unhurried

KEY = "a key that the database does not hold"


def chain(numbers: str) -> list[LedgerLine]:
    """A line for each letter: m is Maya's, b is Ben's."""
    lines: list[LedgerLine] = []
    for place, letter in enumerate(numbers):
        event = replace(
            EVENT,
            number=MAYA if letter == "m" else BEN,
            evidence=f"text {place}",
            recorded_at=NOW + timedelta(place),
        )
        lines.append(next_line(lines[-1] if lines else None, event))
    return lines


LINES = chain("bmbbmb")


def proof() -> dict[str, Any]:
    """Maya's, through a file: as a stranger gets it."""
    kept: dict[str, Any] = json.loads(json.dumps(packet(MAYA, LINES, NOW, KEY)))
    return kept


def test_it_holds_the_lines_of_one_number_and_digests_of_the_others() -> None:
    made = proof()
    assert [row["seq"] for row in made["lines"]] == [2, 5]
    assert [row[0] for row in made["others"]] == [3, 4, 6]
    assert BEN not in json.dumps(made)


def test_an_untouched_proof_is_sound() -> None:
    checked = check(proof(), KEY)
    assert (checked.lines, checked.head, checked.faults) == (2, LINES[-1].seal, ())


def test_a_number_that_said_nothing_has_an_empty_proof() -> None:
    assert check(packet("+12125550177", LINES, NOW)).lines == 0


def changed(what: Callable[[dict[str, Any]], object]) -> tuple[str, ...]:
    made = proof()
    what(made)
    return check(made, KEY).faults


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        pytest.param(
            lambda p: p["lines"][0].update(evidence="JOIN"), "line 2: its content", id="a-word"
        ),
        pytest.param(
            lambda p: p["lines"][1].update(recorded_at="2020-01-01T00:00:00+00:00"),
            "line 5: its content",
            id="a-time",
        ),
        pytest.param(lambda p: p["lines"].pop(1), "line 5: it is missing", id="a-line-gone"),
        pytest.param(lambda p: p["others"].pop(0), "line 3: it is missing", id="a-digest-gone"),
        pytest.param(
            lambda p: p["others"][0].__setitem__(1, "0" * 64), "line 5: it doesn't", id="a-digest"
        ),
        pytest.param(
            lambda p: p["lines"].append(p["lines"][1]), "line 6: it is missing or", id="once-more"
        ),
        pytest.param(lambda p: p["head"].update(seal="2:0"), "the head: line 6", id="the-head"),
        pytest.param(
            lambda p: p["head"].update(signature="0" * 64), "the head: the he", id="the-signature"
        ),
        pytest.param(
            lambda p: p["lines"][0].update(approved_by="a judge"),
            "line 2: it is not",
            id="an-addition",
        ),
        pytest.param(lambda p: p["lines"][0].update(ends_at=""), "line 2: it is not", id="a-blank"),
        pytest.param(lambda p: p.update(number=BEN), "line 2: it is of another", id="the-number"),
    ],
)
def test_what_was_changed_is_named(what: Callable[[dict[str, Any]], object], fault: str) -> None:
    assert any(each.startswith(fault) for each in changed(what)), changed(what)


def test_a_line_of_the_first_kind_is_shown_but_not_followed() -> None:
    old = LedgerLine(1, LINES[0].event, BEGINNING, first_seal(1, BEGINNING, LINES[0].event))
    mine = next_line(old, LINES[1].event)
    other = LedgerLine(3, LINES[2].event, mine.seal, first_seal(3, mine.seal, LINES[2].event))
    checked = check(packet(MAYA, [old, mine, other], NOW))
    assert (checked.faults, checked.not_followed) == ((), 1)


@pytest.mark.parametrize("form", [{}, {"format": "answerback proof 9"}])
def test_another_file_is_no_proof(form: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="it is no proof"):
        check(form)


@unhurried
@given(event=strategies.events)
def test_any_line_comes_back_from_json(event: Any) -> None:
    line = next_line(None, event)
    assert from_json(json.loads(json.dumps(as_json(line)))) == line


@given(st.integers(0, 5), st.text("mb", min_size=1, max_size=9))
def test_a_history_written_anew_has_another_head(place: int, numbers: str) -> None:
    """The chain alone can't show it: the head that was kept elsewhere does."""
    kept = head_as_json(Head(len(numbers), chain(numbers)[-1].seal, NOW), KEY)
    lines = chain(numbers)
    at = min(place, len(lines) - 1)
    anew = [
        *lines[:at],
        next_line(lines[at - 1] if at else None, replace(EVENT, evidence="forged")),
    ]
    for line in lines[at + 1 :]:
        anew.append(next_line(anew[-1], line.event))
    assert anew[-1].seal != kept["seal"]

"""Chooses the thresholds in language/topics.py and language/revocation.py on the threshold writers.

    PYTHONPATH=. .venv/bin/python training/thresholds.py

Moves one threshold after the other as long as what all texts cost together goes down; what each
mistake costs stands here. It prints what it found; the values are copied by hand.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
sys.path[:0] = [str(HOME), str(HOME / "evaluation")]

from corpus import DEV, Row, read  # noqa: E402
from evaluate import Read, measures, number  # noqa: E402

from app import create_understanding  # noqa: E402
from facts import folder  # noqa: E402
from handlers import answer  # noqa: E402
from language import revocation, topics  # noqa: E402

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
STEPS = {
    topics.Thresholds: (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9),
    revocation.Bounds: (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
}  # fmt: skip

# What it costs, in hand-overs to a person.
WRONG_ANSWER, ASKED_IN_VAIN, HANDED_OVER, ASKED = 3.0, 1.3, 1.0, 0.15
CONSENT = {
    ("opt_out", "none"): 6.0,
    ("opt_out", "held"): 1.5,
    ("opt_out", "opt_in"): 20.0,
    ("none", "opt_out"): 8.0,
    ("none", "held"): 1.0,
    ("none", "opt_in"): 6.0,
    ("opt_in", "none"): 2.0,
    ("opt_in", "held"): 2.0,
    ("opt_in", "opt_out"): 4.0,
}


def cost(each: Read) -> float:
    if each.row.task == "consent":
        return CONSENT.get((each.row.label, each.consent), 0.0)
    if each.said is not None:  # an ordinary text taken for a word about consent
        return CONSENT.get(("none", each.consent), 0.0)
    if each.is_wrong_answer:
        return WRONG_ANSWER
    is_asked = each.asked.decision == "ask"
    if not each.gold:
        return ASKED_IN_VAIN - HANDED_OVER if is_asked else 0.0
    if is_asked:
        return ASKED if each.is_right else ASKED_IN_VAIN
    return 0.0 if each.is_right else HANDED_OVER


def cheapest(start: Any, cost_of: Callable[[Any], float]) -> Any:
    """`start` with each of its fields moved, in turn, to where the cost is least."""
    best, least = start, cost_of(start)
    is_better = True
    while is_better:
        is_better = False
        for field in fields(start):
            for value in STEPS[type(start)]:
                moved = replace(best, **{field.name: value})
                if (now := cost_of(moved)) < least - 1e-9:
                    best, least, is_better = moved, now, True
        print(f"{least:8.1f} {best}", flush=True)
    return best


def main() -> None:
    business = folder.read(HOME / "business", NOW)
    understanding = create_understanding(business, answer.load())
    understanding._encoder.remembered = 100_000  # every text is read but once
    rows = [row for row in read() if row.writer in DEV and row.task != "promo"]
    questions = [row for row in rows if row.task == "topic"]
    nothing = understanding.question("", NOW)

    def reads(rows: Sequence[Row], is_asked: bool = True) -> list[Read]:
        return [
            Read(
                row,
                understanding.consent(row.text),
                understanding.question(row.text, NOW) if is_asked else nothing,
                False,
            )
            for row in rows
        ]

    def cost_of_bounds(bounds: revocation.Bounds) -> float:
        understanding._bounds = bounds
        return sum(map(cost, reads(rows, is_asked=False)))

    def cost_of_thresholds(thresholds: topics.Thresholds) -> float:
        understanding._thresholds = thresholds
        return sum(map(cost, reads(questions)))

    understanding._bounds = cheapest(understanding._bounds, cost_of_bounds)
    understanding._thresholds = cheapest(understanding._thresholds, cost_of_thresholds)
    for name, value in measures(reads(rows)).items():
        print(f"{number(value):>6} {name}")


if __name__ == "__main__":
    main()

"""Writes own_answers.tsv: what the bot itself says, as plain answers for the promotion head.

    PYTHONPATH=. .venv/bin/python training/own_answers.py

Every example of every topic, asked by customers with and without orders, and every built-in
sentence of every language. All of them are plain: the rules and a reading of them say so.
"""

import csv
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME))

from facts import folder  # noqa: E402
from handlers import answer  # noqa: E402
from language import slots  # noqa: E402
from language.translations import translations  # noqa: E402
from storage.records import Question  # noqa: E402

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SENDERS = ("+12125550101", "+12125550102", "+12125550103", "+12125550199")


def answers() -> set[tuple[str, str]]:
    business = folder.read(HOME / "business", NOW)
    now = NOW.astimezone(business.time_zone)
    found = set()
    for topic, handler in answer.load().items():
        for text in handler.EXAMPLES[topic]:
            for sender in SENDERS:
                said = handler.answer(
                    Question(topic, text, "en", sender, now, slots.find(text, business.names, now)),
                    business,
                )
                if said:
                    found.add(("en", said.text))
    return found


def sentences() -> set[tuple[str, str]]:
    return {
        (translation.language, re.sub(r"\{\w+\}", "Marlow", words))
        for translation in translations().values()
        for words in translation.sentences.values()
    }


def main() -> None:
    rows = sorted(answers() | sentences())
    with (HOME / "training" / "own_answers.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerows(
            ("promo", "ok", language, 1, text.replace("\n", " ")) for language, text in rows
        )
    print(len(rows))


if __name__ == "__main__":
    main()

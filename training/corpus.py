"""The labelled texts by writer, and how they are split: whole writers are kept out, never rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent.parent / "evaluation" / "texts"
OWN_ANSWERS = Path(__file__).parent / "own_answers.tsv"  # made by own_answers.py

# Writers that no training ever sees. Each language has at least one of its own.
TEST = ("h10", "h12", "h13", "h16", "h19", "h20", "h22", "h23", "h99")
# Writers for choosing thresholds and epochs; not trained on while choosing.
DEV = ("h01", "h15", "h25", "h39", "h41", "h43")

CONSENT = ("none", "opt_out", "opt_in")
LANGUAGES = ("en", "es", "fr", "pt", "zh", "vi", "tl")
TOPICS = (
    "order_status",
    "order_details",
    "order_change",
    "order_pickup",
    "shipping_info",
    "return_policy",
    "refund_status",
    "login_trouble",
    "appt_book",
    "appt_reschedule",
    "appt_confirm",
    "appt_cancel",
    "wait_time",
    "hours",
    "location",
    "product_stock",
    "sizing",
    "payment_billing",
    "complaint",
    "praise",
    "app_bug",
    "human",
    "smalltalk",
    "oos",
    "emergency",
)


@dataclass(frozen=True, slots=True)
class Row:
    writer: str
    task: str  # consent, topic or promo
    label: str  # topics joined by "+"
    language: str
    difficulty: int
    text: str


def read(texts: Path = TEXTS) -> Iterator[Row]:
    """Every row of every writer but the ambiguous ones, which two reasonable people label apart."""
    for path in sorted(texts.glob("*.tsv")):
        yield from (row for row in rows_of(path) if row.label != "ambiguous")


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            task, label, language, difficulty, text = cells
            yield Row(path.stem, task, label, language, int(difficulty), text)

"""make evaluate: how well texts are understood, on writers that nothing was ever trained on.

Prints tables and writes them to RESULTS.md in this folder, which README.md quotes. What the rows
are and how their labels are decided stands in README.md here.
"""

import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

HOME = Path(__file__).parent.parent
sys.path[:0] = [str(HOME), str(HOME / "training")]

from corpus import LANGUAGES, TEST, Row, read  # noqa: E402

from app import create_understanding  # noqa: E402
from facts import folder  # noqa: E402
from handlers import answer  # noqa: E402
from language import promotion  # noqa: E402
from language.keywords import Act  # noqa: E402
from language.meaning import Asked, ConsentWords, Decision  # noqa: E402

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

# What ordinary methods were seen to reach on texts by other writers, as measured elsewhere before
# this project: rules, hashed n-grams and a frozen multilingual-e5-small with logistic regression.
BEST_BEFORE = {
    "opt-outs found": 0.63,
    "hard negatives taken for opt-outs": 0.032,
    "questions answered or asked about rightly": 0.68,
    "texts given a wrong answer": 0.146,
    "out-of-scope texts kept from being answered": 0.36,
    "promotion found": 0.76,
    "plain answers taken for promotion": 0.076,
}


class Read:
    """A row and what was made of it."""

    def __init__(self, row: Row, said: ConsentWords | None, asked: Asked, promotes: bool) -> None:
        self.row, self.said, self.asked, self.promotes = row, said, asked, promotes

    @property
    def consent(self) -> str:
        if self.said is None or self.said.act in (Act.YES, Act.HELP):
            return "none"
        if self.said.is_doubtful:
            return "held"
        return "opt_out" if self.said.act is Act.STOP else "opt_in"

    @property
    def gold(self) -> set[str]:
        return set(self.row.label.split("+")) - {"oos", "emergency"}

    @property
    def is_answered(self) -> bool:
        return self.said is None and self.asked.decision is Decision.ANSWER

    @property
    def is_right(self) -> bool:
        """Answered with nothing but what was asked, or asked about with it among the two."""
        if self.said is not None:
            return False
        if self.asked.decision is Decision.ANSWER:
            return bool(self.gold) and set(self.asked.topics) <= self.gold
        return self.asked.decision is Decision.ASK and bool(set(self.asked.topics) & self.gold)

    @property
    def is_wrong_answer(self) -> bool:
        return self.is_answered and not set(self.asked.topics) <= self.gold


def share(of: Iterable[Read], where: Callable[[Read], bool]) -> float:
    rows = list(of)
    return sum(map(where, rows)) / len(rows) if rows else float("nan")


def measures(reads: Sequence[Read]) -> dict[str, float]:
    consent = [r for r in reads if r.row.task == "consent"]
    topic = [r for r in reads if r.row.task == "topic"]
    inside = [r for r in topic if r.gold]
    outside = [r for r in topic if r.row.label == "oos"]
    emergency = [r for r in topic if "emergency" in r.row.label]
    promo = [r for r in reads if r.row.task == "promo"]
    by_label = defaultdict(list)
    for each in consent:
        by_label[each.row.label].append(each)
    return {
        "opt-outs found": share(by_label["opt_out"], lambda r: r.consent == "opt_out"),
        "opt-outs found or held for a person": share(
            by_label["opt_out"], lambda r: r.consent in ("opt_out", "held")
        ),
        "hard negatives taken for opt-outs": share(
            by_label["none"], lambda r: r.consent == "opt_out"
        ),
        "hard negatives held for a person": share(by_label["none"], lambda r: r.consent == "held"),
        "ordinary texts taken for opt-outs": share(topic, lambda r: r.consent == "opt_out"),
        "opt-ins found": share(by_label["opt_in"], lambda r: r.consent == "opt_in"),
        "opt-outs taken for opt-ins": share(by_label["opt_out"], lambda r: r.consent == "opt_in"),
        "questions answered or asked about rightly": share(inside, lambda r: r.is_right),
        "questions asked about": share(
            inside, lambda r: r.said is None and r.asked.decision is Decision.ASK
        ),
        "texts given a wrong answer": share(topic, lambda r: r.is_wrong_answer),
        "out-of-scope texts kept from being answered": share(outside, lambda r: not r.is_answered),
        "emergencies seen": share(emergency, lambda r: r.asked.is_emergency),
        "other texts taken for emergencies": share(
            [r for r in topic if "emergency" not in r.row.label], lambda r: r.asked.is_emergency
        ),
        "promotion found": share(
            [r for r in promo if r.row.label == "promo"], lambda r: r.promotes
        ),
        "plain answers taken for promotion": share(
            [r for r in promo if r.row.label == "ok"], lambda r: r.promotes
        ),
        "language told": share(topic, lambda r: r.asked.language == r.row.language),
    }


def memory_held() -> str:
    """Resident memory now, on Linux, and at the most so far."""
    most = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at the most"
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return most
    now = int(pages.read_text().split()[1]) * resource.getpagesize() // 2**20
    return f"{now} MB, and held {most} while loading"


def main() -> None:
    business = folder.read(HOME / "business", NOW)
    understanding = create_understanding(business, answer.load())
    understanding.question("warm up", NOW)
    memory = memory_held()  # before the texts come in
    rows = [row for row in read() if row.writer in TEST]
    reads, seconds = [], []
    for row in rows:
        started = time.perf_counter()
        said = understanding.consent(row.text)
        asked = understanding.question(row.text, NOW)
        seconds.append(time.perf_counter() - started)
        promotes = row.task == "promo" and promotion.review(row.text) is not None
        reads.append(Read(row, said, asked, promotes))
    report = "\n\n".join(
        (
            f"{len(rows)} texts by {len(TEST)} writers whom nothing was trained on.",
            summary(reads, understanding.keyword),
            by(reads, "language", LANGUAGES, lambda row: row.language),
            by(reads, "difficulty", ("1", "2", "3"), lambda row: str(row.difficulty)),
            calibration(reads),
            confusions(reads),
            f"A text takes {statistics.median(seconds) * 1000:.1f} ms at the median and"
            f" {sorted(seconds)[int(len(seconds) * 0.99)] * 1000:.1f} ms at the 99th percentile; with"
            f" everything loaded, the process holds {memory}.",
        )
    )
    print(report)
    (HOME / "evaluation" / "RESULTS.md").write_text(
        f"# What `make evaluate` printed\n\n{report}\n", "utf-8"
    )


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = "|".join(["---"] * len(head))
    return "\n".join(
        [
            "| " + " | ".join(head) + " |",
            f"|{rule}|",
            *("| " + " | ".join(line) + " |" for line in lines),
        ]
    )


def number(value: float) -> str:
    return "" if value != value else f"{value:.3f}".lstrip("0") if value < 1 else "1.000"


def summary(reads: Sequence[Read], keyword: Callable[[str], ConsentWords | None]) -> str:
    only = [Read(r.row, keyword(r.row.text), r.asked, False) for r in reads]
    found, exact = measures(reads), measures(only)
    consent = [name for name in found if "opt-" in name or "ordinary" in name or "hard" in name]
    return table(
        ("measure", "this", "exact keywords", "best before"),
        (
            (
                name,
                number(value),
                number(exact[name]) if name in consent else "",
                number(BEST_BEFORE.get(name, float("nan"))),
            )
            for name, value in found.items()
        ),
    )


def by(reads: Sequence[Read], title: str, keys: Sequence[str], key: Callable[[Row], str]) -> str:
    split = {k: measures([r for r in reads if key(r.row) == k]) for k in keys}
    names = list(next(iter(split.values())))
    return table(
        (f"by {title}", *keys), ((name, *(number(split[k][name]) for k in keys)) for name in names)
    )


def calibration(reads: Sequence[Read]) -> str:
    """How often the likeliest topic is right, by how likely it was said to be."""
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for each in reads:
        if each.row.task == "topic" and each.asked.likeliest:
            name, likelihood = each.asked.likeliest
            is_right = name in each.row.label.split("+")
            bands[min(9, int(likelihood * 10))].append((likelihood, is_right))
    lines = []
    for band, found in sorted(bands.items()):
        said = statistics.mean(likelihood for likelihood, _ in found)
        right = statistics.mean(is_right for _, is_right in found)
        lines.append((f".{band}", str(len(found)), number(said), number(right)))
    return table(("calibration: band", "texts", "said", "right"), lines)


def confusions(reads: Sequence[Read]) -> str:
    """What was answered instead of what was asked, most often first."""
    seen = Counter(
        (each.row.label, "+".join(each.asked.topics))
        for each in reads
        if each.row.task == "topic" and each.is_wrong_answer
    )
    lines = ((asked, answered, str(count)) for (asked, answered), count in seen.most_common(20))
    return table(("asked", "answered instead", "times"), lines)


if __name__ == "__main__":
    main()

"""make bench: how fast the register is, and how much memory it takes.

Every step runs in a process of its own, so that its peak of memory is its own, first with few lines
and then with many: what depends on how long the ledger is shows as a ratio.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.consents import DISCLOSURES, HEAD, number, write_lists

HOME = Path(__file__).parent.parent
FEW, MANY = 10_000, 100_000
REQUESTS = 200
KINDS = ("text", "promotional", "transactional", "conversational")
FIELDS = ("number", "evidence", "class", "basis", "matter", "programme", "disclosure", "ends_at",
          "given_at")  # fmt: skip
MAPS = [
    word for pair in zip(HEAD, FIELDS, strict=True) for word in ("--map", f"{pair[0]}={pair[1]}")
]
MEGABYTE = 1024 * (1024 if sys.platform == "darwin" else 1)  # in the units of ru_maxrss


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took, and what it wrote to its standard output."""

    seconds: float
    cpu: float
    megabytes: float
    said: str


Run = Callable[[Sequence[str]], Ran]  # "flask ..." or "bench.over_http ..."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `lines` is how many it worked through, or numbers in one request."""

    what: str
    lines: int
    seconds: float
    cpu: float
    megabytes: float


def measure(run: Run, folder: Path, lines: int, requests: int) -> Iterator[Row]:
    """Every step on a ledger of its own; `folder` is where its files go."""
    write_lists(lines, folder / "list.csv", folder / "stops.csv")
    shown = folder / "disclosure.txt"
    shown.write_text("By ticking this box you agree ...", "utf-8")
    for version in DISCLOSURES:
        run(["flask", "ledger", "disclosure", version, str(shown)])
    all_lines = lines + lines // 10
    for what, count, words in steps(folder, lines, all_lines):
        ran = run(["flask", "ledger", *words])
        yield Row(what, count, ran.seconds, ran.cpu, ran.megabytes)
        if words[0] == "proof":
            (folder / "proof.json").write_text(ran.said, "utf-8")
    for kind in KINDS:
        ran = run(["bench.over_http", kind, str(lines), str(requests)])
        yield from in_percentiles(kind, ran)


def steps(folder: Path, lines: int, all_lines: int) -> Iterator[tuple[str, int, list[str]]]:
    """What it is, how many lines it works through, and the words after `flask ledger`."""
    consents = ["import", f"{folder}/list.csv", *MAPS, "--method", "web form"]
    opt_outs = ["import", f"{folder}/stops.csv", *MAPS[:4], "--action", "revoke"]
    yield "start, with an empty ledger", 0, ["verify"]
    yield "import, trial", lines, consents
    yield "import, written", lines, [*consents, "--write"]
    yield "import of opt-outs, written", lines // 10, [*opt_outs, "--write"]
    for style in ("jsonl", "csv", "xlsx"):
        words = ["export", "--format", style, "--out", f"{folder}/ledger.{style}"]
        yield f"export to {style}", all_lines, words
    yield "verify the database", all_lines, ["verify"]
    yield "verify an export", all_lines, ["verify", f"{folder}/ledger.jsonl"]
    yield "proof of one number", all_lines, ["proof", number(1)]
    yield "verify a proof", all_lines, ["verify", f"{folder}/proof.json"]


def in_percentiles(kind: str, ran: Ran) -> Iterator[Row]:
    seconds, cpu = (sorted(taken) for taken in zip(*json.loads(ran.said), strict=True))
    what, lines = ("a keyword texted", 1) if kind == "text" else (f"1,000 asked, {kind}", 1000)
    for percent in (50, 99):
        at = (len(seconds) - 1) * percent // 100
        yield Row(f"{what}, p{percent}", lines, seconds[at], cpu[at], ran.megabytes)


# The table

NOISE = (
    "lines/s is of the seconds; they grow where other programs run beside, CPU seconds less so."
    " Compare within one run."
)


def head(few: int, many: int) -> str:
    return (
        f"{'':34}{f'{few:,} lines':>23}{f'{many:,} lines':>33}{'ratio':>12}\n"
        f"{'what':34}{'seconds':>9}{'CPU s':>8}{'MB':>6}"
        f"{'seconds':>10}{'CPU s':>8}{'lines/s':>9}{'MB':>6}{'CPU':>6}{'MB':>6}"
    )


def printed(few: Row, many: Row) -> str:
    pace = f"{many.lines / many.seconds:,.0f}" if many.lines else ""
    return (
        f"{many.what:34}{in_seconds(few.seconds):>9}{in_seconds(few.cpu):>8}{few.megabytes:>6.0f}"
        f"{in_seconds(many.seconds):>10}{in_seconds(many.cpu):>8}{pace:>9}{many.megabytes:>6.0f}"
        f"{many.cpu / few.cpu:>6.1f}{many.megabytes / few.megabytes:>6.2f}"
    )


def in_seconds(seconds: float) -> str:
    return f"{seconds:.4f}" if seconds < 1 else f"{seconds:.2f}"


def bench(run_in: Callable[[Path], Run], few: int, many: int, requests: int) -> Iterator[str]:
    """The table, line by line as it comes to be known."""
    with TemporaryDirectory() as place:
        small, large = Path(place, "few"), Path(place, "many")
        small.mkdir()
        large.mkdir()
        yield head(few, many)
        before = list(measure(run_in(small), small, few, requests))
        for row, after in zip(before, measure(run_in(large), large, many, requests), strict=True):
            yield printed(row, after)
        yield NOISE


# Processes


def in_a_process(folder: Path) -> Run:
    """Runs each command by itself, on the database in `folder` and the sample business."""
    settings = {
        "TWILIO_AUTH_TOKEN": "bench",
        "SECRET_KEY": "bench",
        "OPT_OUT_REPLIES": "bot",
        "DATABASE_URL": f"sqlite:///{folder}/answerback.db",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}

    def run(words: Sequence[str]) -> Ran:
        begun = perf_counter()
        with (folder / "said").open("w+", encoding="utf-8") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=HOME, env=kept | settings, stdout=out,
                stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            assert process.stderr
            complaints = process.stderr.read()
            # Not process.wait(): of this one process, what did it use?
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            process.stderr.close()
            seconds = perf_counter() - begun
            out.seek(0)
            said = out.read()
        if process.returncode:
            raise SystemExit(f"{' '.join(words)}\n{said}{complaints}")
        cpu = used.ru_utime + used.ru_stime
        return Ran(seconds, cpu, used.ru_maxrss / MEGABYTE, said)

    return run


def main() -> None:
    for line in bench(in_a_process, FEW, MANY, REQUESTS):
        print(line, flush=True)


if __name__ == "__main__":
    main()

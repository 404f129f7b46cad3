"""The hash chain: each line is sealed over its content and the seal of the line before.

Changing, removing or swapping a line breaks the chain at that line. What a chain alone can't
show is a cut tail or a history written anew from some line on: that needs the head kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from storage.records import ConsentEvent, LedgerLine

BEGINNING = "0" * 64


def seal(seq: int, previous: str, event: ConsentEvent) -> str:
    """SHA-256 in hex over the canonical JSON of the line, times as UTC ISO 8601 microseconds."""
    content = content_of(event) | {"seq": seq, "previous": previous}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


LATER_FIELDS = ("programme", "ends_at", "details")


def content_of(event: ConsentEvent) -> dict[str, object]:
    """What is sealed of an event, as JSON has it. A later field that is empty is left out, so that
    lines from before it keep their seals."""
    content = {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in asdict(event).items()
        if name not in LATER_FIELDS or value not in (None, ())
    }
    if event.details:
        content["details"] = [list(pair) for pair in event.details]
    return content


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def next_line(last: LedgerLine | None, event: ConsentEvent) -> LedgerLine:
    seq, previous = (last.seq + 1, last.seal) if last else (1, BEGINNING)
    return LedgerLine(seq, event, previous, seal(seq, previous, event))


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line that does not fit, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Whole:
    lines: int
    head: str  # the seal of the last line


def verify(lines: Iterable[LedgerLine]) -> Whole | Broken:
    """Follow the chain from its beginning to the first line that doesn't fit."""
    expected, previous = 1, BEGINNING
    for line in lines:
        if line.seq != expected:
            return Broken(expected, f"line {expected} is missing: line {line.seq} stands there")
        if line.previous != previous:
            return Broken(line.seq, "it doesn't follow the line before it")
        if line.seal != seal(line.seq, line.previous, line.event):
            return Broken(line.seq, "its content was changed after it was sealed")
        expected, previous = expected + 1, line.seal
    return Whole(expected - 1, previous)

"""The hash chain: each line is sealed over its content and the seal of the line before.

Changing, removing or swapping a line breaks the chain at that line. What a chain alone can't
show is a cut tail or a history written anew from some line on: that needs the head kept elsewhere.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    LedgerLine,
    MessageClass,
    Method,
)

BEGINNING = "0" * 64
SECOND = "2:"  # marks the seals that are made in two steps


def seal(seq: int, previous: str, event: ConsentEvent) -> str:
    """ "2:" and the SHA-256 in hex over place, seal of the line before, and digest of the content.

    Of a line that must not be shown, its digest is enough to follow the chain through it.
    """
    return seal_of_digest(seq, previous, digest(event))


def seal_of_digest(seq: int, previous: str, digest_of_event: str) -> str:
    return SECOND + hashlib.sha256(f"{seq} {previous} {digest_of_event}".encode()).hexdigest()


def digest(event: ConsentEvent) -> str:
    """SHA-256 in hex over the canonical JSON of the event, times as UTC ISO 8601 microseconds."""
    return hashlib.sha256(canonical(content_of(event))).hexdigest()


def first_seal(seq: int, previous: str, event: ConsentEvent) -> str:
    """How lines were sealed before 2026-11-24: all of it in one JSON object."""
    content = content_of(event) | {"seq": seq, "previous": previous}
    return hashlib.sha256(canonical(content)).hexdigest()


in_order = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def canonical(content: Mapping[str, object]) -> bytes:
    return in_order.encode(content).encode()


def is_sealed(line: LedgerLine) -> bool:
    """Whether the line's seal is the one that its content, place and predecessor make."""
    sealed_by = seal if line.seal.startswith(SECOND) else first_seal
    return line.seal == sealed_by(line.seq, line.previous, line.event)


def unguessable(event: ConsentEvent) -> ConsentEvent:
    """`event` with a random detail where no MessageSid makes its digest a secret.

    A proof shows the digests of other people's lines: without it, a digest would tell whoever
    guesses the rest that a number is on the list.
    """
    if event.message_sid:
        return event
    return replace(event, details=(*event.details, ("nonce", secrets.token_hex(16))))


LATER_FIELDS = ("programme", "ends_at", "details")
FIRST_FIELDS = tuple(field.name for field in fields(ConsentEvent) if field.name not in LATER_FIELDS)


def content_of(event: ConsentEvent) -> dict[str, object]:
    """What is sealed of an event, as JSON has it. A later field that is empty is left out, so that
    lines from before it keep their seals."""
    # Not asdict(): its deep copies are most of the time that a long ledger takes to verify.
    content = {name: getattr(event, name) for name in FIRST_FIELDS}
    content["recorded_at"] = instant(event.recorded_at)
    if event.programme is not None:
        content["programme"] = event.programme
    if event.ends_at is not None:
        content["ends_at"] = instant(event.ends_at)
    if event.details:
        content["details"] = [list(pair) for pair in event.details]
    return content


def instant(at: datetime) -> str:
    """UTC ISO 8601 with microseconds: sorts as text as it does in time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def next_line(last: LedgerLine | None, event: ConsentEvent) -> LedgerLine:
    return line_after(last.seq, last.seal, event) if last else line_after(0, BEGINNING, event)


def line_after(seq: int, previous: str, event: ConsentEvent) -> LedgerLine:
    """`event` sealed behind the line at `seq` whose seal is `previous`."""
    return LedgerLine(seq + 1, event, previous, seal(seq + 1, previous, event))


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line that does not fit, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Whole:
    lines: int
    head: str  # the seal of the last line


class Unreadable(Exception):
    """What stands at line `seq` is no line as this ledger writes them."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"line {seq} of the ledger is not as it was written: {why}")
        self.seq = seq


def verify(lines: Iterable[LedgerLine]) -> Whole | Broken:
    """Follow the chain from its beginning to the first line that doesn't fit."""
    expected, previous = 1, BEGINNING
    try:
        for line in lines:
            if line.seq != expected:
                return missing(expected, line.seq)
            if line.previous != previous:
                return Broken(line.seq, "it doesn't follow the line before it")
            if not is_sealed(line):
                return Broken(line.seq, CHANGED)
            expected, previous = expected + 1, line.seal
    except Unreadable as error:
        is_here = error.seq == expected
        return Broken(expected, CHANGED) if is_here else missing(expected, error.seq)
    return Whole(expected - 1, previous)


CHANGED = "its content was changed after it was sealed"


def missing(expected: int, found: int) -> Broken:
    if found < 1:
        return Broken(found, "it stands before the first line")
    return Broken(expected, f"line {expected} is missing: line {found} stands there")


# Lines outside the database


def as_json(line: LedgerLine) -> dict[str, object]:
    """The line as an object of JSON: place, seals, and its content just as it is sealed."""
    return {"seq": line.seq, "previous": line.previous, "seal": line.seal} | content_of(line.event)


def from_json(row: Mapping[str, Any]) -> LedgerLine:
    """The line that `as_json` wrote. Raises ValueError, saying what is missing or wrong."""
    try:
        event = ConsentEvent(
            number=row["number"],
            action=ConsentAction(row["action"]),
            message_class=row["message_class"] and MessageClass(row["message_class"]),
            matter=row["matter"],
            basis=row["basis"] and Basis(row["basis"]),
            method=Method(row["method"]),
            evidence=row["evidence"],
            disclosure_version=row["disclosure_version"],
            message_sid=row["message_sid"],
            recorded_by=row["recorded_by"],
            recorded_at=datetime.fromisoformat(row["recorded_at"]),
            programme=row.get("programme"),
            ends_at=datetime.fromisoformat(row["ends_at"]) if row.get("ends_at") else None,
            details=tuple((name, value) for name, value in row.get("details", ())),
        )
        return LedgerLine(int(row["seq"]), event, str(row["previous"]), str(row["seal"]))
    except KeyError as error:
        raise ValueError(f"it has no {error}") from None
    except TypeError as error:
        raise ValueError(f"it is no line of a ledger: {error}") from None

"""What was said for one number, in a form that a stranger can check without our database.

A proof holds the number's own lines in full. Of every other line from the first of them to the head
of the ledger it holds the digest alone, which is enough to follow the chain and tells nobody who
else is on it. What it rests on is the head: compare it with one that was sealed, printed or mailed
before.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.ledger import (
    SECOND,
    as_json,
    digest,
    from_json,
    instant,
    is_sealed,
    seal_of_digest,
)
from storage.records import LedgerLine

FORMAT = "answerback proof 1"


# Heads


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger reached at a time. Kept elsewhere, it shows a history written anew."""

    seq: int
    seal: str
    made_at: datetime

    def signature(self, key: str) -> str:
        """HMAC-SHA256 in hex: whoever holds the database but not `key` can't make another."""
        said = f"{self.seq} {self.seal} {instant(self.made_at)}"
        return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()


def head_as_json(head: Head, key: str | None) -> dict[str, object]:
    return {
        "seq": head.seq,
        "seal": head.seal,
        "made_at": instant(head.made_at),
        "signature": head.signature(key) if key else None,
    }


# Making


def packet(
    number: str, ledger: Iterable[LedgerLine], made_at: datetime, key: str | None = None
) -> dict[str, Any]:
    """The proof for `number` as an object of JSON; one pass over the whole ledger."""
    own: list[dict[str, object]] = []
    others: list[list[object]] = []
    last: LedgerLine | None = None
    for last in ledger:
        if last.event.number == number:
            own.append(as_json(last))
        elif own:
            others.append(other(last))
    head = head_as_json(Head(last.seq, last.seal, made_at), key) if last else None
    return {"format": FORMAT, "number": number, "lines": own, "others": others, "head": head}


def other(line: LedgerLine) -> list[object]:
    """Place and digest; of a line sealed in the first way, its seal, which can't be worked out."""
    if line.seal.startswith(SECOND):
        return [line.seq, digest(line.event)]
    return [line.seq, None, line.seal]


# Checking


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. No faults: the lines are as they were sealed, up to that head."""

    lines: int
    head: str
    faults: tuple[str, ...]
    not_followed: int = 0  # lines of other numbers that were sealed in the first way
    is_signed: bool | None = None  # None: no key was given to check the signature with


def check(proof: Mapping[str, Any], key: str | None = None) -> Checked:
    """Follow the chain through `proof`. Raises ValueError where it is no proof at all."""
    if proof.get("format") != FORMAT:
        raise ValueError(f"its format is {proof.get('format')!r}, not {FORMAT!r}")
    lines = [from_json(row) for row in proof["lines"]]
    if not lines:
        return Checked(0, "", ())
    followed = Following(lines[0].previous)
    faults = [
        *strangers(lines, proof["number"]),
        *followed.through(lines, proof["others"]),
        *followed.faults_at(proof["head"]),
    ]
    is_signed = signed(proof["head"], key) if key else None
    if is_signed is False:
        faults.append("the head: its signature is not by this key")
    return Checked(len(lines), followed.seal, tuple(faults), followed.not_followed, is_signed)


def strangers(lines: Sequence[LedgerLine], number: str) -> Iterator[str]:
    for line in lines:
        if line.event.number != number:
            yield f"line {line.seq}: it is of another number"


def signed(head: Mapping[str, Any], key: str) -> bool:
    made_at = datetime.fromisoformat(head["made_at"])
    signature = Head(head["seq"], head["seal"], made_at).signature(key)
    return hmac.compare_digest(signature, head.get("signature") or "")


class Following:
    """The way along the chain, own lines and others' digests in one order."""

    def __init__(self, previous: str) -> None:
        self.seal = previous
        self.seq = 0
        self.not_followed = 0

    def through(self, lines: Sequence[LedgerLine], others: Sequence[Any]) -> Iterator[str]:
        places: list[tuple[int, LedgerLine | list[Any]]] = [
            *((line.seq, line) for line in lines),
            *((each[0], each) for each in others),
        ]
        for seq, place in sorted(places, key=lambda each: each[0]):
            if self.seq and seq != self.seq + 1:
                yield f"line {self.seq + 1}: it is missing or stands twice"
            self.seq = seq
            if isinstance(place, LedgerLine):
                yield from self._own(place)
            else:
                self._other(place)

    def _own(self, line: LedgerLine) -> Iterator[str]:
        if line.previous != self.seal:
            yield f"line {line.seq}: it doesn't follow the line before it"
        if not is_sealed(line):
            yield f"line {line.seq}: its content was changed after it was sealed"
        self.seal = line.seal

    def _other(self, place: list[Any]) -> None:
        seq, content, *given = place
        if content is None:
            self.not_followed += 1
            self.seal = given[0]
        else:
            self.seal = seal_of_digest(seq, self.seal, content)

    def faults_at(self, head: Mapping[str, Any]) -> Iterator[str]:
        if (self.seq, self.seal) != (head["seq"], head["seal"]):
            yield f"the head: line {head['seq']} is not where this chain leads"

"""What was said for one number, in a form that a stranger can check without our database.

A proof holds the number's own lines in full. Of every other line from the first of them to the head
of the ledger it holds the digest alone, which is enough to follow the chain and tells nobody who
else is on it. What it rests on is the head: compare it with one that was sealed, printed or mailed
before.

`python -m storage.proof FILE` checks a proof with the standard library alone.
"""

import argparse
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.ledger import (
    BEGINNING,
    SECOND,
    Broken,
    Whole,
    as_json,
    digest,
    from_json,
    instant,
    is_sealed,
    seal_of_digest,
    verify,
)
from storage.records import DISCLOSURE_SHA256, LedgerLine

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


def head_from_json(row: Mapping[str, Any], key: str | None = None) -> Head:
    """The head that `head_as_json` wrote; where `key` is given, it must be signed by it.

    Raises ValueError where it is no head, or not so signed.
    """
    try:
        head = Head(int(row["seq"]), str(row["seal"]), datetime.fromisoformat(row["made_at"]))
        signature = str(row["signature"])
    except (KeyError, TypeError, ValueError):
        raise ValueError("it is no head: `flask ledger head` writes one") from None
    if key and not hmac.compare_digest(signature.encode(), head.signature(key).encode()):
        raise ValueError("the head is not signed by this key")
    return head


def verify_past(head: Head, lines: Iterable[LedgerLine]) -> Whole | Broken:
    """Follow the whole chain, and see that it leads past a head that was kept elsewhere.

    So a cut tail and a history written anew are found, which the chain alone can't show.
    """
    passed = {0: BEGINNING}

    def passing() -> Iterator[LedgerLine]:
        for line in lines:
            if line.seq == head.seq:
                passed[line.seq] = line.seal
            yield line

    found = verify(passing())
    if isinstance(found, Broken) or passed.get(head.seq) == head.seal:
        return found
    if head.seq not in passed:
        lost = found.lines + 1
        return Broken(lost, f"line {lost} is missing: the kept head is line {head.seq}")
    return Broken(head.seq, ANOTHER_SEAL)


ANOTHER_SEAL = "it has another seal than in the kept head: it, or a line before it, was rewritten"


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
    is_past_kept: bool | None = None  # None: no kept head was given, or it lies outside this proof


def check(proof: Mapping[str, Any], key: str | None = None, kept: Head | None = None) -> Checked:
    """Follow the chain through `proof`, past a head that was kept where there is one.

    Raises ValueError where it is no proof at all. Of a proof without lines there is nothing to
    follow.
    """
    try:
        if proof["format"] == FORMAT:
            return checked(proof, key, kept)
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"it is no proof: {error!r}") from None
    raise ValueError(f"it is no proof: its format is {proof['format']!r}, not {FORMAT!r}")


def checked(proof: Mapping[str, Any], key: str | None, kept: Head | None) -> Checked:
    lines = [from_json(row) for row in proof["lines"]]
    if not lines:
        return Checked(0, "", ())
    followed = Following(lines[0].previous)
    faults = [
        *strangers(lines, proof["number"]),
        *additions(lines, proof["lines"]),
        *reworded(lines, proof.get("disclosures", {})),
        *followed.through(lines, proof["others"]),
        *followed.faults_at(proof["head"]),
        *unsigned(proof["head"], key),
    ]
    is_past = followed.leads_past(kept) if kept else None
    if kept and is_past is False:
        faults.append(f"line {kept.seq}: {ANOTHER_SEAL}")
    return Checked(len(lines), followed.seal, tuple(faults), followed.not_followed, is_past)


def strangers(lines: Sequence[LedgerLine], number: str) -> Iterator[str]:
    for line in lines:
        if line.event.number != number:
            yield f"line {line.seq}: it is of another number"


def additions(lines: Sequence[LedgerLine], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What no seal covers, put in between what it does."""
    for line, row in zip(lines, rows, strict=True):
        if as_json(line) != row:
            yield f"line {line.seq}: it is not written as it was sealed"


def reworded(lines: Sequence[LedgerLine], given: Mapping[str, Any]) -> Iterator[str]:
    """Disclosures whose words are not those that the line seals."""
    for line in lines:
        sealed = dict(line.event.details).get(DISCLOSURE_SHA256)
        shown = given.get(line.event.disclosure_version or "")
        if sealed and shown and hashlib.sha256(shown["text"].encode()).hexdigest() != sealed:
            yield f"line {line.seq}: the disclosure that is shown is not the one agreed to"


def unsigned(head: Mapping[str, Any], key: str | None) -> Iterator[str]:
    try:
        head_from_json(head, key)
    except ValueError as error:
        yield f"the head: {error}"


class Following:
    """The way along the chain, own lines and others' digests in one order."""

    def __init__(self, previous: str) -> None:
        self.seal = previous
        self.seq = 0
        self.passed: dict[int, str] = {}
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
            self.passed[seq] = self.seal

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

    def leads_past(self, kept: Head) -> bool | None:
        found = self.passed.get(kept.seq)
        return None if found is None else found == kept.seal


# In words


def said(found: Checked) -> str:
    """What a check found, for people."""
    if found.faults:
        return "\n".join(found.faults)
    if not found.lines:
        return "Nothing is on record for this number, so there is nothing to check."
    words = f"Whole: {found.lines} lines of this number, on the way to head {found.head}."
    if found.not_followed:
        words += f" {found.not_followed} older lines of other numbers were taken as given."
    if found.is_past_kept:
        words += " The kept head is on this way."
    return f"{words} Whether a line of this number was held back, seals can't show."


def main(arguments: Sequence[str]) -> int:
    """Checks a proof for somebody who has nothing but this file and Python."""
    parser = argparse.ArgumentParser(
        prog="python -m storage.proof",
        description="Check a proof that `flask ledger proof` made: no database, no settings.",
    )
    parser.add_argument("file", type=Path, help="the proof, as JSON")
    parser.add_argument("--head", type=Path, help="a head that was kept: is it on the way?")
    given = parser.parse_args(arguments)
    try:
        kept = head_from_json(json.loads(given.head.read_text("utf-8"))) if given.head else None
        found = check(json.loads(given.file.read_text("utf-8")), kept=kept)
    except (OSError, ValueError, RecursionError) as error:
        print(f"This can't be checked: {error}", file=sys.stderr)
        return 2
    print(said(found))
    if kept and found.is_past_kept is None:
        print(f"The kept head, line {kept.seq}, lies outside this proof: it shows nothing here.")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

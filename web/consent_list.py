"""A list of consents from elsewhere, as CSV: each row a consent, or what is wrong with it.

Which column means what is said by the one who imports it. A column without a meaning is kept as
evidence.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from consent.classes import OUR_DETAILS, BadLine, checked
from consent.listed import GIVEN_AT
from storage.records import Basis, ConsentAction, ConsentEvent, Disclosure, MessageClass, Method
from web.ledger_formats import as_written

T = TypeVar("T")
Kind = TypeVar("Kind", bound=StrEnum)

# "given_at" is when the consent was given; the rest are fields of a line of the ledger.
FIELDS = (
    "number", "evidence", "message_class", "matter", "programme", "basis", "method",
    "disclosure_version", "ends_at", "given_at",
)  # fmt: skip
SHORT = {"class": "message_class", "disclosure": "disclosure_version"}
NEEDED = ("number", "evidence")


class BadList(Exception):
    """The list can't be read as it is; the text says where, and the mend."""


# Values. Each raises ValueError with the mend.


def one_of(kind: type[Kind], text: str) -> Kind:
    """ "Express-written" is "express written" too."""
    known: Mapping[str, Kind] = by_plain_name(kind)
    try:
        return known[plain(text)]
    except KeyError:
        raise ValueError(f"write one of {', '.join(kind)}") from None


@cache
def by_plain_name(kind: type[StrEnum]) -> Mapping[str, Any]:
    return {plain(each): each for each in kind}


def plain(name: str) -> str:
    return re.sub(r"[ _-]+", " ", name.strip()).casefold()


def moment(text: str, zone: ZoneInfo) -> datetime:
    """In the business's own time zone unless it names one; a day alone is its first minute."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # the second: the very first and last days there are
        raise ValueError("write a day or a moment: 2026-11-27 or 2026-11-27T14:30") from None


# Rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list; `event` is None where there are faults."""

    line: int
    event: ConsentEvent | None
    given_at: datetime | None
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """What is true of every row, and what each column means."""

    meanings: Mapping[str, str]  # field by column
    same: Mapping[str, str]  # by field, for rows that don't say
    action: ConsentAction
    recorded_by: str
    file: str
    phone: Callable[[str], str]  # E.164 of a number as people write it
    programme: Callable[[str], str | None]  # as the ledger has it, by its keyword
    zone: ZoneInfo
    clock: Callable[[], datetime]
    disclosures: Sequence[Disclosure]  # those on record

    def rows(self, file: Iterable[bytes]) -> Iterator[Row]:
        """Every row of the list. Raises BadList."""
        reader = csv.reader(decoded(file), strict=True)
        head: list[str] | None = None
        begins = 1
        try:
            for cells in reader:
                if head is None:
                    head = self.checked(cells)
                elif any(cells):
                    yield self.row(begins, head, cells)
                begins = reader.line_num + 1
        except csv.Error as error:
            raise BadList(f'line {begins}: {error} - look for a " that is not closed') from None
        if head is None:
            raise BadList("line 1: it is empty - the first line names the columns")

    def checked(self, head: list[str]) -> list[str]:
        head = [name.strip() for name in head]
        for column in self.meanings:
            if head.count(column) != 1:
                found = "stands there twice" if column in head else "is not there"
                raise BadList(f"line 1: column {column!r} {found}; it has {', '.join(head)}")
        for column in head:
            if column in OUR_DETAILS and column not in self.meanings:
                why = "has a name that the ledger keeps for its own use"
                mend = "rename it, or say what it means: --map"
                raise BadList(f"line 1: column {column!r} {why}; {mend}")
        return head

    def row(self, line: int, head: Sequence[str], cells: Sequence[str]) -> Row:
        if len(cells) != len(head):
            fault = f"it has {len(cells)} cells, and the first line {len(head)}"
            return Row(line, None, None, (fault,))
        named = [(name, as_written(cell)) for name, cell in zip(head, cells, strict=True) if cell]
        said = {self.meanings[name]: text for name, text in named if name in self.meanings}
        rest = [(name, text) for name, text in named if name not in self.meanings]
        return self.made(line, Taken({**self.same, **said}), rest)

    def made(self, line: int, taken: "Taken", rest: list[tuple[str, str]]) -> Row:
        given_at = taken.take("given_at", self.past)
        known = [("file", self.file), ("line", str(line))]
        if given_at:
            known.append((GIVEN_AT, given_at.isoformat()))
        event = ConsentEvent(
            number=taken.needed("number", self.number),
            action=self.action,
            message_class=taken.take("message_class", lambda text: one_of(MessageClass, text)),
            matter=taken.take("matter", str.strip),
            basis=taken.take("basis", lambda text: one_of(Basis, text)),
            method=taken.take("method", lambda text: one_of(Method, text)) or Method.IMPORT,
            evidence=taken.needed("evidence", str),
            disclosure_version=taken.take("disclosure_version", str.strip),
            message_sid=None,
            recorded_by=self.recorded_by,
            recorded_at=self.clock(),
            programme=taken.take("programme", lambda text: self.programme(text.strip())),
            ends_at=taken.take("ends_at", self.moment),
            details=(*known, *rest),
        )
        if taken.faults:
            return Row(line, None, given_at, tuple(taken.faults))
        try:
            return Row(line, checked(event, self.disclosures), given_at, ())
        except BadLine as error:
            return Row(line, None, given_at, (str(error),))

    def number(self, text: str) -> str:
        if re.search(r"[^\W\d_]", text):  # "1.41556E+10" is what a spreadsheet made of it
            raise ValueError("write the digits of one phone number; keep that column as text")
        return self.phone(text)

    def moment(self, text: str) -> datetime:
        return moment(text, self.zone)

    def past(self, text: str) -> datetime:
        at = self.moment(text)
        if at > self.clock():  # it would outweigh every STOP until then
            raise ValueError("it lies in the future: are day and month swapped?")
        return at


class Taken:
    """The texts of a row by field, and what was wrong with those that were taken."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.faults: list[str] = []

    def take(self, field: str, convert: Callable[[str], T]) -> T | None:
        text = self.texts.get(field, "")
        try:
            return convert(text) if text.strip() else None
        except ValueError as error:
            self.faults.append(f"{field}: {text!r} can't be read - {error}")
            return None

    def needed(self, field: str, convert: Callable[[str], str]) -> str:
        if not self.texts.get(field, "").strip():
            self.faults.append(f"{field} is empty")
        return self.take(field, convert) or ""


def decoded(file: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            mend = 'save it as UTF-8 (in Excel: "CSV UTF-8")'
            raise BadList(f"line {number}: it is not UTF-8 - {mend}") from None

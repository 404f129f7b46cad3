"""The ledger as a file: JSON Lines for machines and for proof, CSV and XLSX for people.

JSON Lines hold each line just as it is sealed: `flask ledger verify FILE` follows the chain from
the file alone. A cell of a CSV file that a spreadsheet would take for a formula gets an apostrophe
in front. A phone number doesn't: its plus and digits can do no harm, and every program that reads
CSV as text finds it whole. (Opened in a spreadsheet, it shows as a number without its plus; XLSX
has it as text.) `as_written` takes those apostrophes away again, and no other.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from consent.classes import NUMBER
from storage.ledger import as_json, from_json
from storage.records import LedgerLine

COLUMNS = (
    "seq", "number", "action", "message_class", "matter", "programme", "basis", "method",
    "evidence", "disclosure_version", "message_sid", "recorded_by", "recorded_at", "ends_at",
    "details", "previous", "seal",
)  # fmt: skip


# Cells. None is an empty cell; an empty text is a lone apostrophe, so that each comes back.

# What begins a formula (owasp.org/www-community/attacks/CSV_Injection), behind any apostrophes.
FORMULA = re.compile(r"'*(?:[=+\-@\t\r\n＝＋－＠]|\Z)")


def for_spreadsheets(text: str) -> str:
    is_harmless = NUMBER.fullmatch(text) or not FORMULA.match(text)
    return text if is_harmless else f"'{text}"


def as_written(cell: str) -> str:
    """What `for_spreadsheets` made `cell` of."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def texts_of(line: LedgerLine) -> list[str | None]:
    """A text for each of `COLUMNS`."""
    row = as_json(line)
    if "details" in row:
        row["details"] = json.dumps(row["details"], ensure_ascii=False)
    return [None if row.get(name) is None else str(row[name]) for name in COLUMNS]


def csv_row(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


# The formats that are written line by line


def write_csv_line(line: LedgerLine) -> bytes:
    return csv_row("" if text is None else for_spreadsheets(text) for text in texts_of(line))


def read_csv_cells(cells: Sequence[str]) -> LedgerLine:
    """The line that an export wrote as these cells. Raises ValueError, saying what is wrong."""
    row: dict[str, object] = {
        name: as_written(cell) if cell else None for name, cell in zip(COLUMNS, cells, strict=True)
    }
    row["details"] = json.loads(str(row["details"] or "[]"))
    return from_json(row)


def write_json_line(line: LedgerLine) -> bytes:
    return json.dumps(as_json(line)).encode() + b"\n"


@dataclass(frozen=True)
class Style:
    """How a format begins and how it writes each line."""

    beginning: bytes
    write: Callable[[LedgerLine], bytes]
    has_quotes: bool  # a line may hold line breaks between quotes


# Excel takes a CSV file for UTF-8 only where it begins with a byte order mark.
CSV = Style(b"\xef\xbb\xbf" + csv_row(COLUMNS), write_csv_line, has_quotes=True)
JSON_LINES = Style(b"", write_json_line, has_quotes=False)
STYLES: Mapping[str, Style] = {"csv": CSV, "jsonl": JSON_LINES}


def write(lines: Iterable[LedgerLine], style: Style, file: BinaryIO) -> None:
    for line in lines:
        file.write(style.write(line))


# Going on with a file that was cut off


@dataclass(frozen=True, slots=True)
class Whole:
    """What is whole of a file that was cut off: how many rows, and where the last one lies."""

    rows: int
    start: int
    end: int


def whole_part(pieces: Iterable[bytes], style: Style) -> Whole:
    rows = start = end = place = 0
    is_open = False  # a quote that is not closed yet
    for piece in pieces:
        place += len(piece)
        is_open ^= style.has_quotes and piece.count(b'"') % 2 == 1
        if piece.endswith(b"\n") and not is_open:
            rows, start, end = rows + 1, end, place
    return Whole(rows, start, end)


# XLSX

ROWS_OF_A_SHEET = 1_048_576 - 1  # Excel's limit, and the head
LONGEST_CELL = 32_767
CUT = " ... (cut: a cell can't hold it; JSON Lines can)"


def write_xlsx(lines: Iterable[LedgerLine], path: Path) -> None:
    """Every cell is a text: a number would lose its plus, a formula would be run."""
    from xlsxwriter import Workbook  # 60 ms that no other command should pay

    with Workbook(str(path), {"constant_memory": True, "use_zip64": True}) as book:
        for number, sheet_of_lines in enumerate(sheets(lines), 1):
            sheet = book.add_worksheet(f"ledger {number}")
            sheet.freeze_panes(1, 0)
            for place, texts in enumerate(chain([COLUMNS], map(texts_of, sheet_of_lines))):
                for column, text in enumerate(texts):
                    if text is not None:
                        sheet.write_string(place, column, fitting(text))


def sheets(lines: Iterable[LedgerLine]) -> Iterator[Iterator[LedgerLine]]:
    """Pieces that a sheet can hold, at least one; each is read before the next is asked for."""
    rest = iter(lines)
    yield islice(rest, ROWS_OF_A_SHEET)
    for line in rest:
        yield chain([line], islice(rest, ROWS_OF_A_SHEET - 1))


def fitting(text: str) -> str:
    """In UTF-16 units, as Excel counts."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT

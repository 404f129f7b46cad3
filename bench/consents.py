"""A list of consents as a business might bring it along, and the people on it who opted out since.

Nobody's number is on it: area code 999 does not exist.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

HEAD = ("phone", "source", "class", "basis", "matter", "programme", "version", "until", "signed")
WRITTEN = ("promotional", "express written")
NEEDED = ("transactional", "express")
DISCLOSURES = ("2025-01", "2025-02")
OPENING = "event:opening"  # what many are told of at once

# Class, basis, matter, programme, version of the disclosure, until when.
KINDS: tuple[Callable[[int], tuple[str, ...]], ...] = (
    lambda n: (*WRITTEN, "", "", DISCLOSURES[0], ""),
    lambda n: (*WRITTEN, "", "join", DISCLOSURES[0], ""),
    lambda n: (*WRITTEN, "", "VIP", DISCLOSURES[1], ""),
    lambda n: (*NEEDED, f"order:{n}", "", "", ""),
    lambda n: (*NEEDED, f"appointment:{n}", "", "", "2099-01-01T10:00"),
    lambda n: (*NEEDED, OPENING, "", "", ""),
    lambda n: ("conversational", "express", "", "", "", ""),
)


def number(person: int) -> str:
    return f"+1999{person:07}"


def typed(person: int) -> str:
    """Every fifth one as people write it."""
    digits = f"{person:07}"
    return number(person) if person % 5 else f"(999) {digits[:3]}-{digits[3:]}"


def people_in(lines: int) -> int:
    """Each stands there twice."""
    return max(1, lines // 2)


def write_lists(lines: int, consents: Path, opt_outs: Path) -> None:
    """`lines` consents of seven kinds; and for every tenth of them a person who opted out."""
    people = people_in(lines)
    write_list(consents, HEAD, given(lines, people))
    taken_back = ((number(n * 10 % people), f"mail {n}") for n in range(lines // 10))
    write_list(opt_outs, HEAD[:2], taken_back)


def given(lines: int, people: int) -> Iterator[tuple[str, ...]]:
    for n in range(lines):
        kind = KINDS[n % len(KINDS)]
        yield (typed(n % people), f"form {n}", *kind(n), f"2025-01-{n % 28 + 1:02}")


def write_list(file: Path, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)

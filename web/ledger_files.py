"""`flask ledger record`, `export` and `import`: the ledger by hand, and as files.

An export is written to FILE.part and gets its name when it is whole. An import is tried first: it
tells what it would write, and every row that is wrong, before it writes anything.
"""

import os
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click
from flask.cli import with_appcontext

from consent.classes import BadLine, checked
from consent.listed import is_on_record, what_it_is, word_against
from handlers.bot import Bot
from storage.contract import Store
from storage.ledger import as_json as sealed
from storage.ledger import unguessable
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    LedgerLine,
    MessageClass,
    Method,
)
from web.consent_list import FIELDS, NEEDED, SHORT, BadList, Reader, Row, moment, one_of
from web.ledger_formats import STYLES, Style, whole_part, write, write_xlsx
from web.numbers import number_of
from web.printed import as_json, plain_line, show
from web.services import services
from web.tokens import fault_in_recorder

ROWS_OF_A_TRANSACTION = 1000  # 0.1 s or so, in which no customer's text can be recorded
LISTED = 100  # bad rows that are shown; the rest is counted


Command = TypeVar("Command", bound=Callable[..., Any])


class Named(click.ParamType[StrEnum]):
    """One of the names of a kind; dashes do for blanks."""

    name = "name"

    def __init__(self, kind: type[StrEnum]) -> None:
        self.kind = kind

    def convert(self, value: str, param: Any, ctx: Any) -> StrEnum:
        try:
            return one_of(self.kind, value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)

    def get_metavar(self, param: Any, ctx: Any) -> str:
        return "NAME"


def named(flag: str, kind: type[StrEnum], **more: Any) -> Callable[[Command], Command]:
    return click.option(flag, type=Named(kind), help=f"{', '.join(kind)}.", **more)


def recorder(_: click.Context, option: click.Parameter, name: str) -> str:
    """A name that is nobody else's. Raises BadParameter."""
    fault = fault_in_recorder(name)
    if fault and name != option.default:
        raise click.BadParameter(fault)
    return name


def by(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--by", default=default, show_default=True, callback=recorder, help="Who records it."
    )


# By hand

# Only a person's own answer keeps what a stop ended.
BY_HAND = [str(each) for each in ConsentAction if each is not ConsentAction.KEEP]


@click.command()
@click.argument("number")
@click.argument("action", type=click.Choice(BY_HAND))
@named("--class", MessageClass, default=None)
@click.option("--matter", help="What it is about, such as order:12345.")
@click.option("--programme", help="The keyword of the programme.")
@named("--basis", Basis)
@named("--method", Method, default=Method.PERSON, show_default=True)
@click.option("--evidence", default="", help="What was said or signed, and where it is kept.")
@click.option("--disclosure", help="The version of the disclosure that was agreed to.")
@click.option("--ends-at", help="When the matter is over by itself: 2026-11-27T14:30.")
@by("command line")
@as_json
@with_appcontext
def record(number: str, action: str, is_json: bool, **said: Any) -> None:
    """Add one line by hand; a bad one is refused with the reason (exit code 2).

    release lifts every hold of the number: look first at what waits (flask questions).

    Example: flask ledger record +12125550101 grant --class transactional --matter order:12345
    --basis express --evidence "asked at the till" --by Ana
    """
    bot = services().bot
    try:
        event = checked(by_hand(number, ConsentAction(action), said, bot), bot.store.disclosures())
    except BadLine as error:
        raise click.UsageError(str(error)) from None
    line = bot.store.append_consent(unguessable(event))
    show(sealed(line), is_json, plain_line(line))


def by_hand(number: str, action: ConsentAction, said: Mapping[str, Any], bot: Bot) -> ConsentEvent:
    try:
        return ConsentEvent(
            number=number_of(number, bot),
            action=action,
            message_class=said["class"],
            matter=said["matter"],
            basis=said["basis"],
            method=said["method"],
            evidence=said["evidence"],
            disclosure_version=said["disclosure"],
            message_sid=None,
            recorded_by=said["by"],
            recorded_at=bot.clock(),
            programme=bot.business.programme_on_record(said["programme"]),
            ends_at=moment(said["ends_at"], bot.business.time_zone) if said["ends_at"] else None,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


# Export


@click.command()
@click.option(
    "--format",
    "style",
    type=click.Choice([*STYLES, "xlsx"]),
    default="jsonl",
    show_default=True,
    help="jsonl can be verified; csv and xlsx are for spreadsheets.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Not to the screen.")
@click.option("--resume", is_flag=True, help="Go on with FILE.part where it was cut off.")
@with_appcontext
def export(style: str, out: Path | None, resume: bool) -> None:
    """Write the whole ledger: every line, every field and its seals.

    Example: flask ledger export --format csv --out ledger.csv
    """
    if out is None and (resume or style == "xlsx"):
        raise click.UsageError("name the file: --out FILE")
    if resume and style == "xlsx":
        raise click.UsageError("xlsx is written in one go: leave out --resume, or take csv")
    store = services().bot.store
    if out is None:
        to_screen(STYLES[style], store)
    elif style == "xlsx":
        write_xlsx(shown(store), part_of(out))
        os.replace(part_of(out), out)
    else:
        to_file(out, STYLES[style], store, resume)


def to_screen(style: Style, store: Store) -> None:
    file = sys.stdout.buffer
    file.write(style.beginning)
    write(shown(store), style, file)
    file.flush()


def to_file(out: Path, style: Style, store: Store, resume: bool) -> None:
    part = part_of(out)
    is_begun = resume and part.exists()
    with part.open("r+b" if is_begun else "wb") as file:
        after = go_on(file, style, store) if is_begun else begin(file, style)
        write(shown(store, after), style, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, out)


def part_of(out: Path) -> Path:
    return out.with_name(f"{out.name}.part")


def begin(file: BinaryIO, style: Style) -> int:
    file.write(style.beginning)
    return 0


def go_on(file: BinaryIO, style: Style, store: Store) -> int:
    """Cut what is not whole off `file`; how many lines of the ledger are left in it."""
    whole = whole_part(file, style)
    after = whole.rows - (1 if style.beginning else 0)
    if after < 1:
        file.seek(0)
        file.truncate()
        return begin(file, style)
    file.seek(whole.start)
    last = next(store.ledger(after=after - 1, limit=1), None)
    if last is None or file.read(whole.end - whole.start) != style.write(last):
        raise click.ClickException(
            f"{file.name} is of another ledger or format: leave out --resume to begin anew"
        )
    file.truncate(whole.end)
    return after


def shown(store: Store, after: int = 0) -> Iterator[LedgerLine]:
    """The lines past `after` up to the end as it is now, with a bar for whoever looks on."""
    last = store.last_line()
    end = last.seq if last else 0
    lines = store.ledger(after=after, limit=end - after)
    with bar(end - after, "Exporting", steps=1000) as progress:
        for line in lines:
            yield line
            progress.update(1)


def bar(length: int, label: str, steps: int = 1) -> Any:
    return click.progressbar(
        length=length,
        label=label,
        file=sys.stderr,
        update_min_steps=steps,
        hidden=not sys.stderr.isatty(),
    )


# Import


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="COLUMN=FIELD",
    help=f"What a column means: {', '.join(FIELDS)}. The others are kept as evidence.",
)
@named("--class", MessageClass)
@click.option("--matter", help="What all of it is about, such as event:opening.")
@click.option("--programme", help="The keyword of the programme.")
@named("--basis", Basis)
@named("--method", Method, default=Method.IMPORT, show_default=True)
@click.option("--disclosure", help="The version of the disclosure that was agreed to.")
@click.option(
    "--action",
    type=click.Choice([str(ConsentAction.GRANT), str(ConsentAction.REVOKE)]),
    default=str(ConsentAction.GRANT),
    show_default=True,
    help="revoke, for a list of people who opted out.",
)
@by("import")
@click.option("--write", "is_write", is_flag=True, help="Write; without it this is a trial.")
@click.option("--row-by-row", is_flag=True, help="Write the good rows of a list with bad ones.")
@as_json
@with_appcontext
def import_list(
    file: Path,
    pairs: Sequence[str],
    action: str,
    by: str,
    is_write: bool,
    row_by_row: bool,
    is_json: bool,
    **same: str | None,
) -> None:
    """Read a CSV list of consents that exist already, each with its evidence.

    What a number said since weighs more: no row undoes a STOP, unless a column "given_at" says that
    it was given later. Rows that are in the ledger already are passed over; but without "given_at",
    a list of opt-outs that is read again ends what was granted since.

    Example: flask ledger import list.csv --map phone=number --map source=evidence
    --class promotional --basis "express written" --method "web form" --disclosure 2025-01 --write
    """
    bot = services().bot
    reader = Reader(
        meanings=meanings_of(pairs),
        same={SHORT.get(field, field): text for field, text in same.items() if text},
        action=ConsentAction(action),
        recorded_by=by,
        file=file.name,
        phone=bot.business.phone,
        programme=bot.business.programme_on_record,
        zone=bot.business.time_zone,
        clock=bot.clock,
        disclosures=bot.store.disclosures(),
    )
    try:
        tally = tried(file, reader, bot.store, is_json)
        is_written = is_write and (row_by_row or not tally[Fate.BAD])
        if is_written:
            tally = written(file, reader, bot.store)
    except BadList as error:
        raise click.UsageError(f"{file.name}, {error}") from None
    counts = {fate.name.lower(): tally[fate] for fate in Fate}
    row = {"rows": tally.total(), **counts, "is_written": is_written}
    show(row, is_json, report(tally, is_write, is_written))
    if tally[Fate.BAD]:
        sys.exit(1)


def meanings_of(pairs: Sequence[str]) -> dict[str, str]:
    """The field that each column means."""
    meanings: dict[str, str] = {}
    for pair in pairs:
        column, _, name = pair.rpartition("=")
        field = SHORT.get(name.strip(), name.strip())
        if field not in FIELDS:
            raise click.UsageError(f"--map {pair}: write COLUMN=FIELD; {', '.join(FIELDS)}")
        if field in meanings.values():
            raise click.UsageError(f"--map {pair}: another column means {field} already")
        meanings[column.strip()] = field
    for field in NEEDED:
        if field not in meanings.values():
            raise click.UsageError(f"which column is the {field}? Say --map COLUMN={field}")
    return meanings


# What becomes of each row


class Fate(StrEnum):
    NEW = "new"
    ON_RECORD = "already in the ledger"
    WITHHELD = "withheld"  # its number has said something else since
    BAD = "bad"


Tally = Counter[Fate]
History = Mapping[str, list[ConsentEvent]]


def fate_of(row: Row, history: History) -> tuple[Fate, str]:
    """What becomes of `row`, and why where that is news."""
    if row.event is None:
        return Fate.BAD, "; ".join(row.faults)
    said = history[row.event.number]
    if is_on_record(row.event, row.given_at, said):
        return Fate.ON_RECORD, ""
    if against := word_against(row.event, row.given_at, said):
        day = f"{against.recorded_at:%Y-%m-%d}"
        return Fate.WITHHELD, f"withheld: {row.event.number} has a {against.action} of {day}"
    return Fate.NEW, ""


def tried(file: Path, reader: Reader, store: Store, is_json: bool) -> Tally:
    """Read the whole list and show what can't be written. Raises BadList."""
    tally: Tally = Counter()
    new = array("q")  # hashes: the rows themselves would fill the memory
    for rows in batches(file, reader, "Reading"):
        history = history_of(rows, store)
        for row in rows:
            fate, why = fate_of(row, history)
            if row.event and fate is Fate.NEW:
                new.append(hash(what_it_is(row.event)))
            tally[fate] += 1
            if why and tally[fate] <= LISTED:
                told = {"file": file.name, "line": row.line, "is": fate, "why": why}
                show(told, is_json, f"{file.name}:{row.line}: {why}")
    twins = len(new) - distinct(new)
    tally[Fate.NEW] -= twins
    tally[Fate.ON_RECORD] += twins
    return tally


def distinct(hashes: Sequence[int], parts: int = 16) -> int:
    """How many different ones there are, a part of them at a time: a set takes ten times more."""
    return sum(len({each for each in hashes if each % parts == part}) for part in range(parts))


def written(file: Path, reader: Reader, store: Store) -> Tally:
    """Write what is new. Cut off, it leaves whole transactions; run again, it does the rest."""
    tally: Tally = Counter()
    for rows in batches(file, reader, "Writing"):
        with store.transaction():
            history = history_of(rows, store)
            for row in rows:
                fate, _ = fate_of(row, history)
                tally[fate] += 1
                if row.event and fate is Fate.NEW:
                    store.append_consent(unguessable(row.event))
                    history[row.event.number].append(row.event)
    return tally


def batches(file: Path, reader: Reader, label: str) -> Iterator[list[Row]]:
    """They are read before a transaction begins: in between, customers' texts get their turn."""
    rows = reader.rows(pieces(file, label))
    while batch := list(islice(rows, ROWS_OF_A_TRANSACTION)):
        yield batch


def pieces(file: Path, label: str) -> Iterator[bytes]:
    size = file.stat().st_size
    with file.open("rb") as lines, bar(size, label, steps=100_000) as progress:
        for line in lines:
            yield line
            progress.update(len(line))


def history_of(rows: Sequence[Row], store: Store) -> History:
    numbers = sorted({row.event.number for row in rows if row.event})
    lines = store.ledger_of(numbers)
    return {number: [line.event for line in lines[number]] for number in numbers}


def report(tally: Tally, is_write: bool, is_written: bool) -> str:
    unseen = [
        f"... and {tally[fate] - LISTED:,} more that are {fate}.\n"
        for fate in (Fate.BAD, Fate.WITHHELD)
        if tally[fate] > LISTED
    ]
    counts = ", ".join(f"{tally[fate]:,} {fate}" for fate in Fate)
    return (
        "".join(unseen)
        + f"{tally.total():,} rows: {counts}.\n{outcome(tally, is_write, is_written)}"
    )


def outcome(tally: Tally, is_write: bool, is_written: bool) -> str:
    if is_written:
        return "The new ones are written." if tally[Fate.NEW] else "There was nothing to write."
    if is_write:
        return "Nothing is written: mend the bad rows, or add --row-by-row to write the others."
    return "Nothing is written: this was a trial. Add --write."

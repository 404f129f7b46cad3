"""`flask ledger proof`, `head` and `verify`: what can be shown to, and checked by, a stranger."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from storage.ledger import Broken, Whole, from_json, verify
from storage.proof import (
    Checked,
    Head,
    check,
    head_as_json,
    head_from_json,
    said,
    verify_past,
)
from storage.records import LedgerLine
from web.numbers import number_of
from web.proof.document import proof_of
from web.proof.page import page
from web.services import services


@click.command()
@click.argument("number")
@click.option("--page", "page_file", type=click.Path(path_type=Path), help="Write it as HTML here.")
@with_appcontext
def proof(number: str, page_file: Path | None) -> None:
    """Print all that proves what NUMBER agreed to and took back, as JSON; --page FILE as a page.

    Example: flask ledger proof +12125550101 --page proof.html > proof.json
    """
    bot = services().bot
    made = proof_of(number_of(number, bot), bot, current_app.config["SECRET_KEY"])
    # Not dumps(): it holds all of it, in pieces, before it writes the first.
    json.dump(made, sys.stdout, ensure_ascii=False, indent=1)
    click.echo()
    if page_file:
        page_file.write_text(page(made), "utf-8")


@click.command()
@with_appcontext
def head() -> None:
    """Print how far the ledger reaches now, signed with SECRET_KEY: keep it elsewhere.

    `flask ledger verify --head FILE` finds a history that was written anew since.
    """
    bot = services().bot
    last = verify(bot.store.ledger())
    if isinstance(last, Broken):
        raise click.ClickException(f"the ledger is broken at line {last.seq}: {last.why}")
    now = Head(last.lines, last.head, bot.clock())
    click.echo(json.dumps(head_as_json(now, current_app.config["SECRET_KEY"])))


@click.command("verify")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--head",
    "head_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head that was kept elsewhere: is it still on the way?",
)
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line.")
@with_appcontext
def verify_ledger(file: Path | None, head_file: Path | None, is_json: bool) -> None:
    """Follow the hash chain; name the first line that is broken (exit code 1).

    Without FILE it reads the database. FILE is a proof, or an export in JSON Lines: the ledger in
    the database is not read then, but start-up needs its settings and makes a database where there
    is none. `python3 -m storage.proof FILE` checks a proof without either.
    """
    if file and head_file:
        raise click.UsageError(
            "--head is for the database; of a proof: python -m storage.proof FILE --head HEAD"
        )
    found = verdict_on_file(file) if file else verdict_on_database(head_file)
    click.echo(json.dumps(found) if is_json else found["said"])
    if not found["is_whole"]:
        sys.exit(1)


def verdict(words: str, is_whole: bool, **more: object) -> dict[str, Any]:
    return {"is_whole": is_whole, "said": words, **more}


# The database


def verdict_on_database(head_file: Path | None) -> dict[str, Any]:
    ledger = services().bot.store.ledger()
    return verdict_on_chain(
        verify_past(kept_in(head_file), ledger) if head_file else verify(ledger)
    )


def kept_in(file: Path) -> Head:
    """A head that was kept; signed, where this business signs its heads."""
    try:
        return head_from_json(json.loads(file.read_text("utf-8")), current_app.config["SECRET_KEY"])
    except (ValueError, TypeError) as error:
        raise click.ClickException(f"{file}: {error}") from None


def verdict_on_chain(result: Whole | Broken) -> dict[str, Any]:
    if isinstance(result, Broken):
        words = f"Broken at line {result.seq}: {result.why}."
        return verdict(words, False, seq=result.seq, why=result.why)
    words = f"Whole: {result.lines} lines, head {result.head}."
    return verdict(words, True, lines=result.lines, head=result.head)


# Files


def verdict_on_file(file: Path) -> dict[str, Any]:
    with file.open("rb") as rows:
        is_export = begins_export(rows.readline())
    if is_export:
        return verdict_on_chain(verify(lines_in(file)))
    try:
        return verdict_on_proof(check(json.loads(file.read_bytes())))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(
            f"{file} is neither a proof nor an export in JSON Lines: {error}"
        ) from None


def begins_export(line: bytes) -> bool:
    """Each line of an export is JSON by itself, and none names a format, as a proof does."""
    try:
        row = json.loads(line or b"{}")  # an empty ledger is an empty file
    except ValueError:
        return False
    return isinstance(row, dict) and "format" not in row


def lines_in(file: Path) -> Iterator[LedgerLine]:
    with file.open("rb") as rows:
        for number, row in enumerate(rows, 1):
            try:
                yield from_json(json.loads(row))
            except ValueError as error:
                raise click.ClickException(f"{file}, line {number}: {error}") from None


def verdict_on_proof(checked: Checked) -> dict[str, Any]:
    if checked.faults:
        return verdict(said(checked), False, faults=list(checked.faults))
    return verdict(said(checked), True, lines=checked.lines, head=checked.head)

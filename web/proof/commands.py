"""`flask ledger proof`, `head` and `verify`: what can be shown to, and checked by, a stranger."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from storage.ledger import Broken, Whole, from_json, verify
from storage.proof import Checked, Head, check, head_as_json
from storage.records import LedgerLine
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
    made = proof_of(number, services().bot, current_app.config["SECRET_KEY"])
    click.echo(json.dumps(made, ensure_ascii=False, indent=1))
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

    Without FILE it reads the database. FILE is a proof, or an export in JSON Lines: no database is
    touched then.
    """
    found = verdict_on_file(file) if file else verdict_on_database(head_file)
    click.echo(json.dumps(found) if is_json else found["said"])
    if not found["is_whole"]:
        sys.exit(1)


def verdict(said: str, is_whole: bool, **more: object) -> dict[str, Any]:
    return {"is_whole": is_whole, "said": said, **more}


# The database


def verdict_on_database(head_file: Path | None) -> dict[str, Any]:
    kept = read_head(head_file) if head_file else None
    passed = Passing(services().bot.store.ledger(), kept)
    found = verdict_on_chain(verify(passed))
    if kept and found["is_whole"] and not passed.has_met:
        return verdict(f"Rewritten: line {kept['seq']} has another seal than in the head.", False)
    return found


class Passing:
    """The lines, and whether the head that was kept stood among them."""

    def __init__(self, lines: Iterator[LedgerLine], kept: Mapping[str, Any] | None) -> None:
        self._lines, self._kept, self.has_met = lines, kept, False

    def __iter__(self) -> Iterator[LedgerLine]:
        for line in self._lines:
            if self._kept and (line.seq, line.seal) == (self._kept["seq"], self._kept["seal"]):
                self.has_met = True
            yield line


def read_head(file: Path) -> Mapping[str, Any]:
    try:
        kept: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
        kept["seq"], kept["seal"]
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(f"{file} is no head: `flask ledger head` writes one") from None
    return kept


def verdict_on_chain(result: Whole | Broken) -> dict[str, Any]:
    if isinstance(result, Broken):
        said = f"Broken at line {result.seq}: {result.why}."
        return verdict(said, False, seq=result.seq, why=result.why)
    said = f"Whole: {result.lines} lines, head {result.head}."
    return verdict(said, True, lines=result.lines, head=result.head)


# Files


def verdict_on_file(file: Path) -> dict[str, Any]:
    try:
        proof = json.loads(file.read_text("utf-8"))
    except ValueError:  # several lines of JSON are no JSON
        return verdict_on_export(file)
    if isinstance(proof, dict) and "format" not in proof:
        return verdict_on_export(file)
    try:
        return verdict_on_proof(check(proof))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"{file} is no proof: {error}") from None


def verdict_on_export(file: Path) -> dict[str, Any]:
    return verdict_on_chain(verify(lines_in(file)))


def lines_in(file: Path) -> Iterator[LedgerLine]:
    with file.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, 1):
            try:
                yield from_json(json.loads(row))
            except ValueError as error:
                raise click.ClickException(f"{file}, line {number}: {error}") from None


def verdict_on_proof(checked: Checked) -> dict[str, Any]:
    if checked.faults:
        return verdict("\n".join(checked.faults), False, faults=list(checked.faults))
    said = f"Whole: {checked.lines} lines of this number, on the way to head {checked.head}."
    if checked.not_followed:
        said += f" {checked.not_followed} older lines of other numbers were taken as given."
    return verdict(said, True, lines=checked.lines, head=checked.head)

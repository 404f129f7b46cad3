"""What the commands print: a line for people, or one object of JSON."""

import json
from collections.abc import Mapping
from typing import Any

import click
from flask.cli import AppGroup

from storage.ledger import Unreadable
from storage.records import LedgerLine

as_json = click.option("--json", "is_json", is_flag=True, help="One JSON object a line.")


class LedgerCommands(AppGroup):
    """Commands that read the ledger: a line of it that can't be read ends them by its name."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Unreadable as error:
            raise click.ClickException(f"{error} (flask ledger verify)") from None


def show(row: Mapping[str, Any], is_json: bool, plain: str) -> None:
    click.echo(json_line(row) if is_json else plain)


def json_line(row: Mapping[str, Any]) -> str:
    """`row` in UTF-8; a lone surrogate, which UTF-8 can't hold, stays the escape it is in JSON."""
    line = json.dumps(row, ensure_ascii=False, default=str)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def plain_line(line: LedgerLine) -> str:
    event = line.event
    what = (event.message_class or "everything", event.programme, event.matter)
    version = f", disclosure {event.disclosure_version}" if event.disclosure_version else ""
    until = f", until {event.ends_at:%Y-%m-%d %H:%M}Z" if event.ends_at else ""
    return (
        f"{line.seq} {event.recorded_at:%Y-%m-%d %H:%M:%S}Z {event.number} {event.action}"
        f" {' '.join(filter(None, what))} by {event.method}{version}{until}: {event.evidence!r}"
        f" ({event.recorded_by}) {line.seal[:12]}"
    )

"""The command line: `flask text`, `interpret`, `review`, `check`, `questions`, and its groups."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from consent.status import fold
from language import promotion, segments
from language.keywords import Act
from language.meaning import ConsentWords, Decision
from storage.records import ConsentEvent, OpenQuestion, QuestionState
from web.disclosures import disclosure
from web.ledger_files import export, import_list, record
from web.numbers import number_of
from web.outgoing.commands import webhook
from web.printed import LedgerCommands, as_json, json_line, plain_line, show
from web.proof.commands import head, proof, verify_ledger
from web.services import services
from web.simulator.phone import PHONES, Delivery, deliver, new_form
from web.token_commands import token

CONSENT = {Act.STOP: "opt_out", Act.START: "opt_in", Act.JOIN: "opt_in", Act.HELP: "help"}


def register(app: Flask) -> None:
    for command in (text, interpret, review, check, questions, ledger, token, webhook):
        app.cli.add_command(command)


# One text


@click.command()
@click.argument("body")
@click.option("--from", "sender", default=PHONES[0].number, show_default=True, help="E.164.")
@as_json
@with_appcontext
def text(body: str, sender: str, is_json: bool) -> None:
    """Send one text down the real path, signed, and print the reply.

    Example: flask text "where is my order"
    """
    if not services().signatures.auth_tokens:
        raise click.ClickException("it signs with TWILIO_AUTH_TOKEN, which is not set")
    body = body.encode("utf-8", "replace").decode("utf-8")  # bytes that are no UTF-8 become "?"
    delivery = deliver(current_app, new_form(body, sender))
    row = {"sid": delivery.sid, "status": delivery.status, "reply": delivery.reply}
    show(row, is_json, plain_reply(delivery))
    if delivery.status != 200:
        sys.exit(1)


def plain_reply(delivery: Delivery) -> str:
    if delivery.status != 200:
        return f"(HTTP {delivery.status}) {delivery.document}"
    return delivery.reply or "(silence)"


# Understanding


def lines_in() -> Iterator[str]:
    """The "text" of each JSON line on standard input; a bad line stops with its number."""
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)["text"] + ""
        except (ValueError, KeyError, TypeError):
            raise click.ClickException(
                f'standard input, line {number}: write {{"text": "..."}} on each line'
            ) from None


@click.command()
@as_json
@with_appcontext
def interpret(is_json: bool) -> None:
    """Read {"text": ...} lines and write what each text means. Always JSON Lines.

    Example: echo '{"text": "stop texting me"}' | flask interpret
    """
    bot = services().bot
    for bodies in batches(lines_in()):
        bot.understanding.read_ahead(bodies)
        for body in bodies:
            said = bot.understanding.consent(body)
            row = said_row(said) if said else asked_row(body, bot.local_time())
            click.echo(json_line({"text": body} | row))


def batches(lines: Iterator[str]) -> Iterator[list[str]]:
    """Read together they take a fifth less time; a line typed by hand still waits for none."""
    size = 1 if sys.stdin.isatty() else 32
    batch: list[str] = []
    try:
        for line in lines:
            batch.append(line)
            if len(batch) == size:
                yield batch
                batch = []
    except click.ClickException:  # a bad line: those before it are answered all the same
        yield batch
        raise
    yield batch


def said_row(said: ConsentWords) -> dict[str, object]:
    row: dict[str, object] = {
        "consent": "none" if said.is_doubtful else CONSENT.get(said.act, "none"),
        "topics": [],
        "decision": Decision.HAND_OFF if said.is_doubtful else Decision.KEYWORD,
        "lang": said.language or "en",
        "slots": {},
    }
    return row | ({"held": True} if said.is_doubtful else {})


def asked_row(body: str, now: datetime) -> dict[str, object]:
    asked = services().bot.understanding.question(body, now)
    return {
        "consent": "none",
        "topics": list(asked.topics) or ["oos"],
        "decision": asked.decision,
        "lang": asked.language,
        "slots": asked.slots.as_dict(),
    }


@click.command()
@as_json
@with_appcontext
def review(is_json: bool) -> None:
    """Read {"text": ...} lines and write whether each one promotes. Always JSON Lines.

    Example: echo '{"text": "20% off today"}' | flask review
    """
    for bodies in batches(lines_in()):
        promotion.read_ahead(bodies)
        for body in bodies:
            found = promotion.review(body)
            row = {
                "text": body,
                "promotional": found is not None,
                "reason": found.reason if found else "",
            }
            click.echo(json_line(row))


# The business folder. Start-up has read and checked it before this command can run.


@click.command()
@as_json
@with_appcontext
def check(is_json: bool) -> None:
    """Check the business folder and show what each of its sentences costs in segments."""
    business = services().bot.business
    for name, words in business.templates().items():
        size = segments.measure(segments.plain(words))
        row = {"name": name, **asdict(size)}
        show(row, is_json, f"{size.segments} {size.encoding:5} {name}")
    show({"problems": 0}, is_json, "No problems found.")


# What waits for people


@click.command()
@click.option("--all", "include_closed", is_flag=True, help="Closed ones too.")
@as_json
@with_appcontext
def questions(include_closed: bool, is_json: bool) -> None:
    """List the texts that wait for a person, oldest first, and by when some must be decided."""
    bot = services().bot
    today = bot.local_time().date()
    for question in bot.store.questions(include_closed):
        reach = "" if question.reachable else " (can't be texted)"
        asked = f"{question.asked_at:%Y-%m-%d %H:%M} {question.number}{reach}"
        plain = f"{asked}: {question.body!r} - {question.reason}{plain_due(question, today)}"
        row = asdict(question) | {"overdue": is_overdue(question, today)}
        show(row, is_json, plain)


def is_overdue(question: OpenQuestion, today: date) -> bool:
    is_open = question.state is QuestionState.OPEN
    return is_open and question.due_on is not None and question.due_on < today


def plain_due(question: OpenQuestion, today: date) -> str:
    if question.due_on is None:
        return ""
    return f" ({'OVERDUE, was ' if is_overdue(question, today) else ''}due {question.due_on})"


# The ledger

ledger = LedgerCommands("ledger", help="The consent ledger.")


@ledger.command("show")
@click.argument("number", required=False)
@as_json
def ledger_show(number: str | None, is_json: bool) -> None:
    """Print every line of the ledger, or those of NUMBER and what they come to."""
    bot = services().bot
    whose = number_of(number, bot) if number else None
    for line in bot.store.ledger(whose):
        show(asdict(line), is_json, plain_line(line))
    if whose and not is_json:
        click.echo(plain_status(bot.store.consent_history(whose)))


def plain_status(history: list[ConsentEvent]) -> str:
    status = fold(history)
    if status.stopped:
        return f"Now: opted out since {status.stopped.recorded_at:%Y-%m-%d %H:%M}Z."
    if blocks := status.provider_blocks:
        return f"Now: blocked by the provider since {blocks.recorded_at:%Y-%m-%d %H:%M}Z."
    allowed = ["answers to its own texts"]
    if status.promotional:
        allowed.append("promotional texts")
    allowed += [f"promotional texts of {programme}" for programme in status.programmes]
    allowed += [f"texts about {each.matter}" for each in status.transactional.values()]
    held = " Held: a person decides about the rest." if status.held else ""
    return f"Now allowed: {', '.join(allowed)}.{held}"


for command in (proof, head, verify_ledger, record, export, import_list, disclosure):
    ledger.add_command(command)

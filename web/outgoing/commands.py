"""`flask webhook`: sends what waits from a process of its own, and says how it stands."""

from threading import Event

import click

from storage.records import Delivery
from web.outgoing.sender import Sender, Turn
from web.printed import LedgerCommands, as_json, show
from web.services import services

webhook = LedgerCommands(
    "webhook", help="The outgoing webhook, which tells of each change of consent."
)


@webhook.command("send")
@click.option("--once", is_flag=True, help="Send what waits now, due or not, and end.")
@as_json
def send(once: bool, is_json: bool) -> None:
    """Send changes of consent until stopped. The web processes do so by themselves."""
    made = services()
    if made.receiver is None:
        raise click.ClickException("REGISTER_WEBHOOK_URL is not set")
    sender = Sender(made.bot.store, made.receiver, made.bot.clock)
    if not once:
        sender.run(Event().wait)
        return
    before = made.bot.store.delivery().taken
    while (turn := sender.send(is_early=True)) is Turn.TAKEN:
        pass
    after = made.bot.store.delivery()
    row = {"sent": after.taken - before, "waiting": waiting(after)}
    show(row, is_json, f"Sent {row['sent']} lines of the ledger; {row['waiting']} wait.")
    if turn is Turn.NOT_TAKEN:
        raise click.ClickException(f"it was not taken: {after.answer}")
    if turn is Turn.NOT_NOW:
        raise click.ClickException("another sender is at it")


@webhook.command("status")
@as_json
def status(is_json: bool) -> None:
    """How many lines wait, what the receiver answered last, and when the next try is due."""
    came = services().bot.store.delivery()
    row = {
        "is_on": services().receiver is not None,
        "waiting": waiting(came),
        "taken": came.taken,
        "failures": came.failures,
        "answer": came.answer or None,
        "answered_at": came.answered_at and came.answered_at.isoformat(),
        "next_try_at": came.due_at.isoformat() if waiting(came) else None,
    }
    show(row, is_json, plain_status(came))


def waiting(came: Delivery) -> int:
    last = services().bot.store.last_line()
    return last.seq - came.taken if last else 0


def plain_status(came: Delivery) -> str:
    off = "" if services().receiver else "REGISTER_WEBHOOK_URL is not set: nothing is sent. "
    said = f"{off}Taken up to line {came.taken}; {waiting(came)} wait."
    if came.answered_at:
        said += f" Last answer: {came.answer}, {came.answered_at:%Y-%m-%d %H:%M:%S}Z."
    if came.failures:
        said += f" Not taken {came.failures} times; next try: {came.due_at:%Y-%m-%d %H:%M:%S}Z."
    return said

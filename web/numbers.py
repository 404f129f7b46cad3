"""Phone numbers on the command line, as people write them."""

import click

from consent.classes import NUMBER
from handlers.bot import Bot


def number_of(typed: str, bot: Bot) -> str:
    """`typed` as the ledger has it: E.164, read in the business's country. Raises UsageError.

    What is in the ledger just so, as a short code is, needs no reading.
    """
    if NUMBER.fullmatch(typed) or next(bot.store.ledger(typed, limit=1), None):
        return typed
    try:
        return bot.business.phone(typed)
    except ValueError as error:
        raise click.UsageError(f"number: {error}") from None

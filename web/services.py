"""What the routes and commands work with, made by app.py and kept on the application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from handlers.bot import Bot
from web.outgoing.receiver import Receiver
from web.twilio_http import Signatures

KEY = "answerback"


@dataclass(frozen=True)
class Services:
    bot: Bot
    signatures: Signatures
    public_url: str | None  # scheme and host as Twilio calls them, without a slash at the end
    account_sid: str
    receiver: Receiver | None  # of the outgoing webhook


def services() -> Services:
    return cast(Services, current_app.extensions[KEY])

"""The bot's collaborators, all of them, passed and never global."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from facts.business import Business
from handlers.answer import Handler
from language.meaning import Understanding
from storage.contract import Store


class WhoSpeaks(StrEnum):
    """Who confirms STOP, START and HELP (the setting OPT_OUT_REPLIES)."""

    PROVIDER = "provider"
    BOT = "bot"


@dataclass(frozen=True)
class Bot:
    store: Store
    business: Business
    understanding: Understanding
    handlers: Mapping[str, Handler]
    clock: Callable[[], datetime]  # aware UTC
    opt_out_replies: WhoSpeaks

    def local_time(self) -> datetime:
        return self.clock().astimezone(self.business.time_zone)

"""What the tests share: a business frozen in time, a bot on a real database, conversations."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

import app as application
from handlers.bot import Bot, WhoSpeaks
from storage.sqlite import SqliteStore
from web.services import KEY
from web.simulator.phone import PHONES, deliver, new_form
from web.twilio_http import Signatures

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

TOKEN = "12345678901234567890123456789012"
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 10:00 in New York
MAYA, BEN, INES, STRANGER = (phone.number for phone in PHONES)

# A text that the encoder holds for an opt-out, perhaps. Another training may want another one here.
DOUBTFUL = "I only signed up for the free bulbs and I've had the bulbs"


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.now = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings_in(folder: Path) -> application.Settings:
    return application.Settings(
        signatures=Signatures(auth_tokens=(TOKEN,)),
        opt_out_replies=WhoSpeaks.BOT,
        public_url=None,
        account_sid="AC" + "0" * 32,
        database=folder / "answerback.db",
        business_dir=application.HOME / "business",
        secret_key=None,
        has_simulator=True,
        receiver=None,
    )


@pytest.fixture
def settings(tmp_path: Path) -> application.Settings:
    return settings_in(tmp_path)


@pytest.fixture
def app(settings: application.Settings, clock: Clock) -> Iterator[Flask]:
    made = application.create_app(settings, clock)
    yield made
    made.extensions[KEY].bot.store.close()


@pytest.fixture
def bot(app: Flask) -> Bot:
    found: Bot = app.extensions[KEY].bot
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "store.db")
    yield made
    made.close()


Converse = Callable[..., None]


@pytest.fixture
def converse(app: Flask) -> Converse:
    """Plays a transcript: "> text" from the customer, "< reply" from us, in turn.

    A text with no "<" line after it must be met with silence. "Ben > text" comes from Ben's phone.
    """
    numbers = {phone.name: phone.number for phone in PHONES}

    def play(transcript: str, sender: str = MAYA) -> None:
        said: list[str] = []
        for line in filter(None, map(str.strip, transcript.splitlines())):
            if line.startswith("<"):
                said.append(line)
                continue
            who, _, body = line.partition(">")
            delivery = deliver(app, new_form(body.strip(), numbers.get(who.strip(), sender)))
            assert delivery.status == 200
            said.append(line)
            if delivery.reply:
                said.append(f"!{delivery.reply}")
        # Each reply must stand right below as written, and nothing that was not written.
        expected = [line for line in said if not line.startswith("!")]
        heard = [line for line in said if not line.startswith("<")]
        assert [
            line.replace("!", "< ", 1) if line[0] == "!" else line for line in heard
        ] == expected

    return play

"""What the tests of the web share: forms as Twilio posts them, signed with its own library."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import app as application
from handlers.bot import Bot
from language.segments import plain
from tests.conftest import TOKEN, TUESDAY, Clock, settings_in
from web.services import KEY

# `make fuzz` asks for it: thousands of calls of the register, others each time.
hypothesis_settings.register_profile("fuzz", print_blob=True)

Values = str | list[str]
Form = Mapping[str, Values]
URL = "http://localhost/sms"  # as the test client calls it


def signature(form: Form, url: str = URL, secret: str = TOKEN, algorithm: str = "HMAC_SHA1") -> str:
    signed: str = RequestValidator(secret).compute_signature(url, MultiDict(form), algorithm)
    return signed


def signed(form: Form, url: str = URL, secret: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": signature(form, url, secret)}


def heard(document: str | bytes) -> str:
    """What TwiML says to the customer, "" where it says nothing. Fails unless it is well formed."""
    root = ElementTree.fromstring(document)
    assert root.tag == "Response"
    assert [child.tag for child in root] in ([], ["Message"])
    return root.findtext("Message", "")


Post = Callable[..., TestResponse]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Posts a form to /sms, signed."""

    def send(form: Form) -> TestResponse:
        return client.post("/sms", data=form, headers=signed(form))

    return send


Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve(settings: application.Settings, clock: Clock) -> Iterator[Serve]:
    """A client of the bot with some settings changed."""
    made: list[Flask] = []

    def make(**changes: object) -> FlaskClient:
        made.append(application.create_app(replace(settings, **changes), clock))  # type: ignore[arg-type]
        return made[-1].test_client()

    yield make
    for app in made:
        close(app)


@pytest.fixture(scope="session")
def shared_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """The same, made once for each change: for tests that ask no more than who is let in."""
    made: dict[str, Flask] = {}

    def make(**changes: object) -> FlaskClient:
        key = ", ".join(f"{name}={value!r}" for name, value in changes.items())
        if key not in made:
            settings = settings_in(tmp_path_factory.mktemp("door"))
            made[key] = application.create_app(replace(settings, **changes), lambda: TUESDAY)  # type: ignore[arg-type]
        return made[key].test_client()

    yield make
    for app in made.values():
        close(app)


def close(app: Flask) -> None:
    bot_of(app).store.close()


def bot_of(app: Flask) -> Bot:
    bot: Bot = app.extensions[KEY].bot
    return bot


@pytest.fixture(scope="session")
def shared(shared_door: Serve) -> FlaskClient:
    """A bot that many tests share: for those that leave no trace, or mind none."""
    return shared_door()


Say = Callable[[str], str]


@pytest.fixture
def say(bot: Bot) -> Say:
    """The words of a sentence of the business, by its name; "" is silence."""
    return lambda name: plain(bot.business.say(name)) if name else ""


Rows = Callable[[], dict[str, int]]


@pytest.fixture
def rows(settings: application.Settings) -> Rows:
    """How many rows each table of the database holds."""
    return lambda: count_rows(settings.database)


def count_rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        )
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in names.fetchall()
        }


def spoil(database: Path, seq: int, changes: str = "action = 'forgive'") -> None:
    """Make a line of the ledger one that can't be read, as only somebody at the file can."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS consent_no_update")
        connection.execute(f"UPDATE consent SET {changes} WHERE seq = {seq}")


def with_bot(app: Flask, **changes: object) -> Flask:
    """The same house with some of its bot's collaborators changed."""
    made = app.extensions[KEY]
    app.extensions[KEY] = replace(made, bot=replace(made.bot, **changes))
    return app


# In a real browser

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


def violations(page: Page) -> str:
    report: str = Axe().run(page).generate_snapshot()
    return report

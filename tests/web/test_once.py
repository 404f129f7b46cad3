"""A text takes effect once, however often and in however many places it arrives at once.

The second half talks to a real gunicorn with two workers, and kills it at the worst moment.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

import app as application
from facts.business import Business
from handlers.answer import Answer, Handler
from handlers.bot import Bot
from storage.records import ConsentEvent, Question, Reply
from storage.sqlite import SqliteStore
from tests.conftest import BEN, MAYA, TOKEN, Clock
from tests.web.conftest import Form, Post, Rows, Say, count_rows, heard, signed, with_bot
from web.services import KEY
from web.simulator.phone import new_form

COPIES = 10
TEXTS = [
    pytest.param("STOP", 1, id="stop"),
    pytest.param("JOIN", 1, id="join"),
    pytest.param("where is my order", 0, id="answered"),
    pytest.param("colourless green ideas", 0, id="handed-over"),
]


# In one process


@pytest.mark.parametrize(("body", "lines"), TEXTS)
def test_a_retry_gets_the_same_bytes(
    post: Post, rows: Rows, clock: Clock, body: str, lines: int
) -> None:
    form = new_form(body, MAYA)
    first = post(form)
    after_first = rows()
    clock.forward(hours=3)
    assert post(form).data == first.data
    assert rows() == after_first
    assert (after_first["messages"], after_first["consent"]) == (1, lines)


def test_a_retry_gets_the_same_silence(post: Post, say: Say) -> None:
    form = new_form("hello", MAYA)
    post(new_form("STOP", MAYA))
    assert heard(post(form).data) == ""
    assert heard(post(new_form("START", MAYA)).data) == say("started")
    assert heard(post(form).data) == ""


def test_the_same_sid_with_another_body_gets_the_first_reply(
    post: Post, bot: Bot, rows: Rows
) -> None:
    """A captured request replayed with a signature of its own can change nothing."""
    before = rows()
    form = new_form("hello", MAYA)
    first = post(form)
    assert post(form | {"Body": "STOP"}).data == first.data
    assert post(form | {"From": BEN, "OptOutType": "STOP"}).data == first.data
    assert rows() == before | {"messages": 1, "replies": 1}
    kept = bot.store.message(form["MessageSid"])
    assert kept is not None
    assert kept.body == "hello"


@pytest.mark.parametrize(("body", "lines"), TEXTS)
def test_copies_at_once_take_effect_once(app: Flask, rows: Rows, body: str, lines: int) -> None:
    form = new_form(body, MAYA)

    def deliver(_: int) -> bytes:
        response = app.test_client().post("/sms", data=form, headers=signed(form))
        assert response.status_code == 200
        return response.get_data()

    with ThreadPoolExecutor(COPIES) as threads:
        documents = set(threads.map(deliver, range(COPIES)))
    assert len(documents) == 1
    counted = rows()
    assert (counted["messages"], counted["replies"], counted["consent"]) == (1, 1, lines)


# Over a real server


class Server:
    """gunicorn as in production: two workers, gunicorn.conf.py, settings from the environment."""

    def __init__(self, folder: Path, factory: str = "app:create_app()") -> None:
        self.database = folder / "answerback.db"
        self.log = folder / "server.log"
        self.factory = factory
        self.settings: dict[str, str] = {}
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "TWILIO_AUTH_TOKEN": TOKEN,
            "OPT_OUT_REPLIES": "bot",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SIMULATOR": "off",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
        } | self.settings
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self.factory],
                cwd=application.HOME,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that a kill takes the workers too
            )
        wait_until(self.is_ready, self.log)

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text("utf-8")
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()

    def post(self, form: Form) -> bytes:
        headers = signed(form, f"http://127.0.0.1:{self.port}/sms")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, document = self.ask("POST", "/sms", urlencode(form), headers)
        assert status == 200
        return document

    def end(self, how: signal.Signals) -> int | None:
        if self.process is None:
            return None
        os.killpg(self.process.pid, how)
        code, self.process = self.process.wait(timeout=60), None
        return code


def wait_until(is_so: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.end(signal.SIGKILL)


def test_copies_at_once_over_two_workers_take_effect_once(server: Server) -> None:
    server.start()
    for body, lines in (("STOP", 1), ("hello", 1), ("START", 2)):
        form = new_form(body, MAYA)
        with ThreadPoolExecutor(COPIES) as threads:
            documents = list(threads.map(server.post, [form] * COPIES))
        assert documents == [documents[0]] * COPIES
        assert count_rows(server.database)["consent"] == lines
    counted = count_rows(server.database)
    assert (counted["messages"], counted["replies"]) == (3, 3)
    assert server.end(signal.SIGTERM) == 0


# Servers that are slow at the worst moment: gunicorn makes them from this module.


def linger(database: Path, seconds: float) -> None:
    marker(database).touch()
    time.sleep(seconds)


def marker(database: Path) -> Path:
    """Stands there once the server is in the middle of a text."""
    return database.with_suffix(".lingers")


class SlowHandler:
    def __init__(self, handler: Handler, seconds: float) -> None:
        self.handler = handler
        self.seconds = seconds

    def answer(self, question: Question, business: Business) -> Answer | None:
        linger(application.read_settings().database, self.seconds)
        return self.handler.answer(question, business)


class SlowStore(SqliteStore):
    def save_reply(self, reply: Reply) -> Reply:
        linger(self.path, 60)
        return super().save_reply(reply)


def app_with_slow_handlers(seconds: float) -> Flask:
    made = application.create_app()
    handlers = made.extensions[KEY].bot.handlers
    slow = {topic: SlowHandler(handler, seconds) for topic, handler in handlers.items()}
    return with_bot(made, handlers=slow)


def app_slow_to_keep_a_reply() -> Flask:
    return with_bot(application.create_app(), store=SlowStore(application.read_settings().database))


def kill_while_it_works_on(form: Form, server: Server) -> None:
    """kill -9, workers too, once the text is being worked on."""
    with ThreadPoolExecutor(1) as thread:
        answer: Future[bytes] = thread.submit(server.post, form)
        wait_until(marker(server.database).exists, server.log)
        server.end(signal.SIGKILL)
        with pytest.raises((OSError, http.client.HTTPException)):
            answer.result(timeout=60)


def history(database: Path, number: str) -> list[ConsentEvent]:
    store = SqliteStore(database)
    with closing(store):
        return store.consent_history(number)


def test_a_kill_in_a_handler_costs_no_opt_out_and_no_text(server: Server) -> None:
    server.factory = "tests.web.test_once:app_with_slow_handlers(60)"
    server.start()
    stop, question = new_form("STOP", MAYA), new_form("hello", BEN)
    confirmed = server.post(stop)
    kill_while_it_works_on(question, server)
    assert [event.action for event in history(server.database, MAYA)] == ["revoke"]
    assert count_rows(server.database)["messages"] == 2

    server.factory = "app:create_app()"
    server.start()
    assert "What can we help you with?" in heard(server.post(question))
    assert server.post(stop) == confirmed
    assert heard(server.post(new_form("hello", MAYA))) == ""


def test_a_kill_between_a_stop_and_its_confirmation_costs_neither(server: Server) -> None:
    server.factory = "tests.web.test_once:app_slow_to_keep_a_reply()"
    server.start()
    stop = new_form("STOP", MAYA)
    kill_while_it_works_on(stop, server)
    assert [event.action for event in history(server.database, MAYA)] == ["revoke"]
    assert count_rows(server.database)["replies"] == 0

    server.factory = "app:create_app()"
    server.start()
    assert "you are unsubscribed" in heard(server.post(stop))
    assert [event.action for event in history(server.database, MAYA)] == ["revoke"]


def test_the_server_answers_what_it_has_begun_before_it_stops(server: Server) -> None:
    server.factory = "tests.web.test_once:app_with_slow_handlers(1)"
    server.start()
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(server.post, new_form("hello", MAYA))
        wait_until(marker(server.database).exists, server.log)
        assert server.end(signal.SIGTERM) == 0
        assert "Hello" in heard(answer.result(timeout=60))
    with pytest.raises(ConnectionRefusedError):
        server.ask("GET", "/healthz")

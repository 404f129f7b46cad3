"""`flask webhook`: sends what waits, and says how it stands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from handlers.bot import Bot
from tests.conftest import Clock
from tests.storage.samples import EVENT
from tests.web.conftest import Serve, bot_of
from tests.web.receiving import SECRET, Server, Told, free_port, serving
from web.outgoing.receiver import Receiver, key_of


@pytest.fixture
def receiver() -> Iterator[Server]:
    with serving() as made:
        yield made


def told_at(address: str, serve: Serve, lines: int = 0) -> Flask:
    app: Flask = serve(receiver=Receiver(address, key_of(SECRET))).application
    for _ in range(lines):
        bot_of(app).store.append_consent(EVENT)
    return app


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["webhook", *words])


def test_what_waits_is_sent_at_once(serve: Serve, receiver: Server) -> None:
    app = told_at(receiver.address, serve, lines=150)
    done = run(app, "send", "--once")
    assert (done.exit_code, done.stdout) == (0, "Sent 150 lines of the ledger; 0 wait.\n")
    assert receiver.seqs == list(range(1, 151))
    assert json.loads(run(app, "send", "--once", "--json").stdout) == {"sent": 0, "waiting": 0}


def test_what_was_not_taken_ends_with_one_and_is_sent_the_next_time(
    serve: Serve, receiver: Server
) -> None:
    app = told_at(receiver.address, serve, lines=150)
    receiver.told = [Told(204), Told(503, {"Retry-After": "3600"})]
    failed = run(app, "send", "--once")
    assert failed.exit_code == 1
    assert failed.stdout == "Sent 100 lines of the ledger; 50 wait.\n"
    assert failed.stderr == "Error: it was not taken: 503\n"
    assert run(app, "send", "--once").exit_code == 0
    assert receiver.seqs[150:] == list(range(101, 151))


def test_nobody_there_ends_with_one(serve: Serve) -> None:
    app = told_at(f"http://127.0.0.1:{free_port()}/", serve, lines=1)
    failed = run(app, "send", "--once")
    assert (failed.exit_code, failed.stderr) == (
        1,
        "Error: it was not taken: it can't be reached\n",
    )


def test_two_do_not_send_at_once(serve: Serve, receiver: Server, clock: Clock) -> None:
    app = told_at(receiver.address, serve, lines=1)
    store = bot_of(app).store
    known = store.delivery()
    store.replace_delivery(known, replace(known, held_until=clock() + timedelta(seconds=1)))
    failed = run(app, "send", "--once")
    assert (failed.exit_code, failed.stderr) == (1, "Error: another sender is at it\n")
    assert receiver.received == []


def test_without_a_receiver_nothing_can_be_sent(app: Flask) -> None:
    failed = run(app, "send", "--once")
    assert (failed.exit_code, failed.stderr) == (1, "Error: REGISTER_WEBHOOK_URL is not set\n")


def test_status_says_how_it_stands(serve: Serve, receiver: Server) -> None:
    app = told_at(receiver.address, serve, lines=3)
    assert run(app, "status").stdout == "Taken up to line 0; 3 wait.\n"
    run(app, "send", "--once")
    answered = "Last answer: 204, 2026-11-24 15:00:00Z."
    assert run(app, "status").stdout == f"Taken up to line 3; 0 wait. {answered}\n"
    bot_of(app).store.append_consent(EVENT)
    receiver.told = [Told(503, {"Retry-After": "60"})]
    run(app, "send", "--once")
    assert run(app, "status").stdout == (
        "Taken up to line 3; 1 wait. Last answer: 503, 2026-11-24 15:00:00Z."
        " Not taken 1 times; next try: 2026-11-24 15:01:00Z.\n"
    )
    assert json.loads(run(app, "status", "--json").stdout) == {
        "is_on": True,
        "waiting": 1,
        "taken": 3,
        "failures": 1,
        "answer": "503",
        "answered_at": "2026-11-24T15:00:00+00:00",
        "next_try_at": "2026-11-24T15:01:00+00:00",
    }


def test_status_says_that_nothing_is_sent(app: Flask, bot: Bot) -> None:
    bot.store.append_consent(EVENT)
    said = run(app, "status").stdout
    assert said == "REGISTER_WEBHOOK_URL is not set: nothing is sent. Taken up to line 0; 1 wait.\n"

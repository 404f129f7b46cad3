"""The outgoing webhook tells each line of the ledger, in order, until it is taken."""

import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

import app as application
from storage.contract import StorageUnavailable
from storage.records import Delivery, MessageClass
from storage.sqlite import SqliteStore
from tests.conftest import MAYA, TUESDAY, Clock
from tests.storage.samples import EVENT
from tests.storage.threads import at_once
from tests.web.conftest import spoil
from tests.web.receiving import DRIP, DROP, HANG, SECRET, Server, Told, free_port, serving
from tests.web.test_once import Server as Bot
from tests.web.test_once import server as server  # a fixture
from tests.web.test_once import wait_until
from web.json_shapes import faults
from web.logs import WithoutNumbers
from web.outgoing import sender as outgoing
from web.outgoing.receiver import (
    MOST_LINES,
    Answer,
    Receiver,
    Request,
    key_of,
    post,
    request_for,
    signature,
)
from web.outgoing.sender import HELD, Sender, Turn, wait_requested
from web.register_schema import CHANGES
from web.simulator.phone import new_form

SECOND = timedelta(seconds=1)


@pytest.fixture
def receiver() -> Iterator[Server]:
    with serving() as made:
        yield made


def append(store: SqliteStore, lines: int) -> None:
    with store.transaction():
        for _ in range(lines):
            store.append_consent(EVENT)


def sender_to(address: str, store: SqliteStore, clock: Clock, **more: object) -> Sender:
    known = {"post": partial(post, seconds=5), "chance": lambda: 1.0}
    return Sender(store, Receiver(address, key_of(SECRET)), clock, **known | more)  # type: ignore[arg-type]


@pytest.fixture
def sender(store: SqliteStore, receiver: Server, clock: Clock) -> Sender:
    return sender_to(receiver.address, store, clock)


def send_all(sender: Sender) -> list[Turn]:
    """Turns until nothing waits, however long each wait is."""
    turns = [sender.send(is_early=True)]
    while turns[-1] is not Turn.NOTHING_WAITS:
        turns.append(sender.send(is_early=True))
    return turns


# What is told


def test_each_line_is_told_once_and_in_order(
    store: SqliteStore, sender: Sender, receiver: Server
) -> None:
    append(store, 2 * MOST_LINES + 50)
    assert send_all(sender) == [Turn.TAKEN] * 3 + [Turn.NOTHING_WAITS]
    assert [len(request.seqs) for request in receiver.received] == [MOST_LINES, MOST_LINES, 50]
    append(store, 1)
    send_all(sender)
    assert receiver.seqs == list(range(1, 2 * MOST_LINES + 52))


def test_an_empty_ledger_is_not_told(sender: Sender, receiver: Server) -> None:
    assert sender.send() is Turn.NOTHING_WAITS
    assert receiver.received == []


def test_a_line_is_told_without_the_words_that_were_texted(
    store: SqliteStore, sender: Sender, receiver: Server
) -> None:
    given = replace(
        EVENT,
        message_class=MessageClass.TRANSACTIONAL,
        matter="order:12345",
        evidence="not your business",
        details=(("ip", "203.0.113.9"),),
        ends_at=EVENT.recorded_at + timedelta(days=30),
    )
    store.append_consent(given)
    sender.send()
    [request] = receiver.received
    assert request.path == "/changes?of=consent"
    assert request.headers["Content-Type"] == "application/json"
    assert request.content == {
        "type": "consent.changed",
        "timestamp": "2026-11-24T15:00:00.123456+00:00",
        "data": {
            "lines": [
                {
                    "seq": 1,
                    "number": MAYA,
                    "action": "revoke",
                    "message_class": "transactional",
                    "programme": None,
                    "matter": "order:12345",
                    "method": "keyword",
                    "recorded_at": "2026-11-24T15:00:00.123456+00:00",
                    "ends_at": "2026-12-24T15:00:00.123456+00:00",
                }
            ]
        },
    }


def test_what_is_told_has_the_shape_that_the_document_says(
    store: SqliteStore, sender: Sender, receiver: Server
) -> None:
    append(store, 3)
    sender.send()
    assert list(faults(receiver.received[0].content, CHANGES)) == []


# The signature


def test_a_request_is_signed_as_standard_webhooks_has_it() -> None:
    """The example of the standard's own libraries."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_try_is_signed_at_its_own_time(
    store: SqliteStore, sender: Sender, receiver: Server, clock: Clock
) -> None:
    append(store, 1)
    receiver.told = [Told(500)]
    sender.send()
    clock.forward(minutes=10)
    sender.send()
    first, second = receiver.received
    assert first.is_genuine
    assert second.is_genuine
    times = [int(request.headers["webhook-timestamp"]) for request in (first, second)]
    assert times == [int(TUESDAY.timestamp()), int(TUESDAY.timestamp()) + 600]


def test_the_readme_verifies_a_signature(
    store: SqliteStore, sender: Sender, receiver: Server, clock: Clock
) -> None:
    readme = (application.HOME / "README.md").read_text("utf-8")
    code = readme.split("```python\n")[1].split("```")[0]
    given: dict[str, object] = {}
    exec(f"import base64, hmac, time\n{code}", given)
    is_genuine: Callable[..., bool] = given["is_genuine"]  # type: ignore[assignment]
    clock.now = datetime.now(UTC)
    append(store, 1)
    sender.send()
    [request] = receiver.received
    assert is_genuine(request.headers, request.body, SECRET)
    assert not is_genuine(request.headers, request.body + b" ", SECRET)
    assert not is_genuine(request.headers, request.body, SECRET.replace("M", "N"))
    old = {**request.headers, "webhook-timestamp": "1614265330"}
    assert not is_genuine(old, request.body, SECRET)


def test_the_same_places_in_another_ledger_have_another_id(store: SqliteStore) -> None:
    line = store.append_consent(EVENT)
    other = replace(line, seal="2:" + "f" * 64)
    ids = {request_for([each], b"", TUESDAY).headers["webhook-id"] for each in (line, other)}
    assert len(ids) == 2


# Until it is taken


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Told(500), id="its-own-fault"),
        pytest.param(Told(404), id="not-there"),
        pytest.param(Told(410), id="gone"),
        pytest.param(Told(429), id="too-many"),
        pytest.param(Told(304), id="not-modified"),
        pytest.param(DROP, id="taken-and-dropped"),
    ],
)
def test_what_was_not_taken_comes_again_just_as_it_was(
    store: SqliteStore, sender: Sender, receiver: Server, told: Told
) -> None:
    append(store, 3)
    receiver.told = [told] * 2
    assert sender.send() is Turn.NOT_TAKEN
    append(store, MOST_LINES)  # what came meanwhile waits for its turn
    assert send_all(sender)[:2] == [Turn.NOT_TAKEN, Turn.TAKEN]
    first, *again = receiver.received[:3]
    assert [each.body for each in again] == [first.body] * 2
    assert {each.headers["webhook-id"] for each in again} == {first.headers["webhook-id"]}
    assert [request.seqs[0] for request in receiver.received] == [1, 1, 1, 4]
    assert receiver.seqs[6:] == list(range(1, MOST_LINES + 4))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(
    store: SqliteStore, sender: Sender, receiver: Server, status: int
) -> None:
    append(store, 1)
    receiver.told = [Told(status, {"Location": "/elsewhere"})]
    assert sender.send() is Turn.NOT_TAKEN
    assert [request.path for request in receiver.received] == ["/changes?of=consent"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_takes_it(
    store: SqliteStore, sender: Sender, receiver: Server, status: int
) -> None:
    append(store, 1)
    receiver.told = [Told(status)]
    assert sender.send() is Turn.TAKEN


@pytest.mark.parametrize("told", [pytest.param(HANG, id="silent"), pytest.param(DRIP, id="drips")])
def test_a_slow_receiver_is_given_up_until_later(
    store: SqliteStore, receiver: Server, clock: Clock, told: Told
) -> None:
    sender = sender_to(receiver.address, store, clock, post=partial(post, seconds=0.3))
    append(store, 1)
    receiver.told = [told]
    assert sender.send() is Turn.NOT_TAKEN
    assert store.delivery().answer == "no answer within 10 seconds"


def test_a_receiver_that_is_not_there_gets_all_of_it_later(
    store: SqliteStore, clock: Clock
) -> None:
    port = free_port()
    sender = sender_to(f"http://127.0.0.1:{port}/", store, clock)
    append(store, 5)
    for _ in range(3):
        assert sender.send(is_early=True) is Turn.NOT_TAKEN
        append(store, MOST_LINES)
    assert store.delivery().answer == "it can't be reached"
    with serving(port) as receiver:
        send_all(sender)
        assert receiver.seqs == list(range(1, 5 + 3 * MOST_LINES + 1))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("https://127.0.0.1:{port}/", "no secure connection", id="no-TLS-there"),
        pytest.param(f"https://{'a' * 70}.example/", "it can't be reached", id="no-name"),
    ],
)
def test_why_it_was_not_reached_is_said_without_the_address(
    store: SqliteStore, receiver: Server, clock: Clock, address: str, words: str
) -> None:
    append(store, 1)
    sender = sender_to(address.format(port=receiver.server_port), store, clock)
    assert sender.send() is Turn.NOT_TAKEN
    assert store.delivery().answer.startswith(words)


# When it is tried again


def test_each_wait_is_twice_the_last_one_and_an_hour_at_most(
    store: SqliteStore, clock: Clock
) -> None:
    waits = []
    sender = sender_to("http://x", store, clock, post=lambda *_: Answer("no"))
    append(store, 1)
    for _ in range(12):
        assert sender.send() is Turn.NOT_TAKEN
        clock.now = store.delivery().due_at - SECOND
        assert sender.send() is Turn.NOT_NOW
        clock.forward(seconds=1)
        waits.append(round((clock.now - store.delivery().held_until).total_seconds()))
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def test_waits_are_spread_out_and_end_even_after_years(store: SqliteStore, clock: Clock) -> None:
    sender = sender_to("http://x", store, clock, chance=lambda: 0.0)
    assert sender.wait_after(1) == timedelta(seconds=2.5)
    assert sender.wait_after(1_000_000) == timedelta(minutes=30)


def test_a_success_makes_the_next_wait_short_again(
    store: SqliteStore, sender: Sender, receiver: Server
) -> None:
    append(store, 1)
    receiver.told = [Told(500), Told(500), Told(200), Told(500)]
    send_all(sender)
    append(store, 1)
    assert sender.send() is Turn.NOT_TAKEN
    assert store.delivery().failures == 1


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param("120", timedelta(minutes=2), id="seconds"),
        pytest.param("Tue, 24 Nov 2026 15:10:00 GMT", timedelta(minutes=10), id="date"),
        pytest.param("Tue, 24 Nov 2026 14:00:00 GMT", 5 * SECOND, id="date-gone-by"),
        pytest.param("0", 5 * SECOND, id="at-once"),
        pytest.param("999999999", timedelta(days=1), id="longer-than-a-day"),
        pytest.param("9" * 5000, 5 * SECOND, id="no-number-of-seconds"),
        pytest.param("-5", 5 * SECOND, id="negative"),
        pytest.param("soon", 5 * SECOND, id="in-words"),
        pytest.param("Mon, 01 Jan 99999999999 00:00:00 GMT", 5 * SECOND, id="no-such-year"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 -0100", timedelta(days=1), id="the-last-day"),
    ],
)
def test_a_receiver_may_ask_for_a_longer_wait(
    store: SqliteStore, sender: Sender, receiver: Server, header: str, wait: timedelta
) -> None:
    append(store, 1)
    receiver.told = [Told(503, {"Retry-After": header})]
    sender.send()
    assert store.delivery().due_at == TUESDAY + wait


def test_no_wait_is_asked_for_where_nothing_is_said() -> None:
    assert wait_requested(None, TUESDAY) == timedelta(0)


@pytest.mark.parametrize("answer", [Answer("200", 200), Answer("500", 500)])
def test_a_clock_that_was_ahead_does_not_stop_it(
    store: SqliteStore, receiver: Server, clock: Clock, answer: Answer
) -> None:
    append(store, 1)
    clock.forward(days=365)
    sender_to("http://x", store, clock, post=lambda *_: answer).send()
    append(store, 1)
    clock.forward(days=-365)
    assert sender_to(receiver.address, store, clock).send() is Turn.TAKEN


def test_after_a_success_no_clock_makes_it_wait(
    store: SqliteStore, sender: Sender, clock: Clock
) -> None:
    append(store, 1)
    clock.forward(hours=1)
    sender.send()
    append(store, 1)
    clock.forward(hours=-1)
    assert sender.send() is Turn.TAKEN


# Several senders


def test_eight_senders_at_once_tell_each_line_once(
    store: SqliteStore, receiver: Server, clock: Clock
) -> None:
    append(store, 5 * MOST_LINES)
    with closing(SqliteStore(store.path)) as other:
        senders = [sender_to(receiver.address, each, clock) for each in (store, other)]

        def send_till_none_waits(which: int) -> None:
            while senders[which % 2].send() is not Turn.NOTHING_WAITS:
                pass

        at_once(8, send_till_none_waits)
    assert receiver.seqs == list(range(1, 5 * MOST_LINES + 1))


def test_while_one_is_at_it_nobody_else_sends(
    store: SqliteStore, receiver: Server, clock: Clock
) -> None:
    other = sender_to(receiver.address, store, clock)
    turns = []

    def post_slowly(_: str, __: Request) -> Answer:
        clock.now += HELD - SECOND
        turns.append(other.send(is_early=True))
        return Answer("200", 200)

    append(store, 1)
    assert sender_to("http://x", store, clock, post=post_slowly).send() is Turn.TAKEN
    assert turns == [Turn.NOT_NOW]
    assert receiver.received == []


def test_one_that_was_too_slow_changes_nothing(
    store: SqliteStore, receiver: Server, clock: Clock
) -> None:
    other = sender_to(receiver.address, store, clock)

    def post_too_slowly(_: str, __: Request) -> Answer:
        clock.now += HELD
        assert other.send() is Turn.TAKEN
        return Answer("500", 500)

    append(store, 1)
    assert sender_to("http://x", store, clock, post=post_too_slowly).send() is Turn.NOT_NOW
    assert (store.delivery().taken, store.delivery().answer) == (1, "204")


HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from storage.sqlite import SqliteStore
from web.outgoing.receiver import Receiver, key_of
from web.outgoing.sender import Sender
path, address, secret, now = sys.argv[1:]
clock = lambda: datetime.fromisoformat(now)
Sender(SqliteStore(Path(path)), Receiver(address, key_of(secret)), clock).send()
"""


def test_one_that_was_killed_is_taken_over_with_the_same_request(
    store: SqliteStore, sender: Sender, receiver: Server, clock: Clock, tmp_path: Path
) -> None:
    append(store, 3)
    receiver.told = [HANG]
    given = [str(store.path), receiver.address, SECRET, clock.now.isoformat()]
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, *given], cwd=application.HOME)
    try:
        wait_until(lambda: bool(receiver.received), Path("/dev/null"))
    finally:
        holder.kill()
        holder.wait()
    append(store, 3)
    clock.now += HELD - SECOND
    assert sender.send() is Turn.NOT_NOW
    clock.forward(seconds=1)
    assert sender.send() is Turn.TAKEN
    first, again = receiver.received
    assert (again.body, again.headers["webhook-id"]) == (first.body, first.headers["webhook-id"])
    send_all(sender)
    assert receiver.seqs == [1, 2, 3, 1, 2, 3, 4, 5, 6]


# For ever


class Pauses:
    """Notes how long the sender would have waited, and ends it after so many turns."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return len(self.seconds) == self.turns


def test_a_sender_goes_on_at_once_while_lines_wait(
    store: SqliteStore, sender: Sender, receiver: Server
) -> None:
    append(store, 3 * MOST_LINES)
    pauses = Pauses(5)
    sender.run(pauses)
    assert pauses.seconds == [0, 0, 0, outgoing.IDLE_SECONDS, outgoing.IDLE_SECONDS]
    assert len(receiver.seqs) == 3 * MOST_LINES


class StoreThatGoesAway(SqliteStore):
    is_away = False

    def replace_delivery(self, known: Delivery, new: Delivery) -> bool:
        if self.is_away:
            raise StorageUnavailable("gone fishing")
        return super().replace_delivery(known, new)


def test_a_database_that_was_away_costs_no_line(
    tmp_path: Path, receiver: Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(StoreThatGoesAway(tmp_path / "away.db")) as store:
        append(store, 2)
        store.is_away = True
        sender = sender_to(receiver.address, store, clock)
        pauses = Pauses(1)
        sender.run(pauses)
        assert pauses.seconds == [outgoing.AWAY_SECONDS]
        assert "gone fishing" in caplog.text
        store.is_away = False
        send_all(sender)
        assert receiver.seqs == [1, 2]


def test_what_comes_before_a_line_that_can_not_be_read_is_told(
    store: SqliteStore, sender: Sender, receiver: Server, caplog: pytest.LogCaptureFixture
) -> None:
    append(store, MOST_LINES + 5)
    spoil(store.path, MOST_LINES + 3)
    pauses = Pauses(4)
    sender.run(pauses)
    assert pauses.seconds == [0, 0, outgoing.UNREADABLE_SECONDS, outgoing.UNREADABLE_SECONDS]
    assert receiver.seqs == list(range(1, MOST_LINES + 3))
    errors = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert [each["seq"] for each in errors] == [MOST_LINES + 3] * 2
    spoil(store.path, MOST_LINES + 3, "action = 'revoke'")  # mended
    send_all(sender)
    assert receiver.seqs == list(range(1, MOST_LINES + 6))


# Logs


def test_logs_hold_no_secret_no_address_and_no_number(
    store: SqliteStore, sender: Sender, receiver: Server, caplog: pytest.LogCaptureFixture
) -> None:
    append(store, 2)
    receiver.told = [Told(500), DROP, Told(410), Told(302, {"Location": "/changes"})]
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(WithoutNumbers())
    assert send_all(sender).count(Turn.NOT_TAKEN) == 4
    held = "".join(str(vars(record)) for record in caplog.records)
    for secret in (SECRET, str(key_of(SECRET)), "/changes", receiver.address, MAYA, "STOP"):
        assert secret not in held
    assert [record.levelname for record in caplog.records] == [
        "WARNING", "WARNING", "ERROR", "WARNING", "INFO",
    ]  # fmt: skip


def test_a_receiver_shows_neither_its_address_nor_its_key() -> None:
    assert repr(Receiver("https://tool.example/secret", b"hush")) == "Receiver()"


# In the web processes


def with_receiver(bot: Bot, receiver: Server) -> Bot:
    bot.settings = {
        "REGISTER_WEBHOOK_URL": receiver.address,
        "REGISTER_WEBHOOK_SECRET": SECRET,
    }
    return bot


def test_the_bot_tells_each_change_by_itself(server: Bot, receiver: Server) -> None:
    with_receiver(server, receiver).start()
    for body in ("STOP", "START", "hello"):
        server.post(new_form(body, MAYA))
    wait_until(lambda: len(receiver.seqs) == 2, server.log)
    lines = [line for request in receiver.received for line in request.content["data"]["lines"]]
    assert [line["action"] for line in lines] == ["revoke", "grant"]
    assert all(request.is_genuine for request in receiver.received)
    assert server.end(signal.SIGTERM) == 0
    assert SECRET not in server.log.read_text("utf-8")


def test_the_bot_stops_though_the_receiver_keeps_it_waiting(server: Bot, receiver: Server) -> None:
    receiver.told = [HANG] * 9
    with_receiver(server, receiver).start()
    server.post(new_form("STOP", MAYA))
    wait_until(lambda: bool(receiver.received), server.log)
    assert server.end(signal.SIGTERM) == 0

"""The register's API, as the business's other systems use it."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app as application
from app import Settings
from handlers.bot import Bot
from storage.contract import StorageUnavailable
from storage.ledger import Whole, from_json, verify
from storage.proof import check
from storage.records import ConsentAction, MessageClass, TokenScope
from storage.sqlite import SqliteStore
from tests.conftest import BEN, MAYA, STRANGER, TUESDAY, Clock
from tests.storage.samples import EVENT
from tests.storage.threads import at_once
from tests.web.conftest import Post, spoil, with_bot
from web import tokens
from web.register_schema import DOCUMENT
from web.simulator.phone import new_form

PROMOTIONAL = {
    "number": MAYA,
    "message_class": "promotional",
    "basis": "express written",
    "method": "web form",
    "evidence": "ticked the box, form 8812",
    "disclosure_version": "2026-10-01",
    "given_at": "2026-11-24T09:59:00-05:00",
}
ORDER = {
    "number": MAYA,
    "message_class": "transactional",
    "matter": "order:12345",
    "basis": "express",
    "method": "web form",
    "evidence": "gave the number with order 12345",
    "given_at": "2026-11-24T14:59:00Z",
}
STOP = {"number": MAYA, "evidence": "said on the phone: no more texts"}


def token(bot: Bot, name: str = "web-shop", scope: TokenScope = TokenScope.WRITE) -> dict[str, str]:
    """The header of a new token's holder."""
    secret, issued = tokens.issue(name, scope, bot.clock())
    assert bot.store.add_token(issued)
    return {"Authorization": f"Bearer {secret}"}


Call = Callable[..., TestResponse]


@pytest.fixture
def call(client: FlaskClient, bot: Bot) -> Call:
    """Posts JSON to an address of the register, with leave to write."""
    holder = token(bot)

    def post_json(address: str, body: object, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(f"/api/v1/{address}", json=body, headers=holder | named)

    return post_json


def content(response: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = response.get_json(force=True)
    return found


def answer_for(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    [answer] = content(response)["answers"]
    found: dict[str, Any] = answer
    return found


def assert_problem(response: TestResponse, status: int, *words: str) -> None:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    problem = content(response)
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    for word in words:
        assert word in response.text


# Asking


def test_nobody_who_has_not_asked_may_be_texted(call: Call) -> None:
    for message_class in MessageClass:
        asked = {"message_class": message_class, "numbers": [STRANGER]}
        answer = answer_for(call("ask", asked))
        assert (answer["allowed"], answer["evidence"]) == (False, "")


def test_a_consent_that_was_recorded_permits_its_class_and_no_other(call: Call) -> None:
    seq = content(call("consents", PROMOTIONAL))["seq"]
    permitted = answer_for(call("ask", {"message_class": "promotional", "numbers": [MAYA]}))
    assert permitted == {
        "number": MAYA,
        "allowed": True,
        "because": "express written consent of 2026-11-24",
        "evidence": f"line {seq}",
    }
    order = {"message_class": "transactional", "matter": "order:12345", "numbers": [MAYA]}
    assert not answer_for(call("ask", order))["allowed"]


def test_consent_for_one_order_is_for_no_other_and_ends(call: Call, clock: Clock) -> None:
    call("consents", ORDER | {"ends_at": "2026-11-25T00:00:00-05:00"})
    asked = {"message_class": "transactional", "matter": "order:12345", "numbers": [MAYA]}
    assert answer_for(call("ask", asked))["allowed"]
    assert not answer_for(call("ask", asked | {"matter": "order:99999"}))["allowed"]
    clock.forward(days=1)
    assert not answer_for(call("ask", asked))["allowed"]


def test_an_answer_rests_on_the_text_that_it_answers(call: Call, post: Post) -> None:
    post({"MessageSid": "SM1", "From": MAYA, "To": "+12125550100", "Body": "are you open"})
    answer = answer_for(call("ask", {"message_class": "conversational", "numbers": [MAYA]}))
    assert (answer["allowed"], answer["evidence"]) == (True, "SM1")


def test_a_stop_that_was_texted_is_known_at_once(call: Call, post: Post) -> None:
    call("consents", PROMOTIONAL)
    post({"MessageSid": "SM1", "From": MAYA, "To": "+12125550100", "Body": "STOP"})
    for message_class in MessageClass:
        asked = {"message_class": message_class, "matter": "order:1", "numbers": [MAYA]}
        assert "opted out on 2026-11-24" in answer_for(call("ask", asked))["because"]


def test_numbers_are_answered_in_the_order_asked(call: Call) -> None:
    call("consents", PROMOTIONAL)
    numbers = [BEN, MAYA, STRANGER, MAYA]
    answers = content(call("ask", {"message_class": "promotional", "numbers": numbers}))["answers"]
    assert [answer["number"] for answer in answers] == numbers
    assert [answer["allowed"] for answer in answers] == [False, True, False, True]


def test_the_first_programme_is_known_by_its_keyword_too(call: Call, post: Post) -> None:
    post({"MessageSid": "SM1", "From": MAYA, "To": "+12125550100", "Body": "JOIN"})
    asked = {"message_class": "promotional", "numbers": [MAYA]}
    assert answer_for(call("ask", asked | {"matter": "join"}))["allowed"]
    assert not answer_for(call("ask", asked | {"matter": "VIP"}))["allowed"]
    call("revocations", STOP | {"message_class": "promotional", "programme": "join"})
    assert not answer_for(call("ask", asked))["allowed"]


def test_a_programme_is_the_same_in_capitals(call: Call) -> None:
    asked = {"message_class": "promotional", "matter": "VIP", "numbers": [MAYA]}
    call("consents", PROMOTIONAL | {"programme": "Vip"})
    assert answer_for(call("ask", asked))["allowed"]
    call("revocations", STOP | {"message_class": "promotional", "programme": "vip"})
    assert not answer_for(call("ask", asked))["allowed"]


def test_a_thousand_numbers_are_answered_at_once(call: Call, bot: Bot) -> None:
    numbers = [f"+1212555{n:04}" for n in range(1000)]
    with bot.store.transaction():
        for number in numbers:
            for n in range(5):
                bot.store.append_consent(replace(EVENT, number=number, evidence=str(n)))
    asked = {"message_class": "conversational", "numbers": numbers}
    started = time.thread_time()  # not by the clock on the wall: the machine may be busy
    response = call("ask", asked)
    assert time.thread_time() - started < 1
    assert len(content(response)["answers"]) == 1000
    assert_problem(call("ask", asked | {"numbers": [*numbers, MAYA]}), 422, "at most 1000 items")


# Recording


def test_a_record_is_a_line_of_the_ledger(call: Call, bot: Bot) -> None:
    sent = PROMOTIONAL | {"programme": "VIP", "details": {"ip": "203.0.113.9"}}
    response = call("consents", sent)
    assert response.status_code == 201
    [line] = bot.store.ledger()
    assert (content(response)["seq"], content(response)["seal"]) == (line.seq, line.seal)
    assert (line.event.recorded_by, line.event.recorded_at) == ("web-shop", TUESDAY)
    assert (line.event.programme, line.event.disclosure_version) == ("VIP", "2026-10-01")
    details = dict(line.event.details)
    assert (details["ip"], details["given_at"]) == ("203.0.113.9", "2026-11-24T14:59:00+00:00")
    assert isinstance(verify([line]), Whole)


def test_two_equal_records_can_not_be_told_by_their_digests(call: Call, bot: Bot) -> None:
    call("revocations", STOP)
    call("revocations", STOP)
    first, second = bot.store.consent_history(MAYA)
    assert first.details != second.details


@pytest.mark.parametrize(
    ("action", "more"),
    [
        pytest.param("revoke", {}, id="everything"),
        pytest.param("revoke", {"matter": "order:12345"}, id="one-order"),
        pytest.param("end", {"matter": "order:12345"}, id="the-order-is-over"),
        pytest.param("reassign", {}, id="the-number-changed-hands"),
    ],
)
def test_what_is_taken_back_permits_no_more(call: Call, action: str, more: dict[str, str]) -> None:
    call("consents", ORDER)
    assert call("revocations", STOP | {"action": action} | more).status_code == 201
    asked = {"message_class": "transactional", "matter": "order:12345", "numbers": [MAYA]}
    assert not answer_for(call("ask", asked))["allowed"]


def test_a_person_can_release_what_was_held(call: Call, bot: Bot) -> None:
    call("consents", PROMOTIONAL)
    held = replace(
        EVENT, action=ConsentAction.HOLD, recorded_at=TUESDAY, evidence="fewer texts pls"
    )
    bot.store.append_consent(held)
    call("revocations", STOP | {"action": "release", "evidence": "asked her: she stays"})
    assert answer_for(call("ask", {"message_class": "promotional", "numbers": [MAYA]}))["allowed"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param(PROMOTIONAL | {"basis": "express"}, "#/basis", id="only-express"),
        pytest.param(PROMOTIONAL | {"disclosure_version": None}, "#/disclosure_version", id="none"),
        pytest.param(PROMOTIONAL | {"method": "voice"}, "#/method", id="only-said"),
        pytest.param(PROMOTIONAL | {"method": "telepathy"}, "#/method", id="unknown-method"),
        pytest.param(PROMOTIONAL | {"matter": "order:1"}, "#/matter", id="offers-for-an-order"),
        pytest.param(PROMOTIONAL | {"number": "12125550101"}, "#/number", id="no-plus"),
        pytest.param(PROMOTIONAL | {"number": f"{MAYA}\n"}, "#/number", id="a-line-more"),
        pytest.param(PROMOTIONAL | {"number": 12125550101}, "#/number", id="not-text"),
        pytest.param(PROMOTIONAL | {"evidence": "  "}, "#/evidence", id="blank-evidence"),
        pytest.param(PROMOTIONAL | {"evidence": "a\0b"}, "#/evidence", id="NUL"),
        pytest.param(PROMOTIONAL | {"evidence": "a\ud800b"}, "#/evidence", id="half-a-pair"),
        pytest.param(PROMOTIONAL | {"recorded_by": "bot"}, "#/recorded_by", id="unknown-field"),
        pytest.param(PROMOTIONAL | {"a/b~c": 1}, "#/a~1b~0c", id="a-field-with-a-slash"),
        pytest.param(PROMOTIONAL | {"disclosure_version": "2"}, "#/disclosure_version", id="lost"),
        pytest.param(PROMOTIONAL | {"method": "keyword"}, "#/method", id="a-keyword-of-no-text"),
        pytest.param(PROMOTIONAL | {"method": "free text"}, "#/method", id="words-of-no-text"),
        pytest.param(PROMOTIONAL | {"given_at": None}, "#/given_at", id="given-some-day"),
        pytest.param(
            PROMOTIONAL | {"given_at": "2026-11-24T15:01:01Z"}, "#/given_at", id="not-yet-given"
        ),
        pytest.param(
            PROMOTIONAL | {"given_at": "2026-02-30T00:00:00Z"}, "#/given_at", id="given-30-February"
        ),
        pytest.param(PROMOTIONAL | {"details": {"ip": 1}}, "#/details/ip", id="details-not-text"),
        pytest.param(ORDER | {"matter": None}, "#/matter", id="for-no-matter"),
        pytest.param(ORDER | {"matter": "12345"}, "#/matter", id="a-matter-of-no-kind"),
        pytest.param(ORDER | {"ends_at": "2026-02-30T00:00:00Z"}, "#/ends_at", id="30-February"),
        pytest.param(ORDER | {"ends_at": "2026-11-30T00:00:00"}, "#/ends_at", id="of-no-zone"),
        pytest.param({k: v for k, v in ORDER.items() if k != "basis"}, "#/basis", id="no-basis"),
        pytest.param([ORDER], "#", id="a-list"),
    ],
)
def test_what_is_no_consent_is_refused_with_its_place(
    call: Call, bot: Bot, body: object, pointer: str
) -> None:
    response = call("consents", body)
    assert_problem(response, 422)
    assert pointer in [each["pointer"] for each in content(response)["errors"]]
    assert list(bot.store.ledger()) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param(STOP | {"action": "grant"}, "#/action", id="a-grant"),
        pytest.param(STOP | {"action": "end"}, "#/matter", id="nothing-is-over"),
        pytest.param(STOP | {"action": "reassign", "matter": "a:1"}, "#/action", id="half"),
        pytest.param(STOP | {"programme": "VIP"}, "#/programme", id="of-no-class"),
        pytest.param(
            STOP | {"message_class": "conversational", "matter": "order:1"},
            "#/matter",
            id="answers-about-an-order",
        ),
        pytest.param({"number": MAYA}, "#/evidence", id="no-evidence"),
    ],
)
def test_what_is_no_revocation_is_refused_with_its_place(
    call: Call, body: object, pointer: str
) -> None:
    response = call("revocations", body)
    assert_problem(response, 422)
    assert pointer in [each["pointer"] for each in content(response)["errors"]]


# Repeated requests


def test_a_repeated_request_gets_the_same_bytes_and_writes_nothing(
    call: Call, bot: Bot, clock: Clock
) -> None:
    first = call("consents", PROMOTIONAL, Idempotency_Key="form-8812")
    clock.forward(hours=1)
    again = call("consents", dict(reversed(PROMOTIONAL.items())), Idempotency_Key="form-8812")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.status_code == 201
    assert len(list(bot.store.ledger())) == 1


def test_a_key_is_for_one_request(call: Call, bot: Bot) -> None:
    call("revocations", STOP, Idempotency_Key="1")
    assert_problem(call("revocations", STOP | {"number": BEN}, Idempotency_Key="1"), 422, "new key")
    assert_problem(call("consents", ORDER, Idempotency_Key="1"), 422, "new key")
    assert call("consents", ORDER | {"number": BEN}, Idempotency_Key="2").status_code == 201
    assert len(list(bot.store.ledger())) == 2


def test_a_key_of_one_token_means_nothing_to_another(
    call: Call, client: FlaskClient, bot: Bot
) -> None:
    first = call("revocations", STOP, Idempotency_Key="1")
    other = token(bot, "till") | {"Idempotency-Key": "1"}
    second = client.post("/api/v1/revocations", json=STOP, headers=other)
    assert (content(first)["seq"], content(second)["seq"]) == (1, 2)


def test_a_refused_request_uses_up_no_key(call: Call) -> None:
    assert_problem(call("consents", ORDER | {"matter": None}, Idempotency_Key="1"), 422)
    assert call("consents", ORDER, Idempotency_Key="1").status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_that_is_none_is_refused(call: Call, key: str) -> None:
    assert_problem(call("revocations", STOP, Idempotency_Key=key), 422, "Idempotency-Key")


def test_eight_repeats_at_once_write_one_line(app: Flask, bot: Bot) -> None:
    holder = token(bot) | {"Idempotency-Key": "1"}

    def post_it(_: int) -> str:
        return app.test_client().post("/api/v1/revocations", json=STOP, headers=holder).text

    assert len(set(at_once(8, post_it))) == 1
    assert len(list(bot.store.ledger())) == 1


# What was taken back since


def is_allowed(call: Call) -> bool:
    asked = {"message_class": "promotional", "numbers": [MAYA]}
    allowed: bool = answer_for(call("ask", asked))["allowed"]
    return allowed


Text = Callable[[str], None]


@pytest.fixture
def text(post: Post, clock: Clock) -> Text:
    """Texts as Maya would, ten seconds after whatever was before."""

    def send(body: str) -> None:
        clock.forward(seconds=10)
        assert post(new_form(body, MAYA)).status_code == 200
        clock.forward(seconds=10)

    return send


@pytest.mark.parametrize("key", [{}, {"Idempotency_Key": "form-8812"}], ids=["dated", "keyed"])
def test_a_consent_that_is_sent_again_undoes_no_stop(
    call: Call, text: Text, key: dict[str, str]
) -> None:
    sent = PROMOTIONAL | ({"given_at": None} if key else {})
    assert call("consents", sent, **key).status_code == 201
    assert is_allowed(call)
    text("STOP")
    again = call("consents", sent, **key)
    assert again.status_code == (201 if key else 409)  # the first answer; or the reason
    assert not is_allowed(call)


def test_a_consent_from_before_a_stop_names_the_line_that_stands_against_it(
    call: Call, bot: Bot, text: Text
) -> None:
    call("revocations", STOP | {"number": BEN})
    text("STOP")
    refused = call("consents", PROMOTIONAL, Idempotency_Key="1")
    assert_problem(refused, 409, "line 2 stands against it: a revoke of 2026-11-24 15:00:10Z")
    assert len(list(bot.store.ledger())) == 2
    given = PROMOTIONAL | {"given_at": "2026-11-24T10:00:15-05:00"}
    assert call("consents", given, Idempotency_Key="1").status_code == 201
    assert is_allowed(call)


def test_a_clock_that_is_fast_lets_no_consent_overtake_a_stop(call: Call, text: Text) -> None:
    """A minute is forgiven; yet nothing was given after it was first heard of."""
    given = PROMOTIONAL | {"given_at": "2026-11-24T15:00:30Z"}
    assert call("consents", given).status_code == 201
    text("STOP")
    assert_problem(call("consents", given), 409, "line 2")
    assert not is_allowed(call)


def test_who_agrees_again_on_the_same_form_is_taken(call: Call, text: Text) -> None:
    undated = PROMOTIONAL | {"given_at": None}
    call("consents", undated, Idempotency_Key="1")
    text("STOP")
    assert call("consents", undated, Idempotency_Key="2").status_code == 201
    assert is_allowed(call)


def test_other_programmes_and_orders_are_not_in_the_way(call: Call) -> None:
    about = {"message_class": "promotional", "programme": "VIP"}
    call("revocations", STOP | about)
    assert call("consents", PROMOTIONAL).status_code == 201
    assert call("consents", ORDER).status_code == 201
    assert_problem(call("consents", PROMOTIONAL | {"programme": "VIP"}), 409, "line 1")


class Queue(SqliteStore):
    """A store where each writer waits, and meanwhile something happens."""

    meanwhile: Callable[[], object]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.meanwhile()
        with super().transaction():
            yield


def test_a_consent_that_waited_behind_a_stop_is_refused(
    app: Flask, bot: Bot, clock: Clock, call: Call, settings: application.Settings
) -> None:
    def stop() -> None:
        clock.forward(seconds=3)
        bot.store.append_consent(replace(EVENT, recorded_at=clock()))
        clock.forward(seconds=3)

    queue = Queue(settings.database)
    queue.meanwhile = stop
    with closing(queue):
        with_bot(app, store=queue)
        undated = PROMOTIONAL | {"given_at": None}
        assert_problem(call("consents", undated, Idempotency_Key="1"), 409, "15:00:03Z")
        queue.meanwhile = lambda: clock.forward(seconds=3)
        assert call("consents", undated, Idempotency_Key="1").status_code == 201
    with_bot(app, store=bot.store)
    assert [line.event.recorded_at.second for line in bot.store.ledger()] == [3, 9]


# The words that were agreed to


def test_the_words_that_were_agreed_to_are_sealed(call: Call, bot: Bot) -> None:
    call("consents", PROMOTIONAL)
    [line] = bot.store.ledger()
    [disclosure] = bot.store.disclosures()
    words = hashlib.sha256(disclosure.text.encode()).hexdigest()
    assert ("disclosure_sha256", words) in line.event.details


# Names in the details that are the register's own


OURS = ("clarifies", "confirms", "disclosure_sha256", "file", "line", "nonce", "given_at")


@pytest.mark.parametrize("name", OURS)
def test_no_other_system_says_what_only_the_register_knows(call: Call, name: str) -> None:
    for address, body in (("consents", ORDER), ("revocations", STOP)):
        refused = call(address, body | {"details": {name: "SM1"}})
        assert_problem(refused, 422, f"#/details/{name}")


# History


def test_a_history_comes_by_pages_and_can_be_checked(call: Call) -> None:
    sent = [STOP | {"evidence": f"call {n}"} for n in range(5)]
    for body in sent:
        call("revocations", body)
        call("revocations", body | {"number": BEN})
    pages: list[dict[str, Any]] = []
    after = 0
    while after is not None:
        asked = {"number": MAYA, "after": after, "limit": 2}
        pages.append(content(call("history", asked)))
        after = pages[-1]["next"]
    assert [len(page["lines"]) for page in pages] == [2, 2, 1]
    lines = [from_json(row) for page in pages for row in page["lines"]]
    assert [line.event.evidence for line in lines] == [body["evidence"] for body in sent]
    everything = [
        from_json(row)
        for number in (MAYA, BEN)
        for row in content(call("history", {"number": number}))["lines"]
    ]
    assert verify(sorted(everything, key=lambda line: line.seq)) == Whole(
        10, max(everything, key=lambda line: line.seq).seal
    )


def test_a_number_that_nobody_heard_of_has_an_empty_history(call: Call) -> None:
    assert content(call("history", {"number": STRANGER})) == {"lines": [], "next": None}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"limit": 0}, id="none"),
        pytest.param({"limit": 201}, id="too-many"),
        pytest.param({"limit": True}, id="yes"),
        pytest.param({"limit": "2"}, id="text"),
        pytest.param({"after": -1}, id="before-the-first"),
        pytest.param({"after": 2**63}, id="past-every-line"),
    ],
)
def test_a_page_has_bounds(call: Call, more: dict[str, object]) -> None:
    assert_problem(call("history", {"number": MAYA} | more), 422)


# Proof


def test_a_proof_is_what_the_command_line_prints(call: Call, app: Flask) -> None:
    call("consents", PROMOTIONAL)
    call("revocations", STOP | {"number": BEN})
    call("revocations", STOP)
    printed = app.test_cli_runner().invoke(args=["ledger", "proof", MAYA]).stdout
    made = content(call("proof", {"number": MAYA}))
    assert made == json.loads(printed)
    assert made["summary"] == "2 lines are on record for this number, of 2026-11-24."
    assert check(made).faults == ()


def test_the_proof_of_a_number_without_lines_says_so(call: Call) -> None:
    empty = content(call("proof", {"number": STRANGER}))
    assert empty["head"] is None
    call("revocations", STOP)
    made = content(call("proof", {"number": STRANGER}))
    assert made["summary"].startswith("Nothing is on record for this number")
    assert (made["lines"], made["others"], made["keep_until"]) == ([], [], None)
    assert made["head"]["seq"] == 1
    assert not any(each["allowed"] for each in made["now"])


# What goes wrong


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="not-JSON"),
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b'"\xff"', "application/json", 400, id="not-UTF-8"),
        pytest.param(b"NaN", "application/json", 400, id="NaN"),
        pytest.param(b"[" * 100_000, "application/json", 400, id="deep"),
        pytest.param(b"1" * 5000, "application/json", 400, id="a-number-of-5000-digits"),
        pytest.param(b"{}", "text/plain", 415, id="not-called-JSON"),
        pytest.param(b"a=b", "application/x-www-form-urlencoded", 415, id="a-form"),
        pytest.param(b" " * 300_000, "application/json", 413, id="too-long"),
    ],
)
def test_what_can_not_be_read_is_a_problem(
    client: FlaskClient, bot: Bot, body: bytes, content_type: str, status: int
) -> None:
    holder = token(bot)
    for route in DOCUMENT["paths"]:
        response = client.post(route, data=body, content_type=content_type, headers=holder)
        assert_problem(response, status)


def test_an_address_that_there_is_not_is_a_problem(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/nothing"), 404)
    assert "html" in client.get("/nothing").content_type


def test_another_method_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/v1/ask")
    assert_problem(response, 405)
    assert response.headers["Allow"] == "POST"


class Away:
    """A store that can't be reached now."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise StorageUnavailable("the disk is full")

        return fail


SPOILT = ["action = 'forgive'", "matter = CAST(x'53ff' AS TEXT)"]


@pytest.mark.parametrize("changes", SPOILT)
def test_a_line_that_can_not_be_read_forbids_its_own_number_alone(
    call: Call, settings: Settings, caplog: pytest.LogCaptureFixture, changes: str
) -> None:
    for number in (MAYA, BEN):
        call("consents", PROMOTIONAL | {"number": number})
    spoil(settings.database, 1, changes)
    numbers = [MAYA, BEN, STRANGER, MAYA]
    response = call("ask", {"message_class": "promotional", "numbers": numbers})
    assert response.status_code == 200
    maya, ben, stranger, again = content(response)["answers"]
    assert maya == {
        "number": MAYA,
        "allowed": False,
        "because": "its record can't be read: flask ledger verify names the line",
        "evidence": "line 1",
    }
    assert again == maya
    assert (ben["allowed"], stranger["allowed"]) == (True, False)
    assert "flask ledger verify" in caplog.text


@pytest.mark.parametrize("changes", SPOILT)
def test_what_would_show_a_line_that_can_not_be_read_names_it(
    call: Call, settings: Settings, changes: str
) -> None:
    for number in (MAYA, BEN):
        call("consents", PROMOTIONAL | {"number": number})
    spoil(settings.database, 1, changes)
    for address in ("history", "proof"):
        response = call(address, {"number": MAYA})
        assert_problem(response, 409, "Line 1 of the ledger can't be read")
        assert "409" in DOCUMENT["paths"][f"/api/v1/{address}"]["post"]["responses"]
    assert call("history", {"number": BEN}).status_code == 200
    assert call("revocations", STOP).status_code == 201


def test_without_its_database_the_register_says_try_again(app: Flask, bot: Bot) -> None:
    holder = token(bot)
    with_bot(app, store=Away())
    response = app.test_client().post("/api/v1/revocations", json=STOP, headers=holder)
    with_bot(app, store=bot.store)
    assert_problem(response, 503)
    assert response.headers["Retry-After"] == "5"
    assert "disk" not in response.text


def test_a_fault_of_ours_is_a_problem_too(app: Flask, bot: Bot) -> None:
    holder = token(bot)
    with_bot(app, clock=lambda: 1 / 0)
    response = app.test_client().post("/api/v1/revocations", json=STOP, headers=holder)
    assert_problem(response, 500)
    assert "division" not in response.text


# The document


def test_the_document_is_served_to_everybody(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert content(response)["openapi"] == "3.1.0"
    assert content(response) == json.loads(json.dumps(DOCUMENT))


def test_the_examples_of_the_document_are_taken(call: Call) -> None:
    for address, name in (("consents", "Consent"), ("revocations", "Revocation")):
        for example in DOCUMENT["components"]["schemas"][name]["examples"]:
            assert call(address, example).status_code == 201

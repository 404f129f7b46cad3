"""Texts as Twilio really posts them: read, kept whole, and answered in well-formed TwiML."""

import base64
import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import app as application
from consent.guard import LONGEST
from handlers.bot import Bot, WhoSpeaks
from handlers.inbound import receive
from language.translations import translations
from storage.records import Media, Reply
from tests.conftest import BEN, MAYA, TUESDAY
from tests.web.conftest import Post, Rows, Say, Serve, bot_of, heard, signed, with_bot
from web.simulator.phone import new_form
from web.twilio_http import empty_twiml, parse_inbound, readable, twiml

LONG_TEXT = "Hi, I bought the Trail Runner last week. " * 20


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


# What is read, and what is said

SHAPES = [
    pytest.param({"Body": "hello"}, {"body": "hello"}, "greeting", id="plain"),
    pytest.param(
        {"Body": "hello", "MessagingServiceSid": "MG" + "0" * 32},
        {"body": "hello", "opt_out_type": None},
        "greeting",
        id="messaging-service",
    ),
    pytest.param(
        {
            "Body": "",
            "NumMedia": "2",
            "MediaUrl0": "https://api.twilio.com/a",
            "MediaContentType0": "image/jpeg",
            "MediaUrl1": "https://api.twilio.com/b",
            "MediaContentType1": "text/vcard",
        },
        {
            "body": "",
            "media": (
                Media("https://api.twilio.com/a", "image/jpeg"),
                Media("https://api.twilio.com/b", "text/vcard"),
            ),
        },
        "handed_over_media",
        id="media-without-words",
    ),
    pytest.param({"Body": ""}, {"body": "", "media": ()}, "handed_over", id="empty-body"),
    pytest.param({"NumMedia": ""}, {"media": ()}, "greeting", id="empty-count-of-media"),
    pytest.param(
        {"NumMedia": "1"}, {"media": (Media("", ""),)}, "greeting", id="media-without-address"
    ),
    pytest.param({"Body": packed(LONG_TEXT)}, {"body": LONG_TEXT}, None, id="long-text-in-base64"),
    pytest.param({"Body": packed("STOP")}, {"body": "STOP"}, "stopped", id="stop-in-base64"),
    pytest.param({"Body": "STOP"}, {"body": "STOP"}, "stopped", id="stop-is-no-base64"),
    pytest.param({"Body": packed("Are you open?")[:-2]}, {}, None, id="base64-that-is-cut-short"),
    pytest.param(
        {"Body": packed("is it open now?")},
        {"body": "is it open now?"},
        None,
        id="short-text-in-base64",
    ),
    pytest.param({"Body": "JUNE"}, {"body": "JUNE"}, None, id="a-word-is-no-base64"),
    pytest.param({"Body": "INCH"}, {"body": "INCH"}, None, id="a-word-with-a-space-is-no-base64"),
    pytest.param({"Body": "1500"}, {"body": "1500"}, None, id="a-number-is-no-base64"),
    pytest.param({"Body": "\0STOP\0"}, {"body": "STOP"}, "stopped", id="null-bytes-around-stop"),
    pytest.param({"Body": "S\0T\0O\0P"}, {"body": "STOP"}, "stopped", id="null-bytes-in-stop"),
    pytest.param(
        {"Body": "write to joe¡example.com"},
        {"body": "write to joe@example.com"},
        None,
        id="at-sign-lost-on-the-way",
    ),
    pytest.param({"Body": "¡Hola"}, {"body": "¡Hola"}, "greeting", id="spanish-greeting"),
    pytest.param(
        {"Body": "hola, ¡gracias!"}, {"body": "hola, ¡gracias!"}, None, id="spanish-in-the-middle"
    ),
    pytest.param({"Body": "q" * 1601}, {"body": "q" * 1601}, "handed_over", id="1601-characters"),
    pytest.param(
        {"Body": "q" * 10_000}, {"body": "q" * 10_000}, "handed_over", id="10000-characters"
    ),
    pytest.param({"From": "22395"}, {"sender": "22395"}, "", id="short-code"),
    pytest.param({"From": "AMZN"}, {"sender": "AMZN"}, "", id="alphanumeric-sender"),
    pytest.param(
        {"From": f"whatsapp:{MAYA}", "To": "whatsapp:+12125550140", "ProfileName": "Maya"},
        {"sender": MAYA, "recipient": "+12125550140"},
        "greeting",
        id="whatsapp",
    ),
    pytest.param({"From": f"rcs:{MAYA}"}, {"sender": MAYA}, "greeting", id="rcs"),
    pytest.param({"From": f" {MAYA} "}, {"sender": MAYA}, "greeting", id="spaces-around-sender"),
    pytest.param(
        {"ButtonText": "Yes", "Latitude": "40.7", "AddedTomorrow": ""},
        {"body": "hello"},
        "greeting",
        id="parameters-we-never-saw",
    ),
]


@pytest.mark.parametrize(("changes", "read", "sentence"), SHAPES)
def test_a_text_in_any_real_shape_is_kept_read_and_answered(
    post: Post,
    bot: Bot,
    say: Say,
    changes: dict[str, str],
    read: dict[str, object],
    sentence: str | None,
) -> None:
    form = new_form("hello", MAYA) | changes
    response = post(form)
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    if sentence is not None:
        assert heard(response.data) == say(sentence)
    message = bot.store.message(form["MessageSid"])
    assert message is not None
    assert message.parameters == tuple(form.items())
    assert {name: getattr(message, name) for name in read} == read


def test_no_keyword_is_taken_for_base64() -> None:
    for translation in translations().values():
        for word in itertools.chain(translation.offers, *translation.keywords.values()):
            for typed in (word, word.upper(), word.lower(), word.title()):
                assert readable(typed) == typed


def test_repeated_parameters_are_all_kept(post: Post, bot: Bot) -> None:
    post(new_form("hello", MAYA) | {"MessageSid": "SM1", "Tag": ["b", "a"]})
    message = bot.store.message("SM1")
    assert message is not None
    assert [value for name, value in message.parameters if name == "Tag"] == ["b", "a"]


def test_a_form_without_a_body_is_a_text_without_words(post: Post, bot: Bot, say: Say) -> None:
    form = new_form("", MAYA)
    del form["Body"], form["NumMedia"]
    assert heard(post(form).data) == say("handed_over")
    [question] = bot.store.questions()
    assert (question.body, question.reason) == ("", "a text without words")


@pytest.mark.parametrize("sender", ["22395", "AMZN", "+1", "client:Maya"])
def test_a_machine_is_recorded_and_never_answered(post: Post, bot: Bot, sender: str) -> None:
    for body in ("hello", "where is my order"):
        assert heard(post(new_form(body, sender)).data) == ""
    assert [text.body for text in bot.store.messages(sender)] == ["hello", "where is my order"]
    assert [question.reachable for question in bot.store.questions()] == [False, False]


def test_consent_is_one_over_every_channel(post: Post, say: Say) -> None:
    assert heard(post(new_form("stop", f"whatsapp:{MAYA}")).data) == say("stopped")
    assert heard(post(new_form("hello", MAYA)).data) == ""
    assert heard(post(new_form("start", MAYA)).data) == say("started")
    assert heard(post(new_form("hello", f"whatsapp:{MAYA}")).data) == say("greeting")


# What Twilio has answered itself


@pytest.mark.parametrize("who", list(WhoSpeaks))
@pytest.mark.parametrize(
    ("kind", "body", "lines"),
    [
        pytest.param("STOP", "STOP", [("revoke", None)], id="stop"),
        pytest.param("STOP", "adios amigos", [("revoke", None)], id="stop-in-the-accounts-own-word"),
        pytest.param("stop", "STOP 12345", [("revoke", None)], id="stop-of-everything"),
        pytest.param("STOP", "basta no more", [("revoke", None)], id="stop-in-words-we-would-doubt"),
        pytest.param("START", "START", [("grant", "conversational")], id="start"),
        pytest.param("START", "vamos", [("grant", "conversational")], id="start-in-own-word"),
        pytest.param("HELP", "HELP", [], id="help"),
        pytest.param("HELP", "socorro", [], id="help-in-own-word"),
    ],
)  # fmt: skip
def test_what_twilio_has_answered_is_recorded_and_met_with_silence(
    serve: Serve, who: WhoSpeaks, kind: str, body: str, lines: list[tuple[str, str | None]]
) -> None:
    client = serve(opt_out_replies=who)
    form = new_form(body, MAYA) | {"OptOutType": kind, "MessagingServiceSid": "MG1"}
    assert heard(client.post("/sms", data=form, headers=signed(form)).data) == ""
    history = bot_of(client.application).store.consent_history(MAYA)
    assert [(event.action, event.message_class) for event in history] == lines
    assert [event.evidence for event in history] == [body] * len(lines)
    assert {event.recorded_by for event in history} <= {"provider"}


# What can't be read


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"MessageSid": None}, "MessageSid missing", id="no-sid"),
        pytest.param({"From": None}, "From missing", id="no-sender"),
        pytest.param({"To": None}, "To missing", id="no-recipient"),
        pytest.param({"From": ""}, "From missing", id="empty-sender"),
        pytest.param({"MessageSid": " \t"}, "MessageSid missing", id="blank-sid"),
        pytest.param({"From": None, "To": None}, "From, To missing", id="two-missing"),
        pytest.param({"NumMedia": "abc"}, "NumMedia is 'abc'", id="media-count-in-words"),
        pytest.param({"NumMedia": "-1"}, "NumMedia is '-1'", id="negative-media-count"),
        pytest.param({"NumMedia": "11"}, "NumMedia is '11'", id="more-media-than-twilio-sends"),
        pytest.param({"NumMedia": "9" * 5000}, "NumMedia is", id="endless-media-count"),
        pytest.param({"NumMedia": "\x00--\x0b"}, "NumMedia is", id="garbage-in-the-reason"),
    ],
)
def test_a_form_that_is_no_text_is_refused_with_the_reason(
    shared: FlaskClient, changes: dict[str, str | None], reason: str
) -> None:
    form = {k: v for k, v in (new_form("STOP", MAYA) | changes).items() if v is not None}
    response = shared.post("/sms", data=form, headers=signed(form))
    assert response.status_code == 400
    assert reason in response.text
    assert heard(response.data) == ""
    assert bot_of(shared.application).store.message(form.get("MessageSid", "")) is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/sms", 405, id="get"),
        pytest.param("PUT", "/sms", 405, id="put"),
        pytest.param("DELETE", "/sms", 405, id="delete"),
        pytest.param("OPTIONS", "/sms", 405, id="options"),
        pytest.param("POST", "/sms/", 404, id="slash-at-the-end"),
        pytest.param("POST", "/sms/unknown", 404, id="unknown-path"),
        pytest.param("GET", "/sms/unknown", 404, id="unknown-path-by-get"),
    ],
)
def test_every_error_at_the_webhook_is_twiml(
    shared: FlaskClient, method: str, path: str, status: int
) -> None:
    form = new_form("hello", MAYA)
    headers = signed(form, f"http://localhost{path}")
    response = shared.open(path, method=method, data=form, headers=headers)
    assert response.status_code == status
    assert response.content_type == "text/xml; charset=utf-8"
    assert heard(response.data) == ""


def test_a_form_too_large_is_refused_though_signed(shared: FlaskClient) -> None:
    form = new_form("x" * 300_000, MAYA)
    response = shared.post("/sms", data=form, headers=signed(form))
    assert response.status_code == 413
    assert response.content_type == "text/xml; charset=utf-8"
    assert heard(response.data) == ""


def test_an_unknown_path_elsewhere_is_not_found(shared: FlaskClient) -> None:
    assert shared.get("/").status_code == 404
    assert shared.post("/unknown").status_code == 404


# Faults behind the door


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else is writing, and does not stop."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite.BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_is_503_and_the_retry_is_answered(
    client: FlaskClient, post: Post, say: Say, rows: Rows, settings: application.Settings
) -> None:
    form = new_form("STOP", MAYA)
    with locked(settings.database):
        refused = post(form)
        ready = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert (refused.status_code, heard(refused.data)) == (503, "")
    assert refused.content_type == "text/xml; charset=utf-8"
    assert (ready.status_code, ready.get_json()["reason"]) == (503, "SQLite: database is locked")
    assert not rows()["messages"]
    assert heard(post(form).data) == say("stopped")
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_a_file_that_is_no_database_is_503(
    client: FlaskClient, post: Post, settings: application.Settings
) -> None:
    settings.database.write_bytes(b"not a database, and much longer than a header would be " * 40)
    response = post(new_form("STOP", MAYA))
    assert (response.status_code, heard(response.data)) == (503, "")
    assert response.content_type == "text/xml; charset=utf-8"
    ready = client.get("/readyz")
    assert ready.status_code == 503
    # Which of the two depends on whether this connection had read the file before.
    assert ready.get_json()["reason"] in (
        "SQLite: file is not a database",
        "SQLite: database disk image is malformed",
    )
    assert client.get("/healthz").get_json() == {"status": "ok"}


def broken(*_: object) -> None:
    raise RuntimeError("secret detail")


def test_a_fault_in_a_topic_costs_the_answer_and_not_the_text(
    app: Flask, bot: Bot, post: Post, say: Say
) -> None:
    with_bot(app, handlers={topic: SimpleNamespace(answer=broken) for topic in bot.handlers})
    assert heard(post(new_form("where is my order 12345", MAYA)).data) == say("handed_over")
    [question] = bot.store.questions()
    assert (question.number, question.body) == (MAYA, "where is my order 12345")
    assert question.reason == "no answer known: order_status"


def test_a_fault_nobody_foresaw_is_500_in_twiml_and_tells_nothing(app: Flask, post: Post) -> None:
    with_bot(app, clock=broken)
    response = post(new_form("hello", MAYA))
    assert response.status_code == 500
    assert response.content_type == "text/xml; charset=utf-8"
    assert heard(response.data) == ""
    assert "secret" not in response.text


def test_a_fault_in_composing_does_not_cost_the_opt_out(app: Flask, bot: Bot, post: Post) -> None:
    real = bot.business
    business = SimpleNamespace(
        say=broken, time_zone=real.time_zone, programme_on_record=real.programme_on_record
    )
    with_bot(app, business=business)
    assert post(new_form("STOP", MAYA)).status_code == 500
    assert [event.action for event in bot.store.consent_history(MAYA)] == ["revoke"]


# Well-formed, whatever was texted


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\x0b\x0c\x1b[31m\x07", id="control-characters"),
        pytest.param("order #12\x0b345", id="control-character-in-an-order-number"),
        pytest.param("\ufffe\uffff", id="no-characters"),
        pytest.param("\ud83d", id="lone-surrogate"),
        pytest.param("order #\udcff12345", id="lone-surrogate-in-an-order-number"),
        pytest.param("]]></Message><Message>free shoes</Message>", id="markup"),
        pytest.param("&amp;&#0;&lol;", id="entities"),
    ],
)
def test_what_xml_cannot_hold_is_echoed_nowhere(shared: FlaskClient, body: str) -> None:
    message = parse_inbound(MultiDict(new_form(body, MAYA)), TUESDAY)
    heard(twiml(receive(message, bot_of(shared.application))))
    echo = Reply(message.sid, (), f"You said: {body}", "GSM-7", 1, "", None, TUESDAY)
    assert heard(twiml(echo)).startswith("You said: ")
    assert heard(empty_twiml(f"--{body}-->")) == ""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("%ED%A0%BD", id="lone-surrogate"),
        pytest.param("%FF%FE", id="no-utf-8"),
        pytest.param("%00%0B%1B", id="control-characters"),
        pytest.param("%", id="half-an-escape"),
    ],
)
def test_bytes_that_are_no_text_are_answered_in_well_formed_xml(
    shared: FlaskClient, body: str
) -> None:
    sent = f"MessageSid=SM{len(body)}&From=%2B12125550101&To=%2B12125550140&Body={body}"
    kind = "application/x-www-form-urlencoded"
    with shared.application.test_request_context(method="POST", data=sent, content_type=kind):
        headers = signed(request.form.to_dict())
    response = shared.post("/sms", data=sent, content_type=kind, headers=headers)
    assert response.status_code == 200
    heard(response.data)


WORDS = st.sampled_from(
    ["STOP", "stop", "order #12345", "START", "help", "hola ¡", "size 9", "saturday at 2:30", "退订",
     "does the Downtown store have", "\0", "\x0b", "\u202e", "👍🏽", "#", "12/31", "YES", "1", "|{}€"]
)  # fmt: skip


@hypothesis_settings(max_examples=200, deadline=None, derandomize=True)
@given(body=st.text() | st.lists(WORDS | st.text(max_size=5)).map(" ".join))
def test_any_text_is_recorded_and_answered(shared: FlaskClient, body: str) -> None:
    opened, form = new_form("START", BEN), new_form(body, BEN)
    shared.post("/sms", data=opened, headers=signed(opened))  # else a STOP would silence the rest
    response = shared.post("/sms", data=form, headers=signed(form))
    assert response.status_code == 200
    assert len(heard(response.data)) <= LONGEST
    message = bot_of(shared.application).store.message(form["MessageSid"])
    assert message is not None
    assert message.parameters == tuple(form.items())

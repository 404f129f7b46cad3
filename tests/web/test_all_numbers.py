"""A STOP to one of the business's numbers holds for all of them: Twilio's own block does not."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from consent.gate import Known, Permit, Refusal, may_send
from handlers.bot import Bot
from storage.records import Basis, ConsentAction, MessageClass, TokenScope
from tests.conftest import MAYA
from tests.consent.lines import line
from tests.web.conftest import Post, heard
from web import tokens
from web.simulator.phone import OUR_NUMBER, new_form

OTHER_NUMBER = "+12125550141"
ORDER = line(ConsentAction.GRANT, MessageClass.TRANSACTIONAL, "order:12345", Basis.EXPRESS)
ASKED = {
    "offers": (MessageClass.PROMOTIONAL, None),
    "order": (MessageClass.TRANSACTIONAL, "order:12345"),
    "answer": (MessageClass.CONVERSATIONAL, None),
}

TextTo = Callable[[str, str], str]
Asks = Callable[[], dict[str, bool]]


@pytest.fixture
def text_to(post: Post) -> TextTo:
    """Texts one of the business's numbers as Maya would; what it says to that."""

    def text(recipient: str, body: str) -> str:
        response = post(new_form(body, MAYA) | {"To": recipient})
        assert response.status_code == 200
        return heard(response.data)

    return text


@pytest.fixture
def asks(client: FlaskClient, bot: Bot) -> Asks:
    """What the register answers to another system now, and that the gate says the same."""
    secret, issued = tokens.issue("web-shop", TokenScope.READ, bot.clock())
    assert bot.store.add_token(issued)

    def ask() -> dict[str, bool]:
        return {name: answer(*asked) for name, asked in ASKED.items()}

    def answer(message_class: MessageClass, matter: str | None) -> bool:
        body = {"message_class": message_class, "matter": matter, "numbers": [MAYA]}
        response = client.post(
            "/api/v1/ask", json=body, headers={"Authorization": f"Bearer {secret}"}
        )
        [given] = response.get_json()["answers"]
        allowed: bool = given["allowed"]
        known = Known(tuple(bot.store.ledger(MAYA)), bot.store.messages(MAYA, 1)[-1])
        decision = may_send(message_class, matter, known, bot.clock())
        assert isinstance(decision, Permit if allowed else Refusal)
        return allowed

    return ask


@pytest.mark.parametrize(
    ("joined_at", "stopped_at"),
    [
        pytest.param(OUR_NUMBER, OTHER_NUMBER, id="joined-one-stopped-the-other"),
        pytest.param(OTHER_NUMBER, OUR_NUMBER, id="joined-the-other-stopped-the-one"),
        pytest.param(OUR_NUMBER, OUR_NUMBER, id="the-same"),
    ],
)
def test_a_stop_to_one_number_holds_for_all(
    text_to: TextTo, asks: Asks, bot: Bot, joined_at: str, stopped_at: str
) -> None:
    bot.store.append_consent(ORDER)
    assert text_to(joined_at, "JOIN").startswith("Marlow & Finch: you are subscribed")
    assert asks() == {"offers": True, "order": True, "answer": True}
    assert text_to(stopped_at, "STOP").startswith("Marlow & Finch: you are unsubscribed")
    assert asks() == {"offers": False, "order": False, "answer": False}
    for recipient in (OUR_NUMBER, OTHER_NUMBER):
        assert text_to(recipient, "are you open?") == ""
    assert asks() == {"offers": False, "order": False, "answer": False}


def test_it_is_confirmed_once_and_not_by_each_number(text_to: TextTo) -> None:
    assert text_to(OUR_NUMBER, "STOP")
    assert text_to(OTHER_NUMBER, "STOP") == ""


def test_a_start_to_one_number_lifts_it_for_all(text_to: TextTo) -> None:
    text_to(OUR_NUMBER, "STOP")
    text_to(OTHER_NUMBER, "START")
    assert text_to(OUR_NUMBER, "hello")


def test_a_scoped_stop_holds_for_all_too(text_to: TextTo, asks: Asks, bot: Bot) -> None:
    bot.store.append_consent(ORDER)
    text_to(OUR_NUMBER, "JOIN")
    text_to(OTHER_NUMBER, "STOP OFFERS")
    assert asks() == {"offers": False, "order": True, "answer": True}

"""Somebody in danger is never answered as a question."""

import pytest

from handlers.bot import Bot
from language.meaning import URGENT
from tests.conftest import TUESDAY, Converse


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("my husband is not breathing what do i do", id="not-breathing"),
        pytest.param("I want to kill myself", id="oneself"),
        pytest.param("no respira mi papá, ayuda por favor", id="spanish"),
        pytest.param("elle ne respire plus", id="french"),
        pytest.param("他没有呼吸了", id="chinese"),
        pytest.param("em muốn tự tử", id="vietnamese"),
    ],
)
def test_danger_goes_to_a_person_at_once(bot: Bot, text: str) -> None:
    assert bot.understanding.question(text, TUESDAY).is_emergency


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I'm dying to know if you have these in red", id="dying-to-know"),
        pytest.param("do you have the finch boot in stock", id="stock"),
        pytest.param("tu tu em qua lay nha shop", id="vietnamese-for-slowly"),
    ],
)
def test_a_figure_of_speech_is_no_danger(bot: Bot, text: str) -> None:
    assert not bot.understanding.question(text, TUESDAY).is_emergency


def test_the_customer_hears_the_one_sentence(converse: Converse) -> None:
    converse("""
        > my husband is not breathing
        < This number is not watched around the clock. If someone is in danger, call 911 now.
    """)


def test_whoever_wants_no_texts_and_is_in_danger_gets_both(converse: Converse, bot: Bot) -> None:
    converse("""
        > please stop texting me, i want to kill myself
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo. This number is not watched around the clock. If someone is in danger, call 911 now.
    """)
    (waiting,) = bot.store.questions()
    assert waiting.reason == URGENT


def test_whoever_opted_out_gets_silence_and_a_person_is_called(
    converse: Converse, bot: Bot
) -> None:
    converse("""
        > STOP
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > my husband is not breathing
    """)
    (waiting,) = bot.store.questions()
    assert (waiting.reason, waiting.reachable) == (f"{URGENT}; opted out on 2026-11-24", False)

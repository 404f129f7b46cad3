"""Somebody in danger is never answered as a question."""

import pytest

from handlers.bot import Bot
from tests.conftest import TUESDAY, Converse


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("my husband is not breathing what do i do", id="not-breathing"),
        pytest.param("I want to kill myself", id="oneself"),
        pytest.param("no respira mi papá, ayuda por favor", id="spanish"),
        pytest.param("elle ne respire plus", id="french"),
        pytest.param("他没有呼吸了", id="chinese"),
    ],
)
def test_danger_goes_to_a_person_at_once(bot: Bot, text: str) -> None:
    assert bot.understanding.question(text, TUESDAY).is_emergency


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I'm dying to know if you have these in red", id="dying-to-know"),
        pytest.param("do you have the finch boot in stock", id="stock"),
    ],
)
def test_a_figure_of_speech_is_no_danger(bot: Bot, text: str) -> None:
    assert not bot.understanding.question(text, TUESDAY).is_emergency


def test_the_customer_hears_the_one_sentence(converse: Converse) -> None:
    converse("""
        > my husband is not breathing
        < This number is not watched around the clock. If someone is in danger, call 911 now.
    """)

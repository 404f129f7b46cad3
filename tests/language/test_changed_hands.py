"""A number that is somebody else's now: in seven languages, and what only sounds like it."""

import pytest

from language import changed_hands


@pytest.mark.parametrize(
    "body",
    [
        "Wrong number",
        "you have the wrong person",
        "this isn't Linda's number anymore",
        "I just got this number last week, who is Carl",
        "this number used to be my brother's",
        "Número equivocado",
        "se equivocó de número",
        "vous vous trompez de numéro",
        "mauvais numéro svp",
        "número errado!!",
        "打错了",
        "你們發錯人了",
        "我不是本人",
        "nhầm số rồi",
        "so nay khong phai cua chi Lan",
        "maling number po kayo",
    ],
)
def test_the_number_has_changed_hands(body: str) -> None:
    assert changed_hands.is_said_in(body)


@pytest.mark.parametrize(
    "body",
    [
        "stop texting me",
        "take me off your list",
        "no more texts please, I moved away",
        "deje de escribirme",
        "退订",
        "dừng nhắn tin",
        "tama na ang text",
    ],
)
def test_an_ordinary_stop_says_nothing_of_the_kind(body: str) -> None:
    assert not changed_hands.is_said_in(body)

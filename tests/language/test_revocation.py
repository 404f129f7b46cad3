"""Consent in free wording, where it is plain; in every language, with what only sounds like it."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import revocation
from language.revocation import Wording


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("stop texting me", id="stop-texting"),
        pytest.param("Please stop sending me messages", id="stop-sending"),
        pytest.param("take me off your list", id="off-the-list"),
        pytest.param("unsubscribe me please", id="unsubscribe-me"),
        pytest.param("please remove my number", id="remove-number"),
        pytest.param("I want to opt out", id="want-to-opt-out"),
        pytest.param("don't text me again", id="dont-text"),
        pytest.param("no more texts", id="no-more"),
        pytest.param("leave me alone", id="leave-alone"),
        pytest.param("wrong number", id="wrong-number"),
        pytest.param("I no longer wish to receive these", id="no-longer"),
        pytest.param("no me manden más mensajes", id="es"),
        pytest.param("quiero darme de baja", id="es-baja"),
        pytest.param("arrêtez de m'envoyer des messages", id="fr"),
        pytest.param("je ne veux plus recevoir de sms", id="fr-no-more"),
        pytest.param("parem de me mandar mensagens", id="pt"),
        pytest.param("não quero mais receber mensagens", id="pt-no-more"),
        pytest.param("别再给我发短信了", id="zh"),
        pytest.param("請勿再傳簡訊給我", id="zh-traditional"),
        pytest.param("đừng nhắn tin cho tôi nữa", id="vi"),
        pytest.param("tigilan niyo na ang pag text sa akin", id="tl"),
    ],
)
def test_a_plain_revocation_is_one(body: str) -> None:
    assert revocation.read(body) is Wording.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("cancel my order", id="cancel-order"),
        pytest.param("I need to cancel my appointment", id="cancel-appointment"),
        pytest.param("what bus stop is nearest", id="bus-stop"),
        pytest.param("when does the sale end", id="sale-end"),
        pytest.param("can I stop by later today", id="stop-by"),
        pytest.param("text me when it is ready", id="text-me-when"),
        pytest.param("did you get my message", id="my-message"),
        pytest.param("the app stops when I open it", id="app-stops"),
        pytest.param("please don't stop texting me", id="dont-stop"),
        pytest.param("you sent the wrong size", id="wrong-size"),
        pytest.param("quiero cancelar mi pedido", id="es"),
        pytest.param("où est l'arrêt de bus", id="fr"),
        pytest.param("quero cancelar minha consulta", id="pt"),
        pytest.param("我想取消订单", id="zh"),
        pytest.param("tôi muốn hủy đơn hàng", id="vi"),
        pytest.param("cancel ko na lang po appointment ko", id="tl"),
        pytest.param("", id="empty"),
        pytest.param("👍", id="thumb"),
    ],
)
def test_what_only_sounds_like_one_is_none(body: str) -> None:
    assert revocation.read(body) is Wording.NONE


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("sign me up for texts", id="en"),
        pytest.param("please resubscribe me", id="again"),
        pytest.param("quiero volver a recibir sus mensajes", id="es"),
        pytest.param("je veux recevoir vos sms", id="fr"),
        pytest.param("quero receber mensagens", id="pt"),
        pytest.param("我想订阅", id="zh"),
        pytest.param("tôi muốn nhận lại tin nhắn", id="vi"),
        pytest.param("gusto ko po makatanggap ng text", id="tl"),
    ],
)
def test_a_plain_wish_for_texts_is_one(body: str) -> None:
    assert revocation.read(body) is Wording.OPT_IN


# Time: proportional to the length, whatever is typed


def growth(body: str) -> float:
    """How much longer four times the text takes; four were fair."""
    seconds = []
    for length in (10_000, 40_000):
        text = (body * length)[:length]
        start = process_time()
        revocation.read(text)
        seconds.append(process_time() - start)
    return (seconds[1] - 0.05) / (seconds[0] + 0.001)


PIECES = (
    "stop", "all", "texts", "please", "remove", "my", "number", "dont", "want", "any", "these", "more",
    "take me off", "of", "your", "wrong", "report you", "itigil", "na", "n", "alis", "tanggal", "wag",
    "desinscri", "me", "now", "it", "别", "退订", "toi", "sign me", "up", "text me",
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("alis", id="alis"),
        pytest.param("pakitanggal", id="pakitanggal"),
        pytest.param("any these ", id="any-these"),
        pytest.param("itigil na ", id="itigil-na"),
        pytest.param("stop all the ", id="stop-all"),
    ],
)
def test_a_word_over_and_over_takes_no_longer_than_its_length(body: str) -> None:
    assert growth(body) < 9


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6))
def test_a_long_text_takes_no_longer_than_its_length(pieces: list[str]) -> None:
    assert growth(" ".join(pieces)) < 9
    assert growth("".join(pieces) or "?") < 9

"""Templates that ask for a word which carriers claim, in all languages, and those that do not."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import collisions
from language.collisions import ASKS


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Reply CANCEL to cancel your booking.", id="cancel"),
        pytest.param("Please reply YES to confirm.", id="yes"),
        pytest.param("reply y to confirm", id="y"),
        pytest.param("Text END to leave the queue.", id="end"),
        pytest.param('Reply "QUIT" to leave the queue.', id="quoted"),
        pytest.param("Reply with YES if that suits you.", id="with"),
        pytest.param("Text back YES if that suits you.", id="back"),
        pytest.param("Reply with the word CANCEL.", id="the-word"),
        pytest.param("Just say YES.", id="say"),
        pytest.param("Reply OPT OUT to cancel.", id="two-words"),
        pytest.param("Reply STOP to cancel your order.", id="stop-for-something-else"),
        pytest.param("Text us your size, then reply YES.", id="asks-twice"),
        pytest.param("Reply HELP for help, reply CANCEL to cancel.", id="asks-twice-with-words"),
        pytest.param("Reply C to confirm or CANCEL to cancel.", id="or"),
        pytest.param("Reply 1 to confirm or CANCEL to cancel.", id="number-or"),
        pytest.param("Reply CONFIRM or CANCEL.", id="or-at-the-end"),
        pytest.param("Reply NO/YES.", id="slash"),
        pytest.param("Responda CANCELAR para cancelar su cita.", id="es-cancel"),
        pytest.param("Responde con SÍ para confirmar.", id="es-yes"),
        pytest.param("Envíe BAJA para anular el pedido.", id="es-baja"),
        pytest.param("Répondez OUI pour confirmer.", id="fr-yes"),
        pytest.param("Répondez ANNULER pour annuler le rendez-vous.", id="fr-cancel"),
        pytest.param("Responda SIM para confirmar.", id="pt-yes"),
        pytest.param("Envie CANCELAR para cancelar o horário.", id="pt-cancel"),
        pytest.param("Trả lời HỦY để hủy lịch hẹn.", id="vi-cancel"),
        pytest.param("Soạn CÓ để xác nhận.", id="vi-yes"),
        pytest.param("回复取消即可取消预约。", id="zh-cancel"),
        pytest.param("回复“是”确认预约。", id="zh-yes"),
        pytest.param("請回覆「好」", id="zh-good"),
        pytest.param("Mag-reply ng OO para kumpirmahin.", id="tl-yes"),
        pytest.param("I-text ang CANCEL para kanselahin.", id="tl-cancel"),
    ],
)
def test_asking_for_a_claimed_word_is_found(body: str) -> None:
    assert collisions.find(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Reply STOP to end all texts.", id="stop-for-texts"),
        pytest.param("Reply HELP for help, STOP to stop.", id="help-and-stop"),
        pytest.param("Reply STOP to unsubscribe or HELP for help.", id="stop-or-help"),
        pytest.param("Reply JOIN to agree.", id="join"),
        pytest.param("Reply START to undo.", id="start"),
        pytest.param("Please reply 1 or 2.", id="numbers"),
        pytest.param("Text the one you want; a person will move it.", id="the-one"),
        pytest.param("Text us the order number to cancel it.", id="to-cancel-it"),
        pytest.param("You can cancel by replying to this text.", id="replying"),
        pytest.param("Yes, we have order 12345.", id="plain-yes"),
        pytest.param("Order 12345 was cancelled.", id="cancelled"),
        pytest.param("Send it back, or cancel online.", id="or-cancel-online"),
        pytest.param("We answer texts from 9 to 6, and you can cancel until then.", id="answer"),
        pytest.param("The answer is yes.", id="the-answer"),
        pytest.param("Responda STOP para no recibir más mensajes.", id="es"),
        pytest.param("Envíe su número de pedido.", id="es-number"),
        pytest.param("Répondez STOP pour ne plus recevoir de messages.", id="fr"),
        pytest.param("Envoyez-nous votre numéro de commande.", id="fr-number"),
        pytest.param("Responda STOP para não receber mais mensagens.", id="pt"),
        pytest.param("Envie seu número de pedido.", id="pt-number"),
        pytest.param("Trả lời STOP để ngừng nhận tin nhắn.", id="vi"),
        pytest.param("Chúng tôi trả lời câu hỏi qua tin nhắn.", id="vi-questions"),
        pytest.param("回复STOP退订全部短信。", id="zh"),
        pytest.param("我们会回复您的问题。", id="zh-questions"),
        pytest.param("Mag-reply ng STOP para itigil ang mga text.", id="tl"),
        pytest.param("I-text ang numero ng order ninyo.", id="tl-number"),
        pytest.param("", id="empty"),
    ],
)
def test_other_words_may_be_asked_for(body: str) -> None:
    assert collisions.find(body) is None


def test_the_words_that_collide_are_named() -> None:
    assert collisions.find("Hello. Reply CANCEL to cancel. Bye.") == "reply cancel to cancel"


# Time: proportional to the length, whatever is typed


def growth(body: str) -> float:
    """How much longer four times the text takes; four were fair."""
    seconds = []
    for length in (10_000, 40_000):
        text = (body * length)[:length]
        start = process_time()
        collisions.find(text)
        seconds.append(process_time() - start)
    return (seconds[1] - 0.05) / (seconds[0] + 0.001)


PIECES = (
    "stop",
    " or ",
    "cancel",
    " to ",
    "回复",
    "“",
    "with",
    "/",
    "yes",
    "\n",
    ",",
    *ASKS.split("|"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6))
def test_a_long_text_takes_no_longer_than_its_length(pieces: list[str]) -> None:
    assert growth(" ".join(pieces)) < 9
    assert growth("".join(pieces) or "?") < 9

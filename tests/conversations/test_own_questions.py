"""Our own two questions about consent: which texts a STOP meant, and whether to join after all."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import Settings
from consent.gate import Known, Permit, may_send
from handlers.bot import Bot
from handlers.inbound import receive
from language import collisions
from language.segments import measure
from language.translations import translations
from storage.records import Basis, ConsentAction, InboundMessage, MessageClass
from tests.conftest import MAYA, TUESDAY, Clock, Converse
from tests.consent.lines import line
from web.proof.document import proof_of
from web.proof.page import page
from web.simulator.phone import deliver, new_form

P, T = MessageClass.PROMOTIONAL, MessageClass.TRANSACTIONAL
ORDER = line(ConsentAction.GRANT, T, "order:12345", Basis.EXPRESS)

JOINED = "Marlow & Finch: you are subscribed to Marlow & Finch news. Up to 4 msgs a month. Msg & data rates may apply. Reply HELP for help, STOP to stop."
ASKED = "Marlow & Finch: you are unsubscribed and will get no more texts from us. If you meant only some, reply with the number of what you want to keep: 1 Marlow & Finch news, 2 orders and bookings."
KEPT_NEWS = "Marlow & Finch: you will go on getting texts about Marlow & Finch news; all others have ended. Reply STOP to end all texts."
KEPT_ORDERS = "Marlow & Finch: you will go on getting texts about orders and bookings; all others have ended. Reply STOP to end all texts."
STOPPED = (
    "Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo."
)
DISCLOSED = "Marlow & Finch evenings: recurring marketing texts to this number. Consent is not a condition of purchase. 1 msg a month. Msg & data rates may apply. Reply HELP for help, STOP to stop. Reply 1 to agree."
IN_THE_EVENINGS = "Marlow & Finch: you are subscribed to Marlow & Finch evenings. 1 msg a month. Msg & data rates may apply. Reply HELP for help, STOP to stop."


@pytest.fixture
def settings(settings: Settings, bigger: Path) -> Settings:
    return replace(settings, business_dir=bigger)


@pytest.fixture
def customer(converse: Converse, bot: Bot) -> None:
    """Maya has joined the news and given her number with an order."""
    bot.store.append_consent(ORDER)
    converse(f"""
        > JOIN
        < {JOINED}
    """)


def may_be_sent(bot: Bot) -> set[str]:
    known = Known(tuple(bot.store.ledger(MAYA)))
    asked = {"news": (P, None), "evenings": (P, "VIP"), "order": (T, "order:12345")}
    return {
        name
        for name, (message_class, matter) in asked.items()
        if isinstance(may_send(message_class, matter, known, bot.clock()), Permit)
    }


def actions(bot: Bot) -> list[ConsentAction]:
    return [event.action for event in bot.store.consent_history(MAYA)]


# Which texts a STOP meant


@pytest.mark.usefixtures("customer")
def test_silence_means_all(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
    """)
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("answer", "said", "left"),
    [
        pytest.param("1", KEPT_NEWS, {"news"}, id="first"),
        pytest.param("2", KEPT_ORDERS, {"order"}, id="second"),
        pytest.param("the second one please", KEPT_ORDERS, {"order"}, id="in-words"),
    ],
)
def test_a_clear_answer_keeps_what_it_names_alone(
    converse: Converse, bot: Bot, answer: str, said: str, left: set[str]
) -> None:
    converse(f"""
        > Stop.
        < {ASKED}
        > {answer}
        < {said}
        > hi
        < Hello, this is Marlow & Finch. What can we help you with?
    """)
    assert may_be_sent(bot) == left
    *_, stop, kept = bot.store.consent_history(MAYA)
    assert (kept.action, kept.evidence) == (ConsentAction.KEEP, answer)
    assert kept.details == (("clarifies", stop.message_sid),)


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(body, id=body.replace(" ", "-"))
        for body in ("3", "0", "1 2", "12", "1 or 2?", "no", "ok", "orders", "hello", "order 1")
    ],
)  # fmt: skip
def test_anything_else_is_met_with_silence_and_narrows_nothing(
    converse: Converse, bot: Bot, answer: str
) -> None:
    converse(f"""
        > CANCEL
        < {ASKED}
    """)
    converse(f"> {answer}")
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
def test_a_yes_lifts_the_stop_as_ever_and_keeps_nothing(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
        > yes
        < Marlow & Finch: texts are on again. You can ask us anything about your orders and visits. Reply HELP for help, STOP to stop.
        > 1
        < I can't answer that here. A person from Marlow & Finch will read your text and get back to you.
    """)
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
def test_a_later_stop_closes_it_again(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
        > 1
        < {KEPT_NEWS}
        > STOP
        < {STOPPED}
        > 1
    """)
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
def test_an_answer_after_another_stop_narrows_nothing(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
        > STOP
        > 1
    """)
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param(timedelta(hours=24), {"news"}, id="on-the-day"),
        pytest.param(timedelta(hours=24, seconds=1), set(), id="too-late"),
    ],
)
def test_an_answer_counts_for_a_day(
    converse: Converse, bot: Bot, clock: Clock, later: timedelta, left: set[str]
) -> None:
    converse(f"""
        > STOP
        < {ASKED}
    """)
    clock.now += later
    converse(f"> 1\n< {KEPT_NEWS}" if left else "> 1")
    assert may_be_sent(bot) == left


@pytest.mark.usefixtures("customer")
def test_a_stop_on_another_way_outranks_the_answer(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
    """)
    by_voice = line(ConsentAction.REVOKE, by="Ann", sid="")
    bot.store.append_consent(by_voice)
    converse("> 1")
    assert may_be_sent(bot) == set()


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize(
    "stop",
    [
        pytest.param("stop texting me", id="free-words"),
        pytest.param("please take me off your list", id="more-free-words"),
    ],
)
def test_whoever_says_what_they_mean_is_not_asked(converse: Converse, bot: Bot, stop: str) -> None:
    converse(f"""
        > {stop}
        < {STOPPED}
        > 1
    """)
    assert may_be_sent(bot) == set()


def test_whoever_agreed_to_one_kind_is_not_asked(converse: Converse) -> None:
    converse(f"""
        > JOIN
        < {JOINED}
        > STOP
        < {STOPPED}
    """)


def test_an_order_that_is_over_is_not_asked_about(converse: Converse, bot: Bot) -> None:
    bot.store.append_consent(replace(ORDER, ends_at=TUESDAY))
    converse(f"""
        > JOIN
        < {JOINED}
        > STOP
        < {STOPPED}
    """)


def test_more_than_a_text_can_list_are_not_asked_about(converse: Converse, bot: Bot) -> None:
    for programme in (None, "VIP", "KIDS"):
        grant = line(ConsentAction.GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="1")
        bot.store.append_consent(replace(grant, programme=programme))
    bot.store.append_consent(ORDER)
    converse(f"""
        > STOP
        < {STOPPED}
    """)


@pytest.mark.usefixtures("customer")
def test_a_late_question_is_not_asked(bot: Bot, clock: Clock, converse: Converse) -> None:
    received_at = clock() - timedelta(minutes=6)
    assert receive(InboundMessage("SM1", MAYA, "+12125550140", "STOP", received_at), bot).body == ""
    converse("> 1")
    assert may_be_sent(bot) == set()


# In which languages, and in which words

QUESTIONS = {
    "BAJA": "Marlow & Finch: su baja fue registrada y no le enviaremos otros mensajes. Si solo quiere dejar algunos, responda con la cifra de lo que desea conservar: 1 Marlow & Finch news, 2 pedidos y citas.",
    "ARRET": "Marlow & Finch: votre désabonnement est fait et nous ne vous enverrons plus de messages. Pour en garder une partie, répondez par le chiffre de ce que vous gardez: 1 Marlow & Finch news, 2 commandes et rendez-vous.",
    "SAIR": "Marlow & Finch: cancelamos todos os envios de mensagens. Se o pedido era apenas para alguns, responda com um algarismo para manter: 1 Marlow & Finch news, 2 pedidos e agendamentos.",
    "TIGIL": "Marlow & Finch: itinigil na po namin ang lahat ng text. Kung may hindi dapat itigil, i-reply ang numero nito: 1 Marlow & Finch news, 2 mga order at booking.",
    "DỪNG": "Marlow & Finch: đã ngừng mọi tin nhắn. Nếu không phải tất cả, trả lời số cần giữ: 1 Marlow & Finch news, 2 đơn hàng và lịch hẹn.",
    "退订": "Marlow & Finch:您已退订,不会再收到我们的短信。如果并非全部退订,请回复仍要接收的编号:1 Marlow & Finch news, 2 订单和预约。",
}
KEPT = {
    "BAJA": "Marlow & Finch: le seguiremos enviando mensajes de pedidos y citas; los otros han terminado. Responda STOP para no recibir mensajes.",
    "ARRET": "Marlow & Finch: vous recevrez encore les messages sur commandes et rendez-vous; les autres ont pris fin. Répondez STOP pour ne plus recevoir de messages.",
    "SAIR": "Marlow & Finch: continuaremos a enviar mensagens sobre pedidos e agendamentos; os outros envios terminaram. Responda STOP para parar todas as mensagens.",
    "TIGIL": "Marlow & Finch: tuloy po ang mga text tungkol sa mga order at booking; tapos na ang iba. Mag-reply ng STOP para itigil ang lahat ng text.",
    "DỪNG": "Marlow & Finch: quý khách vẫn nhận tin về đơn hàng và lịch hẹn. Trả lời STOP để ngừng nhận tin nhắn.",
    "退订": "Marlow & Finch:您会继续收到订单和预约的短信,其他短信已停止。回复STOP退订全部短信。",
}


@pytest.mark.usefixtures("customer")
@pytest.mark.parametrize("stop", [pytest.param(stop, id=stop) for stop in QUESTIONS])
def test_it_is_asked_and_answered_in_the_language_of_the_stop(
    converse: Converse, bot: Bot, stop: str
) -> None:
    converse(f"""
        > {stop}
        < {QUESTIONS[stop]}
        > 2
        < {KEPT[stop]}
    """)
    assert may_be_sent(bot) == {"order"}


@pytest.mark.parametrize(
    "question", [pytest.param(text, id=stop) for stop, text in {"STOP": ASKED, **QUESTIONS}.items()]
)
def test_the_question_is_two_segments_and_asks_for_no_word_of_the_carriers(question: str) -> None:
    assert measure(question).segments <= 2
    assert collisions.find(question) is None
    claimed = {
        word
        for translation in translations().values()
        for act in ("stop", "start", "yes", "join", "help")
        for word in translation.keywords[act]
        if word.isascii()
    }
    assert not claimed & set(question.split()), question


@pytest.mark.usefixtures("customer")
def test_the_proof_shows_the_stop_and_what_it_left(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {ASKED}
        > 1
        < {KEPT_NEWS}
    """)
    made = proof_of(MAYA, bot, None)
    news = made["now"][0]
    assert (news["allowed"], news["evidence"]) == (True, "line 2")
    assert news["because"].endswith("kept on 2026-11-24 (line 4)")
    assert "Asked which texts the stop meant" in page(made)


# The second opt-in


def test_a_join_is_asked_back_and_counts_once_agreed_to(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > Vip
        < {DISCLOSED}
    """)
    assert actions(bot) == []
    converse(f"""
        > 1
        < {IN_THE_EVENINGS}
    """)
    [grant] = bot.store.consent_history(MAYA)
    assert (grant.programme, grant.disclosure_version) == ("VIP", "2026-11-01")
    assert (grant.basis, grant.evidence) == (Basis.EXPRESS_WRITTEN, "Vip, then 1")
    first = dict(grant.details)["confirms"]
    asked = bot.store.reply_to(first)
    assert asked is not None
    assert asked.body == DISCLOSED
    assert first in proof_of(MAYA, bot, None)["texts"]
    assert may_be_sent(bot) == {"evenings"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(body, id=body.replace(" ", "-"))
        for body in ("yes", "y", "ok", "2", "11", "1 2", "one", "I agree to order 1")
    ],
)  # fmt: skip
def test_anything_else_grants_nothing_and_the_question_is_over(
    app: Flask, bot: Bot, answer: str
) -> None:
    for body in ("VIP", answer, "1"):
        deliver(app, new_form(body, MAYA))
    assert actions(bot) == []


def test_a_second_join_asks_anew(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > VIP
        < {DISCLOSED}
        > hello
        < Hello, this is Marlow & Finch. What can we help you with?
        > VIP
        < {DISCLOSED}
        > VIP
        < {DISCLOSED}
        > 1
        < {IN_THE_EVENINGS}
    """)
    assert actions(bot) == [ConsentAction.GRANT]


def test_a_stop_in_between_wins(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > VIP
        < {DISCLOSED}
        > STOP
        < {STOPPED}
        > 1
    """)
    assert may_be_sent(bot) == set()


def test_a_join_after_a_stop_lifts_it_only_once_agreed_to(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > STOP
        < {STOPPED}
        > VIP
        < {DISCLOSED}
    """)
    assert actions(bot) == [ConsentAction.REVOKE]
    converse(f"""
        > 1
        < {IN_THE_EVENINGS}
    """)
    assert may_be_sent(bot) == {"evenings"}

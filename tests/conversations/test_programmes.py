"""Several programmes: each is joined and left by its own word, and STOP ends them all."""

from dataclasses import replace
from pathlib import Path

import pytest

import app as application
from app import Settings
from consent.gate import Known, Permit, may_send
from handlers.bot import Bot
from storage.records import ConsentAction, MessageClass
from tests.conftest import MAYA, Converse

HELPED = "Marlow & Finch: ask us about orders, returns, visits and products by text. To reach a person: call (212) 555-0140 or write to help@marlowfinch.example. Msg & data rates may apply. Reply STOP to stop."
JOINED = "Marlow & Finch: you are subscribed to Marlow & Finch news. Up to 4 msgs a month. Msg & data rates may apply. Reply HELP for help, STOP to stop."
JOINED_KIDS = "Marlow & Finch: you are subscribed to Marlow & Finch kids. 1 msg a week. Msg & data rates may apply. Reply HELP for help, STOP to stop."


@pytest.fixture
def settings(settings: Settings, bigger: Path) -> Settings:
    return replace(settings, business_dir=bigger)


def open_to(bot: Bot) -> set[str]:
    """The keywords of the programmes that may be sent to Maya now."""
    known = Known(tuple(bot.store.ledger(MAYA)))
    named = {each.keyword: each.keyword for each in bot.business.more_programmes}
    return {
        keyword
        for keyword, matter in {"JOIN": None, **named}.items()
        if isinstance(may_send(MessageClass.PROMOTIONAL, matter, known, bot.clock()), Permit)
    }


def test_a_programme_that_was_given_up_is_never_taken_for_the_first(bot: Bot) -> None:
    assert bot.business.programme_of("CLUB") is None
    assert bot.business.name_of_programme("CLUB") == "CLUB"
    assert bot.business.programme_of(None) is bot.business.programme_of("join")
    assert bot.business.programme_joined_by("ALTA").keyword == "JOIN"


def test_the_first_programme_stays_the_first(
    settings: Settings, bigger: Path, bot: Bot, converse: Converse
) -> None:
    """Lines of the first name no programme: another first one would inherit its people."""
    toml = bigger / "business.toml"
    text = toml.read_text("utf-8").replace('"JOIN"', '"NEWS"')
    toml.write_text(text, "utf-8")
    application.create_bot(settings).store.close()  # nobody has joined anything yet
    toml.write_text(text.replace('"NEWS"', '"JOIN"'), "utf-8")
    application.create_bot(settings).store.close()
    converse(f"""
        > JOIN
        < {JOINED}
    """)
    application.create_bot(settings).store.close()
    swapped = text.replace('"VIP"', '"JOIN"').replace('"NEWS"', '"VIP"')
    toml.write_text(swapped, "utf-8")
    with pytest.raises(application.OtherProgramme, match=r"Keep JOIN in \[programme\]"):
        application.create_bot(settings)


def test_each_programme_has_its_own_word(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > Kids
        < {JOINED_KIDS}
        > JOIN
        < {JOINED}
        > help
        < {HELPED}
    """)
    assert open_to(bot) == {"JOIN", "KIDS"}
    kids, news = bot.store.consent_history(MAYA)
    assert (kids.programme, kids.disclosure_version) == ("KIDS", "2026-11-02")
    assert (news.programme, news.disclosure_version) == (None, "2026-10-01")


def test_stop_and_its_word_ends_just_one(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > KIDS
        < {JOINED_KIDS}
        > JOIN
        < {JOINED}
        > stop kids
        < Marlow & Finch: you will get no more texts of Marlow & Finch kids. Reply STOP to end all texts.
    """)
    assert open_to(bot) == {"JOIN"}


def test_stop_offers_ends_them_all_and_each_may_be_joined_again(
    converse: Converse, bot: Bot
) -> None:
    converse(f"""
        > KIDS
        < {JOINED_KIDS}
        > JOIN
        < {JOINED}
        > STOP OFFERS
        < Marlow & Finch: you will get no more promotional texts. Reply STOP to end all texts.
        > kids
        < {JOINED_KIDS}
    """)
    assert open_to(bot) == {"KIDS"}


@pytest.mark.parametrize(
    ("stop", "confirmation"),
    [
        pytest.param("BAJA kids", "Marlow & Finch: no recibirá más mensajes de Marlow & Finch kids. Responda STOP para no recibir más mensajes.", id="es"),
        pytest.param("Arrêt kids", "Marlow & Finch: vous ne recevrez plus de messages de Marlow & Finch kids. Répondez STOP pour ne plus recevoir de messages.", id="fr"),
        pytest.param("SAIR kids", "Marlow & Finch: você não receberá mais mensagens de Marlow & Finch kids. Responda STOP para não receber mais mensagens.", id="pt"),
        pytest.param("TIGIL kids", "Marlow & Finch: hindi na po kayo padadalhan ng text ng Marlow & Finch kids. Mag-reply ng STOP para itigil ang lahat ng text.", id="tl"),
        pytest.param("DỪNG kids", "Marlow & Finch: quý khách sẽ không nhận tin nhắn của Marlow & Finch kids nữa. Trả lời STOP để ngừng nhận tin nhắn.", id="vi"),
        pytest.param("退订 kids", "Marlow & Finch:您不会再收到Marlow & Finch kids的短信。回复STOP退订全部短信。", id="zh"),
    ],
)  # fmt: skip
def test_one_is_left_in_any_language(
    converse: Converse, bot: Bot, stop: str, confirmation: str
) -> None:
    converse(f"""
        > KIDS
        < {JOINED_KIDS}
        > {stop}
        < {confirmation}
    """)
    assert open_to(bot) == set()
    assert bot.store.consent_history(MAYA)[-1].programme == "KIDS"


@pytest.mark.parametrize(
    ("stop", "confirmation", "scope"),
    [
        pytest.param("STOP 12345", "Marlow & Finch: you will get no more texts about 12345. Reply STOP to end all texts.", "order:12345", id="order"),
        pytest.param("BAJA pedido 12345", "Marlow & Finch: no recibirá más mensajes sobre 12345. Responda STOP para no recibir más mensajes.", "order:12345", id="order-es"),
        pytest.param("ARRET 12345", "Marlow & Finch: vous ne recevrez plus de messages sur 12345. Répondez STOP pour ne plus recevoir de messages.", "order:12345", id="order-fr"),
        pytest.param("退订 12345", "Marlow & Finch:您不会再收到有关12345的短信。回复STOP退订全部短信。", "order:12345", id="order-zh"),
        pytest.param("STOP OFFERS", "Marlow & Finch: you will get no more promotional texts. Reply STOP to end all texts.", "promotional", id="offers"),
        pytest.param("SAIR ofertas", "Marlow & Finch: você não receberá mais mensagens promocionais. Responda STOP para não receber mais mensagens.", "promotional", id="offers-pt"),
        pytest.param("TIGIL promo", "Marlow & Finch: hindi na po kayo padadalhan ng promotional na text. Mag-reply ng STOP para itigil ang lahat ng text.", "promotional", id="offers-tl"),
        pytest.param("DỪNG quảng cáo", "Marlow & Finch: quý khách sẽ không nhận tin nhắn quảng cáo nữa. Trả lời STOP để ngừng nhận tin nhắn.", "promotional", id="offers-vi"),
    ],
)  # fmt: skip
def test_a_scoped_stop_in_several_languages(
    converse: Converse, bot: Bot, stop: str, confirmation: str, scope: str
) -> None:
    converse(f"""
        > {stop}
        < {confirmation}
        > hi
        < Hello, this is Marlow & Finch. What can we help you with?
    """)
    [line] = bot.store.consent_history(MAYA)
    assert scope in (line.matter, line.message_class)


def test_stop_ends_them_all(converse: Converse, bot: Bot) -> None:
    converse(f"""
        > KIDS
        < {JOINED_KIDS}
        > quit
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > help
        < {HELPED}
        > hi
    """)
    assert open_to(bot) == set()


# A number that changed hands


@pytest.mark.parametrize(
    ("text", "confirmation"),
    [
        pytest.param("wrong number, stop texting me", "Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.", id="en"),
        pytest.param("numero equivocado, no me escriban mas", "Marlow & Finch: su baja está hecha y no recibirá más mensajes. Responda START para deshacerlo.", id="es"),
    ],
)  # fmt: skip
def test_a_wrong_number_starts_anew(
    converse: Converse, bot: Bot, text: str, confirmation: str
) -> None:
    """What the last holder joined is void; the new one has stopped, and may join again."""
    converse(f"""
        > JOIN
        < {JOINED}
        > {text}
        < {confirmation}
        > hi
    """)
    assert open_to(bot) == set()
    reassign, revoke = bot.store.consent_history(MAYA)[1:]
    assert (reassign.action, revoke.action) == (ConsentAction.REASSIGN, ConsentAction.REVOKE)
    converse(f"""
        > KIDS
        < {JOINED_KIDS}
    """)
    assert open_to(bot) == {"KIDS"}


def test_a_wrong_number_is_never_asked_which_texts(converse: Converse) -> None:
    """It had agreed to nothing, whatever its last holder had."""
    converse(f"""
        > JOIN
        < {JOINED}
        > KIDS
        < {JOINED_KIDS}
        > wrong number, stop texting me
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > 1
    """)

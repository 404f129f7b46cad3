"""Consent as customers live it: STOP, START, JOIN, HELP, and the same in their own words."""

from dataclasses import replace

from consent.deadline import due
from handlers.bot import Bot
from handlers.inbound import receive
from language import encoder
from language.keywords import Keywords
from language.reading import Reading
from language.translations import translations
from storage.records import InboundMessage
from tests.conftest import DOUBTFUL, MAYA, STRANGER, Clock, Converse


def test_stop_silences_until_start(converse: Converse, bot: Bot) -> None:
    converse("""
        > whats ur return policy
        < You can return unworn items within 30 days of delivery with the receipt or order number, in any store or by mail with the label in the box. Sale items can't be returned.
        > Stop.
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > whats ur return policy
        > START
        < Marlow & Finch: texts are on again. You can ask us anything about your orders and visits. Reply HELP for help, STOP to stop.
        > whats ur return policy
        < You can return unworn items within 30 days of delivery with the receipt or order number, in any store or by mail with the label in the box. Sale items can't be returned.
    """)
    [waiting] = bot.store.questions()
    assert (waiting.body, waiting.reachable) == ("whats ur return policy", False)


def test_join_is_confirmed_with_all_that_carriers_ask_for(converse: Converse, bot: Bot) -> None:
    converse("""
        > JOIN
        < Marlow & Finch: you are subscribed to Marlow & Finch news. Up to 4 msgs a month. Msg & data rates may apply. Reply HELP for help, STOP to stop.
    """)
    [line] = bot.store.consent_history(MAYA)
    assert line.disclosure_version == bot.business.programme.version


def test_help_is_answered_for_everybody(converse: Converse) -> None:
    helped = "< Marlow & Finch: ask us about orders, returns, visits and products by text. To reach a person: call (212) 555-0140 or write to help@marlowfinch.example. Msg & data rates may apply. Reply STOP to stop."
    converse(f"""
        > help
        {helped}
        > stop
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > Help!
        {helped}
    """)


def test_a_stop_in_free_words_stops(converse: Converse) -> None:
    converse("""
        > please take me off your list
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > hello
    """)


def test_scoped_stops_end_only_what_they_name(converse: Converse) -> None:
    converse("""
        > STOP 12345
        < Marlow & Finch: you will get no more texts about 12345. Reply STOP to end all texts.
        > Stop offers
        < Marlow & Finch: you will get no more promotional texts. Reply STOP to end all texts.
        > hi
        < Hello, this is Marlow & Finch. What can we help you with?
    """)


def test_opting_in_in_free_words_is_met_with_the_disclosure(converse: Converse, bot: Bot) -> None:
    """A YES counts only as the answer to our own question."""
    converse(
        """
        > YES
        < I can't answer that here. A person from Marlow & Finch will read your text and get back to you.
        > sign me up for texts
        < By texting JOIN you agree to get recurring marketing texts from Marlow & Finch at this number. Consent is not a condition of purchase. Up to 4 msgs a month. Msg & data rates may apply. Reply HELP for help, STOP to stop. Reply JOIN to agree.
        > yes
        < Marlow & Finch: you are subscribed to Marlow & Finch news. Up to 4 msgs a month. Msg & data rates may apply. Reply HELP for help, STOP to stop.
        """,
        sender=STRANGER,
    )
    assert [event.evidence for event in bot.store.consent_history(STRANGER)] == ["yes"]


def test_a_yes_lifts_a_stop_but_grants_no_promotion(converse: Converse, bot: Bot) -> None:
    converse("""
        > stop
        < Marlow & Finch: you are unsubscribed and will get no more texts from us. Reply START to undo.
        > yes
        < Marlow & Finch: texts are on again. You can ask us anything about your orders and visits. Reply HELP for help, STOP to stop.
    """)


def test_a_doubtful_text_holds_all_but_answers_and_reaches_a_person(
    converse: Converse, bot: Bot
) -> None:
    converse(f"""
        > {DOUBTFUL}
        < Marlow & Finch: we have paused all texts to you except answers to your questions, and a person will look at your request. STOP ends all texts at once.
        > hi
        < Hello, this is Marlow & Finch. What can we help you with?
    """)
    assert "opt-out" in bot.store.questions()[0].reason


class Frightened(Reading):
    """Reads danger in every text. Which doubtful one is dangerous, each training says anew."""

    def is_danger(self, body: str) -> bool:
        return True


def test_a_doubtful_text_stays_due_where_somebody_is_in_danger_too(bot: Bot, clock: Clock) -> None:
    topics = {topic: handler.EXAMPLES[topic] for topic, handler in bot.handlers.items()}
    words = Keywords(translations().values())
    reading = Frightened(words, topics, bot.business.names, encoder.shared())
    message = InboundMessage("SM1", MAYA, "+12125550140", DOUBTFUL, clock())
    reply = receive(message, replace(bot, understanding=reading))
    assert reply.body.startswith("Marlow & Finch: we have paused all texts")
    assert reply.body.endswith("If someone is in danger, call 911 now.")
    [waiting] = bot.store.questions()
    assert waiting.reason.startswith("URGENT")
    assert "opt-out" in waiting.reason
    assert waiting.due_on == due(clock(), bot.business.time_zone)


def test_a_doubtful_text_stays_due_where_the_guard_refuses_its_confirmation(
    bot: Bot, clock: Clock
) -> None:
    answers = {**bot.business.answers, "maybe_stop": "We paused all texts. 20% off everything!"}
    selling = replace(bot, business=replace(bot.business, answers=answers))
    message = InboundMessage("SM1", MAYA, "+12125550140", DOUBTFUL, clock())
    assert receive(message, selling).body.startswith("I can't answer that here")
    [waiting] = bot.store.questions()
    assert "the guard refused" in waiting.reason
    assert "opt-out" in waiting.reason
    assert waiting.due_on == due(clock(), bot.business.time_zone)


def test_the_confirmation_speaks_the_language_of_the_keyword(converse: Converse) -> None:
    converse("""
        > BAJA
        < Marlow & Finch: su baja está hecha y no recibirá más mensajes. Responda START para deshacerlo.
        > 开始
        < Marlow & Finch:短信已恢复。回复HELP获取帮助,回复STOP退订短信。
    """)

"""Who confirms what: provider or bot, never both and never neither; and what the ledger then says.

Twilio answers some whole messages itself (FIELD 1.1), and says so in OptOutType only where Advanced
Opt-Out is on (FIELD 1.2).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from consent.deadline import due
from consent.status import fold
from handlers.bot import Bot, WhoSpeaks
from handlers.inbound import receive
from storage.records import (
    Basis,
    ConsentAction,
    InboundMessage,
    MessageClass,
    Method,
    Reply,
)
from tests.conftest import BEN, DOUBTFUL, MAYA, Clock
from tests.consent.lines import line as ledger_line
from tests.storage.samples import EVENT

PROVIDER, BOT = WhoSpeaks.PROVIDER, WhoSpeaks.BOT

# What is said, by its opening words. "" is silence: the provider has spoken.
SILENCE = ""
STOPPED = "Marlow & Finch: you are unsubscribed and will get no more texts"
STOPPED_ORDER = "Marlow & Finch: you will get no more texts about 12345"
STOPPED_OFFERS = "Marlow & Finch: you will get no more promotional texts"
BAJA = "Marlow & Finch: su baja está hecha"
STARTED = "Marlow & Finch: texts are on again"
JOINED = "Marlow & Finch: you are subscribed to Marlow & Finch news"
START_FIRST = "Marlow & Finch: the phone company still blocks our texts"
HELPED = "Marlow & Finch: ask us about orders"
PAUSED = "Marlow & Finch: we have paused all texts"
DISCLOSED = "By texting JOIN you agree"
UNIDA = "Marlow & Finch: se ha suscrito a Marlow & Finch news"
QUESTION = "I can't answer that here"

# What the ledger says: action, class, who took it.
NOTHING = ""
STOP_BY_BOT, STOP_BY_PROVIDER = "revoke all bot", "revoke all provider"
START_BY_BOT, START_BY_PROVIDER = "grant conversational bot", "grant conversational provider"
JOIN_BY_BOT, JOIN_BY_PROVIDER = "grant promotional bot", "grant promotional provider"

A_PURCHASE = ledger_line(
    ConsentAction.GRANT, MessageClass.TRANSACTIONAL, "order:12345", Basis.EXPRESS
)

Text = Callable[..., Reply]


def texting(bot: Bot, who_speaks: WhoSpeaks) -> Text:
    """Texts the bot as Maya would."""
    bot, numbers = replace(bot, opt_out_replies=who_speaks), count()

    def text(body: str, opt_out_type: str | None = None) -> Reply:
        sid = f"SM{next(numbers):032}"
        now = bot.clock()
        return receive(
            InboundMessage(sid, MAYA, "+12125550140", body, now, opt_out_type=opt_out_type), bot
        )

    return text


def ledger(bot: Bot) -> list[str]:
    return [
        f"{line.action} {line.message_class or 'all'} {line.recorded_by}"
        for line in bot.store.consent_history(MAYA)
    ]


def check(reply: Reply, said: str) -> None:
    assert reply.body.startswith(said) if said else reply.body == ""


# One text from somebody who has said nothing yet


@pytest.mark.parametrize(
    ("who_speaks", "body", "opt_out_type", "said", "recorded"),
    [
        # A bare number whose words Twilio handles by default
        *[
            pytest.param(PROVIDER, word, None, SILENCE, STOP_BY_PROVIDER, id=f"provider-{word}")
            for word in (
                "STOP", "stop", " Stop ", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE",
                "OPTOUT", "CANCEL",
            )
        ],
        pytest.param(PROVIDER, "START", None, SILENCE, START_BY_PROVIDER, id="provider-START"),
        pytest.param(PROVIDER, "UNSTOP", None, SILENCE, START_BY_PROVIDER, id="provider-UNSTOP"),
        pytest.param(PROVIDER, "HELP", None, SILENCE, NOTHING, id="provider-HELP"),
        pytest.param(PROVIDER, "INFO", None, SILENCE, NOTHING, id="provider-INFO"),
        pytest.param(PROVIDER, "YES", None, QUESTION, NOTHING, id="provider-YES-unblocked"),
        # What Twilio passes on as an ordinary text
        pytest.param(PROVIDER, "opt out", None, STOPPED, STOP_BY_BOT, id="provider-opt-out"),
        pytest.param(PROVIDER, "STOP ALL", None, STOPPED, STOP_BY_BOT, id="provider-stop-all"),
        pytest.param(PROVIDER, "Stop please", None, STOPPED, STOP_BY_BOT, id="provider-please"),
        pytest.param(PROVIDER, "S.T.O.P.", None, STOPPED, STOP_BY_BOT, id="provider-dotted"),
        pytest.param(PROVIDER, "BAJA", None, BAJA, STOP_BY_BOT, id="provider-baja"),
        pytest.param(
            PROVIDER, "stop texting me", None, STOPPED, STOP_BY_BOT, id="provider-free-words"
        ),
        pytest.param(PROVIDER, "help me", None, HELPED, NOTHING, id="provider-help-me"),
        pytest.param(PROVIDER, "JOIN", None, JOINED, JOIN_BY_BOT, id="provider-JOIN"),
        pytest.param(
            PROVIDER, "STOP 12345", None, STOPPED_ORDER, "revoke transactional bot",
            id="provider-stop-order",
        ),
        pytest.param(
            PROVIDER, "STOP OFFERS", None, STOPPED_OFFERS, "revoke promotional bot",
            id="provider-stop-offers",
        ),
        # A set-up in which the bot does all of it
        *[
            pytest.param(BOT, word, None, STOPPED, STOP_BY_BOT, id=f"bot-{word}")
            for word in (
                "STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL",
                "opt out", "stop texting me",
            )
        ],
        pytest.param(BOT, "START", None, STARTED, START_BY_BOT, id="bot-START"),
        pytest.param(BOT, "UNSTOP", None, STARTED, START_BY_BOT, id="bot-UNSTOP"),
        pytest.param(BOT, "HELP", None, HELPED, NOTHING, id="bot-HELP"),
        pytest.param(BOT, "INFO", None, HELPED, NOTHING, id="bot-INFO"),
        pytest.param(BOT, "YES", None, QUESTION, NOTHING, id="bot-YES-unblocked"),
        pytest.param(BOT, "BAJA", None, BAJA, STOP_BY_BOT, id="bot-baja"),
        pytest.param(BOT, "JOIN", None, JOINED, JOIN_BY_BOT, id="bot-JOIN"),
        pytest.param(BOT, "sign me up for texts", None, DISCLOSED, NOTHING, id="bot-free-opt-in"),
        pytest.param(BOT, DOUBTFUL, None, PAUSED, "hold all bot", id="bot-doubtful"),
        # Advanced Opt-Out: the provider says that it has taken the text, whoever is set to speak
        *[
            pytest.param(
                who_speaks, body, "STOP", SILENCE, STOP_BY_PROVIDER, id=f"{who_speaks}-stop-{name}"
            )
            for who_speaks in WhoSpeaks
            for name, body in {
                "word": "STOP", "custom-word": "ADIOS", "other-language": "BAJA",
                "order": "STOP 12345", "free-words": "stop texting me",
                "doubtful": DOUBTFUL, "question": "are you open?",
            }.items()
        ],
        *[
            pytest.param(
                who_speaks, body, "START", SILENCE, recorded, id=f"{who_speaks}-start-{body}"
            )
            for who_speaks in WhoSpeaks
            for body, recorded in {
                "START": START_BY_PROVIDER, "HOLA": START_BY_PROVIDER, "YES": START_BY_PROVIDER,
                "sign me up for texts": START_BY_PROVIDER, "JOIN": JOIN_BY_PROVIDER,
            }.items()
        ],
        *[
            pytest.param(who_speaks, body, "HELP", SILENCE, NOTHING, id=f"{who_speaks}-help-{body}")
            for who_speaks in WhoSpeaks
            for body in ("HELP", "INFO", "SOS")
        ],
        pytest.param(PROVIDER, "STOP", "stop", SILENCE, STOP_BY_PROVIDER, id="type-in-lower-case"),
    ],
)  # fmt: skip
def test_a_text_is_confirmed_once_and_recorded(
    bot: Bot,
    who_speaks: WhoSpeaks,
    body: str,
    opt_out_type: str | None,
    said: str,
    recorded: str,
) -> None:
    check(texting(bot, who_speaks)(body, opt_out_type), said)
    assert ledger(bot) == ([recorded] if recorded else [])


# Several texts


@pytest.mark.parametrize(
    ("who_speaks", "texts", "recorded"),
    [
        pytest.param(
            PROVIDER,
            [("STOP", SILENCE), ("JOIN", START_FIRST), ("START", SILENCE), ("JOIN", JOINED)],
            [STOP_BY_PROVIDER, JOIN_BY_BOT, START_BY_PROVIDER, JOIN_BY_BOT],
            id="a-join-while-the-provider-blocks-needs-start",
        ),
        pytest.param(
            PROVIDER,
            [("STOP", SILENCE), ("hello", SILENCE), ("START", SILENCE)],
            [STOP_BY_PROVIDER, START_BY_PROVIDER],
            id="silence-until-start",
        ),
        pytest.param(
            PROVIDER,
            [("STOP", SILENCE), ("YES", SILENCE)],
            [STOP_BY_PROVIDER, START_BY_PROVIDER],
            id="a-yes-lifts-the-providers-block",
        ),
        pytest.param(
            PROVIDER,
            [("opt out", STOPPED), ("YES", STARTED)],
            [STOP_BY_BOT, START_BY_BOT],
            id="a-yes-lifts-our-own-stop",
        ),
        pytest.param(
            PROVIDER,
            [("sign me up for texts", DISCLOSED), ("YES", JOINED)],
            [JOIN_BY_BOT],
            id="a-yes-to-our-question-joins",
        ),
        pytest.param(
            PROVIDER,
            [("sign me up for texts", DISCLOSED), ("JOIN", JOINED)],
            [JOIN_BY_BOT],
            id="so-does-the-word-we-asked-for",
        ),
        pytest.param(
            PROVIDER,
            [("STOP", SILENCE), ("HELP", SILENCE), ("help me", HELPED)],
            [STOP_BY_PROVIDER],
            id="help-is-answered-after-a-stop",
        ),
        pytest.param(
            PROVIDER,
            [("STOP", SILENCE), ("stop texting me", SILENCE)],
            [STOP_BY_PROVIDER, STOP_BY_BOT],
            id="a-second-stop-is-a-line-too-and-has-been-confirmed",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("STOP", SILENCE), ("stop texting me", SILENCE)],
            [STOP_BY_BOT] * 3,
            id="bot-one-confirmation-only",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("STOP OFFERS", SILENCE), ("STOP 12345", SILENCE)],
            [STOP_BY_BOT, "revoke promotional bot", "revoke transactional bot"],
            id="bot-what-has-ended-already-needs-no-second-confirmation",
        ),
        pytest.param(
            BOT,
            [("STOP 12345", STOPPED_ORDER), ("STOP #12345", SILENCE), ("STOP", STOPPED)],
            ["revoke transactional bot"] * 2 + [STOP_BY_BOT],
            id="bot-what-ends-more-is-confirmed",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("START", STARTED), ("STOP", STOPPED)],
            [STOP_BY_BOT, START_BY_BOT, STOP_BY_BOT],
            id="bot-after-a-start-it-is-a-new-request",
        ),
        pytest.param(
            PROVIDER,
            [("sign me up for texts", DISCLOSED), ("STOP", SILENCE), ("YES", SILENCE)],
            [STOP_BY_PROVIDER, START_BY_PROVIDER],
            id="a-stop-outranks-our-question",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("hello", SILENCE), ("YES", STARTED)],
            [STOP_BY_BOT, START_BY_BOT],
            id="bot-a-yes-lifts-a-stop",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("JOIN", JOINED)],
            [STOP_BY_BOT, JOIN_BY_BOT],
            id="bot-a-join-lifts-a-stop",
        ),
        pytest.param(
            BOT,
            [("STOP", STOPPED), ("sign me up for texts", DISCLOSED), ("YES", JOINED)],
            [STOP_BY_BOT, START_BY_BOT, JOIN_BY_BOT],
            id="bot-a-wish-lifts-a-stop-and-is-asked-back",
        ),
        pytest.param(
            BOT,
            [("sign me up for texts", DISCLOSED), ("hello", "Hello"), ("YES", QUESTION)],
            [],
            id="bot-a-yes-to-something-else-is-none",
        ),
        pytest.param(
            BOT,
            [(DOUBTFUL, PAUSED), ("hello", "Hello"), ("STOP", STOPPED)],
            ["hold all bot", STOP_BY_BOT],
            id="bot-a-doubtful-one-holds-all-but-answers",
        ),
    ],
)
def test_texts_one_after_another(
    bot: Bot, who_speaks: WhoSpeaks, texts: list[tuple[str, str]], recorded: list[str]
) -> None:
    text = texting(bot, who_speaks)
    for body, said in texts:
        check(text(body), said)
    assert ledger(bot) == recorded


def test_a_yes_to_our_question_that_the_provider_took_joins(bot: Bot) -> None:
    """Advanced Opt-Out counts YES among its words for START."""
    text = texting(bot, PROVIDER)
    check(text("sign me up for texts"), DISCLOSED)
    check(text("YES", "START"), SILENCE)
    assert ledger(bot) == [JOIN_BY_PROVIDER]


def test_a_start_lifts_a_block_that_another_system_reported(bot: Bot) -> None:
    """Whoever blocks keeps a list, and answers START, whatever the set-up says."""
    bot.store.append_consent(replace(EVENT, method=Method.PROVIDER, recorded_by="shop"))
    text = texting(bot, BOT)
    check(text("hello"), SILENCE)
    check(text("YES"), START_FIRST)
    check(text("hello"), SILENCE)
    check(text("START"), SILENCE)
    check(text("hello"), "Hello")
    assert ledger(bot) == ["revoke all shop", START_BY_BOT, START_BY_PROVIDER]


def test_a_stop_at_the_provider_blocks_whoever_is_set_to_speak(bot: Bot) -> None:
    text = texting(bot, BOT)
    check(text("STOP", "STOP"), SILENCE)
    check(text("JOIN"), START_FIRST)
    check(text("START", "START"), SILENCE)
    check(text("hello"), "Hello")


# One confirmation only, never later than five minutes after the request


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("STOP", STOPPED, id="stop"),
        pytest.param("BAJA", BAJA, id="baja"),
        pytest.param("stop texting me", STOPPED, id="free-words"),
        pytest.param("STOP OFFERS", STOPPED_OFFERS, id="offers"),
        pytest.param("STOP 12345", STOPPED_ORDER, id="order"),
    ],
)
def test_a_late_confirmation_is_suppressed_and_says_so(
    bot: Bot, clock: Clock, body: str, said: str
) -> None:
    """As after an outage, when the text comes long after it was received."""
    in_time, late = timedelta(minutes=5), timedelta(minutes=5, seconds=1)
    message = InboundMessage("SM1", MAYA, "+12125550140", body, clock())
    clock.now += late
    reply = receive(message, bot)
    assert (reply.body, reply.because[:8]) == ("", "too late")
    assert [line.message_sid for line in bot.store.consent_history(MAYA)] == ["SM1"]
    again = replace(message, sid="SM2", sender=BEN, received_at=clock())
    clock.now += in_time
    check(receive(again, bot), said)


def test_a_retry_of_a_late_one_gets_the_same_silence(bot: Bot, clock: Clock) -> None:
    message = InboundMessage("SM1", MAYA, "+12125550140", "STOP", clock())
    clock.forward(minutes=6)
    first = receive(message, bot)
    clock.forward(minutes=6)
    assert receive(message, bot) == first == bot.store.reply_to("SM1")
    assert len(ledger(bot)) == 1


def test_a_late_stop_that_asks_something_too_still_reaches_a_person(bot: Bot, clock: Clock) -> None:
    body = "stop texting me. what is your return policy?"
    message = InboundMessage("SM1", MAYA, "+12125550140", body, clock())
    clock.forward(minutes=6)
    assert receive(message, bot).body == ""
    [waiting] = bot.store.questions()
    assert not waiting.reachable


@pytest.mark.parametrize(
    ("later", "said"),
    [
        pytest.param(timedelta(minutes=60), SILENCE, id="within-the-hour"),
        pytest.param(timedelta(minutes=61), STOPPED, id="later"),
    ],
)
def test_a_stop_said_again_is_a_new_request_after_an_hour(
    bot: Bot, clock: Clock, later: timedelta, said: str
) -> None:
    text = texting(bot, BOT)
    check(text("STOP"), STOPPED)
    clock.now += later
    reply = text("STOP")
    check(reply, said)
    assert said or reply.because == "confirmed already: a stop has one confirmation"


def test_a_stop_whose_confirmation_came_too_late_is_confirmed_when_said_again(
    bot: Bot, clock: Clock
) -> None:
    message = InboundMessage("SM1", MAYA, "+12125550140", "STOP", clock())
    clock.forward(minutes=6)
    assert receive(message, bot).body == ""
    check(texting(bot, BOT)("STOP"), STOPPED)


# Our own questions: where else they are put, or not


def with_options(bot: Bot, double_opt_in: bool = False) -> Bot:
    programme = replace(bot.business.programme, double_opt_in=double_opt_in)
    return replace(bot, business=replace(bot.business, programme=programme, asks_which_texts=True))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([("JOIN", DISCLOSED), ("1", JOINED)], id="keyword"),
        pytest.param([("ALTA", DISCLOSED), ("1", UNIDA)], id="keyword-es"),
        pytest.param([("sign me up for texts", DISCLOSED), ("1", JOINED)], id="free-text"),
    ],
)
def test_a_second_opt_in_by_keyword_and_in_free_words(
    bot: Bot, texts: list[tuple[str, str]]
) -> None:
    text = texting(with_options(bot, double_opt_in=True), PROVIDER)
    (first, asked), (answer, joined) = texts
    check(text(first), asked)
    assert ledger(bot) == []
    check(text(answer), joined)
    [line] = bot.store.consent_history(MAYA)
    assert (line.basis, line.method) == ("express written", "keyword")
    assert line.evidence == f"{first}, then 1"


@pytest.mark.parametrize(
    ("texts", "recorded"),
    [
        pytest.param([("JOIN", DISCLOSED), ("YES", QUESTION)], [], id="yes-is-the-carriers"),
        pytest.param(
            [("sign me up for texts", DISCLOSED), ("YES", QUESTION)], [], id="yes-to-a-wish"
        ),
        pytest.param(
            [("JOIN", DISCLOSED), ("STOP", SILENCE), ("1", SILENCE)],
            [STOP_BY_PROVIDER],
            id="a-stop-that-the-provider-confirms",
        ),
        pytest.param(
            [("JOIN", DISCLOSED), ("HELP", SILENCE), ("1", QUESTION)],
            [],
            id="something-else-that-the-provider-answers",
        ),
        pytest.param(
            [("STOP", SILENCE), ("JOIN", START_FIRST), ("1", SILENCE)],
            [STOP_BY_PROVIDER],
            id="while-the-provider-blocks",
        ),
    ],
)
def test_what_is_no_second_opt_in(
    bot: Bot, texts: list[tuple[str, str]], recorded: list[str]
) -> None:
    text = texting(with_options(bot, double_opt_in=True), PROVIDER)
    for body, said in texts:
        check(text(body), said)
    assert ledger(bot) == recorded


def test_a_join_that_the_provider_took_for_start_is_a_start_where_it_is_to_be_asked_back(
    bot: Bot,
) -> None:
    """The provider has answered already, so there is no leave for our question."""
    text = texting(with_options(bot, double_opt_in=True), BOT)
    check(text("JOIN", "START"), SILENCE)
    text("1")
    assert ledger(bot) == [START_BY_PROVIDER]


def test_a_second_opt_in_is_given_within_a_day(bot: Bot, clock: Clock) -> None:
    text = texting(with_options(bot, double_opt_in=True), BOT)
    check(text("JOIN"), DISCLOSED)
    clock.forward(hours=24, seconds=1)
    check(text("1"), QUESTION)
    check(text("JOIN"), DISCLOSED)
    clock.forward(hours=24)
    check(text("1"), JOINED)
    assert ledger(bot) == [JOIN_BY_BOT]


def test_a_stop_on_another_way_outranks_a_second_opt_in(bot: Bot, clock: Clock) -> None:
    text = texting(with_options(bot, double_opt_in=True), BOT)
    check(text("JOIN"), DISCLOSED)
    clock.forward(minutes=1)
    by_voice = replace(EVENT, method=Method.VOICE, recorded_by="Ann", recorded_at=clock())
    bot.store.append_consent(by_voice)
    check(text("1"), SILENCE)
    assert ledger(bot) == ["revoke all Ann"]


@pytest.mark.parametrize(
    ("double_opt_in", "first", "answer"),
    [
        pytest.param(True, "JOIN", "1", id="second-opt-in"),
        pytest.param(False, "sign me up for texts", "YES", id="opt-in"),
    ],
)
def test_nobody_agrees_to_a_disclosure_that_was_reworded_since(
    bot: Bot, double_opt_in: bool, first: str, answer: str
) -> None:
    asking = with_options(bot, double_opt_in)
    check(texting(asking, BOT)(first), DISCLOSED)
    programme = replace(asking.business.programme, version="2027-01-01")
    reworded = replace(asking, business=replace(asking.business, programme=programme))
    message = InboundMessage("SM2", MAYA, "+12125550140", answer, bot.clock())
    check(receive(message, reworded), QUESTION)
    assert ledger(bot) == []


@pytest.mark.parametrize(
    ("who_speaks", "opt_out_type"),
    [
        pytest.param(PROVIDER, None, id="provider"),
        pytest.param(BOT, "STOP", id="advanced-opt-out"),
    ],
)
def test_where_the_provider_confirms_nobody_is_asked_which_texts(
    bot: Bot, who_speaks: WhoSpeaks, opt_out_type: str | None
) -> None:
    bot.store.append_consent(A_PURCHASE)
    text = texting(with_options(bot), who_speaks)
    check(text("JOIN"), JOINED)
    check(text("STOP", opt_out_type), SILENCE)
    check(text("1"), SILENCE)
    assert ledger(bot)[-1] == STOP_BY_PROVIDER


def test_nobody_is_asked_which_texts_while_the_provider_blocks(bot: Bot) -> None:
    """The question would not arrive."""
    text = texting(with_options(bot), BOT)
    check(text("STOP", "STOP"), SILENCE)
    check(text("JOIN"), START_FIRST)
    bot.store.append_consent(A_PURCHASE)
    assert text("STOP").body.endswith("Reply START to undo.")


def test_a_stop_that_only_the_bot_knows_is_not_asked_about_where_the_provider_confirms(
    bot: Bot,
) -> None:
    bot.store.append_consent(A_PURCHASE)
    text = texting(with_options(bot), PROVIDER)
    check(text("JOIN"), JOINED)
    assert text("opt out").body.endswith("Reply START to undo.")


# What a line holds


def test_a_line_holds_the_words_and_where_they_stand(bot: Bot, clock: Clock) -> None:
    texting(bot, BOT)("  Stop!! ")
    [line] = bot.store.consent_history(MAYA)
    assert (line.evidence, line.message_sid) == ("  Stop!! ", f"SM{0:032}")
    assert (line.basis, line.matter, line.disclosure_version) == (None, None, None)
    assert line.recorded_at == clock()


def test_a_join_names_the_disclosure_it_answers(bot: Bot) -> None:
    texting(bot, BOT)("join")
    [line] = bot.store.consent_history(MAYA)
    assert line.disclosure_version == bot.business.programme.version
    assert line.basis == "express written"


def test_a_scoped_stop_names_its_matter(bot: Bot) -> None:
    texting(bot, BOT)("STOP #12345")
    [line] = bot.store.consent_history(MAYA)
    assert (line.message_class, line.matter) == (MessageClass.TRANSACTIONAL, "order:12345")


@pytest.mark.parametrize(
    ("body", "matters", "said"),
    [
        pytest.param("STOP ab-123", ["order:ab-123"], "about ab-123", id="order-in-small-letters"),
        pytest.param("STOP #1001", ["order:#1001"], "about #1001", id="order-with-a-sign"),
        pytest.param("STOP 7777", ["appointment:7777"], "about 7777", id="appointment"),
        pytest.param(
            "STOP 7777",
            ["order:7777", "appointment:#7777"],
            "about #7777",
            id="order-and-appointment",
        ),
        pytest.param(
            "please stop texting me about order ab123",
            ["order:AB123"],
            "about AB123",
            id="free-words",
        ),
    ],
)
def test_a_scoped_stop_ends_all_that_is_called_so(
    bot: Bot, body: str, matters: list[str], said: str
) -> None:
    for matter in (*matters, "order:99999"):
        bot.store.append_consent(replace(A_PURCHASE, matter=matter))
    reply = texting(bot, BOT)(body)
    assert f"you will get no more texts {said}." in reply.body
    status = fold(bot.store.consent_history(MAYA))
    assert set(status.transactional) == {"order:99999"}
    revoked = [line for line in bot.store.consent_history(MAYA) if line.action == "revoke"]
    assert [line.matter for line in revoked] == matters
    assert {line.evidence for line in revoked} == {body}
    assert not any(waiting.due_on for waiting in bot.store.questions())


def test_of_a_number_that_no_consent_is_about_nothing_is_claimed(bot: Bot, clock: Clock) -> None:
    """It may be another's misspelled: a person finds out, in time."""
    bot.store.append_consent(replace(A_PURCHASE, matter="order:AB-123"))
    text = texting(bot, BOT)
    check(text("STOP AB123"), "Marlow & Finch: we find no texts to you about AB123. A person")
    assert bot.store.consent_history(MAYA)[-1].matter == "order:AB123"
    [waiting] = bot.store.questions()
    assert "AB123" in waiting.reason
    assert waiting.due_on == due(clock(), bot.business.time_zone)
    clock.forward(hours=2)
    check(text("STOP AB-123"), "Marlow & Finch: you will get no more texts about AB-123")
    clock.forward(hours=2)
    check(text("STOP AB-123"), "Marlow & Finch: you will get no more texts about AB-123")


def test_a_stop_that_asks_something_too_reaches_a_person(bot: Bot) -> None:
    check(texting(bot, BOT)("stop texting me. what is your return policy?"), STOPPED)
    [waiting] = bot.store.questions()
    assert not waiting.reachable


@pytest.mark.parametrize("who_speaks", [pytest.param(who, id=str(who)) for who in WhoSpeaks])
def test_a_retry_gets_the_same_confirmation_and_adds_no_line(
    bot: Bot, who_speaks: WhoSpeaks
) -> None:
    bot = replace(bot, opt_out_replies=who_speaks)
    message = InboundMessage("SM1", MAYA, "+12125550140", "STOP", bot.clock())
    assert receive(message, bot) == receive(message, bot)
    assert len(ledger(bot)) == 1

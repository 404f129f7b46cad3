"""What is said to STOP, START, JOIN and HELP.

Twilio answers some words itself (FIELD 1.1): who speaks is a setting, and each word gets its one
confirmation from provider or bot, never both and never neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from consent.deadline import due
from consent.gate import may_confirm
from consent.listed import covers
from consent.matters import name_in
from consent.status import ConsentStatus
from facts.business import Programme
from handlers import own_questions
from handlers.bot import Bot
from handlers.keywords import act_of, provider_took, showing
from handlers.outcome import Outcome, joined, open_question
from language.clauses import clauses
from language.keywords import Act
from language.meaning import ConsentWords, Decision
from language.translations import ENGLISH
from storage.records import (
    Awaiting,
    ConsentAction,
    ConsentEvent,
    Draft,
    InboundMessage,
    MessageClass,
    Method,
    Part,
)

# A confirmation "sent within five minutes of receipt" is presumed to be covered; for a later one
# the sender must show why (47 CFR 64.1200(a)(12)). It is silence then, kept with this reason.
IN_TIME = timedelta(minutes=5)
# It is "the only additional message", yet STOP is answered for everybody (FIELD 2.3): said again
# within the hour it is the same request, and later a new one.
SAME_REQUEST = timedelta(hours=1)


def confirm(
    message: InboundMessage,
    said: ConsentWords | None,
    recorded: Sequence[ConsentEvent],
    status: ConsentStatus,
    bot: Bot,
) -> Outcome | None:
    """The one confirmation of what was recorded, or None where the text is a question."""
    act = act_of(message, said)
    if not recorded and act not in (Act.HELP, Act.JOIN):
        return None
    if (recorded and recorded[-1].recorded_by == "provider") or message.opt_out_type:
        return spoken_by_provider()
    language = (said and said.language) or ENGLISH
    if recorded:
        return confirm_line(message, recorded[-1], status, bot, language)
    if act is Act.HELP:
        took = provider_took(message, bot)
        return spoken_by_provider() if took else say(message, bot, language, "help")
    programme = bot.business.programme_joined_by(said.word if said else None)
    return opted_in(message, None, programme, status, bot, language)


def confirm_line(
    message: InboundMessage, line: ConsentEvent, status: ConsentStatus, bot: Bot, language: str
) -> Outcome:
    answered = own_questions.asked_by(line)
    asked = bot.store.reply_to(answered) if answered else None
    language = asked.language if asked else language
    match line.action:
        case ConsentAction.HOLD:
            return pause(message, bot, language)
        case ConsentAction.REVOKE:
            return stopped(message, line, status, bot, language)
        case ConsentAction.KEEP:
            kind = own_questions.name_of(line, language, bot)
            return say(message, bot, language, "kept", kind=kind)
        case _:
            programme = bot.business.programme_joined_by(line.programme)
            return opted_in(message, line, programme, status, bot, language)


def spoken_by_provider() -> Outcome:
    return silence("the provider has answered this keyword itself")


def silence(because: str) -> Outcome:
    return Outcome(None, None, because)


def say(
    message: InboundMessage,
    bot: Bot,
    language: str,
    sentence: str,
    awaiting: Awaiting | None = None,
    **places: object,
) -> Outcome:
    text = bot.business.say(sentence, language, **places)
    draft = Draft(message.sid, (), (Part("keyword", text),), awaiting, language)
    return Outcome(draft, may_confirm(message), "")


# Opting out


def stopped(
    message: InboundMessage, line: ConsentEvent, status: ConsentStatus, bot: Bot, language: str
) -> Outcome:
    if bot.clock() - line.recorded_at > IN_TIME:
        outcome = silence("too late: a stop is confirmed within five minutes or never")
    elif is_confirmed_already(line, bot):
        outcome = silence("confirmed already: a stop has one confirmation")
    else:
        outcome = confirm_stop(message, line, status, bot, language)
    if line.method is Method.FREE_TEXT and asks_something_too(message, bot):
        reason = "opted out in free words, and asks something"
        question = open_question(message, (), reason, bot, reachable=False)
        return replace(outcome, for_people=joined(question, outcome.for_people))
    return outcome


def is_confirmed_already(line: ConsentEvent, bot: Bot) -> bool:
    """Whether as much was ended, and confirmed, within the hour, and nothing agreed to since."""
    history = bot.store.consent_history(line.number)
    for before in reversed(history[: history.index(line)]):
        if before.action in (ConsentAction.GRANT, ConsentAction.KEEP):
            return False
        if line.recorded_at - before.recorded_at > SAME_REQUEST:
            return False
        if before.action is ConsentAction.REVOKE and covers(before, line):
            reply = bot.store.reply_to(before.message_sid or "")
            if before.recorded_by == "provider" or (reply and reply.body):
                return True
    return False


def confirm_stop(
    message: InboundMessage, line: ConsentEvent, status: ConsentStatus, bot: Bot, language: str
) -> Outcome:
    if line.matter:
        return confirm_stop_of_matter(message, line, status, bot, language)
    if line.programme:
        name = bot.business.name_of_programme(line.programme)
        return say(message, bot, language, "stopped_programme", programme=name)
    if line.message_class is MessageClass.PROMOTIONAL:
        return say(message, bot, language, "stopped_offers")
    kinds = own_questions.kinds(line, status, bot) if line.method is Method.KEYWORD else ()
    if kinds:
        return ask_which_texts(message, kinds, bot, language)
    return say(message, bot, language, "stopped")


def confirm_stop_of_matter(
    message: InboundMessage, line: ConsentEvent, status: ConsentStatus, bot: Bot, language: str
) -> Outcome:
    """What has ended is said to have ended. A number that no consent is about may be another's
    misspelled: while there is any, nothing is claimed, and a person finds out."""
    number = (line.matter or "").partition(":")[2]
    if status.stopped or not status.transactional or was_agreed_to(line, bot):
        return say(message, bot, language, "stopped_order", number=number)
    outcome = say(message, bot, language, "stopped_unknown", number=number)
    reason = f"wants no texts about {number}, and no consent is about that: which is meant?"
    return to_be_decided(outcome, message, reason, bot)


def was_agreed_to(line: ConsentEvent, bot: Bot) -> bool:
    return any(
        each.action is ConsentAction.GRANT and name_in(each.matter) == name_in(line.matter)
        for each in bot.store.consent_history(line.number)
    )


def ask_which_texts(
    message: InboundMessage, kinds: tuple[str, ...], bot: Bot, language: str
) -> Outcome:
    scopes = [own_questions.scope_of(kind, bot) for kind in kinds]
    names = [own_questions.name_of(scope, language, bot) for scope in scopes]
    listed = ", ".join(f"{place} {name}" for place, name in enumerate(names, 1))
    return say(message, bot, language, "stopped_which", Awaiting("stop", kinds), kinds=listed)


def asks_something_too(message: InboundMessage, bot: Bot) -> bool:
    now = bot.local_time()
    asked = (bot.understanding.question(part, now) for part in clauses(message.body))
    return any(each.decision is not Decision.HAND_OFF for each in asked)


def pause(message: InboundMessage, bot: Bot, language: str) -> Outcome:
    outcome = say(message, bot, language, "maybe_stop")
    return to_be_decided(outcome, message, "perhaps an opt-out: sending is held until decided", bot)


def to_be_decided(outcome: Outcome, message: InboundMessage, reason: str, bot: Bot) -> Outcome:
    """`outcome`, and a person decides while a request may still be honoured in time."""
    question = replace(
        open_question(message, (), reason, bot),
        due_on=due(message.received_at, bot.business.time_zone),
    )
    return replace(outcome, for_people=question)


# Opting in


def opted_in(
    message: InboundMessage,
    line: ConsentEvent | None,
    programme: Programme,
    status: ConsentStatus,
    bot: Bot,
    language: str,
) -> Outcome:
    if status.provider_blocks:
        return say(message, bot, language, "join_blocked", keyword=programme.keyword)
    if line and line.message_class is MessageClass.PROMOTIONAL:
        name, frequency = programme.name, programme.frequency
        return say(message, bot, language, "joined", programme=name, frequency=frequency)
    if line and line.method is Method.KEYWORD:
        return say(message, bot, language, "started")
    return ask_to_join(message, programme, bot, language)


def ask_to_join(message: InboundMessage, programme: Programme, bot: Bot, language: str) -> Outcome:
    """No disclosure was answered yet, or once only: it is shown, and the answer to it counts."""
    shown = programme.disclosure
    if programme.double_opt_in:
        awaiting = showing("agree", programme)
        return say(message, bot, language, "join_agree", awaiting, disclosure=shown)
    awaiting = showing("opt_in", programme)
    word = programme.keyword
    return say(message, bot, ENGLISH, "join_asked", awaiting, disclosure=shown, keyword=word)

"""From a question to a draft: each topic that was asked is answered by its own file.

Sure: answer. Two likely topics: ask which. Unsure or out of scope: a plain sentence and a person.
"""

import logging
import re

from consent.gate import Permit
from handlers.answer import Answer
from handlers.bot import Bot
from handlers.outcome import Outcome, hand_over, open_question
from language.meaning import URGENT, Asked, Decision
from language.translations import ENGLISH
from storage.records import (
    Awaiting,
    Draft,
    InboundMessage,
    OpenQuestion,
    Part,
    Question,
    Reply,
)

log = logging.getLogger(__name__)


def can_be_answered(sender: str) -> bool:
    """A number that takes texts: short codes and names ("22395", "AMZN") are machines."""
    return re.fullmatch(r"\+\d{7,15}", sender) is not None


def compose(message: InboundMessage, permit: Permit, bot: Bot) -> Outcome:
    if not message.body.strip():
        sentence = "handed_over_media" if message.media else "handed_over"
        return hand_over(message, permit, "a text without words", bot, sentence)
    last = bot.store.last_reply(message.sender)
    asked = read(message, last, bot)
    if asked.is_emergency:
        return hand_over(message, permit, URGENT, bot, "emergency", asked.language)
    match asked.decision:
        case Decision.ANSWER:
            return answer_all(message, asked, permit, bot)
        case Decision.ASK:
            return ask_which(message, asked, permit, bot)
        case _:
            return hand_over(message, permit, asked.reason, bot, language=asked.language)


def read(message: InboundMessage, last: Reply | None, bot: Bot) -> Asked:
    """What is asked; a short answer to our own "1 or 2?" is read as the answer that it is."""
    language = last.language if last else ENGLISH
    asked = bot.understanding.question(message.body, bot.local_time(), language)
    if last is None or last.awaiting is None or last.awaiting.what != "topic":
        return asked
    topic = chosen(message.body, last.awaiting.options, asked)
    if topic is None:
        return asked
    first = bot.understanding.question(last.awaiting.about, bot.local_time(), language)
    return Asked(Decision.ANSWER, (topic,), "", first.language, first.slots)


def chosen(body: str, options: tuple[str, ...], asked: Asked) -> str | None:
    """The option that `body` names: by its number, in words, or by what it is about."""
    place = place_named(body, len(options))
    if place is not None:
        return options[place]
    named = [topic for topic in options if topic in asked.topics]
    is_short = len(body.split()) <= SHORT_ANSWER
    return named[0] if len(named) == 1 and is_short else None


def place_named(body: str, count: int) -> int | None:
    """Which of the first `count` places `body` says, and nothing else: "2", "the second one"."""
    for place, words in enumerate(PLACES[:count]):
        if re.fullmatch(
            rf"\W*(?:the |el |la |le |a |o )?(?:{words})(?: one)?(?: please| pls)?\W*", body, re.I
        ):
            return place
    return None


PLACES = (
    r"1|one|1st|first|primer[oa]?|uno|premi[eè]re?|un|primeir[oa]|第一个?|一|thứ nhất|một|una",
    r"2|two|2nd|second|segund[oa]|dos|deuxi[eè]me|deux|dois|第二个?|二|thứ hai|hai|pangalawa",
    r"3|three|3rd|third|tercer[oa]?|tres|troisi[eè]me|trois|terceir[oa]|três"
    r"|第三个?|三|thứ ba|pangatlo",
)
SHORT_ANSWER = 5  # words; a longer text is a new question


def ask_which(message: InboundMessage, asked: Asked, permit: Permit, bot: Bot) -> Outcome:
    first, second = (name_of(topic, asked.language, bot) for topic in asked.topics[:2])
    text = bot.business.say("ask_which", asked.language, first=first, second=second)
    awaiting = Awaiting("topic", asked.topics[:2], message.body)
    draft = Draft(message.sid, asked.topics, (Part("ask", text),), awaiting, asked.language)
    return Outcome(draft, permit, "")


def name_of(topic: str, language: str, bot: Bot) -> str:
    """What we call a topic; one that a handler file adds is called by its own name."""
    try:
        return bot.business.say(f"topic_{topic}", language)
    except KeyError:
        return topic.replace("_", " ")


def answer_all(message: InboundMessage, asked: Asked, permit: Permit, bot: Bot) -> Outcome:
    """An answer to each topic, in the order asked; the rest goes to a person, and is said to."""
    answers = {topic: answer_one(topic, message, asked, bot) for topic in asked.topics}
    parts = [Part(topic, answer.text) for topic, answer in answers.items() if answer]
    unanswered = [topic for topic, answer in answers.items() if answer is None]
    reasons = [answer.to_person for answer in answers.values() if answer and answer.to_person]
    if not parts:
        reason = f"no answer known: {', '.join(unanswered)}"
        return hand_over(message, permit, reason, bot, language=asked.language)
    if unanswered:
        parts.append(Part("hand_off", bot.business.say("handed_over_too", asked.language)))
        reasons.append(f"no answer known: {', '.join(unanswered)}")
    draft = Draft(message.sid, asked.topics, tuple(parts), language=asked.language)
    return Outcome(draft, permit, "", for_people(message, asked, reasons, bot))


def for_people(
    message: InboundMessage, asked: Asked, reasons: list[str], bot: Bot
) -> OpenQuestion | None:
    if not reasons:
        return None
    return open_question(message, asked.topics, "; ".join(reasons), bot)


def answer_one(topic: str, message: InboundMessage, asked: Asked, bot: Bot) -> Answer | None:
    question = Question(
        topic=topic,
        text=message.body,
        language=asked.language,
        sender=message.sender,
        asked_at=bot.local_time(),
        slots=asked.slots,
    )
    try:
        answer = bot.handlers[topic].answer(question, bot.business)
        if answer is not None and not isinstance(answer, Answer):
            raise TypeError(f"{topic} answers with {type(answer).__name__}")
        return answer
    except Exception:
        # A fault in one topic file costs the customer a person's time, not the answer.
        log.exception("handler failed", extra={"sid": message.sid, "topic": topic})
        return None

"""The whole way of one text: recorded, understood, answered, guarded, and then it may be sent.

What was said about consent is committed first and alone. In one transaction with the reply, a crash
in a handler would take a STOP back with it, and by default Twilio does not call again after a 500.
"""

import logging
from dataclasses import replace

from consent import guard
from consent.gate import Refusal, may_answer
from consent.status import fold
from handlers import confirmations, keywords, own_questions, questions
from handlers.bot import Bot
from handlers.outcome import Outcome, hand_over, joined, say_nothing, with_urgency
from language.meaning import ConsentWords
from storage.records import InboundMessage, Method, Reply

log = logging.getLogger(__name__)


def receive(message: InboundMessage, bot: Bot) -> Reply:
    """Record `message` once and return its reply; a retry gets the same reply, byte for byte.

    A reply with an empty body is silence. Raises StorageUnavailable where nothing was recorded.
    """
    said = bot.understanding.consent(message.body)
    with bot.store.transaction():
        if bot.store.claim(message):  # the first statement: it wins or loses for good
            answer = own_questions.answered(message, bot)
            for event in answer or keywords.events(message, said, bot):
                bot.store.append_consent(event)
    # From here on a failure can cost a reply, never an opt-out.
    return bot.store.reply_to(message.sid) or reply_once(message, said, bot)


def reply_once(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> Reply:
    """Compose, guard and keep the reply; of two copies at once the first one kept is the reply."""
    outcome = compose(message, said, bot)
    reply, outcome = guarded(outcome, message, bot)
    with bot.store.transaction():
        kept = bot.store.save_reply(reply)
        if outcome.for_people and kept == reply:
            bot.store.ask_person(outcome.for_people)
    log.info("replied", extra={"sid": message.sid, "topics": list(kept.topics)})
    return kept


def compose(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> Outcome:
    """What to say to `message`, before the guard."""
    history = bot.store.consent_history(message.sender)
    status = fold(history)
    recorded = [event for event in history if event.message_sid == message.sid]
    if confirmation := confirmations.confirm(message, said, recorded, status, bot):
        return in_danger(confirmation, message, said, bot)
    if not questions.can_be_answered(message.sender):
        return say_nothing(message, "its sender takes no replies", bot)
    permit = may_answer(message, status)
    if isinstance(permit, Refusal):
        return in_danger(say_nothing(message, permit.because, bot), message, said, bot)
    return questions.compose(message, permit, bot)


def in_danger(
    outcome: Outcome, message: InboundMessage, said: ConsentWords | None, bot: Bot
) -> Outcome:
    """`outcome`, with a person called and the one sentence added where somebody may be in danger.

    A whole-message keyword is nothing else, and wakes no model.
    """
    is_keyword = said is not None and said.method is Method.KEYWORD
    if is_keyword or not bot.understanding.is_danger(message.body):
        return outcome
    return with_urgency(outcome, message, bot)


def guarded(outcome: Outcome, message: InboundMessage, bot: Bot) -> tuple[Reply, Outcome]:
    """The reply; where the guard refuses it, the sentence that hands over; or else silence."""
    now = bot.clock()
    permit = outcome.permit
    if outcome.draft is None or permit is None:
        return guard.silence(message.sid, outcome.because, now), outcome
    try:
        return guard.review(outcome.draft, permit, now), outcome
    except guard.Refused as refused:
        log.warning("refused", extra={"sid": message.sid, "reason": refused.reason})
        reason = f"the guard refused an answer: {refused.reason}"
    instead = hand_over(message, permit, reason, bot)
    assert instead.draft is not None
    assert instead.for_people is not None
    outcome = replace(instead, for_people=joined(instead.for_people, outcome.for_people))
    try:
        return guard.review(instead.draft, permit, now), outcome
    except guard.Refused:
        return guard.silence(message.sid, reason, now), outcome

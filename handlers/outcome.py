"""What composing comes to: a draft or silence, and whether a person should see the text."""

from dataclasses import dataclass, replace

from consent.gate import Permit
from handlers.bot import Bot
from language.meaning import URGENT
from language.translations import ENGLISH
from storage.records import Draft, InboundMessage, OpenQuestion, Part, QuestionState


@dataclass(frozen=True, slots=True)
class Outcome:
    draft: Draft | None  # None: silence
    permit: Permit | None
    because: str  # why silence, where it is silence
    for_people: OpenQuestion | None = None


def hand_over(
    message: InboundMessage,
    permit: Permit,
    reason: str,
    bot: Bot,
    sentence: str = "handed_over",
    language: str = ENGLISH,
) -> Outcome:
    """One plain sentence, and the text waits for a person."""
    text = bot.business.say(sentence, language)
    draft = Draft(message.sid, asked=(), parts=(Part("hand_off", text),), language=language)
    return Outcome(draft, permit, "", open_question(message, (), reason, bot))


def say_nothing(message: InboundMessage, because: str, bot: Bot) -> Outcome:
    """Silence, and the text reaches the people marked as one who can't be texted."""
    return Outcome(None, None, because, open_question(message, (), because, bot, reachable=False))


def with_urgency(outcome: Outcome, message: InboundMessage, bot: Bot) -> Outcome:
    """The same reply with the sentence for an emergency after it, and a person at once."""
    reachable = outcome.draft is not None
    question = joined(open_question(message, (), URGENT, bot, reachable), outcome.for_people)
    if outcome.draft is None:
        return replace(outcome, for_people=question)
    sentence = bot.business.say("emergency", outcome.draft.language)
    parts = (*outcome.draft.parts, Part("emergency", sentence))
    return replace(outcome, draft=replace(outcome.draft, parts=parts), for_people=question)


def joined(first: OpenQuestion, second: OpenQuestion | None) -> OpenQuestion:
    """One question for both: each reason stands in it, and the day on which either is due."""
    if second is None:
        return first
    return replace(
        first,
        reason=f"{first.reason}; {second.reason}",
        reachable=first.reachable and second.reachable,
        due_on=first.due_on or second.due_on,
    )


def open_question(
    message: InboundMessage,
    topics: tuple[str, ...],
    reason: str,
    bot: Bot,
    reachable: bool = True,
) -> OpenQuestion:
    return OpenQuestion(
        message_sid=message.sid,
        number=message.sender,
        body=message.body,
        topics=topics,
        reason=reason,
        reachable=reachable,
        state=QuestionState.OPEN,
        asked_at=bot.clock(),
    )

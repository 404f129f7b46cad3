"""What composing comes to: a draft or silence, and whether a person should see the text."""

from dataclasses import dataclass

from consent.gate import Permit
from handlers.bot import Bot
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

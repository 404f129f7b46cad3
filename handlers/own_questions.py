"""Our own two questions about consent, and what an answer to them records.

Which texts did a STOP mean? Asked in its one confirmation, where the number agreed to more than one
kind (47 CFR 64.1200(a)(12)); everything has ended by then, and silence leaves it so. And a second
opt-in: a JOIN that counts only once it is confirmed. Both are answered by a number, as carriers
claim the words that people would rather say (YES, STOP, START).
"""

from dataclasses import replace

from consent.status import CLARIFIES, ConsentStatus, fold
from facts.business import Programme
from handlers.bot import Bot, WhoSpeaks
from handlers.keywords import event, is_asked, joining, programme_shown
from handlers.questions import place_named
from language.keywords import Scope
from language.normalise import whole_message
from storage.records import ConsentAction, ConsentEvent, InboundMessage, MessageClass

I_AGREE = "1"
CONFIRMS = "confirms"  # the detail of a second opt-in that holds the MessageSid of the first text
MOST_KINDS = 3  # that one question can list and stay short
ORDERS = str(MessageClass.TRANSACTIONAL)  # the kind that is no programme


def answered(message: InboundMessage, bot: Bot) -> list[ConsentEvent]:
    """The ledger line of `message`, where it is the clear answer to a question of ours, in time."""
    if message.opt_out_type:
        return []  # the provider has read it as something else, and acted
    line = kept(message, bot) or agreed(message, bot)
    return [line] if line else []


def asked_by(line: ConsentEvent) -> str | None:
    """The MessageSid of the text that we answered with the question that `line` answers."""
    details = dict(line.details)
    return details.get(CLARIFIES) or details.get(CONFIRMS)


# Which texts a STOP meant


def kinds(stop: ConsentEvent, status: ConsentStatus, bot: Bot) -> tuple[str, ...]:
    """The kinds of texts to ask about after `stop`; none where there is nothing to ask."""
    if not bot.business.asks_which_texts or bot.opt_out_replies is not WhoSpeaks.BOT:
        return ()
    if status.stopped != stop or status.provider_blocks:
        return ()
    now = bot.clock()
    ended = [grant for grant in status.keepable if not grant.ends_at or grant.ends_at > now]
    joined = {grant.programme for grant in ended if grant.message_class is MessageClass.PROMOTIONAL}
    found = [each.keyword for each in bot.business.programmes if on_record(each, bot) in joined]
    if any(grant.message_class is MessageClass.TRANSACTIONAL for grant in ended):
        found.append(ORDERS)
    return tuple(found) if 1 < len(found) <= MOST_KINDS else ()


def on_record(programme: Programme, bot: Bot) -> str | None:
    return bot.business.programme_on_record(programme.keyword)


def name_of(scope: Scope | ConsentEvent, language: str, bot: Bot) -> str:
    if scope.message_class is MessageClass.TRANSACTIONAL:
        return bot.business.say("orders_and_bookings", language)
    return bot.business.name_of_programme(scope.programme)


def kept(message: InboundMessage, bot: Bot) -> ConsentEvent | None:
    """The fold decides whether the answer still counts: what changes nothing is not recorded."""
    place = place_named(message.body, MOST_KINDS)
    asked = bot.store.last_reply(message.sender) if place is not None else None
    if place is None or asked is None or asked.awaiting is None:
        return None
    if asked.awaiting.what != "stop" or place >= len(asked.awaiting.options):
        return None
    scope = scope_of(asked.awaiting.options[place], bot)
    line = replace(
        event(message, None, ConsentAction.KEEP, bot, scope),
        details=((CLARIFIES, asked.message_sid),),
    )
    status = fold([*bot.store.consent_history(message.sender), line])
    return line if status.kept is line else None


def scope_of(kind: str, bot: Bot) -> Scope:
    if kind == ORDERS:
        return Scope(MessageClass.TRANSACTIONAL)
    return Scope(MessageClass.PROMOTIONAL, programme=bot.business.programme_on_record(kind))


# The second opt-in


def agreed(message: InboundMessage, bot: Bot) -> ConsentEvent | None:
    """The grant, with both texts as its evidence; none to a disclosure that was reworded since."""
    asked = is_asked("agree", message, bot) if whole_message(message.body) == I_AGREE else None
    programme = programme_shown(asked, bot)
    first = bot.store.message(asked.message_sid) if asked else None
    if programme is None or first is None:
        return None
    line = joining(programme, message, None, bot)
    return replace(
        line,
        evidence=f"{first.body}, then {message.body}",
        details=(*line.details, (CONFIRMS, first.sid)),
    )

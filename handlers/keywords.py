"""STOP, START, JOIN, HELP and the same in free words: what goes into the ledger, what is confirmed.

Twilio answers some words itself (FIELD 1.1): who speaks is a setting, and each word gets its one
confirmation from provider or bot, never both and never neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from consent.deadline import due
from consent.gate import may_confirm
from consent.status import ConsentStatus, fold
from facts.business import Programme
from handlers.bot import Bot, WhoSpeaks
from handlers.outcome import Outcome, open_question
from language import changed_hands
from language.clauses import clauses
from language.keywords import EVERYTHING, Act, Scope
from language.meaning import ConsentWords, Decision
from language.translations import ENGLISH
from storage.records import (
    Awaiting,
    Basis,
    ConsentAction,
    ConsentEvent,
    Draft,
    InboundMessage,
    MessageClass,
    Method,
    Part,
)

# The whole messages that Twilio handles on a long code by default, in English only: "Stop please"
# and "opt out" are not among them (support.twilio.com 31560110671259). "Stop." may be or not: the
# bot speaks then, as a confirmation too few is worse than one that Twilio drops (error 21610).
PROVIDER_WORDS = {
    "STOP": Act.STOP, "UNSUBSCRIBE": Act.STOP, "END": Act.STOP, "QUIT": Act.STOP,
    "STOPALL": Act.STOP, "REVOKE": Act.STOP, "OPTOUT": Act.STOP, "CANCEL": Act.STOP,
    "START": Act.START, "UNSTOP": Act.START, "YES": Act.YES, "HELP": Act.HELP, "INFO": Act.HELP,
}  # fmt: skip
# A confirmation "sent within five minutes of receipt" is presumed to be covered; for a later one
# the sender must show why (47 CFR 64.1200(a)(12)). It is silence then, kept with this reason.
IN_TIME = timedelta(minutes=5)
OPT_OUT_TYPES = {"STOP": Act.STOP, "START": Act.START, "HELP": Act.HELP}


# What goes into the ledger


def events(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> list[ConsentEvent]:
    """The ledger lines that `message` makes. Reads the history: call it after the claim."""
    act = act_of(message, said)
    if act is None or act is Act.HELP:
        return []
    if said and said.is_doubtful and not message.opt_out_type:
        return [event(message, said, ConsentAction.HOLD, bot)]
    if act is Act.STOP:
        return revocations(message, said, bot)
    return grants(act, message, said, bot)


def act_of(message: InboundMessage, said: ConsentWords | None) -> Act | None:
    """The provider's own reading first: what it did to its list is a fact."""
    own = said.act if said else None
    if not message.opt_out_type:
        return own
    taken = OPT_OUT_TYPES.get(message.opt_out_type.upper(), own)
    is_join = own is Act.JOIN and said is not None and said.method is Method.KEYWORD
    # A JOIN that the provider counts among its words for START still answers our disclosure.
    return Act.JOIN if taken is Act.START and is_join else taken


def revocations(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> list[ConsentEvent]:
    """The revocation; where it says "wrong number", first that what was said before is void."""
    revoked = revocation(message, said, bot)
    if not changed_hands.is_said_in(message.body):
        return [revoked]
    return [event(message, said, ConsentAction.REASSIGN, bot), revoked]


def revocation(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> ConsentEvent:
    scope = said.scope if said and not message.opt_out_type else EVERYTHING
    if scope.programme:
        named = bot.business.programme_of(scope.programme)
        scope = replace(scope, programme=in_ledger(named, bot))
    return event(message, said, ConsentAction.REVOKE, bot, scope=scope)


def grants(
    act: Act, message: InboundMessage, said: ConsentWords | None, bot: Bot
) -> list[ConsentEvent]:
    status = fold(bot.store.consent_history(message.sender))
    is_blocked = bool(status.stopped) or status.provider_blocks
    if said and said.act is Act.YES and we_asked(message.sender, bot):
        act = Act.JOIN
    in_free_words = said is not None and said.method is Method.FREE_TEXT
    if act is Act.JOIN and not in_free_words:
        return [joining(bot.business.programme_of(said.word if said else None), message, said, bot)]
    if act is Act.START or is_blocked:
        # Lifts the stop. It answers no disclosure, so it grants nothing promotional.
        scope = Scope(MessageClass.CONVERSATIONAL)
        return [event(message, said, ConsentAction.GRANT, bot, scope=scope, basis=Basis.EXPRESS)]
    return []


def joining(
    programme: Programme, message: InboundMessage, said: ConsentWords | None, bot: Bot
) -> ConsentEvent:
    return event(
        message,
        said,
        ConsentAction.GRANT,
        bot,
        scope=Scope(MessageClass.PROMOTIONAL, programme=in_ledger(programme, bot)),
        basis=Basis.EXPRESS_WRITTEN,
        disclosure_version=programme.version,
    )


def in_ledger(programme: Programme, bot: Bot) -> str | None:
    """How the ledger names a programme: the first one is the one that needs no name."""
    return None if programme is bot.business.programme else programme.keyword.upper()


def we_asked(number: str, bot: Bot) -> bool:
    """Whether the last thing we said to `number` was our own opt-in question."""
    last = bot.store.last_reply(number)
    return last is not None and last.awaiting is not None and last.awaiting.what == "opt_in"


def event(
    message: InboundMessage,
    said: ConsentWords | None,
    action: ConsentAction,
    bot: Bot,
    scope: Scope = EVERYTHING,
    basis: Basis | None = None,
    disclosure_version: str | None = None,
) -> ConsentEvent:
    return ConsentEvent(
        number=message.sender,
        action=action,
        message_class=scope.message_class,
        matter=scope.matter,
        programme=scope.programme,
        basis=basis,
        method=said.method if said else Method.KEYWORD,
        evidence=message.body,
        disclosure_version=disclosure_version,
        message_sid=message.sid,
        recorded_by="provider" if provider_took(message, bot) else "bot",
        recorded_at=message.received_at,
    )


def provider_took(message: InboundMessage, bot: Bot) -> bool:
    """Whether the provider has acted on this text itself, and answered it."""
    if message.opt_out_type:
        return True
    word = PROVIDER_WORDS.get(message.body.strip().upper())
    if bot.opt_out_replies is WhoSpeaks.BOT or word is None:
        return False
    # To somebody it does not block, a YES is a text like any other.
    return word is not Act.YES or fold(bot.store.consent_history(message.sender)).provider_blocks


# What is confirmed


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
    language = (said and said.language) or ENGLISH
    if (recorded and recorded[-1].recorded_by == "provider") or message.opt_out_type:
        return spoken_by_provider(message)
    if act is Act.HELP:
        if provider_took(message, bot):
            return spoken_by_provider(message)
        return say(message, bot, language, "help")
    if said and said.is_doubtful:
        return pause(message, bot, language)
    if recorded and recorded[-1].action is ConsentAction.REVOKE:
        if bot.clock() - recorded[-1].recorded_at > IN_TIME:
            return Outcome(None, None, "too late: a stop is confirmed within five minutes or never")
        return stopped(message, recorded[-1], bot, language)
    return opted_in(message, recorded, status, bot, language)


def spoken_by_provider(message: InboundMessage) -> Outcome:
    return Outcome(None, None, "the provider has answered this keyword itself")


def say(
    message: InboundMessage,
    bot: Bot,
    language: str,
    sentence: str,
    awaiting: Awaiting | None = None,
    **places: object,
) -> Outcome:
    text = bot.business.say(sentence, language, **places)
    draft = Draft(message.sid, asked=(), parts=(Part("keyword", text),), awaiting=awaiting)
    return Outcome(draft, may_confirm(message), "")


def stopped(message: InboundMessage, line: ConsentEvent, bot: Bot, language: str) -> Outcome:
    if line.matter:
        outcome = say(message, bot, language, "stopped_order", number=line.matter.partition(":")[2])
    elif line.programme:
        name = bot.business.programme_of(line.programme).name
        outcome = say(message, bot, language, "stopped_programme", programme=name)
    elif line.message_class is MessageClass.PROMOTIONAL:
        outcome = say(message, bot, language, "stopped_offers")
    else:
        outcome = say(message, bot, language, "stopped")
    if line.method is Method.FREE_TEXT and asks_something_too(message, bot):
        question = open_question(
            message, (), "opted out in free words, and asks something", bot, reachable=False
        )
        return Outcome(outcome.draft, outcome.permit, "", question)
    return outcome


def asks_something_too(message: InboundMessage, bot: Bot) -> bool:
    now = bot.local_time()
    asked = (bot.understanding.question(part, now) for part in clauses(message.body))
    return any(each.decision is not Decision.HAND_OFF for each in asked)


def pause(message: InboundMessage, bot: Bot, language: str) -> Outcome:
    outcome = say(message, bot, language, "maybe_stop")
    question = replace(
        open_question(message, (), "perhaps an opt-out: sending is held until decided", bot),
        due_on=due(message.received_at, bot.business.time_zone),
    )
    return Outcome(outcome.draft, outcome.permit, "", question)


def opted_in(
    message: InboundMessage,
    recorded: Sequence[ConsentEvent],
    status: ConsentStatus,
    bot: Bot,
    language: str,
) -> Outcome:
    programme = bot.business.programme_of(recorded[-1].programme if recorded else None)
    if status.provider_blocks:
        return say(message, bot, language, "join_blocked", keyword=programme.keyword)
    if recorded and recorded[-1].message_class is MessageClass.PROMOTIONAL:
        return say(
            message,
            bot,
            language,
            "joined",
            programme=programme.name,
            frequency=programme.frequency,
        )
    if recorded and recorded[-1].method is Method.KEYWORD:
        return say(message, bot, language, "started")
    # In free words no disclosure was answered yet: ask, in the words that JOIN will agree to.
    return say(
        message,
        bot,
        ENGLISH,
        "join_asked",
        awaiting=Awaiting("opt_in"),
        disclosure=programme.disclosure,
        keyword=programme.keyword,
    )

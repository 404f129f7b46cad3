"""STOP, START, JOIN and the same in free words: what goes into the ledger.

What is confirmed stands in `confirmations`, and what our own questions record in `own_questions`.
"""

from dataclasses import replace
from hashlib import sha256

from consent.matters import name_in
from consent.status import ANSWER_IN_TIME, fold
from facts.business import Programme
from handlers.bot import Bot, WhoSpeaks
from language import changed_hands
from language.keywords import EVERYTHING, Act, Scope
from language.meaning import ConsentWords
from storage.records import (
    DISCLOSURE_SHA256,
    Awaiting,
    Basis,
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    MessageClass,
    Method,
    Reply,
)

# The whole messages that Twilio handles on a long code by default, in English only: "Stop please"
# and "opt out" are not among them (support.twilio.com 31560110671259). "Stop." may be or not: the
# bot speaks then, as a confirmation too few is worse than one that Twilio drops (error 21610).
PROVIDER_WORDS = {
    "STOP": Act.STOP, "UNSUBSCRIBE": Act.STOP, "END": Act.STOP, "QUIT": Act.STOP,
    "STOPALL": Act.STOP, "REVOKE": Act.STOP, "OPTOUT": Act.STOP, "CANCEL": Act.STOP,
    "START": Act.START, "UNSTOP": Act.START, "YES": Act.YES, "HELP": Act.HELP, "INFO": Act.HELP,
}  # fmt: skip
OPT_OUT_TYPES = {"STOP": Act.STOP, "START": Act.START, "HELP": Act.HELP}

TAKES_BACK = frozenset({ConsentAction.REVOKE, ConsentAction.HOLD, ConsentAction.REASSIGN})


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
    taken = taken_for(message) or own
    is_join = own is Act.JOIN and said is not None and said.method is Method.KEYWORD
    # A JOIN that the provider counts among its words for START still answers our disclosure.
    return Act.JOIN if taken is Act.START and is_join else taken


def taken_for(message: InboundMessage) -> Act | None:
    """As what Advanced Opt-Out took it, and answered it."""
    return OPT_OUT_TYPES.get((message.opt_out_type or "").upper())


def revocations(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> list[ConsentEvent]:
    """The revocation; where it says "wrong number", first that what was said before is void."""
    revoked = revocation(message, said, bot)
    if changed_hands.is_said_in(message.body):
        return [event(message, said, ConsentAction.REASSIGN, bot), revoked]
    return of_each_so_called(revoked, bot) or [revoked]


def of_each_so_called(revoked: ConsentEvent, bot: Bot) -> list[ConsentEvent]:
    """`revoked` of each matter on record that is called so: a number by itself names no kind.

    Other systems know a matter by the very words in which they recorded it, so each has its line.
    """
    if revoked.matter is None:
        return []
    standing = fold(bot.store.consent_history(revoked.number)).transactional.values()
    return [
        replace(revoked, matter=grant.matter)
        for grant in standing
        if name_in(grant.matter) == name_in(revoked.matter)
    ]


def revocation(message: InboundMessage, said: ConsentWords | None, bot: Bot) -> ConsentEvent:
    scope = said.scope if said and not message.opt_out_type else EVERYTHING
    if scope.programme:
        scope = replace(scope, programme=bot.business.programme_on_record(scope.programme))
    return event(message, said, ConsentAction.REVOKE, bot, scope=scope)


def grants(
    act: Act, message: InboundMessage, said: ConsentWords | None, bot: Bot
) -> list[ConsentEvent]:
    status = fold(bot.store.consent_history(message.sender))
    is_blocked = bool(status.stopped) or status.provider_blocks
    programme = bot.business.programme_joined_by(said.word if said else None)
    is_yes = said is not None and said.act is Act.YES
    if is_yes and (shown := programme_shown(is_asked("opt_in", message, bot), bot)):
        return [joining(shown, message, said, bot)]
    if act is Act.JOIN and programme.double_opt_in and not message.opt_out_type:
        return []  # `own_questions` asks first
    if act is Act.JOIN and said and said.method is Method.KEYWORD and not programme.double_opt_in:
        return [joining(programme, message, said, bot)]
    if act is Act.START or is_blocked or taken_for(message) is Act.START:
        # Lifts the stop. It answers no disclosure, so it grants nothing promotional; nor does a
        # JOIN that the provider took for START where a JOIN is to be asked back: the provider has
        # answered, and a second text of ours has no leave.
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
        scope=Scope(
            MessageClass.PROMOTIONAL,
            programme=bot.business.programme_on_record(programme.keyword),
        ),
        basis=Basis.EXPRESS_WRITTEN,
        disclosure_version=programme.version,
        details=((DISCLOSURE_SHA256, sha256(programme.disclosure.encode()).hexdigest()),),
    )


def showing(what: str, programme: Programme) -> Awaiting:
    """Our question `what`, and the words that were shown with it, by their version."""
    return Awaiting(what, (programme.keyword, programme.version))


def programme_shown(asked: Reply | None, bot: Bot) -> Programme | None:
    """The programme whose disclosure `asked` showed; None where it was reworded since."""
    if asked is None or asked.awaiting is None:
        return None
    what = asked.awaiting.what
    shown = (each for each in bot.business.programmes if asked.awaiting == showing(what, each))
    return next(shown, None)


def is_asked(what: str, message: InboundMessage, bot: Bot) -> Reply | None:
    """Our question `what`, where `message` is the very next text, in time.

    Whatever was taken back since, in a text or on any other way, outranks an answer.
    """
    asked = bot.store.last_reply(message.sender)
    if asked is None or asked.awaiting is None or asked.awaiting.what != what:
        return None
    is_next = bot.store.messages(message.sender, 2)[0].sid == asked.message_sid
    is_in_time = message.received_at - asked.created_at <= ANSWER_IN_TIME
    since = (
        line.action
        for line in bot.store.consent_history(message.sender)
        if line.recorded_at > asked.created_at
    )
    return asked if is_next and is_in_time and TAKES_BACK.isdisjoint(since) else None


def event(
    message: InboundMessage,
    said: ConsentWords | None,
    action: ConsentAction,
    bot: Bot,
    scope: Scope = EVERYTHING,
    basis: Basis | None = None,
    disclosure_version: str | None = None,
    details: tuple[tuple[str, str], ...] = (),
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
        details=details,
    )


def provider_took(message: InboundMessage, bot: Bot) -> bool:
    """Whether the provider has acted on this text itself, and answered it."""
    if message.opt_out_type:
        return True
    word = PROVIDER_WORDS.get(message.body.strip().upper())
    is_ours = bot.opt_out_replies is WhoSpeaks.BOT
    if word is None or (is_ours and word is not Act.START):
        return False
    if not is_ours and word is not Act.YES:
        return True
    # To somebody it does not block, a YES is a text like any other. And a number that it blocks is
    # on a list that it keeps, whoever is set to speak: START takes it off, and is answered there.
    return fold(bot.store.consent_history(message.sender)).provider_blocks is not None

"""What a proof says beside the sealed lines: the texts, our confirmations, the disclosures."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from consent.gate import Known, Permit, may_send
from consent.status import fold
from handlers.bot import Bot
from storage.ledger import instant
from storage.proof import packet
from storage.records import InboundMessage, LedgerLine, MessageClass, Reply

# A claim can be brought for four years (28 USC 1658) and a do-not-call request is kept for five
# (47 CFR 64.1200(d)(6)): the longer one.
KEPT = timedelta(days=5 * 365 + 2)

# What of the provider's request shows where a text came from; the signature was checked before.
PROVIDER = ("AccountSid", "MessagingServiceSid", "To", "FromCountry", "FromState", "ApiVersion")


def proof_of(number: str, bot: Bot, key: str | None) -> dict[str, Any]:
    """All that a record of consent must hold (FIELD 2.5). One pass over the whole ledger."""
    now = bot.clock()
    lines = tuple(bot.store.ledger(number))
    return packet(number, bot.store.ledger(), now, key) | {
        "made_at": instant(now),
        "business": {"name": bot.business.name, "contact": bot.business.contact},
        "now": standing(number, lines, bot, now),
        "texts": texts(lines, bot),
        "disclosures": disclosures(lines, bot),
        "keep_until": instant(lines[-1].event.recorded_at + KEPT) if lines else None,
    }


def standing(
    number: str, lines: tuple[LedgerLine, ...], bot: Bot, now: datetime
) -> list[dict[str, Any]]:
    """What may be sent to `number` now, class by class, and the line that decides."""
    texted = bot.store.messages(number, 1)
    known = Known(lines, texted[-1] if texted else None)
    status = fold(line.event for line in lines)
    asked: list[tuple[MessageClass, str | None]] = [
        (MessageClass.PROMOTIONAL, None),
        *((MessageClass.PROMOTIONAL, programme) for programme in status.programmes),
        *((MessageClass.TRANSACTIONAL, matter) for matter in status.transactional),
        (MessageClass.CONVERSATIONAL, None),
    ]
    return [
        {
            "class": message_class,
            "matter": matter,
            "allowed": isinstance(decision, Permit),
            "because": decision.because,
            "evidence": decision.evidence,
        }
        for message_class, matter in asked
        for decision in [may_send(message_class, matter, known, now)]
    ]


def texts(lines: Iterable[LedgerLine], bot: Bot) -> dict[str, Any]:
    """By MessageSid: the text as the provider delivered it, and our one confirmation."""
    found: dict[str, Any] = {}
    for sid in dict.fromkeys(line.event.message_sid for line in lines):
        if sid and (message := bot.store.message(sid)):
            found[sid] = text(message, bot.store.reply_to(sid))
    return found


def text(message: InboundMessage, reply: Reply | None) -> dict[str, Any]:
    given = dict(message.parameters)
    return {
        "received_at": instant(message.received_at),
        "to": message.recipient,
        "body": message.body,
        "provider": {name: given[name] for name in PROVIDER if given.get(name)},
        "confirmation": confirmation(reply) if reply else None,
    }


def confirmation(reply: Reply) -> Mapping[str, Any]:
    return {
        "said": reply.body or None,
        "because": reply.because,
        "at": instant(reply.created_at),
    }


def disclosures(lines: Iterable[LedgerLine], bot: Bot) -> dict[str, str]:
    """The words of each version that a line of this number answers."""
    named = {line.event.disclosure_version for line in lines}
    return {each.version: each.text for each in bot.store.disclosures() if each.version in named}

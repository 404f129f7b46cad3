"""What a proof says beside the sealed lines: the texts, our confirmations, the disclosures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from consent.gate import Known, Permit, may_send
from consent.status import fold
from handlers.bot import Bot
from handlers.own_questions import asked_by
from storage.ledger import from_json, instant
from storage.proof import packet
from storage.records import ConsentAction, InboundMessage, LedgerLine, MessageClass, Reply
from web.twilio_http import SIMULATED

# A claim can be brought for four years (28 USC 1658) and a do-not-call request is kept for five
# (47 CFR 64.1200(d)(6)): the longer one.
KEPT = timedelta(days=5 * 365 + 2)

# What of the provider's request shows where a text came from; the signature was checked before.
# The rest of the request is in the document too, as it came.
PROVIDER = ("AccountSid", "MessagingServiceSid", "To", "FromCountry", "FromState", "ApiVersion")
# 47 CFR 64.1200(f)(9)(i)(B). In other words, or in another language, a person has to read it.
NO_CONDITION = re.compile(r"not (?:a|required as a) condition of (?:any )?purchas", re.IGNORECASE)


def proof_of(number: str, bot: Bot, key: str | None) -> dict[str, Any]:
    """All that a record of consent must hold (FIELD 2.5). One pass over the ledger, from the first
    line of `number` on; of a number without lines it says so."""
    made_at = bot.clock()
    first = next(bot.store.ledger(number), None)
    last = bot.store.last_line()
    before = first or last
    chain = bot.store.ledger(after=before.seq - 1) if before else iter(())
    made = packet(number, chain, made_at, key)
    lines = tuple(from_json(row) for row in made["lines"])
    return made | {
        "made_at": instant(made_at),
        "summary": summary(lines),
        "business": about(bot),
        "now": standing(number, lines, bot),
        "texts": texts(lines, bot),
        "disclosures": disclosures(lines, bot),
        "consent_date": consent_date(lines, bot),
        "keep_until": instant(lines[-1].event.recorded_at + KEPT) if lines else None,
    }


def summary(lines: Sequence[LedgerLine]) -> str:
    if not lines:
        return "Nothing is on record for this number: no consent, and no refusal."
    first, last = (f"{line.event.recorded_at:%Y-%m-%d}" for line in (lines[0], lines[-1]))
    count = "One line is" if len(lines) == 1 else f"{len(lines)} lines are"
    when = f"of {first}" if first == last else f"from {first} to {last}"
    return f"{count} on record for this number, {when}."


def about(bot: Bot) -> dict[str, Any]:
    """Whose record it is. A line that names no programme means the first of them."""
    business = bot.business
    return {
        "name": business.name,
        "contact": business.contact,
        "time_zone": business.time_zone.key,
        "programmes": [
            {"keyword": each.keyword, "name": each.name, "frequency": each.frequency}
            for each in business.programmes
        ],
    }


def consent_date(lines: Sequence[LedgerLine], bot: Bot) -> str | None:
    """The day to ask the Reassigned Numbers Database about (47 CFR 64.1200(m)): did the number
    change hands after it? As the business's calendar has it, which in America is the earlier one.
    """
    grants = [line for line in lines if line.event.action is ConsentAction.GRANT]
    zone = bot.business.time_zone
    return f"{grants[-1].event.recorded_at.astimezone(zone):%Y-%m-%d}" if grants else None


def standing(number: str, lines: Sequence[LedgerLine], bot: Bot) -> list[dict[str, Any]]:
    """What may be sent to `number` now, class by class, and the line that decides."""
    texted = bot.store.messages(number, 1)
    now = bot.clock()  # read last: every line counts
    known = Known(lines, texted[-1] if texted else None)
    status = fold(line.event for line in lines)
    asked: list[tuple[MessageClass, str | None]] = [
        (MessageClass.PROMOTIONAL, None),
        *((MessageClass.PROMOTIONAL, programme) for programme in status.programmes),
        *((MessageClass.TRANSACTIONAL, each.matter) for each in status.transactional.values()),
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
    """By MessageSid: the text as the provider delivered it, and our answer to it.

    Of a second opt-in the first text too: it was answered with the disclosure.
    """
    found: dict[str, Any] = {}
    for event in (line.event for line in lines):
        for sid in filter(None, (asked_by(event), event.message_sid)):
            message = bot.store.message(sid)
            if message and message.sender == event.number:  # nobody else's is shown
                found[sid] = text(message, bot.store.reply_to(sid))
    return found


def text(message: InboundMessage, reply: Reply | None) -> dict[str, Any]:
    given = dict(message.parameters)
    return {
        "received_at": instant(message.received_at),
        "to": message.recipient,
        "body": message.body,
        "provider": {name: given[name] for name in PROVIDER if given.get(name)},
        "request": [list(pair) for pair in message.parameters],
        # A request whose signature does not fit is refused, never kept; but some we sign ourselves.
        "is_signed": SIMULATED not in given,
        "confirmation": confirmation(reply) if reply else None,
    }


def confirmation(reply: Reply) -> Mapping[str, Any]:
    return {
        "said": reply.body or None,
        "because": reply.because,
        "at": instant(reply.created_at),
    }


def disclosures(lines: Iterable[LedgerLine], bot: Bot) -> dict[str, Any]:
    """The words of each version that a line of this number answers, and what they hash to."""
    named = {line.event.disclosure_version for line in lines}
    return {
        each.version: {
            "text": each.text,
            "sha256": each.sha256,
            "since": instant(each.since),
            "no_condition_of_purchase": bool(NO_CONDITION.search(each.text)),
        }
        for each in bot.store.disclosures()
        if each.version in named
    }

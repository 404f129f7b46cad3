"""May this be sent? Each class needs its own consent; none stands in for another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.matters import as_compared
from consent.status import ConsentStatus, fold
from storage.records import ConsentAction, ConsentEvent, InboundMessage, LedgerLine, MessageClass

# How long an inbound text is a conversation. Twilio's and the carriers' rules name no hours; a day
# is what the people's side of other systems grants, and FIELD 2.2 warns of delayed answers.
CONVERSATION = timedelta(hours=24)
# What permits counts from when it was recorded; what forbids counts at once, as a STOP that is on
# record lies in the future where the clock was put back.
PERMITS = frozenset({ConsentAction.GRANT, ConsentAction.KEEP, ConsentAction.RELEASE})


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send, and what it rests on."""

    message_class: MessageClass
    because: str
    evidence: str  # the MessageSid of the text, or the line of the ledger ("line 12"), that permits


@dataclass(frozen=True, slots=True)
class Refusal:
    message_class: MessageClass
    because: str
    evidence: str = ""  # the line of the ledger that forbids it; empty where nothing was ever said


def may_answer(message: InboundMessage, status: ConsentStatus) -> Permit | Refusal:
    """An answer to this text: implied by the text itself, unless its sender has opted out, or the
    provider would not carry it.

    "The individual's inbound message constitutes both consent and proof of consent, limited only
    to that particular conversation" (Twilio Messaging Policy).
    """
    if status.stopped:
        return Refusal(MessageClass.CONVERSATIONAL, f"opted out on {when(status.stopped)}")
    if status.provider_blocks:
        return Refusal(MessageClass.CONVERSATIONAL, blocked(status.provider_blocks))
    return Permit(MessageClass.CONVERSATIONAL, "answers the inbound text", message.sid)


def may_confirm(message: InboundMessage) -> Permit:
    """The one confirmation of a keyword: allowed after a STOP too (47 CFR 64.1200(a)(12)), and
    HELP is answered for everybody (CTIA)."""
    return Permit(MessageClass.CONVERSATIONAL, "confirms the inbound keyword", message.sid)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a number when somebody asks whether it may be texted."""

    lines: Sequence[LedgerLine]  # all of its history, oldest first
    last_inbound: InboundMessage | None = None


def may_send(
    message_class: MessageClass, matter: str | None, known: Known, at: datetime
) -> Permit | Refusal:
    """Whether a text of this class, about this matter, may go out `at` that time.

    `matter` is "order:12345" for a transactional text, and for a promotional one the keyword of
    its programme, None being the first. The answer names the line of the ledger that decides.
    """
    lines = [
        line
        for line in known.lines
        if line.event.recorded_at <= at or line.event.action not in PERMITS
    ]
    status = fold(line.event for line in lines)

    def line_of(event: ConsentEvent) -> str:
        return next(f"line {line.seq}" for line in reversed(lines) if line.event is event)

    def refuse(because: str, event: ConsentEvent | None = None) -> Refusal:
        return Refusal(message_class, because, line_of(event) if event else "")

    if status.stopped:
        return refuse(f"opted out on {when(status.stopped)}", status.stopped)
    if status.provider_blocks:
        return refuse(blocked(status.provider_blocks), status.provider_blocks)
    if message_class is MessageClass.CONVERSATIONAL:
        return in_conversation(known.last_inbound, lines, at)
    if status.held:
        return refuse(f"held since {when(status.held)}: a person decides", status.held)
    grant = granted(message_class, matter, status)
    if grant is None:
        return refuse(lacking(message_class, matter))
    if grant.ends_at and grant.ends_at <= at:
        return refuse(f"{matter} ended on {grant.ends_at:%Y-%m-%d}", grant)
    because = f"{grant.basis} consent of {when(grant)}"
    if (kept := status.kept) and grant.recorded_at <= kept.recorded_at:
        because += f", kept on {when(kept)} ({line_of(kept)})"
    return Permit(message_class, because, line_of(grant))


def granted(
    message_class: MessageClass, matter: str | None, status: ConsentStatus
) -> ConsentEvent | None:
    if message_class is MessageClass.TRANSACTIONAL:
        return status.transactional.get(as_compared(matter) or "")
    return status.programmes.get(matter) if matter else status.promotional


def lacking(message_class: MessageClass, matter: str | None) -> str:
    if message_class is MessageClass.PROMOTIONAL:
        return f"no express written consent{f' to {matter}' if matter else ''}"
    return f"no consent for {matter}" if matter else "a transactional text is about one matter"


def in_conversation(
    last: InboundMessage | None, lines: Sequence[LedgerLine], at: datetime
) -> Permit | Refusal:
    """An answer, while the conversation lasts that the number began, by whoever began it."""
    if last is None or last.received_at > at:
        return Refusal(MessageClass.CONVERSATIONAL, "it has texted nothing to answer")
    if at - last.received_at > CONVERSATION:
        return Refusal(
            MessageClass.CONVERSATIONAL,
            f"its last text, of {last.received_at:%Y-%m-%d %H:%M}Z, is more than"
            f" {CONVERSATION // timedelta(hours=1)} hours old",
        )
    for line in reversed(lines):
        if (
            line.event.action is ConsentAction.REASSIGN
            and line.event.recorded_at > last.received_at
        ):
            return Refusal(
                MessageClass.CONVERSATIONAL,
                "the number has changed hands since",
                f"line {line.seq}",
            )
    return Permit(MessageClass.CONVERSATIONAL, "answers the inbound text", last.sid)


def blocked(event: ConsentEvent) -> str:
    """Of every class: what is sent to a number that the provider blocks never arrives (21610)."""
    return f"blocked by the provider since {when(event)}: only START from the number lifts it"


def when(event: ConsentEvent) -> str:
    return event.recorded_at.date().isoformat()

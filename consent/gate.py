"""May this be sent? Each class needs its own consent; none stands in for another."""

from dataclasses import dataclass

from consent.status import ConsentStatus
from storage.records import ConsentEvent, InboundMessage, MessageClass


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send, and what it rests on."""

    message_class: MessageClass
    because: str
    evidence: str  # the MessageSid of the text that permits it


@dataclass(frozen=True, slots=True)
class Refusal:
    message_class: MessageClass
    because: str


def may_answer(message: InboundMessage, status: ConsentStatus) -> Permit | Refusal:
    """An answer to this text: implied by the text itself, unless its sender has opted out.

    "The individual's inbound message constitutes both consent and proof of consent, limited only
    to that particular conversation" (Twilio Messaging Policy).
    """
    if status.stopped:
        return Refusal(MessageClass.CONVERSATIONAL, f"opted out on {when(status.stopped)}")
    return Permit(MessageClass.CONVERSATIONAL, "answers the inbound text", message.sid)


def may_confirm(message: InboundMessage) -> Permit:
    """The one confirmation of a keyword: allowed after a STOP too (47 CFR 64.1200(a)(12)), and
    HELP is answered for everybody (CTIA)."""
    return Permit(MessageClass.CONVERSATIONAL, "confirms the inbound keyword", message.sid)


def may_send(
    message_class: MessageClass, matter: str | None, status: ConsentStatus
) -> ConsentEvent | Refusal:
    """The ledger's grant that allows a promotional or transactional text now, or why not."""
    if status.stopped:
        return Refusal(message_class, f"opted out on {when(status.stopped)}")
    if status.held:
        return Refusal(message_class, f"held since {when(status.held)}: a person decides")
    if message_class is MessageClass.PROMOTIONAL:
        return status.promotional or Refusal(message_class, "no express written consent")
    if message_class is MessageClass.TRANSACTIONAL and matter:
        grant = status.transactional.get(matter)
        return grant or Refusal(message_class, f"no consent for {matter}")
    return Refusal(message_class, "only the answer to an inbound text is allowed")


def when(event: ConsentEvent) -> str:
    return event.recorded_at.strftime("%Y-%m-%d")

"""The one door out: a draft becomes a reply here, or a person gets it.

Nothing else makes a `Reply` that says something (a test holds the house to that), so whatever
wrote the draft - a template, the shop's own product data, a person - it has been read here.
A check that crashes refuses: the guard fails closed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consent.gate import Permit
from language import collisions, promotion, segments
from language.promotion import MAY_SELL
from storage.records import Draft, Reply

LONGEST = 1600  # characters: Twilio refuses more (error 14103)
MOST_SEGMENTS = 6  # what one answer may cost

# What may stand in any reply, asked for or not: it answers the text itself.
ABOUT_THE_TEXT = frozenset({"keyword", "hand_off", "ask", "emergency"})


class Refused(Exception):
    """The draft must not be sent."""

    def __init__(self, draft: Draft, reason: str) -> None:
        super().__init__(reason)
        self.draft = draft
        self.reason = reason


def review(draft: Draft, permit: Permit, now: datetime) -> Reply:
    """The reply that `draft` becomes. Raises Refused, with the reason in words."""
    body = segments.plain(draft.body).strip()
    try:
        reason = fault(draft, body)
    except Exception as error:
        raise Refused(draft, f"the check itself failed: {type(error).__name__}") from error
    if reason:
        raise Refused(draft, reason)
    size = segments.measure(body)
    return Reply(
        message_sid=draft.message_sid,
        topics=tuple(part.topic for part in draft.parts),
        body=body,
        encoding=size.encoding,
        segments=size.segments,
        because=f"{permit.because} {permit.evidence}",
        awaiting=draft.awaiting,
        created_at=now,
        language=draft.language,
    )


def silence(message_sid: str, because: str, now: datetime) -> Reply:
    """The reply that says nothing, kept so that a retry is met with the same silence."""
    return Reply(message_sid, (), "", "GSM-7", 0, because, None, now)


def fault(draft: Draft, body: str) -> str | None:
    """Why this must not go out, or None."""
    for part in draft.parts:
        if part.topic not in draft.asked and part.topic not in ABOUT_THE_TEXT:
            return f"{part.topic} was not asked for"
    return fault_in_words(body) or fault_in_size(body)


def fault_in_words(body: str) -> str | None:
    return promotion_in(promotion.review(body)) or collision_in(body)


def promotion_in(found: promotion.Promotion | None) -> str | None:
    return f"promotion: {found.reason}" if found else None


def collision_in(body: str) -> str | None:
    if collision := collisions.find(body):
        return f"collides with a carrier keyword: {collision}"
    return None


def fault_in_size(body: str) -> str | None:
    if not body:
        return "it is empty"
    if len(body) > LONGEST:
        return f"{len(body)} characters; Twilio takes {LONGEST}"
    if (count := segments.measure(body).segments) > MOST_SEGMENTS:
        return f"{count} segments; the most is {MOST_SEGMENTS}"
    return None


# Templates, before any customer sees them

PLACEHOLDER = re.compile(r"\{\w+\}")
STAND_IN = "Marlow"  # a name, as most of what is put in there


@dataclass(frozen=True, slots=True)
class BadTemplate:
    name: str
    reason: str


class BadTemplates(Exception):
    """Templates that hold what no reply may hold; start-up stops. `found` names each."""

    def __init__(self, found: list[BadTemplate]) -> None:
        super().__init__("\n".join(f"{bad.name}: {bad.reason}" for bad in found))
        self.found = found


def check_templates(templates: Mapping[str, str], own: Mapping[str, str]) -> None:
    """Raises BadTemplates."""
    if found := lint(templates, own):
        raise BadTemplates(found)


def lint(templates: Mapping[str, str], own: Mapping[str, str]) -> list[BadTemplate]:
    """The templates, by name, that hold what no reply may hold.

    All are held to the rules. `own`, the sentences that the business wrote itself, are read as
    well, and more strictly than a reply: there is time to word them anew. A name is no sentence to
    read, and the built-in sentences are read by the tests.
    """
    faults = {
        name: promotion_in(promotion.by_rule(text)) or collision_in(text)
        for name, text in templates.items()
    }
    for name, text in own.items():
        sentence = PLACEHOLDER.sub(STAND_IN, text)
        faults[name] = faults[name] or promotion_in(promotion.by_reading(sentence, MAY_SELL))
    return [BadTemplate(name, reason) for name, reason in faults.items() if reason]

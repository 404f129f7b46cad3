"""The three classes of message, and the consent that each needs to be on record.

A weaker consent never stands in for a stronger one, and one matter never for another (PRODUCT.md).
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from consent.listed import GIVEN_AT
from consent.status import CLARIFIES
from storage.records import (
    DISCLOSURE_SHA256,
    Basis,
    ConsentAction,
    ConsentEvent,
    Disclosure,
    MessageClass,
    Method,
)

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164
MATTER = re.compile(r"[a-z]+:\S{1,100}")  # "order:12345", "appointment:77"

# How a signature may come to be: 47 CFR 64.1200(f)(9) and E-SIGN. What was only said is none.
CAN_BE_WRITTEN = frozenset(
    {Method.KEYWORD, Method.WEB_FORM, Method.BOX, Method.PAPER, Method.COUNTER, Method.IMPORT,
     Method.SYSTEM}
)  # fmt: skip

OF_THE_WHOLE_NUMBER = frozenset({ConsentAction.HOLD, ConsentAction.RELEASE, ConsentAction.REASSIGN})

# Names in the details that mean something to us: nobody else may use them for evidence of his own.
OUR_DETAILS = (CLARIFIES, "confirms", DISCLOSURE_SHA256, "file", "line", "nonce", GIVEN_AT)


class BadLine(ValueError):
    """What can't be a line of the ledger; the text is the field and, after a colon, the mend."""


def checked(event: ConsentEvent, disclosures: Iterable[Disclosure]) -> ConsentEvent:
    """`event` as a line from outside: the words that it agrees to are sealed with it.

    `disclosures` are those on record. Raises BadLine.
    """
    if fault := fault_in(event):
        raise BadLine(fault)
    version = event.disclosure_version
    if not version:
        return event
    words = next((each.sha256 for each in disclosures if each.version == version), None)
    if words is None:
        raise BadLine(
            f"disclosure_version: {version!r} is not on record; put its words there first:"
            " flask ledger disclosure VERSION FILE"
        )
    return replace(event, details=(*event.details, (DISCLOSURE_SHA256, words)))


def fault_in(event: ConsentEvent) -> str | None:
    """Why `event` can't be a line of the ledger, in words with the mend; None where it can."""
    if not NUMBER.fullmatch(event.number):
        return f"number: {event.number!r} is not E.164, such as +12125550123"
    if not event.evidence.strip():
        return "evidence: say what was texted, signed or said"
    if event.matter is not None and not MATTER.fullmatch(event.matter):
        return f"matter: {event.matter!r} is not kind:name, such as order:12345"
    if fault := fault_in_scope(event):
        return fault
    if event.action is ConsentAction.GRANT:
        return fault_in_grant(event)
    if event.action is ConsentAction.END and event.matter is None:
        return "matter: what is over? Name it, such as order:12345"
    return None


def fault_in_scope(event: ConsentEvent) -> str | None:
    """A scope that the fold does not heed: the line would do more, or less, than was meant."""
    is_promotional = event.message_class is MessageClass.PROMOTIONAL
    if event.action in OF_THE_WHOLE_NUMBER and (
        event.message_class or event.matter or event.programme
    ):
        return f"action: {event.action} is for the whole number; leave out class, matter, programme"
    if event.matter and event.message_class not in (None, MessageClass.TRANSACTIONAL):
        return f"matter: only transactional consent is for a matter, {event.message_class} is not"
    if event.programme and not is_promotional:
        return "programme: only the class promotional has programmes"
    return None


def fault_in_grant(event: ConsentEvent) -> str | None:
    match event.message_class:
        case MessageClass.PROMOTIONAL:
            return fault_in_promotional(event)
        case MessageClass.TRANSACTIONAL:
            return fault_in_transactional(event)
        case MessageClass.CONVERSATIONAL:
            return fault_in_conversational(event)
        case None:
            return "message_class: a grant is for one class, never for all"


def fault_in_promotional(event: ConsentEvent) -> str | None:
    if event.basis is not Basis.EXPRESS_WRITTEN:
        return "basis: promotional texts need express written consent"
    if not event.disclosure_version:
        return "disclosure_version: name the disclosure that was agreed to"
    if event.method not in CAN_BE_WRITTEN:
        return f"method: {event.method} is no signature"
    return None


def fault_in_transactional(event: ConsentEvent) -> str | None:
    if event.matter is None:
        return "matter: transactional consent is for one matter, such as order:12345"
    if event.basis not in (Basis.EXPRESS, Basis.EXPRESS_WRITTEN):
        return "basis: transactional texts need express consent"
    return None


def fault_in_conversational(event: ConsentEvent) -> str | None:
    """Such a grant lifts a stop, as START does; what is only implied may not."""
    if event.basis not in (Basis.EXPRESS, Basis.EXPRESS_WRITTEN):
        return "basis: only express consent takes a stop back; a text by itself implies its answer"
    return None

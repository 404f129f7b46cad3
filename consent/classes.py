"""The three classes of message, and the consent that each needs to be on record.

A weaker consent never stands in for a stronger one, and one matter never for another (PRODUCT.md).
"""

import re

from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass, Method

NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
MATTER = re.compile(r"[a-z]+:\S{1,100}")  # "order:12345", "appointment:77"

# How a signature may come to be: 47 CFR 64.1200(f)(9) and E-SIGN. What was only said is none.
CAN_BE_WRITTEN = frozenset(
    {Method.KEYWORD, Method.WEB_FORM, Method.BOX, Method.PAPER, Method.COUNTER, Method.IMPORT, Method.SYSTEM}
)  # fmt: skip


def fault_in(event: ConsentEvent) -> str | None:
    """Why `event` can't be a line of the ledger, in words with the mend; None where it can."""
    if not NUMBER.fullmatch(event.number):
        return f"number: {event.number!r} is not E.164, such as +12125550123"
    if not event.evidence.strip():
        return "evidence: say what was texted, signed or said"
    if event.matter is not None and not MATTER.fullmatch(event.matter):
        return f"matter: {event.matter!r} is not kind:name, such as order:12345"
    if event.action is ConsentAction.GRANT:
        return fault_in_grant(event)
    if event.action is ConsentAction.END and event.matter is None:
        return "matter: what is over? Name it, such as order:12345"
    return None


def fault_in_grant(event: ConsentEvent) -> str | None:
    match event.message_class:
        case MessageClass.PROMOTIONAL:
            return fault_in_promotional(event)
        case MessageClass.TRANSACTIONAL:
            return fault_in_transactional(event)
        case MessageClass.CONVERSATIONAL:
            return None
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

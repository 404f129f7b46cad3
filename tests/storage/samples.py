"""One plain record of each kind."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from storage.contract import Store
from storage.records import (
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    Method,
    OpenQuestion,
    QuestionState,
    Reply,
)

MAYA, BEN = "+12125550101", "+12125550102"
NOW = datetime(2026, 11, 24, 15, 0, 0, 123456, tzinfo=UTC)

MESSAGE = InboundMessage("SM0", MAYA, "+12125550100", "whats ur return policy", NOW)
EVENT = ConsentEvent(
    number=MAYA,
    action=ConsentAction.REVOKE,
    message_class=None,
    matter=None,
    basis=None,
    method=Method.KEYWORD,
    evidence="STOP",
    disclosure_version=None,
    message_sid="SM0",
    recorded_by="bot",
    recorded_at=NOW,
)
REPLY = Reply("SM0", ("returns",), "Within 30 days.", "GSM-7", 1, "it was asked", None, NOW)
QUESTION = OpenQuestion(
    "SM0", MAYA, "hello?", ("returns",), "unclear", True, QuestionState.OPEN, NOW
)

numbers = count()


def claimed(store: Store, sender: str = MAYA) -> str:
    """The sid of a message that `store` holds and no test has named before."""
    message = replace(MESSAGE, sid=f"SM-{next(numbers)}", sender=sender)
    assert store.claim(message)
    return message.sid

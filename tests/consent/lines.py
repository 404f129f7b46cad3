"""Ledger lines as the tests of consent need them: Maya's, by keyword."""

from datetime import timedelta

from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass, Method
from tests.conftest import MAYA, TUESDAY


def line(
    action: ConsentAction,
    message_class: MessageClass | None = None,
    matter: str | None = None,
    basis: Basis | None = None,
    disclosure: str | None = None,
    by: str = "bot",
    day: int = 0,
    programme: str | None = None,
    sid: str = "SM1",
    clarifies: str | None = None,
    decides: str | None = None,
    method: Method = Method.KEYWORD,
) -> ConsentEvent:
    return ConsentEvent(
        number=MAYA,
        action=action,
        message_class=message_class,
        matter=matter,
        basis=basis,
        method=method,
        evidence="as texted",
        disclosure_version=disclosure,
        message_sid=sid,
        recorded_by=by,
        recorded_at=TUESDAY + timedelta(days=day),
        programme=programme,
        details=tuple(
            (name, sid) for name, sid in (("clarifies", clarifies), ("decides", decides)) if sid
        ),
    )

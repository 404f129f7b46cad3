"""Errors of the register as application/problem+json (RFC 9457)."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from flask import Response
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    Conflict,
    Forbidden,
    HTTPException,
    Unauthorized,
    UnprocessableEntity,
)

from storage.records import LedgerLine
from web.json_shapes import Fault

PROBLEM = "application/problem+json"
MOST_FAULTS = 20  # named in one answer: a thousand bad numbers need no thousand sentences


class Unfit(UnprocessableEntity):
    """The request was understood and can't be carried out as it stands."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer} {fault.detail}" for fault in faults[:3]))
        self.faults = faults


class Unknown(Unauthorized):
    """No token, or none that lets anybody in."""

    def __init__(self, description: str, **challenge: str) -> None:
        asked = WWWAuthenticate("bearer", {"realm": "answerback", **challenge})
        super().__init__(description, www_authenticate=asked)


class BeyondScope(Forbidden):
    def __init__(self) -> None:
        super().__init__("This token may only read: make one with --scope write.")


class TakenBack(Conflict):
    """Consent that was given before `line` took it back."""

    def __init__(self, line: LedgerLine) -> None:
        super().__init__(
            f"line {line.seq} stands against it: a {line.event.action} of"
            f" {line.event.recorded_at:%Y-%m-%d %H:%M:%S}Z, and this was given before"
        )


def problem(error: HTTPException) -> Response:
    """`error` as a problem, its headers (Allow, WWW-Authenticate, Retry-After) kept."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": error.name,
        "status": error.code,
        "detail": error.description,
    }
    if isinstance(error, Unfit):
        content["errors"] = [asdict(fault) for fault in error.faults]
    response = Response(json.dumps(content), error.code, content_type=PROBLEM)
    kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    response.headers.extend(kept)
    return response

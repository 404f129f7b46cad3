"""Whatever is sent to the register, its answer is one that its own document describes.

`make test` sends some hundreds of calls, the same every time; `make fuzz` sends thousands, others
every time.
"""

import json
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from handlers.bot import Bot
from storage.records import TokenScope
from web import tokens
from web.register_schema import DOCUMENT

# The profile stands in tests/web/conftest.py.
IS_LONG = settings.get_current_profile_name() == "fuzz"
calls = settings(
    max_examples=1500 if IS_LONG else 50,
    derandomize=not IS_LONG,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def a_token(bot: Bot, scope: TokenScope) -> str:
    secret, issued = tokens.issue(f"{scope}er", scope, bot.clock())
    assert bot.store.add_token(issued)
    return secret


# From the document


class Door:
    """Leads to the application of the test that runs: schemathesis wants it before there is one."""

    app: Flask

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.app(environ, start_response)


door = Door()
register = schemathesis.openapi.from_dict(json.loads(json.dumps(DOCUMENT)))
register.app = door
register.config.update(base_url="http://localhost")


@pytest.fixture
def holder(app: Flask, bot: Bot) -> dict[str, str]:
    door.app = app
    return {"Authorization": f"Bearer {a_token(bot, TokenScope.WRITE)}"}


@register.parametrize()
@calls
def test_whatever_is_sent_is_answered_as_documented(
    case: schemathesis.Case[Any], holder: dict[str, str]
) -> None:
    # What fits the document may still be no consent: which fields go together, only 422 says.
    case.call_and_validate(headers=holder, excluded_checks=[positive_data_acceptance])


# Beside the document: any method, body, kind of content, token and key, in any company

BODIES = [
    schema["examples"][0]
    for name in ("Consent", "Revocation")
    for schema in [DOCUMENT["components"]["schemas"][name]]
] + [
    {"number": "+12125550101"},
    {"message_class": "promotional", "numbers": ["+12125550101"]},
]
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good body with a field taken out or made something else; or none at all."""
    body = dict(draw(st.sampled_from(BODIES)))
    field = draw(st.sampled_from([*body, "matter", "programme", "ends_at", "details", "other"]))
    body[field] = draw(junk)
    if draw(st.booleans()):
        del body[field]
    return json.dumps(body).encode()


visible = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=300)


@calls
@given(
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    address=st.sampled_from([*DOCUMENT["paths"], "/api/v1/openapi.json", "/api/v1/", "/api/v1/ask/"]),
    body=spoilt() | st.sampled_from([json.dumps(body).encode() for body in BODIES]) | st.binary(),
    kind=st.sampled_from(
        ["application/json", "application/json; charset=utf-16", "APPLICATION/JSON", "text/plain", ""]
    )
    | visible,
    token=st.sampled_from(["writer", "reader", "nobody"]) | visible,
    key=st.none() | st.sampled_from(["1", "2"]) | visible,
)  # fmt: skip
def test_whatever_company_it_comes_in(
    app: Flask, both: dict[str, str], method: str, address: str, body: bytes, kind: str, token: str, key: str | None
) -> None:  # fmt: skip
    headers = {"Authorization": f"Bearer {both.get(token, token)}", "Content-Type": kind}
    if key is not None:
        headers["Idempotency-Key"] = key
    response = app.test_client().open(address, method=method, data=body, headers=headers)
    assert_documented(method, address, response.status_code, response.content_type, response.data)


@pytest.fixture
def both(bot: Bot) -> dict[str, str]:
    return {str(scope) + "er": a_token(bot, scope) for scope in TokenScope}


def assert_documented(method: str, address: str, status: int, kind: str, content: bytes) -> None:
    operation = DOCUMENT["paths"].get(address, {}).get(method.lower())
    if operation is None:
        assert status in (404, 405) or (address, status) == ("/api/v1/openapi.json", 200)
        assert method == "HEAD" or status == 200 or is_problem(kind, content)
        return
    described = operation["responses"][str(status)]["content"]
    assert kind in described
    [schema] = [each["schema"] for each in described.values()]
    assert fits(schema, json.loads(content))


def is_problem(kind: str, content: bytes) -> bool:
    schema = {"$ref": "#/components/schemas/Problem"}
    return kind == "application/problem+json" and fits(schema, json.loads(content))


def fits(schema: dict[str, str], value: object) -> bool:
    return jsonschema_rs.is_valid({**schema, "components": DOCUMENT["components"]}, value)

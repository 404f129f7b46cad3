"""Every route knows who is there: a loop over the routes that there are finds new ones itself."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from handlers.bot import Bot
from storage.records import TokenScope
from tests.conftest import MAYA
from tests.storage.samples import EVENT
from tests.web.conftest import Rows, Serve, signed
from web import tokens
from web.register_schema import DOCUMENT

Way = Callable[[FlaskClient, Rule, str], None]

FORM = {"MessageSid": "SM1", "From": MAYA, "To": "+12125550100", "Body": "STOP"}
REGISTER = "/api/v1/"
# A route of the register that is not named here counts as one that writes.
ONLY_READ = {"/api/v1/ask", "/api/v1/history", "/api/v1/proof"}


# The ways of knowing. Each fails where the route lets somebody in whom it does not know.


def token(client: FlaskClient, rule: Rule, method: str) -> None:
    """The register: a bearer token."""
    for credentials in ({}, {"Authorization": "Bearer answerback_wrong"}):
        response = client.open(rule.rule, method=method, json={}, headers=credentials)
        assert response.status_code == 401, f"{method} {rule.rule}"
        assert response.headers["WWW-Authenticate"].startswith("Bearer realm=")
        assert response.content_type == "application/problem+json"


def signature(client: FlaskClient, rule: Rule, method: str) -> None:
    """The provider's webhooks: its signature over address and form."""
    for headers in ({}, {"X-Twilio-Signature": "x"}, signed(FORM, secret="another account's")):
        response = client.open(rule.rule, method=method, data=FORM, headers=headers)
        assert response.status_code == 403, f"{method} {rule.rule}"


def switch(client: FlaskClient, rule: Rule, method: str) -> None:
    """The simulator: off unless asked for (see below), and then for its own page alone."""
    if method == "POST":
        headers = {"Sec-Fetch-Site": "cross-site"}
        response = client.post(rule.rule, data={"phone": "0", "body": "STOP"}, headers=headers)
        assert response.status_code == 403, rule.rule


def nothing_to_hide(client: FlaskClient, rule: Rule, method: str) -> None:
    """Open to all: whether the process runs, how the register is used. Nobody's number."""
    response = client.open(rule.rule, method=method)
    assert response.status_code in (200, 404)
    assert MAYA not in response.text


WAYS: dict[str, Way] = {
    "sms.sms": signature,
    "simulator.phone": switch,
    "simulator.send": switch,
    "simulator.send_again": switch,
    "simulator.static": switch,
    "operations.healthz": nothing_to_hide,
    "operations.readyz": nothing_to_hide,
    "register.openapi": nothing_to_hide,
    "static": nothing_to_hide,  # Flask's own; there is no such folder
}


def way_of(rule: Rule) -> Way | None:
    if rule.endpoint in WAYS:
        return WAYS[rule.endpoint]
    return token if rule.rule.startswith(REGISTER) else None


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def check_every_route(app: Flask) -> None:
    client = app.test_client()
    for rule, method in routes(app):
        way = way_of(rule)
        if way is None:
            pytest.fail(f"{method} {rule.rule}: say in WAYS how {rule.endpoint} knows who is there")
        way(client, rule, method)


def test_every_route_knows_who_is_there(app: Flask, bot: Bot, rows: Rows) -> None:
    bot.store.append_consent(replace(EVENT, number=MAYA))
    before = rows()
    check_every_route(app)
    assert rows() | {"health": 0} == before | {"health": 0}  # /readyz writes to see that it can


@pytest.mark.parametrize("address", ["/everything", "/api/v1/everything", "/api/v2/ask"])
def test_a_new_route_that_lets_anybody_in_is_found(app: Flask, bot: Bot, address: str) -> None:
    app.add_url_rule(address, "everything", lambda: MAYA)
    with pytest.raises((pytest.fail.Exception, AssertionError), match=address):
        check_every_route(app)


def test_the_simulator_is_off_unless_asked_for(app: Flask, serve: Serve) -> None:
    client = serve(has_simulator=False)
    for rule, method in routes(app):
        if rule.endpoint.startswith("simulator."):
            response = client.open(rule.rule.replace("<path:filename>", "phone.css"), method=method)
            assert response.status_code == 404, rule.rule


# The register's tokens


def holder(bot: Bot, name: str, scope: TokenScope = TokenScope.WRITE) -> dict[str, str]:
    secret, issued = tokens.issue(name, scope, bot.clock())
    assert bot.store.add_token(issued)
    return {"Authorization": f"Bearer {secret}"}


def of_the_register(app: Flask) -> list[tuple[Rule, str]]:
    return [(rule, method) for rule, method in routes(app) if way_of(rule) is token]


def test_the_register_has_the_routes_that_its_document_says(app: Flask) -> None:
    documented = {
        (address, method.upper())
        for address, methods in DOCUMENT["paths"].items()
        for method in methods
    }
    assert {(rule.rule, method) for rule, method in of_the_register(app)} == documented


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param("", id="blank"),
        pytest.param("Bearer ", id="no-token"),
        pytest.param("Bearer é", id="no-ASCII"),
        pytest.param("Bearer answerback_wrong", id="a-wrong-one"),
        pytest.param("Basic YTpi", id="another-kind"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param("{revoked}", id="a-revoked-one"),
        pytest.param("{revoked}x", id="nearly-a-token"),
        pytest.param("{digest}", id="what-is-kept-of-one"),
    ],
)
def test_only_the_holder_of_a_token_is_let_in(app: Flask, bot: Bot, credentials: str) -> None:
    revoked = holder(bot, "web-shop")["Authorization"]
    assert bot.store.revoke_token("web-shop", bot.clock())
    holder(bot, "till")
    digest = f"Bearer {bot.store.tokens()[-1].digest}"
    given = credentials.format(revoked=revoked, digest=digest)
    for rule, method in of_the_register(app):
        response = app.test_client().open(
            rule.rule, method=method, json={}, headers={"Authorization": given}
        )
        assert response.status_code == 401, f"{method} {rule.rule}"
        assert response.content_type == "application/problem+json"


def test_a_token_to_read_writes_nothing(app: Flask, bot: Bot, rows: Rows) -> None:
    reader, before = holder(bot, "reports", TokenScope.READ), rows()
    for rule, method in of_the_register(app):
        response = app.test_client().open(rule.rule, method=method, json={}, headers=reader)
        expected = 422 if rule.rule in ONLY_READ else 403
        assert response.status_code == expected, f"{method} {rule.rule}"
        documented = DOCUMENT["paths"][rule.rule][method.lower()]["responses"]
        assert ("403" in documented) == (expected == 403), f"{method} {rule.rule}"
    assert rows() == before | {"tokens": 1}


def test_a_token_to_write_reads_too(app: Flask, bot: Bot) -> None:
    writer = holder(bot, "web-shop")
    for rule, method in of_the_register(app):
        response = app.test_client().open(rule.rule, method=method, json={}, headers=writer)
        assert response.status_code == 422, f"{method} {rule.rule}"

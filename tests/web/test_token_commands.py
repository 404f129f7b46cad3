"""`flask token`: who may use the register."""

import json

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

import app as application
from handlers.bot import Bot

ASK = {"message_class": "promotional", "numbers": ["+12125550101"]}


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["token", *words])


def status(client: FlaskClient, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return client.post("/api/v1/ask", json=ASK, headers=headers).status_code


def test_a_token_lets_in_until_it_is_revoked(app: Flask, client: FlaskClient) -> None:
    secret = run(app, "create", "web-shop", "--scope", "read").stdout.strip()
    assert status(client, secret) == 200
    assert run(app, "revoke", "web-shop").exit_code == 0
    assert status(client, secret) == 401
    assert run(app, "revoke", "web-shop").exit_code == 1


def test_a_secret_is_shown_once_and_kept_nowhere(
    app: Flask, settings: application.Settings
) -> None:
    created = json.loads(run(app, "create", "web-shop", "--scope", "write", "--json").stdout)
    assert (created["name"], created["scope"]) == ("web-shop", "write")
    listed = run(app, "list", "--json").stdout
    assert json.loads(listed)["name"] == "web-shop"
    folder = settings.database.parent
    everything = b"".join(path.read_bytes() for path in folder.glob(f"{settings.database.name}*"))
    for held in (listed.encode(), everything):
        assert created["secret"].encode() not in held


def test_tokens_are_listed_with_their_end(app: Flask) -> None:
    run(app, "create", "web-shop", "--scope", "write")
    run(app, "create", "till", "--scope", "read")
    run(app, "revoke", "web-shop")
    assert run(app, "list").stdout.splitlines() == [
        "web-shop write, created 2026-11-24 15:00Z, revoked 2026-11-24 15:00Z",
        "till read, created 2026-11-24 15:00Z",
    ]


@pytest.mark.parametrize(
    "name", ["bot", "provider", "import", "system", "Web Shop", "", "-x", "x" * 41]
)
def test_a_name_that_the_ledger_could_misread_is_refused(app: Flask, bot: Bot, name: str) -> None:
    assert run(app, "create", "--scope", "read", "--", name).exit_code == 1
    assert bot.store.tokens() == []


def test_a_name_is_given_out_once(app: Flask) -> None:
    run(app, "create", "web-shop", "--scope", "read")
    run(app, "revoke", "web-shop")
    again = run(app, "create", "web-shop", "--scope", "write")
    assert again.exit_code == 1
    assert "web-shop-2" in again.stderr


def test_a_scope_must_be_said(app: Flask, bot: Bot) -> None:
    assert run(app, "create", "web-shop").exit_code == 2
    assert bot.store.tokens() == []

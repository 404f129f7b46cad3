"""`flask token`: who may use the register. There is no way to make a token over HTTP."""

import click
from flask.cli import AppGroup

from storage.records import AccessToken, TokenScope
from web.printed import as_json, show
from web.services import services
from web.tokens import fault_in_name, issue

SCOPES = [scope.value for scope in TokenScope]

token = AppGroup("token", help="Who may use the register's API.")


@token.command("create")
@click.argument("name")
@click.option("--scope", type=click.Choice(SCOPES), required=True, help="write reads too.")
@as_json
def token_create(name: str, scope: str, is_json: bool) -> None:
    """Let the system NAME use the register, and print its secret, this once.

    Example: flask token create web-shop --scope write
    """
    bot = services().bot
    if fault := fault_in_name(name):
        raise click.ClickException(f"{name}: {fault}")
    secret, issued = issue(name, TokenScope(scope), bot.clock())
    if not bot.store.add_token(issued):
        raise click.ClickException(
            f"{name}: there is, or was, a token of that name, and the ledger's lines name it."
            f" Take another, such as {name}-2"
        )
    show({"name": name, "scope": scope, "secret": secret}, is_json, secret)


@token.command("list")
@as_json
def token_list(is_json: bool) -> None:
    """List the tokens, oldest first, revoked ones too; never their secrets."""
    for each in services().bot.store.tokens():
        row = {
            "name": each.name,
            "scope": each.scope,
            "created_at": each.created_at,
            "revoked_at": each.revoked_at,
        }
        show(row, is_json, plain_token(each))


def plain_token(each: AccessToken) -> str:
    end = f", revoked {each.revoked_at:%Y-%m-%d %H:%M}Z" if each.revoked_at else ""
    return f"{each.name} {each.scope}, created {each.created_at:%Y-%m-%d %H:%M}Z{end}"


@token.command("revoke")
@click.argument("name")
@as_json
def token_revoke(name: str, is_json: bool) -> None:
    """Let the token NAME in no more, from now on."""
    bot = services().bot
    if not bot.store.revoke_token(name, bot.clock()):
        raise click.ClickException(f"{name}: there is no such token, or it was revoked before")
    show({"name": name, "revoked": True}, is_json, f"{name} is let in no more.")

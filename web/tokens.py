"""Who may use the register: bearer tokens, of which only hashes are kept."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from storage.records import AccessToken, TokenScope

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# Who else records lines: "provider" as a recorder means that the provider's own list changed too.
TAKEN = frozenset({"bot", "provider", "import", "system"})
PREFIX = "answerback_"  # so that a scanner of leaked secrets, or a person, knows what it has found


def fault_in_name(name: str) -> str | None:
    if not NAME.fullmatch(name):
        return "write 1 to 40 small letters, digits and hyphens, such as web-shop"
    return fault_in_recorder(name)


def fault_in_recorder(name: str) -> str | None:
    """Why nobody may record lines by this name, a person or a system."""
    if name.strip().casefold() in TAKEN:
        return f"the ledger calls another recorder {name.strip().casefold()}"
    return None


def issue(name: str, scope: TokenScope, at: datetime) -> tuple[str, AccessToken]:
    """A new secret, to be shown once, and what is kept of it."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return secret, AccessToken(name, scope, digest(secret), at)


def digest(secret: str) -> str:
    # One round of SHA-256 is enough: nobody guesses 256 random bits, however fast each guess is.
    # The slow hashes are for what people make up.
    return hashlib.sha256(secret.encode()).hexdigest()


def holder(secret: str, tokens: Iterable[AccessToken]) -> AccessToken | None:
    """The token whose secret this is, unless it was revoked."""
    given = digest(secret)
    return next(
        (
            token
            for token in tokens
            if not token.revoked_at and hmac.compare_digest(token.digest, given)
        ),
        None,
    )

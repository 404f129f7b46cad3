"""What any storage promises, in words. `tests/storage/test_contract.py` holds each to it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from storage.records import (
    ConsentEvent,
    Disclosure,
    InboundMessage,
    LedgerLine,
    OpenQuestion,
    Reply,
)


class StorageUnavailable(Exception):
    """The database can't be reached or written now. The provider should try again (503)."""


class Store(Protocol):
    """Safe to share between threads and between processes. Every write is on disk on return."""

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside are kept together or not at all. Write first, then read.

        Raises StorageUnavailable.
        """

    def claim(self, message: InboundMessage) -> bool:
        """Keep `message`; True the first time its sid is seen, False ever after."""

    def message(self, sid: str) -> InboundMessage | None:
        """The message as it was first claimed."""

    def messages(self, number: str, limit: int = 50) -> list[InboundMessage]:
        """The latest texts from `number`, oldest first."""

    def append_consent(self, event: ConsentEvent) -> LedgerLine:
        """Add `event` at the end of the ledger, sealed to the line before it."""

    def consent_history(self, number: str) -> list[ConsentEvent]:
        """All that `number` ever said, and had said for it, about consent, oldest first."""

    def ledger(self, number: str | None = None) -> Iterator[LedgerLine]:
        """Every line of the ledger (of `number`), in order, without holding all in memory."""

    def keep_disclosure(self, disclosure: Disclosure) -> Disclosure:
        """Keep `disclosure` unless its version is on record already; return the one that is."""

    def disclosures(self) -> list[Disclosure]:
        """Every disclosure that was ever in force, oldest first."""

    def save_reply(self, reply: Reply) -> Reply:
        """Keep `reply` unless one is kept for its message already; return the one that is."""

    def reply_to(self, message_sid: str) -> Reply | None:
        """The reply that was kept for this message."""

    def last_reply(self, number: str) -> Reply | None:
        """The latest reply to `number` that is not silence."""

    def ask_person(self, question: OpenQuestion) -> None:
        """Keep `question` for people; a second one for the same message changes nothing."""

    def questions(self, include_closed: bool = False) -> list[OpenQuestion]:
        """What waits for a person, oldest first."""

    def check(self) -> None:
        """Raises StorageUnavailable, saying why, where the store can't be used."""

    def close(self) -> None:
        """Let go of every connection. The store can't be used afterwards."""

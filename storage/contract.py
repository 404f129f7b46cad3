"""What any storage promises, in words. `tests/storage/test_contract.py` holds each to it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from storage.records import (
    AccessToken,
    ConsentEvent,
    Delivery,
    Disclosure,
    InboundMessage,
    KeyedRequest,
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

    def last_messages(self, numbers: Sequence[str]) -> dict[str, InboundMessage]:
        """The latest text of each of `numbers` that ever wrote, by number, in few statements."""

    def append_consent(self, event: ConsentEvent) -> LedgerLine:
        """Add `event` at the end of the ledger, sealed to the line before it."""

    def consent_history(self, number: str) -> list[ConsentEvent]:
        """All that `number` ever said, and had said for it, about consent, oldest first."""

    def ledger(
        self, number: str | None = None, after: int = 0, limit: int | None = None
    ) -> Iterator[LedgerLine]:
        """The lines of the ledger (of `number`) past `after`, in order, not all in memory.

        At most `limit` of them, and no more are read. Raises Unreadable at a row that is not to the
        letter what was written.
        """

    def last_line(self) -> LedgerLine | None:
        """The end of the ledger; None while it is empty. Raises Unreadable as `ledger` does."""

    def ledger_of(self, numbers: Sequence[str]) -> dict[str, list[LedgerLine]]:
        """The lines of each of `numbers`, by number, oldest first, in few statements.

        A number that has none stands there with an empty list. Raises Unreadable as `ledger` does.
        """

    def keep_disclosure(self, disclosure: Disclosure) -> Disclosure:
        """Keep `disclosure` unless its version is on record already; return the one that is."""

    def disclosures(self) -> list[Disclosure]:
        """Every disclosure that was ever in force, oldest first."""

    def keep_first_programme(self, keyword: str) -> str:
        """Keep the keyword of the programme that lines mean which name none; return the one kept.

        While the ledger is empty another one may take its place, and never after.
        """

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

    def add_token(self, token: AccessToken) -> bool:
        """Keep `token`; False where its name was ever taken, by a revoked one too."""

    def tokens(self) -> list[AccessToken]:
        """Every token that was ever added, oldest first."""

    def revoke_token(self, name: str, at: datetime) -> bool:
        """From now on the token lets nobody in; False where there is none to revoke."""

    def claim_key(self, request: KeyedRequest) -> bool:
        """Keep `request`; True the first time its token uses its key, False ever after.

        Claim, write and keep the answer in one transaction: the key of a lost one is free again.
        """

    def keep_answer(self, request: KeyedRequest) -> None:
        """Keep the answer to a claimed request, unless one is kept."""

    def keyed_request(self, token: str, key: str) -> KeyedRequest | None:
        """The request that was claimed by this key, with its answer."""

    def delivery(self) -> Delivery:
        """How far the receiver of the outgoing webhook has come; at first, that it took nothing."""

    def replace_delivery(self, known: Delivery, new: Delivery) -> bool:
        """Keep `new` where all of `known` still stands; False, and nothing changes, where not."""

    def check(self) -> None:
        """Raises StorageUnavailable, saying why, where the store can't be used."""

    def close(self) -> None:
        """Let go of every connection. The store can't be used afterwards."""

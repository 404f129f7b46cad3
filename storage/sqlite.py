"""SQLite by way of sqlite-utils: one file, one machine with a lasting disk.

Each thread has a connection of its own: on a shared one, one thread's rollback takes another's
STOP with it. Writes open with BEGIN IMMEDIATE: a deferred BEGIN that reads before it writes
fails with "database is locked" at once, whatever the time-out. Both were reproduced.
"""

import fcntl
import json
import math
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import methodcaller
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage import ledger
from storage.contract import StorageUnavailable
from storage.ledger import Unreadable, instant
from storage.migrations import MIGRATIONS, NAMES
from storage.records import (
    AccessToken,
    Awaiting,
    Basis,
    ConsentAction,
    ConsentEvent,
    Delivery,
    Disclosure,
    InboundMessage,
    KeyedRequest,
    LedgerLine,
    Media,
    MessageClass,
    Method,
    OpenQuestion,
    QuestionState,
    Reply,
    TokenScope,
)

# SQLite's busy handler is unfair: under 16 writers one waits a second, so the wait is generous,
# yet short of the 15 s after which Twilio hangs up.
BUSY_SECONDS = 12
PAGE = 1000

CONSENT_COLUMNS = (
    "number, action, message_class, matter, basis, method, evidence, disclosure_version,"
    " message_sid, recorded_by, recorded_at, programme, ends_at, details"
)


@contextmanager
def unavailable_on_error() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise  # a broken promise of ours, not a database that is away
        raise StorageUnavailable(f"SQLite: {error}") from error


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """One process or thread at a time, by a lock on the folder itself: it leaves no file behind."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        check_same_thread=False,  # only so that another thread may close it
    )
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@dataclass(frozen=True, slots=True)
class Held:
    """A connection, and whose it is."""

    connection: sqlite3.Connection
    thread: threading.Thread
    pid: int


class SqliteStore:
    """`Store` in one SQLite file. Opening it makes the file and brings its schema up to date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._held: list[Held] = []
        self._lock = threading.Lock()
        self._is_closed = False
        with unavailable_on_error():
            self._migrate()

    def _migrate(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"can't make {self.path.parent}: {error}") from error
        # The connection is closed again: none may be open when a server forks. WAL can't be set
        # inside a transaction, and where two set it at once SQLite refuses one of them without
        # waiting ("locked", 31 of 1,800 starts): hence one at a time.
        with one_at_a_time(self.path.parent), closing(connect(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                MIGRATIONS.apply(Database(connection))
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    # Connections

    def _connect(self) -> sqlite3.Connection:
        """A new connection for this thread and this process."""
        self._close_where(lambda held: not held.thread.is_alive())
        connection = connect(self.path)
        self._local.connection, self._local.pid = connection, os.getpid()
        with self._lock:
            self._held.append(Held(connection, threading.current_thread(), os.getpid()))
        return connection

    def _close_where(self, is_done: Callable[[Held], bool]) -> None:
        # What came through a fork is kept and never closed: closing it undoes, in the memory that
        # both processes share, what the parent is writing (reproduced: a malformed database).
        with self._lock:
            for held in list(self._held):
                if held.pid == os.getpid() and is_done(held):
                    self._held.remove(held)
                    held.connection.close()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._is_closed:
            raise StorageUnavailable("the store was closed")
        # A connection that came through a fork must not be used: SQLite's locks don't survive it.
        if getattr(self._local, "pid", None) != os.getpid():
            return self._connect()
        connection: sqlite3.Connection = self._local.connection
        return connection

    @property
    def _is_in_transaction(self) -> bool:
        with unavailable_on_error():
            return self._connection.in_transaction

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with unavailable_on_error():
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                # A line whose bytes were spoilt must be named, not keep all of them from being
                # read. SQLite's own decoding is twice as fast, so it is tried first.
                self._connection.text_factory = methodcaller("decode", "utf-8", "surrogateescape")
                return self._connection.execute(sql, values).fetchall()

    def _rows_of(self, numbers: Sequence[str], select: Callable[[str], str]) -> Iterator[tuple]:  # type: ignore[type-arg]
        """The rows for many numbers, by pages: SQLite binds 32,766 values a statement at most."""
        for start in range(0, len(numbers), PAGE):
            some = numbers[start : start + PAGE]
            yield from self._rows(select(", ".join("?" * len(some))), *some)

    def _write(self, sql: str, *values: object) -> bool:
        """One statement, committed at once unless a transaction is open. True if a row changed."""
        if not self._is_in_transaction:
            with self.transaction():
                return self._write(sql, *values)
        with unavailable_on_error():
            return self._connection.execute(sql, values).rowcount == 1

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with unavailable_on_error():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    # Messages

    def claim(self, message: InboundMessage) -> bool:
        return self._write(
            "INSERT INTO messages (sid, sender, recipient, body, media, opt_out_type, parameters,"
            " received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sid) DO NOTHING",
            message.sid,
            message.sender,
            message.recipient,
            message.body,
            json.dumps([[media.url, media.content_type] for media in message.media]),
            message.opt_out_type,
            json.dumps(message.parameters),
            instant(message.received_at),
        )

    def message(self, sid: str) -> InboundMessage | None:
        rows = self._rows(f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE sid = ?", sid)
        return read_message(*rows[0]) if rows else None

    def messages(self, number: str, limit: int = 50) -> list[InboundMessage]:
        rows = self._rows(
            f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE sender = ? ORDER BY rowid DESC LIMIT ?",
            number,
            limit,
        )
        return [read_message(*row) for row in reversed(rows)]

    def last_messages(self, numbers: Sequence[str]) -> dict[str, InboundMessage]:
        rows = self._rows_of(
            numbers,
            lambda places: (
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE rowid IN (SELECT"
                f" max(rowid) FROM messages WHERE sender IN ({places}) GROUP BY sender)"
            ),
        )
        latest = [read_message(*row) for row in rows]
        return {message.sender: message for message in latest}

    # Consent

    def append_consent(self, event: ConsentEvent) -> LedgerLine:
        if not self._is_in_transaction:
            with self.transaction():
                return self.append_consent(event)
        # Of the last line no more than this: one that was spoilt by hand must not keep a STOP out.
        end = self._rows("SELECT seq, seal FROM consent ORDER BY seq DESC LIMIT 1")
        [(seq, previous)] = end or [(0, ledger.BEGINNING)]
        line = ledger.line_after(seq, previous, event)
        self._write(
            f"INSERT INTO consent (seq, {CONSENT_COLUMNS}, previous, seal)"
            f" VALUES ({', '.join('?' * 17)})",
            line.seq,
            *row_of(event),
            line.previous,
            line.seal,
        )
        return line

    def consent_history(self, number: str) -> list[ConsentEvent]:
        rows = self._rows(
            f"SELECT {CONSENT_COLUMNS} FROM consent WHERE number = ? ORDER BY seq", number
        )
        return [read_event(*row) for row in rows]

    def ledger(
        self, number: str | None = None, after: float = 0, limit: float | None = None
    ) -> Iterator[LedgerLine]:
        left = math.inf if limit is None else limit
        # Lines count from 1; one that was put in before the first must be seen all the same.
        after = after or -math.inf
        # By pages: a long-lived read snapshot would keep the WAL from being checkpointed.
        whose, numbers = ("", ()) if number is None else (" AND number = ?", (number,))
        while left > 0 and (
            rows := self._rows(
                f"SELECT {LINE_COLUMNS} FROM consent WHERE seq > ?{whose} ORDER BY seq LIMIT ?",
                after,
                *numbers,
                min(PAGE, left),
            )
        ):
            yield from (read_line(*row) for row in rows)
            after, left = rows[-1][0], left - len(rows)

    def last_line(self) -> LedgerLine | None:
        rows = self._rows(f"SELECT {LINE_COLUMNS} FROM consent ORDER BY seq DESC LIMIT 1")
        return read_line(*rows[0]) if rows else None

    def ledger_of(self, numbers: Sequence[str]) -> dict[str, list[LedgerLine]]:
        rows = self._rows_of(
            numbers,
            lambda places: (
                f"SELECT {LINE_COLUMNS} FROM consent WHERE number IN ({places}) ORDER BY seq"
            ),
        )
        lines: dict[str, list[LedgerLine]] = {number: [] for number in numbers}
        for row in rows:
            line = read_line(*row)
            lines[line.event.number].append(line)
        return lines

    def keep_disclosure(self, disclosure: Disclosure) -> Disclosure:
        self._write(
            "INSERT INTO disclosures (version, text, since) VALUES (?, ?, ?)"
            " ON CONFLICT (version) DO NOTHING",
            disclosure.version,
            disclosure.text,
            instant(disclosure.since),
        )
        return next(each for each in self.disclosures() if each.version == disclosure.version)

    def disclosures(self) -> list[Disclosure]:
        rows = self._rows("SELECT version, text, since FROM disclosures ORDER BY since, version")
        return [
            Disclosure(version, text, datetime.fromisoformat(since))
            for version, text, since in rows
        ]

    def keep_first_programme(self, keyword: str) -> str:
        self._write(
            "INSERT INTO first_programme (id, keyword) VALUES (1, ?) ON CONFLICT (id) DO UPDATE"
            " SET keyword = excluded.keyword WHERE NOT EXISTS (SELECT 1 FROM consent)",
            keyword,
        )
        [(kept,)] = self._rows("SELECT keyword FROM first_programme")
        return str(kept)

    # Replies and questions

    def save_reply(self, reply: Reply) -> Reply:
        awaiting = reply.awaiting
        self._write(
            f"INSERT INTO replies ({REPLY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (message_sid) DO NOTHING",
            reply.message_sid,
            json.dumps(reply.topics),
            reply.body,
            reply.encoding,
            reply.segments,
            reply.because,
            awaiting and json.dumps([awaiting.what, awaiting.options, awaiting.about]),
            instant(reply.created_at),
            reply.language,
        )
        kept = self.reply_to(reply.message_sid)
        assert kept is not None  # it was inserted, or it stood there before
        return kept

    def reply_to(self, message_sid: str) -> Reply | None:
        rows = self._rows(f"SELECT {REPLY_COLUMNS} FROM replies WHERE message_sid = ?", message_sid)
        return read_reply(*rows[0]) if rows else None

    def last_reply(self, number: str) -> Reply | None:
        rows = self._rows(
            f"SELECT {REPLY_COLUMNS} FROM replies WHERE body != '' AND message_sid IN"
            " (SELECT sid FROM messages WHERE sender = ?)"
            " ORDER BY rowid DESC LIMIT 1",
            number,
        )
        return read_reply(*rows[0]) if rows else None

    def ask_person(self, question: OpenQuestion) -> None:
        self._write(
            f"INSERT INTO questions ({QUESTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (message_sid) DO NOTHING",
            question.message_sid,
            question.number,
            question.body,
            json.dumps(question.topics),
            question.reason,
            question.reachable,
            question.state,
            instant(question.asked_at),
            question.due_on and question.due_on.isoformat(),
        )

    def questions(self, include_closed: bool = False) -> list[OpenQuestion]:
        rows = self._rows(
            f"SELECT {QUESTION_COLUMNS} FROM questions WHERE ? OR state = 'open' ORDER BY rowid",
            include_closed,
        )
        return [read_question(*row) for row in rows]

    # The register for other systems

    def add_token(self, token: AccessToken) -> bool:
        return self._write(
            f"INSERT INTO tokens ({ACCESS_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO NOTHING",
            token.name,
            token.scope,
            token.digest,
            instant(token.created_at),
            token.revoked_at and instant(token.revoked_at),
        )

    def tokens(self) -> list[AccessToken]:
        rows = self._rows(f"SELECT {ACCESS_COLUMNS} FROM tokens ORDER BY rowid")
        return [read_token(*row) for row in rows]

    def revoke_token(self, name: str, at: datetime) -> bool:
        return self._write(
            "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
            instant(at),
            name,
        )

    def claim_key(self, request: KeyedRequest) -> bool:
        return self._write(
            "INSERT INTO keyed_requests (token, key, fingerprint, claimed_at, answer)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (token, key) DO NOTHING",
            request.token,
            request.key,
            request.fingerprint,
            instant(request.claimed_at),
            request.answer,
        )

    def keep_answer(self, request: KeyedRequest) -> None:
        self._write(
            "UPDATE keyed_requests SET answer = ? WHERE token = ? AND key = ? AND answer = ''",
            request.answer,
            request.token,
            request.key,
        )

    def keyed_request(self, token: str, key: str) -> KeyedRequest | None:
        rows = self._rows(
            "SELECT token, key, fingerprint, claimed_at, answer FROM keyed_requests"
            " WHERE token = ? AND key = ?",
            token,
            key,
        )
        return read_keyed_request(*rows[0]) if rows else None

    # The outgoing webhook

    def delivery(self) -> Delivery:
        [row] = self._rows(f"SELECT {DELIVERY_COLUMNS} FROM delivery")
        return read_delivery(*row)

    def replace_delivery(self, known: Delivery, new: Delivery) -> bool:
        places = "(?, ?, ?, ?, ?, ?, ?)"
        return self._write(
            f"UPDATE delivery SET ({DELIVERY_COLUMNS}) = {places}"
            f" WHERE ({DELIVERY_COLUMNS}) IS {places}",
            *row_of_delivery(new),
            *row_of_delivery(known),
        )

    # Health

    def check(self) -> None:
        applied = {row[0] for row in self._rows("SELECT name FROM _sqlite_migrations")}
        if missing := NAMES - applied:
            raise StorageUnavailable(f"the schema is older than the program: {sorted(missing)}")
        with self.transaction():  # proves that it can be written: a full disk fails here
            self._connection.execute("INSERT OR REPLACE INTO health (id, checked) VALUES (1, 1)")

    def close(self) -> None:
        self._is_closed = True
        self._close_where(lambda _: True)


# From rows to records

MESSAGE_COLUMNS = "sid, sender, recipient, body, received_at, media, opt_out_type, parameters"
LINE_COLUMNS = f"seq, previous, seal, {CONSENT_COLUMNS}"
REPLY_COLUMNS = (
    "message_sid, topics, body, encoding, segments, because, awaiting, created_at, language"
)
QUESTION_COLUMNS = "message_sid, number, body, topics, reason, reachable, state, asked_at, due_on"
ACCESS_COLUMNS = "name, scope, digest, created_at, revoked_at"
DELIVERY_COLUMNS = "taken, upto, failures, due_at, held_until, answer, answered_at"


def read_message(
    sid: str,
    sender: str,
    recipient: str,
    body: str,
    received_at: str,
    media: str,
    opt_out_type: str | None,
    parameters: str,
) -> InboundMessage:
    return InboundMessage(
        sid=sid,
        sender=sender,
        recipient=recipient,
        body=body,
        received_at=datetime.fromisoformat(received_at),
        media=tuple(Media(*pair) for pair in json.loads(media)),
        opt_out_type=opt_out_type,
        parameters=tuple((name, value) for name, value in json.loads(parameters)),
    )


# A look-up takes a fifth of the time of a call such as ConsentAction("grant"), and whoever asks
# about 1,000 numbers waits for ten thousand of them.
ACTIONS = {each.value: each for each in ConsentAction}
CLASSES = {None: None} | {each.value: each for each in MessageClass}
BASES = {None: None} | {each.value: each for each in Basis}
METHODS = {each.value: each for each in Method}


def read_event(
    number: str,
    action: str,
    message_class: str | None,
    matter: str | None,
    basis: str | None,
    method: str,
    evidence: str,
    disclosure_version: str | None,
    message_sid: str | None,
    recorded_by: str,
    recorded_at: str,
    programme: str | None,
    ends_at: str | None,
    details: str | None,
) -> ConsentEvent:
    return ConsentEvent(
        number=number,
        action=ACTIONS[action],
        message_class=CLASSES[message_class],
        matter=matter,
        basis=BASES[basis],
        method=METHODS[method],
        evidence=evidence,
        disclosure_version=disclosure_version,
        message_sid=message_sid,
        recorded_by=recorded_by,
        recorded_at=datetime.fromisoformat(recorded_at),
        programme=programme,
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        details=tuple([(name, value) for name, value in json.loads(details)]) if details else (),
    )


def row_of(event: ConsentEvent) -> tuple[str | None, ...]:
    """`event` as its columns hold it."""
    return (
        event.number,
        event.action,
        event.message_class,
        event.matter,
        event.basis,
        event.method,
        event.evidence,
        event.disclosure_version,
        event.message_sid,
        event.recorded_by,
        instant(event.recorded_at),
        event.programme,
        instant(event.ends_at) if event.ends_at else None,
        json.dumps(event.details) if event.details else None,
    )


def read_line(seq: int, previous: str, seal: str, *row: Any) -> LedgerLine:
    """Raises Unreadable where the row is not to the letter what was written: what only means the
    same, such as another time zone, was put there by somebody else."""
    try:
        "".join(filter(None, (previous, seal, *row))).encode()  # bytes that are no text stop here
        event = read_event(*row)
    except (LookupError, ValueError, TypeError) as error:
        raise Unreadable(seq, str(error)) from error
    if row_of(event) != row:
        raise Unreadable(seq, "it means the same and is written otherwise")
    return LedgerLine(seq, event, previous, seal)


def read_reply(
    message_sid: str,
    topics: str,
    body: str,
    encoding: str,
    segments: int,
    because: str,
    awaiting: str | None,
    created_at: str,
    language: str,
) -> Reply:
    return Reply(
        message_sid=message_sid,
        topics=tuple(json.loads(topics)),
        body=body,
        encoding=encoding,
        segments=segments,
        because=because,
        awaiting=read_awaiting(awaiting) if awaiting else None,
        created_at=datetime.fromisoformat(created_at),
        language=language,
    )


def read_awaiting(text: str) -> Awaiting:
    what, options, about = json.loads(text)
    return Awaiting(what, tuple(options), about)


def read_question(
    message_sid: str,
    number: str,
    body: str,
    topics: str,
    reason: str,
    reachable: int,
    state: str,
    asked_at: str,
    due_on: str | None,
) -> OpenQuestion:
    return OpenQuestion(
        message_sid=message_sid,
        number=number,
        body=body,
        topics=tuple(json.loads(topics)),
        reason=reason,
        reachable=bool(reachable),
        state=QuestionState(state),
        asked_at=datetime.fromisoformat(asked_at),
        due_on=date.fromisoformat(due_on) if due_on else None,
    )


def read_token(
    name: str, scope: str, digest: str, created_at: str, revoked_at: str | None
) -> AccessToken:
    return AccessToken(
        name=name,
        scope=TokenScope(scope),
        digest=digest,
        created_at=datetime.fromisoformat(created_at),
        revoked_at=datetime.fromisoformat(revoked_at) if revoked_at else None,
    )


def read_keyed_request(
    token: str, key: str, fingerprint: str, claimed_at: str, answer: str
) -> KeyedRequest:
    return KeyedRequest(token, key, fingerprint, datetime.fromisoformat(claimed_at), answer)


def read_delivery(
    taken: int,
    upto: int,
    failures: int,
    due_at: str,
    held_until: str,
    answer: str,
    answered_at: str | None,
) -> Delivery:
    return Delivery(
        taken=taken,
        upto=upto,
        failures=failures,
        due_at=datetime.fromisoformat(due_at),
        held_until=datetime.fromisoformat(held_until),
        answer=answer,
        answered_at=datetime.fromisoformat(answered_at) if answered_at else None,
    )


def row_of_delivery(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.taken,
        delivery.upto,
        delivery.failures,
        instant(delivery.due_at),
        instant(delivery.held_until),
        delivery.answer,
        delivery.answered_at and instant(delivery.answered_at),
    )

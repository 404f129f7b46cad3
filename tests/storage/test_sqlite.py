"""What only SQLite can do wrong: its pragmas, its locks, its file, processes and forks."""

import os
import resource
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app import HOME
from storage.contract import StorageUnavailable
from storage.ledger import Whole, verify
from storage.sqlite import SqliteStore, one_at_a_time
from tests.storage.samples import BEN, EVENT, MAYA, MESSAGE, QUESTION, REPLY, claimed
from tests.storage.threads import at_once, elsewhere, open_files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answerback.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as made:
        yield made


@pytest.fixture
def by_hand(store: SqliteStore) -> Iterator[sqlite3.Connection]:
    """A connection as anybody opens it, with none of our pragmas."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve seconds are too long for a test."""
    monkeypatch.setattr("storage.sqlite.BUSY_SECONDS", 0.01)


def is_whole(store: SqliteStore, lines: int) -> bool:
    result = verify(store.ledger())
    return isinstance(result, Whole) and result.lines == lines


# Every connection


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        pytest.param("journal_mode", "wal", id="readers-do-not-block-a-writer"),
        pytest.param("synchronous", 2, id="a-commit-is-on-disk"),
        pytest.param("foreign_keys", 1, id="a-reply-has-a-message"),
        pytest.param("recursive_triggers", 1, id="a-replacement-fires-triggers"),
        pytest.param("busy_timeout", 12_000, id="a-writer-waits-its-turn"),
    ],
)
def test_a_pragma_is_in_force_in_every_thread(
    store: SqliteStore, pragma: str, value: object
) -> None:
    def in_force(_: int) -> object:
        return store._connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert [in_force(0), *at_once(4, in_force)] == [value] * 5


def test_each_thread_has_a_connection_of_its_own(store: SqliteStore) -> None:
    connections = [store._connection, *at_once(4, lambda _: store._connection)]
    assert len(set(map(id, connections))) == 5
    assert store._connection is connections[0]


def test_readers_do_not_wait_for_a_writer(store: SqliteStore, by_hand: sqlite3.Connection) -> None:
    sid = claimed(store)
    by_hand.execute("BEGIN IMMEDIATE")
    assert store.message(sid)
    assert elsewhere(lambda: store.message(sid))


def test_a_reply_to_no_message_is_our_fault_and_not_the_databases(store: SqliteStore) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.save_reply(REPLY)
    assert store.reply_to(REPLY.message_sid) is None


# The ledger, by hand

FORGED = "'+1', 'grant', 'box', 'forged', 'nobody', '2026-11-24', 'x', 'x'"
FORGED_COLUMNS = "number, action, method, evidence, recorded_by, recorded_at, previous, seal"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE consent SET evidence = 'forged'", id="UPDATE"),
        pytest.param("UPDATE consent SET seq = 9 WHERE seq = 3", id="UPDATE-seq"),
        pytest.param("UPDATE OR REPLACE consent SET seq = 1 WHERE seq = 3", id="UPDATE-OR-REPLACE"),
        pytest.param("DELETE FROM consent", id="DELETE"),
        pytest.param("DELETE FROM consent WHERE seq = 3", id="DELETE-last"),
        pytest.param(
            f"INSERT OR REPLACE INTO consent (seq, {FORGED_COLUMNS}) VALUES (2, {FORGED})",
            id="INSERT-OR-REPLACE",
        ),
        pytest.param(
            f"REPLACE INTO consent (rowid, {FORGED_COLUMNS}) VALUES (2, {FORGED})",
            id="REPLACE-by-rowid",
        ),
        pytest.param(
            f"REPLACE INTO consent (seq, {FORGED_COLUMNS}) VALUES ('2', {FORGED})",
            id="REPLACE-by-text",
        ),
        pytest.param(
            f"REPLACE INTO consent (seq, {FORGED_COLUMNS}) VALUES (2.0, {FORGED})",
            id="REPLACE-by-real",
        ),
        pytest.param(
            f"INSERT INTO consent (seq, {FORGED_COLUMNS}) VALUES (2, {FORGED})"
            " ON CONFLICT (seq) DO UPDATE SET evidence = 'forged'",
            id="upsert",
        ),
    ],
)
def test_the_ledger_cannot_be_changed_by_hand(
    store: SqliteStore, by_hand: sqlite3.Connection, statement: str
) -> None:
    lines = [store.append_consent(EVENT) for _ in range(3)]
    with pytest.raises(sqlite3.IntegrityError, match="the consent ledger is append-only"):
        by_hand.execute(statement)
    assert list(store.ledger()) == lines


# Other processes


Processes = list["subprocess.Popen[str]"]


@contextmanager
def ready(task: str, path: Path, count: int) -> Iterator[Processes]:
    """Processes that have loaded everything and wait for the word."""
    command = [sys.executable, "-m", "tests.storage.other_process", task, str(path)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    cwd=HOME,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(count)
        ]
        assert [heard(process) for process in processes] == ["ready"] * count
        yield processes


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def go(processes: Processes) -> None:
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()


def run_at_once(task: str, path: Path, count: int) -> None:
    with ready(task, path, count) as processes:
        go(processes)
        said = [process.communicate()[1] for process in processes]
        assert said == [""] * count
        assert [process.returncode for process in processes] == [0] * count


def test_six_processes_may_open_a_new_file_at_once(path: Path) -> None:
    run_at_once("open", path, 6)


def test_a_start_waits_while_another_start_is_changing_the_file(path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(path)) as other:
        with one_at_a_time(path.parent):
            other.execute("BEGIN IMMEDIATE")
            opening = pool.submit(SqliteStore, path)
            with pytest.raises(TimeoutError):
                opening.result(timeout=0.1)
            other.rollback()
        opening.result().close()


def test_two_processes_leave_no_gap_in_the_ledger(store: SqliteStore) -> None:
    run_at_once("append", store.path, 2)
    assert is_whole(store, 200)
    assert len({event.evidence for event in store.consent_history(MAYA)}) == 200


def test_a_killed_process_loses_nothing_it_was_told_is_kept(store: SqliteStore) -> None:
    with ready("append-for-ever", store.path, 1) as [process]:
        go([process])
        acknowledged = [heard(process) for _ in range(200)]
        process.kill()
        assert process.stdout
        acknowledged += process.stdout.read().splitlines()
    kept = [f"{line.seq} {line.seal}" for line in store.ledger()]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1  # killed between keeping a line and saying so
    assert is_whole(store, len(kept))
    store.check()


# Forks


def forked(act: Callable[[], object]) -> int:
    """The exit code of a forked child that does `act`: 0 unless that raised."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as fresh:
        return fresh.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_store_that_was_only_opened_holds_nothing_that_a_fork_could_share(path: Path) -> None:
    before = open_files()
    with closing(SqliteStore(path)):
        assert open_files() == before


def test_a_fork_has_a_connection_of_its_own(store: SqliteStore) -> None:
    store.append_consent(EVENT)
    parents = store._connection

    def use() -> None:
        store.append_consent(EVENT)
        assert store._connection is not parents

    assert forked(use) == 0
    store.append_consent(EVENT)
    assert store._connection is parents
    assert is_whole(store, 3)


def test_a_fork_that_closes_leaves_its_parents_transaction_alone(store: SqliteStore) -> None:
    claimed(store, BEN)
    with store.transaction():
        for n in range(2000):  # more than SQLite's cache holds, so that some is in the file
            store.claim(replace(MESSAGE, sid=f"SM{n}", body="x" * 1600))
        assert Path(f"{store.path}-wal").stat().st_size > 1_000_000
        assert forked(store.close) == 0
    assert is_sound(store.path)
    assert len(store.messages(MAYA, limit=3000)) == 2000


@pytest.mark.usefixtures("impatient")
def test_a_fork_amid_a_transaction_waits_like_any_other(store: SqliteStore) -> None:
    def is_refused() -> None:
        with pytest.raises(StorageUnavailable, match="locked"):
            store.append_consent(EVENT)

    with store.transaction():
        store.append_consent(EVENT)
        assert forked(is_refused) == 0
    assert is_whole(store, 1)
    assert is_sound(store.path)


# When it can't be used


def below_a_file(path: Path) -> Path:
    path.write_text("a file, so no folder")
    return path / "answerback.db"


def a_folder(path: Path) -> Path:
    path.mkdir()
    return path


def no_database(path: Path) -> Path:
    path.write_text("Dear diary, today I was opened as a database.\n" * 50)
    return path


def half_a_database(path: Path) -> Path:
    SqliteStore(path).close()
    os.truncate(path, path.stat().st_size // 2)
    return path


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        pytest.param(
            below_a_file,
            "can't make .*answerback.db: .*Not a directory|File exists",
            id="below-a-file",
        ),
        pytest.param(a_folder, "unable to open database file", id="a-folder"),
        pytest.param(no_database, "file is not a database", id="no-database"),
        pytest.param(half_a_database, "malformed", id="half-a-database"),
    ],
)
def test_what_cannot_be_opened_is_unavailable(
    path: Path, made: Callable[[Path], Path], reason: str
) -> None:
    broken = made(path)
    before = open_files()
    with pytest.raises(StorageUnavailable, match=reason):
        SqliteStore(broken)
    assert open_files() == before


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "a" / "b" / "answerback.db")) as store:
        store.check()


@contextmanager
def locked(store: SqliteStore) -> Iterator[None]:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def read_only(store: SqliteStore) -> Iterator[None]:
    # Not by chmod: that does not stop root.
    store._connection.execute("PRAGMA query_only = ON")
    yield
    store._connection.execute("PRAGMA query_only = OFF")


@contextmanager
def full_disk(_: SqliteStore) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def disk_full_by_now(store: SqliteStore) -> Iterator[None]:
    assert store.message(MESSAGE.sid)  # the connection was opened while there was room
    with full_disk(store):
        yield


@contextmanager
def folder_gone(store: SqliteStore) -> Iterator[None]:
    folder = store.path.parent
    away = folder.rename(f"{folder}-away")
    try:
        yield
    finally:
        away.rename(folder)


def claim_and_append(store: SqliteStore) -> None:
    with store.transaction():
        store.claim(replace(MESSAGE, sid="SM-new"))
        store.append_consent(EVENT)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        pytest.param(locked, "database is locked", id="locked"),
        pytest.param(read_only, "attempt to write a readonly database", id="read-only"),
        pytest.param(full_disk, "disk I/O error", id="full-disk"),
        pytest.param(disk_full_by_now, "disk I/O error", id="disk-full-by-now"),
        pytest.param(folder_gone, "unable to open database file", id="folder-gone"),
    ],
)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda store: store.claim(replace(MESSAGE, sid="SM-new")), id="claim"),
        pytest.param(lambda store: store.append_consent(EVENT), id="append-consent"),
        pytest.param(lambda store: store.save_reply(REPLY), id="save-reply"),
        pytest.param(lambda store: store.ask_person(QUESTION), id="ask-person"),
        pytest.param(claim_and_append, id="transaction"),
        pytest.param(SqliteStore.check, id="check"),
    ],
)
def test_a_write_that_cannot_be_kept_says_why_and_works_when_the_trouble_is_over(
    path: Path,
    trouble: Callable[[SqliteStore], AbstractContextManager[None]],
    reason: str,
    write: Callable[[SqliteStore], object],
) -> None:
    with closing(SqliteStore(path)) as earlier:
        earlier.claim(MESSAGE)
    with closing(SqliteStore(path)) as store:
        with trouble(store), pytest.raises(StorageUnavailable, match=f"^SQLite: {reason}$"):
            write(store)
        assert everything_of(store) == ([MESSAGE], [], None, [])
        write(store)
        assert is_sound(path)


def everything_of(store: SqliteStore) -> tuple[object, ...]:
    return (
        store.messages(MAYA),
        list(store.ledger()),
        store.reply_to(MESSAGE.sid),
        store.questions(),
    )


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        pytest.param(locked, "database is locked", id="locked"),
        pytest.param(full_disk, "disk I/O error", id="full-disk"),
    ],
)
def test_a_store_that_cannot_be_written_cannot_be_opened(
    store: SqliteStore, trouble: Callable[[SqliteStore], AbstractContextManager[None]], reason: str
) -> None:
    before = open_files()
    with trouble(store), pytest.raises(StorageUnavailable, match=reason):
        SqliteStore(store.path)
    assert open_files() == before
    SqliteStore(store.path).close()


def test_a_schema_older_than_the_program_fails_the_check(
    store: SqliteStore, by_hand: sqlite3.Connection
) -> None:
    by_hand.execute("DELETE FROM _sqlite_migrations")
    with pytest.raises(StorageUnavailable, match=r"older than the program: .*'first_tables'"):
        store.check()


def test_a_half_read_ledger_does_not_hold_up_the_tidying_of_the_wal(
    store: SqliteStore, by_hand: sqlite3.Connection
) -> None:
    for _ in range(3):
        store.append_consent(EVENT)
    reading = store.ledger()
    next(reading)
    assert by_hand.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)

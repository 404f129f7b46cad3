"""The schema of the SQLite store, step by step. A step that has landed is never edited."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("answerback")

# The ledger is only ever added to. The INSERT trigger is needed too: INSERT OR REPLACE overwrites
# a row without firing a DELETE trigger on a connection that lacks recursive_triggers (reproduced).
# Nothing stops DROP TABLE: that is what the hash chain is for.
APPEND_ONLY = """
CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;
CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;
CREATE TRIGGER consent_no_replace BEFORE INSERT ON consent
WHEN EXISTS (SELECT 1 FROM consent WHERE seq = new.seq)
BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END;
"""


@MIGRATIONS()
def first_tables(db: Database) -> None:
    db.table("messages").create(
        {
            "sid": str,
            "sender": str,
            "recipient": str,
            "body": str,
            "media": str,
            "opt_out_type": str,
            "parameters": str,
            "received_at": str,
        },
        pk="sid",
        not_null={"sender", "recipient", "body", "media", "parameters", "received_at"},
        strict=True,
    ).create_index(["sender"])
    db.table("consent").create(
        {
            "seq": int,
            "number": str,
            "action": str,
            "message_class": str,
            "matter": str,
            "basis": str,
            "method": str,
            "evidence": str,
            "disclosure_version": str,
            "message_sid": str,
            "recorded_by": str,
            "recorded_at": str,
            "previous": str,
            "seal": str,
        },
        pk="seq",
        not_null={
            "number",
            "action",
            "method",
            "evidence",
            "recorded_by",
            "recorded_at",
            "previous",
            "seal",
        },
        strict=True,
    ).create_index(["number"])
    for statement in APPEND_ONLY.strip().split("END;"):
        if statement.strip():
            db.execute(statement + "END;")
    db.table("replies").create(
        {
            "message_sid": str,
            "topics": str,
            "body": str,
            "encoding": str,
            "segments": int,
            "because": str,
            "awaiting": str,
            "created_at": str,
        },
        pk="message_sid",
        not_null={"topics", "body", "encoding", "segments", "because", "created_at"},
        foreign_keys=[("message_sid", "messages", "sid")],
        strict=True,
    )
    db.table("questions").create(
        {
            "message_sid": str,
            "number": str,
            "body": str,
            "topics": str,
            "reason": str,
            "reachable": int,
            "state": str,
            "asked_at": str,
        },
        pk="message_sid",
        not_null={"number", "body", "topics", "reason", "reachable", "state", "asked_at"},
        foreign_keys=[("message_sid", "messages", "sid")],
        strict=True,
    ).create_index(["state"])
    db.table("health").create({"id": int, "checked": int}, pk="id", strict=True)


@MIGRATIONS()
def language_of_replies(db: Database) -> None:
    """So that a text too short to tell its language is answered in the last one."""
    db.execute("ALTER TABLE replies ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")


@MIGRATIONS()
def evidence_of_consent(db: Database) -> None:
    """Which programme, until when, and what else shows it; empty on the lines from before."""
    for column in ("programme", "ends_at", "details"):
        db.execute(f"ALTER TABLE consent ADD COLUMN {column} TEXT")


@MIGRATIONS()
def disclosures(db: Database) -> None:
    """What a version of a disclosure said, word for word: a JOIN proves nothing without it."""
    db.execute(
        "CREATE TABLE disclosures (version TEXT PRIMARY KEY, text TEXT NOT NULL,"
        " since TEXT NOT NULL) STRICT"
    )
    for change in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER disclosures_no_{change.lower()} BEFORE {change} ON disclosures"
            " BEGIN SELECT RAISE(ABORT, 'a disclosure on record is never changed'); END"
        )


@MIGRATIONS()
def register_for_other_systems(db: Database) -> None:
    """Who may use the register, and what was answered to requests that may be repeated."""
    db.execute(
        "CREATE TABLE tokens (name TEXT PRIMARY KEY, scope TEXT NOT NULL,"
        " digest TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, revoked_at TEXT) STRICT"
    )
    db.execute(
        "CREATE TABLE keyed_requests (token TEXT NOT NULL, key TEXT NOT NULL,"
        " fingerprint TEXT NOT NULL, claimed_at TEXT NOT NULL, answer TEXT NOT NULL,"
        " PRIMARY KEY (token, key)) STRICT"
    )


@MIGRATIONS()
def when_questions_are_due(db: Database) -> None:
    """A request that a person must decide has a last day; other questions have none."""
    db.execute("ALTER TABLE questions ADD COLUMN due_on TEXT")


@MIGRATIONS()
def outgoing_webhook(db: Database) -> None:
    """One row: how far its receiver has come in the ledger, which is the queue."""
    db.execute(
        "CREATE TABLE delivery (id INTEGER PRIMARY KEY CHECK (id = 1), taken INTEGER NOT NULL,"
        " upto INTEGER NOT NULL, failures INTEGER NOT NULL, due_at TEXT NOT NULL,"
        " held_until TEXT NOT NULL, answer TEXT NOT NULL, answered_at TEXT) STRICT"
    )
    long_ago = "1970-01-01T00:00:00.000000+00:00"
    db.execute("INSERT INTO delivery VALUES (1, 0, 0, 0, ?, ?, '', NULL)", [long_ago, long_ago])


@MIGRATIONS()
def first_programme(db: Database) -> None:
    """One row: whose consent the lines are that name no programme."""
    db.execute(
        "CREATE TABLE first_programme (id INTEGER PRIMARY KEY CHECK (id = 1),"
        " keyword TEXT NOT NULL) STRICT"
    )


NAMES = frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))

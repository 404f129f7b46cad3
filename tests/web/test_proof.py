"""The proof for one number: what it holds, that a page says it in words, that a change is found."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

import app as application
from handlers.bot import Bot
from storage.ledger import next_line
from storage.records import ConsentAction, LedgerLine, Method
from storage.sqlite import SqliteStore
from tests.conftest import BEN, MAYA, STRANGER
from tests.storage.samples import EVENT
from tests.web.conftest import Post, bot_of
from web.simulator.phone import new_form

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=words)

    return invoke


@pytest.fixture
def talked(run: Run) -> None:
    for sender, body in ((MAYA, "JOIN"), (BEN, "STOP"), (MAYA, "STOP OFFERS"), (BEN, "START")):
        assert run("text", body, "--from", sender).exit_code == 0


def proof_of(run: Run, number: str) -> dict[str, Any]:
    result = run("ledger", "proof", number)
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


@pytest.mark.usefixtures("talked")
def test_a_proof_holds_the_words_the_disclosure_and_the_confirmation(run: Run) -> None:
    made = proof_of(run, MAYA)
    joined, left = made["lines"]
    assert (joined["action"], joined["evidence"]) == ("grant", "JOIN")
    assert (left["action"], left["message_class"]) == ("revoke", "promotional")
    disclosure = made["disclosures"][joined["disclosure_version"]]
    assert disclosure["text"].startswith("By texting JOIN you agree")
    assert disclosure["no_condition_of_purchase"]
    text = made["texts"][joined["message_sid"]]
    assert text["body"] == "JOIN"
    assert "AccountSid" in text["provider"]
    assert ["MessageSid", joined["message_sid"]] in text["request"]
    assert (made["consent_date"], made["business"]["name"]) == ("2026-11-24", "Marlow & Finch")
    assert made["summary"] == "2 lines are on record for this number, of 2026-11-24."
    assert "Msg & data rates" in text["confirmation"]["said"]
    assert [(each["class"], each["allowed"]) for each in made["now"]] == [
        ("promotional", False),
        ("conversational", True),
    ]


@pytest.mark.usefixtures("talked")
def test_a_proof_names_nobody_else(run: Run) -> None:
    assert BEN not in run("ledger", "proof", MAYA).stdout


@pytest.mark.usefixtures("talked")
def test_a_number_is_read_as_people_write_it(run: Run) -> None:
    assert proof_of(run, "(212) 555-0101") == proof_of(run, MAYA)
    refused = run("ledger", "proof", "555")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "write a phone number such as" in refused.stderr
    assert run("ledger", "show", "212-555-0101").stdout == run("ledger", "show", MAYA).stdout


def test_a_sender_that_has_no_phone_number_is_proved_as_it_came(run: Run, post: Post) -> None:
    assert post(new_form("STOP", "72345")).status_code == 200
    assert proof_of(run, "72345")["summary"].startswith("One line")


@pytest.mark.usefixtures("talked")
def test_a_proof_shows_no_text_of_another_number(run: Run, bot: Bot) -> None:
    of_ben = next(bot.store.ledger(BEN)).event.message_sid
    for sid, details in ((of_ben, ()), (None, (("confirms", str(of_ben)),))):
        bot.store.append_consent(
            replace(EVENT, number=MAYA, evidence="x", message_sid=sid, details=details)
        )
    made = proof_of(run, MAYA)
    assert len(made["lines"]) == 4
    assert of_ben not in made["texts"]


@pytest.mark.usefixtures("talked")
def test_a_text_that_we_signed_is_not_called_the_providers(
    run: Run, post: Post, tmp_path: Path
) -> None:
    assert post(new_form("STOP", MAYA)).status_code == 200
    made = proof_of(run, MAYA)
    signed = [made["texts"][line["message_sid"]]["is_signed"] for line in made["lines"]]
    assert signed == [False, False, True]
    file = tmp_path / "proof.html"
    run("ledger", "proof", MAYA, "--page", str(file))
    page = file.read_text("utf-8")
    assert page.count("it came with the provider's valid signature") == 1
    assert page.count("the provider never saw it") == 2


@pytest.mark.parametrize("method", [Method.KEYWORD, Method.FREE_TEXT])
def test_a_text_that_is_not_here_is_no_signature(
    run: Run, bot: Bot, tmp_path: Path, method: Method
) -> None:
    told = replace(EVENT, action=ConsentAction.GRANT, method=method, message_sid=None)
    bot.store.append_consent(told)
    file = tmp_path / "proof.html"
    run("ledger", "proof", MAYA, "--page", str(file))
    assert "the text message itself" not in file.read_text("utf-8")


@pytest.mark.usefixtures("talked")
def test_it_says_that_seals_do_not_show_what_was_held_back(run: Run, tmp_path: Path) -> None:
    proof, page = tmp_path / "proof.json", tmp_path / "proof.html"
    proof.write_text(run("ledger", "proof", MAYA, "--page", str(page)).stdout, "utf-8")
    assert "held back" in run("ledger", "verify", str(proof)).stdout
    [_, first] = page.read_text("utf-8").split("</h1>")
    assert "held back" in first.split("</p>")[0]


@pytest.mark.usefixtures("talked")
def test_a_proof_is_verified_from_its_file_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(run("ledger", "proof", MAYA).stdout, "utf-8")
    result = run("ledger", "verify", str(file))
    assert result.exit_code == 0
    assert result.stdout.startswith("Whole: 2 lines of this number, on the way to head 2:")


@pytest.mark.usefixtures("talked")
def test_a_changed_proof_is_found(run: Run, tmp_path: Path) -> None:
    made = proof_of(run, MAYA)
    made["lines"][0]["evidence"] = "YES PLEASE"
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(made), "utf-8")
    result = run("ledger", "verify", str(file))
    assert (result.exit_code, result.stdout) == (
        1,
        "line 1: its content was changed after it was sealed\n",
    )


@pytest.mark.usefixtures("talked")
def test_a_disclosure_with_other_words_is_found(run: Run, tmp_path: Path) -> None:
    made = proof_of(run, MAYA)
    version = made["lines"][0]["disclosure_version"]
    made["disclosures"][version]["text"] += " and a kitten"
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(made), "utf-8")
    result = run("ledger", "verify", str(file))
    assert (result.exit_code, result.stdout) == (
        1,
        "line 1: the disclosure that is shown is not the one agreed to\n",
    )


@pytest.mark.usefixtures("talked")
def test_the_page_says_it_in_words_and_stands_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.html"
    run("ledger", "proof", MAYA, "--page", str(file))
    page = file.read_text("utf-8")
    for words in (
        "Consent was given",
        "Consent was taken back",
        "By texting JOIN",
        "line 1 of the whole record",
    ):
        assert words in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def test_a_number_that_never_texted_has_a_page_that_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.html"
    assert run("ledger", "proof", STRANGER, "--page", str(file)).exit_code == 0
    assert "Nothing was ever recorded" in file.read_text("utf-8")


def test_what_people_wrote_is_text_on_the_page(run: Run, tmp_path: Path) -> None:
    run("text", "<b>STOP</b> texting me", "--from", MAYA)
    file = tmp_path / "proof.html"
    run("ledger", "proof", MAYA, "--page", str(file))
    assert "<b>" not in file.read_text("utf-8")


@pytest.mark.usefixtures("talked")
def test_nothing_is_proved_by_a_ledger_that_was_spoilt(
    run: Run, settings: application.Settings
) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("DROP TRIGGER consent_no_update")
        connection.execute("UPDATE consent SET action = 'forgive' WHERE seq = 2")
    result = run("ledger", "proof", MAYA)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "line 2 of the ledger is not as it was written" in result.stderr


# The head, kept elsewhere


@pytest.fixture
def signed(settings: application.Settings) -> Iterator[Run]:
    """Commands of a business that signs its heads."""
    made = application.create_app(replace(settings, secret_key="a key of theirs"))
    runner = made.test_cli_runner()
    yield lambda *words: runner.invoke(args=words)
    bot_of(made).store.close()


@pytest.fixture
def kept(signed: Run, tmp_path: Path) -> Path:
    """The head of a ledger of two lines, kept."""
    for body in ("JOIN", "STOP"):
        assert signed("text", body).exit_code == 0
    file = tmp_path / "head.json"
    file.write_text(signed("ledger", "head").stdout, "utf-8")
    return file


def test_a_ledger_that_has_grown_still_leads_past_the_head(signed: Run, kept: Path) -> None:
    assert signed("ledger", "verify", "--head", str(kept)).exit_code == 0
    assert signed("text", "START").exit_code == 0
    assert signed("ledger", "verify", "--head", str(kept)).exit_code == 0


def test_a_ledger_written_anew_is_found_by_the_head(
    signed: Run, kept: Path, settings: application.Settings
) -> None:
    write_anew(settings.database, "JOIN, JOIN!")
    assert signed("ledger", "verify").exit_code == 0
    result = signed("ledger", "verify", "--head", str(kept))
    assert result.exit_code == 1
    assert result.stdout.startswith("Broken at line 2: it has another seal than in the kept head")


def write_anew(database: Path, evidence: str) -> None:
    """Changes the first line and makes every seal again, as somebody who holds the database can."""
    with closing(SqliteStore(database)) as store:
        lines = list(store.ledger())
    anew: list[LedgerLine] = []
    for line in lines:
        event = line.event if anew else replace(line.event, evidence=evidence)
        anew.append(next_line(anew[-1] if anew else None, event))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DROP TRIGGER consent_no_update")
        for line in anew:
            connection.execute(
                "UPDATE consent SET evidence = ?, previous = ?, seal = ? WHERE seq = ?",
                (line.event.evidence, line.previous, line.seal, line.seq),
            )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"seal": "2:" + "0" * 64}, id="another-seal"),
        pytest.param({"signature": "0" * 64}, id="another-signature"),
        pytest.param({"signature": None}, id="no-signature"),
        pytest.param({"seq": "x"}, id="no-head"),
    ],
)
def test_a_head_that_is_not_ours_is_refused(
    signed: Run, kept: Path, change: dict[str, object]
) -> None:
    kept.write_text(json.dumps(json.loads(kept.read_text("utf-8")) | change), "utf-8")
    result = signed("ledger", "verify", "--head", str(kept))
    assert result.exit_code == 1
    assert "head" in result.stderr


def test_a_head_is_compared_with_the_database(signed: Run, kept: Path, tmp_path: Path) -> None:
    result = signed("ledger", "verify", str(kept), "--head", str(kept))
    assert result.exit_code == 2
    assert "python -m storage.proof" in result.stderr


@pytest.mark.parametrize("words", ["", "{}", '{"format": "something else"}', "[1]", "not json"])
def test_another_file_is_refused_by_name(run: Run, tmp_path: Path, words: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(words, "utf-8")
    result = run("ledger", "verify", str(file))
    assert result.exit_code == (0 if words == "" else 1)
    assert "Traceback" not in result.output


def test_a_spreadsheet_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(b"PK\x03\x04\xff\n\xfe")
    result = run("ledger", "verify", str(file))
    assert result.exit_code == 1
    assert "ledger.xlsx is neither a proof nor an export in JSON Lines" in result.output


def test_a_disclosure_may_not_be_reworded_under_its_old_version(
    settings: application.Settings, tmp_path: Path
) -> None:
    application.create_bot(settings).store.close()
    folder = tmp_path / "business"
    folder.mkdir()
    for file in settings.business_dir.iterdir():
        words = file.read_text("utf-8").replace("Up to 4 msgs a month. Msg", "Up to 9 msgs. Msg")
        (folder / file.name).write_text(words, "utf-8")
    with pytest.raises(application.BadDisclosure, match="version 2026-10-01 is on record"):
        application.create_bot(replace(settings, business_dir=folder))

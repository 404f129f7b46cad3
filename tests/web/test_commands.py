"""The command line: what people and scripts see of the bot."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

import app as application
from handlers.bot import Bot
from tests.conftest import DOUBTFUL, MAYA, Clock
from tests.web.conftest import Say, Serve
from web.twilio_http import Signatures

Run = Callable[..., Result]


def runner(app: Flask) -> Run:
    """Runs a command of flask, with what stands on its standard input."""

    def invoke(*words: str, given: str = "") -> Result:
        return app.test_cli_runner().invoke(args=words, input=given)

    return invoke


@pytest.fixture
def run(app: Flask) -> Run:
    return runner(app)


@pytest.fixture
def ask(shared: FlaskClient) -> Run:
    """Runs a command that leaves no trace."""
    return runner(shared.application)


def rows_of(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


# text


def test_text_prints_the_reply(run: Run, say: Say) -> None:
    result = run("text", "hello")
    assert (result.exit_code, result.stdout) == (0, say("greeting") + "\n")


def test_text_says_where_there_is_silence(run: Run) -> None:
    run("text", "STOP")
    assert run("text", "hello").stdout == "(silence)\n"


def test_text_comes_from_the_number_given(run: Run, bot: Bot) -> None:
    run("text", "STOP", "--from", "+12125550177")
    [event] = bot.store.consent_history("+12125550177")
    assert event.evidence == "STOP"


def test_text_writes_json(run: Run, bot: Bot, say: Say) -> None:
    [row] = rows_of(run("text", "hello", "--json"))
    assert (row["status"], row["reply"]) == (200, say("greeting"))
    assert bot.store.message(row["sid"])


def test_text_fails_where_the_webhook_refuses(run: Run) -> None:
    result = run("text", "hello", "--from", "")
    assert result.exit_code == 1
    assert "(HTTP 400)" in result.stdout
    assert "From missing" in result.stdout


def test_text_takes_bytes_that_are_no_text(run: Run, bot: Bot) -> None:
    """As a shell hands them over: each as a lone surrogate."""
    assert run("text", "hello \udcff").exit_code == 0
    assert bot.store.messages(MAYA)[0].body == "hello ?"


def test_text_needs_the_token_that_it_signs_with(serve: Serve) -> None:
    client = serve(signatures=Signatures(shared_keys={"web_1": "secret"}), has_simulator=False)
    result = runner(client.application)("text", "hello")
    assert result.exit_code == 1
    assert "TWILIO_AUTH_TOKEN" in result.output


# interpret and review


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "STOP",
            {"consent": "opt_out", "topics": [], "decision": "keyword", "lang": "en", "slots": {}},
            id="stop",
        ),
        pytest.param("BAJA", {"consent": "opt_out", "lang": "es"}, id="stop-in-spanish"),
        pytest.param("JOIN", {"consent": "opt_in", "decision": "keyword"}, id="join"),
        pytest.param("help", {"consent": "help", "decision": "keyword"}, id="help"),
        pytest.param(
            "where is my order #12345",
            {
                "consent": "none",
                "topics": ["order_status"],
                "decision": "answer",
                "slots": {"order_numbers": ["12345"]},
            },
            id="question",
        ),
        pytest.param(
            "colourless green ideas sleep furiously",
            {"consent": "none", "topics": ["oos"], "decision": "hand_off"},
            id="nonsense",
        ),
        pytest.param("", {"topics": ["oos"], "decision": "hand_off"}, id="empty"),
        pytest.param("\ud83d", {"topics": ["oos"], "decision": "hand_off"}, id="lone-surrogate"),
    ],
)
def test_interpret_says_what_a_text_means(ask: Run, body: str, expected: dict[str, object]) -> None:
    [row] = rows_of(ask("interpret", given=json.dumps({"text": body})))
    assert row.keys() == {"text", "consent", "topics", "decision", "lang", "slots"}
    assert row["text"] == body
    assert {name: row[name] for name in expected} == expected


def test_interpret_marks_a_doubtful_opt_out_as_held(ask: Run) -> None:
    [row] = rows_of(ask("interpret", given=json.dumps({"text": DOUBTFUL})))
    assert (row["consent"], row["decision"], row["held"]) == ("none", "hand_off", True)


@pytest.mark.parametrize(
    ("body", "promotional"),
    [
        pytest.param("20% off everything today", True, id="discount"),
        pytest.param("Your order 12345 is ready for pickup.", False, id="fact"),
        pytest.param("", False, id="empty"),
        pytest.param("\ud83d", False, id="lone-surrogate"),
    ],
)
def test_review_says_whether_a_text_promotes(ask: Run, body: str, promotional: bool) -> None:
    [row] = rows_of(ask("review", given=json.dumps({"text": body})))
    assert row.keys() == {"text", "promotional", "reason"}
    assert (row["text"], row["promotional"], bool(row["reason"])) == (
        body,
        promotional,
        promotional,
    )


@pytest.mark.parametrize("command", ["interpret", "review"])
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_row_comes_back_for_each_line_in_order(
    ask: Run, command: str, flags: tuple[str, ...]
) -> None:
    given = '{"text": "one"}\n\n{"id": 2, "text": "two ñ"}\n  \n{"text": "three"}'
    rows = rows_of(ask(command, *flags, given=given))
    assert [row["text"] for row in rows] == ["one", "two ñ", "three"]


@pytest.mark.parametrize("command", ["interpret", "review"])
@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("{", id="no-json"),
        pytest.param("hello", id="bare-words"),
        pytest.param("[]", id="list"),
        pytest.param("7", id="number"),
        pytest.param("null", id="null"),
        pytest.param('{"body": "x"}', id="no-text"),
        pytest.param('{"text": null}', id="null-text"),
        pytest.param('{"text": ["x"]}', id="text-in-a-list"),
    ],
)
def test_a_bad_line_is_named(ask: Run, command: str, bad: str) -> None:
    result = ask(command, given=f'{{"text": "good"}}\n\n{bad}\n')
    assert result.exit_code == 1
    assert "line 3" in result.output
    assert json.loads(result.stdout.splitlines()[0])["text"] == "good"


# check


def test_check_shows_what_every_sentence_costs(run: Run, bot: Bot) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "No problems found."
    assert len(result.stdout.splitlines()) == len(bot.business.templates()) + 1


def test_check_writes_json(ask: Run) -> None:
    *sentences, problems = rows_of(ask("check", "--json"))
    assert problems == {"problems": 0}
    assert all(row.keys() == {"name", "encoding", "units", "segments"} for row in sentences)


# questions


def test_questions_lists_what_waits_for_people(run: Run) -> None:
    run("text", "colourless green ideas")
    run("text", "STOP")
    run("text", "are you\nopen?")
    first, second = run("questions").stdout.splitlines()
    assert f"{MAYA}: 'colourless green ideas' - " in first
    assert f"{MAYA} (can't be texted): 'are you\\nopen?' - opted out" in second


def test_questions_writes_json(run: Run) -> None:
    run("text", "colourless green ideas")
    [row] = rows_of(run("questions", "--json", "--all"))
    assert (row["number"], row["body"]) == (MAYA, "colourless green ideas")
    assert (row["reachable"], row["state"]) == (True, "open")


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        pytest.param(0, " (due 2026-12-09)", id="due"),
        pytest.param(15, " (due 2026-12-09)", id="on-the-last-day"),
        pytest.param(16, " (OVERDUE, was due 2026-12-09)", id="overdue"),
    ],
)
def test_questions_shows_what_is_due_and_what_is_overdue(
    run: Run, clock: Clock, days: int, shown: str
) -> None:
    """Ten business days after November 24, Thanksgiving left out."""
    run("text", DOUBTFUL)
    run("text", "colourless green ideas")
    clock.forward(days=days)
    request, question = run("questions").stdout.splitlines()
    assert request.endswith(f"until decided{shown}")
    assert "due" not in question.lower()
    request_row, question_row = rows_of(run("questions", "--json"))
    assert (request_row["due_on"], request_row["overdue"]) == ("2026-12-09", days > 15)
    assert (question_row["due_on"], question_row["overdue"]) == (None, False)


def test_without_questions_nothing_is_listed(run: Run) -> None:
    assert run("questions").stdout == run("questions", "--json").stdout == ""


# ledger


@pytest.fixture
def three_lines(run: Run) -> None:
    run("text", "JOIN")
    run("text", "STOP")
    run("text", "STOP", "--from", "+12125550177")


@pytest.mark.usefixtures("three_lines")
def test_ledger_show_prints_every_line(run: Run) -> None:
    first, second, third = run("ledger", "show").stdout.splitlines()
    assert first.startswith(f"1 2026-11-24 15:00:00Z {MAYA} grant promotional by keyword")
    assert second.startswith(f"2 2026-11-24 15:00:00Z {MAYA} revoke everything by keyword: 'STOP'")
    assert third.startswith("3 2026-11-24 15:00:00Z +12125550177 revoke everything")


@pytest.mark.usefixtures("three_lines")
def test_ledger_show_of_a_number_says_what_its_lines_come_to(run: Run) -> None:
    *lines, status = run("ledger", "show", MAYA).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2"]
    assert status == "Now: opted out since 2026-11-24 15:00Z."
    assert run("ledger", "show", "+12125550100").stdout == (
        "Now allowed: answers to its own texts.\n"
    )


@pytest.mark.usefixtures("three_lines")
def test_ledger_show_writes_json(run: Run) -> None:
    rows = rows_of(run("ledger", "show", "--json"))
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert [row["event"]["action"] for row in rows] == ["grant", "revoke", "revoke"]
    assert [row["previous"] for row in rows[1:]] == [row["seal"] for row in rows[:-1]]
    assert len(rows_of(run("ledger", "show", MAYA, "--json"))) == 2


@pytest.mark.usefixtures("three_lines")
def test_a_whole_ledger_is_verified(run: Run) -> None:
    [row] = rows_of(run("ledger", "verify", "--json"))
    assert row["lines"] == 3
    assert run("ledger", "verify").stdout == f"Whole: 3 lines, head {row['head']}.\n"


@pytest.mark.usefixtures("three_lines")
def test_a_line_changed_by_hand_is_named(run: Run, settings: application.Settings) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        connection.execute("DROP TRIGGER consent_no_update")
        connection.execute("UPDATE consent SET evidence = 'please go on' WHERE seq = 2")
    result = run("ledger", "verify")
    assert result.exit_code == 1
    assert result.stdout == "Broken at line 2: its content was changed after it was sealed.\n"
    as_json = run("ledger", "verify", "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["seq"] == 2


@pytest.mark.parametrize("change", ["UPDATE consent SET evidence = ''", "DELETE FROM consent"])
@pytest.mark.usefixtures("three_lines")
def test_a_line_cannot_be_changed_in_passing(settings: application.Settings, change: str) -> None:
    with (
        closing(sqlite3.connect(settings.database)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change)


def test_every_command_shows_help_with_its_options(ask: Run) -> None:
    for command in (["text"], ["interpret"], ["review"], ["check"], ["questions"],
                    ["ledger", "show"], ["ledger", "verify"]):  # fmt: skip
        assert "--json" in ask(*command, "--help").stdout

"""`flask ledger disclosure`: the words that another system shows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from handlers.bot import Bot

Run = Callable[..., Result]
WORDS = "By ticking this box you agree\nto get texts from Marlow & Finch. Señal ✓"


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(
        args=["ledger", "disclosure", *map(str, words)]
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(WORDS, "utf-8")
    return path


def texts(bot: Bot) -> dict[str, str]:
    return {each.version: each.text for each in bot.store.disclosures()}


@pytest.mark.parametrize(
    "written",
    [
        WORDS.encode(),
        f"\n{WORDS}\n\n".encode(),
        WORDS.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["plain", "with-blank-lines", "as-windows-writes-it"],
)
def test_the_words_of_another_system_go_on_record(
    run: Run, bot: Bot, file: Path, written: bytes
) -> None:
    file.write_bytes(written)
    assert run("web-shop-1", file).exit_code == 0
    assert texts(bot)["web-shop-1"] == WORDS


def test_what_is_on_record_is_printed(run: Run, bot: Bot, file: Path) -> None:
    run("web-shop-1", file)
    first, second = (json.loads(row) for row in run("--json").stdout.splitlines())
    assert (first["version"], second["version"]) == ("2026-10-01", "web-shop-1")
    assert (second["text"], len(second["sha256"])) == (WORDS, 64)
    assert f"web-shop-1, since 2026-11-24 15:00Z:\n{WORDS}\n" in run().stdout


def test_a_version_keeps_its_words(run: Run, bot: Bot, file: Path) -> None:
    assert run("web-shop-1", file).exit_code == 0
    assert run("web-shop-1", file).exit_code == 0
    file.write_text(f"{WORDS}!", "utf-8")
    for version in ("web-shop-1", "2026-10-01"):
        refused = run(version, file)
        assert refused.exit_code == 1
        assert f"{version} is on record with other words" in refused.stderr
    assert texts(bot)["web-shop-1"] == WORDS


@pytest.mark.parametrize(
    ("version", "written", "reason"),
    [
        pytest.param("1", b" \n", "holds no words", id="empty"),
        pytest.param("1", "Señal".encode("latin-1"), "save it as UTF-8", id="latin-1"),
        pytest.param("1", b"a\0b", "holds no words", id="NUL"),
        pytest.param(" 1", b"words", "1 to 100 characters", id="blank-first"),
        pytest.param("", b"words", "1 to 100 characters", id="no-version"),
        pytest.param("x" * 101, b"words", "1 to 100 characters", id="long"),
    ],
)
def test_what_is_no_disclosure_is_refused(
    run: Run, bot: Bot, file: Path, version: str, written: bytes, reason: str
) -> None:
    file.write_bytes(written)
    result = run(version, file)
    assert result.exit_code in (1, 2)
    assert reason in result.stderr
    assert list(texts(bot)) == ["2026-10-01"]


def test_a_version_goes_with_its_file(run: Run) -> None:
    result = run("web-shop-1")
    assert result.exit_code == 2
    assert "name the FILE" in result.stderr

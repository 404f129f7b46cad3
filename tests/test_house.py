"""Properties of the whole house."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import HOME
from handlers.bot import Bot
from tests.conftest import BEN, INES, MAYA, STRANGER
from web.simulator.phone import deliver, new_form

ROOMS = ("app", "web", "handlers", "facts", "consent", "language", "storage")

# What each room may import of ours. Nothing points back up.
MAY_IMPORT = {
    "app": {"web", "handlers", "facts", "consent", "language", "storage"},
    "web": {"web", "handlers", "consent", "language", "storage"},
    "handlers": {"handlers", "facts", "consent", "language", "storage"},
    "facts": {"facts", "language"},
    "consent": {"consent", "language", "storage"},
    "language": {"language", "storage"},
    "storage": {"storage"},
}
# What the middle may know of storage: the nouns and the contract, not an adapter.
OF_STORAGE = {"storage.records", "storage.contract", "storage.ledger", "storage.proof"}

OWNED_LIBRARIES = {
    "flask": ("web/", "app.py"),
    "werkzeug": ("web/", "app.py"),
    "click": ("web/",),
    "twilio": ("web/twilio_http.py",),
    "sqlite_utils": ("storage/sqlite.py", "storage/migrations.py"),
    "sqlite3": ("storage/sqlite.py",),
    "environs": ("app.py",),
    "phonenumbers": ("facts/phones.py",),
    "urllib3": ("web/outgoing/receiver.py",),
    "xlsxwriter": ("web/ledger_formats.py",),
    "pythonjsonlogger": ("web/logs.py",),
    "onnxruntime": ("language/compiled.py",),
}


def sources() -> Iterator[Path]:
    yield HOME / "app.py"
    for room in ROOMS[1:]:
        yield from sorted((HOME / room).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(HOME)))
def test_imports_point_inward(path: Path) -> None:
    place = path.relative_to(HOME)
    room = place.parts[0].removesuffix(".py")
    for name in imports_of(path):
        top = name.split(".")[0]
        if top in ROOMS:
            assert top in MAY_IMPORT[room], f"{place} imports {name}"
        if top == "storage" and room not in ("app", "storage"):
            assert ".".join(name.split(".")[:2]) in OF_STORAGE, f"{place} imports {name}"
        if top in OWNED_LIBRARIES:
            assert str(place).startswith(OWNED_LIBRARIES[top]), f"{place} imports {name}"


def test_the_core_loads_no_web_and_no_database() -> None:
    program = (
        "import sys, handlers.inbound;"
        "print(sorted({'flask','werkzeug','twilio','click','sqlite_utils','sqlite3','psycopg'}"
        " & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_only_app_and_the_server_read_the_environment() -> None:
    for path in sources():
        if path.name != "app.py":
            assert "os.environ" not in path.read_text("utf-8"), path


def test_only_the_guard_makes_a_reply() -> None:
    """Besides the storage, which gives back what the guard had made."""
    makers = {
        str(path.relative_to(HOME))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Reply"
    }
    assert makers == {"consent/guard.py", "storage/sqlite.py"}


# Topics. (Routes: tests/web/test_who_is_there.py)


def examples(bot: Bot) -> list[tuple[str, str]]:
    return [
        (topic, example)
        for topic, handler in bot.handlers.items()
        for example in handler.EXAMPLES[topic]
    ]


def test_every_example_reaches_its_handler(bot: Bot) -> None:
    missed = [
        (topic, example, asked.topics)
        for topic, example in examples(bot)
        if topic not in (asked := bot.understanding.question(example, bot.local_time())).topics
    ]
    assert missed == []


def test_every_answer_passes_the_guard(app: Flask, bot: Bot) -> None:
    for sender in (MAYA, BEN, INES, STRANGER):
        for _, example in examples(bot):
            assert deliver(app, new_form(example, sender)).status == 200
    refused = [q for q in bot.store.questions() if "guard" in q.reason]
    assert refused == []


# README and code


def readme() -> str:
    return (HOME / "README.md").read_text("utf-8")


def test_readme_names_every_setting_and_no_other() -> None:
    code = (HOME / "app.py").read_text("utf-8") + (HOME / "gunicorn.conf.py").read_text("utf-8")
    read = set(re.findall(r"""(?:env\.\w+|environ\.get)\(\s*['"]([A-Z_]+)['"]""", code))
    named = set(re.findall(r"^\| `([A-Z_]+)`", readme(), re.MULTILINE))
    assert named == read


def test_readme_names_every_command_and_no_other(app: Flask) -> None:
    commands = set()
    for name, command in app.cli.commands.items():
        within = getattr(command, "commands", None)
        commands |= {f"{name} {sub}" for sub in within} if within else {name}
    named = set(re.findall(r"^\| `flask (\w+(?: \w+)?)", readme(), re.MULTILINE))
    assert named == commands


def test_readme_names_every_make_target_and_no_other() -> None:
    makefile = (HOME / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    internal = {"setup", "setup-dev"}
    assert set(re.findall(r"`make ([\w-]+)`", readme())) == set(phony[1].split()) - internal


def test_the_figures_in_readme_are_those_that_make_evaluate_printed() -> None:
    readme = (HOME / "README.md").read_text("utf-8")
    printed = (HOME / "evaluation" / "RESULTS.md").read_text("utf-8")
    table = readme.split("## How well it understands")[1].split("| measure |")[1].split("\n\n")[0]
    assert f"| measure |{table}" in printed

"""The proof as a stranger gets it: a page in a browser and on paper, and a file to check alone."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from app import HOME
from handlers.bot import Bot
from storage.ledger import BEGINNING, first_seal, next_line
from storage.proof import Head, head_as_json, packet
from storage.records import ConsentAction, LedgerLine, MessageClass, Method
from tests.conftest import BEN, MAYA, Clock
from tests.storage.samples import EVENT, NOW
from tests.web.conftest import signed, violations
from web.proof.document import proof_of
from web.proof.page import page as page_of
from web.simulator.phone import new_form

KEY = "a key of theirs"
LONG = "x" * 4000  # as long as evidence may be, with no blank to break it at
PAPERS = {"Letter": (612, 792), "A4": (595, 842)}  # in points


@dataclass(frozen=True)
class Given:
    """What a stranger is given."""

    page: Path
    proof: Path

    @property
    def lines(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.proof.read_text("utf-8"))["lines"]
        return found


@pytest.fixture
def given(app: Flask, bot: Bot, clock: Clock, tmp_path: Path) -> Given:
    """Of the sample business: Maya joins, others say something, she orders, she leaves."""

    def text(sender: str, body: str) -> None:
        form = new_form(body, sender) | {"AccountSid": "AC" + "0" * 32}
        response = app.test_client().post("/sms", data=form, headers=signed(form))
        assert response.status_code == 200

    for sender, body in ((MAYA, "JOIN"), (BEN, "STOP"), (MAYA, "are you open today")):
        text(sender, body)
        clock.forward(hours=5)
    at_the_counter = replace(
        EVENT,
        action=ConsentAction.GRANT,
        message_class=MessageClass.TRANSACTIONAL,
        matter="order:12345",
        method=Method.COUNTER,
        message_sid=None,
        evidence=f"<b>signed</b> “gern” 👩🏽‍🔧 {LONG}",
        recorded_by="Ana",
        recorded_at=clock(),
        details=(("signer", "Maya Lopez"), ("nonce", "0" * 32)),
    )
    bot.store.append_consent(at_the_counter)
    text(MAYA, "STOP OFFERS")
    return written(proof_of(MAYA, bot, KEY), tmp_path)


def written(made: dict[str, Any], folder: Path) -> Given:
    given = Given(folder / "proof.html", folder / "proof.json")
    given.page.write_text(page_of(made), "utf-8")
    given.proof.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
    return given


@pytest.fixture
def page(browser: Browser, given: Given) -> Iterator[Page]:
    """The page, opened from its file. It asks for nothing else, and nothing complains."""
    context = browser.new_context()
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda said: complaints.append(said.text))
    opened.goto(given.page.as_uri())
    yield opened
    context.close()
    assert (asked, complaints) == ([given.page.as_uri()], [])


# Read


WORDS = [
    "Record of consent to be texted: +12125550101",
    "Marlow & Finch: call (212) 555-0140",
    "November 24, 2026, 10:00:00 AM EST (2026-11-24 15:00:00 UTC)",
    "Consent was given",
    "advertising texts: Marlow & Finch news",
    "by texting a keyword; express written consent",
    "JOIN",
    "By texting JOIN you agree to get recurring marketing texts",
    "The disclosure says so.",
    "the text message itself, sent from this number",
    "Msg & data rates may apply",
    "AccountSid",
    "texts about one order or booking: order:12345",
    "in person, at the counter",
    "Maya Lopez",
    "Ana",
    "Consent was taken back",
    "STOP OFFERS",
    "What the seals show, and what they don't",
    "How to check it",
    "November 26, 2031, five years after the last line",
]


def test_a_stranger_reads_what_was_claimed_by_whom_when_and_in_which_words(page: Page) -> None:
    text = page.locator("body").inner_text()
    assert [words for words in WORDS if words not in text] == []
    assert BEN not in text


@pytest.mark.parametrize("width", [390, 900])
def test_it_is_accessible_and_keeps_to_its_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    assert violations(page) == ""
    assert overflowing(page) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_it_prints(page: Page, paper: str) -> None:
    pdf = PdfReader(io.BytesIO(page.pdf(format=paper)))
    for sheet in pdf.pages:
        size = (sheet.mediabox.width, sheet.mediabox.height)
        assert size == pytest.approx(PAPERS[paper], abs=1)
    text = joined(sheet.extract_text() for sheet in pdf.pages)
    assert [words for words in WORDS if joined([words]) not in text] == []
    assert joined([f"page {len(pdf.pages)} of {len(pdf.pages)}"]) in text
    assert text.count("x") > 2 * len(LONG)  # in words, and in what the seal is made of
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(PAPERS[paper][0] * 96 / 72 - 121), "height": 900})
    assert overflowing(page) == []


def joined(texts: Iterator[str] | Sequence[str]) -> str:
    """Without blanks: where lines are broken is the paper's business."""
    return "".join("".join(texts).split())


def overflowing(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('html, table, td, pre, blockquote')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    return found


# Checked, with the page's own words alone


def alone(program: str, proof: Path) -> subprocess.CompletedProcess[str]:
    """Python without site packages, environment, or anything of ours on its path."""
    command = [sys.executable, "-I", "-S", "-c", program, str(proof)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env={}, check=False)


def test_the_program_on_the_page_finds_the_proof_whole(page: Page, given: Given) -> None:
    program = page.locator("#check").inner_text()
    result = alone(program, given.proof)
    assert result.stdout.startswith("Whole: 3 lines of +12125550101. The last seal is 2:")
    assert result.stdout.split()[-1] in page.locator("body").inner_text()


CHANGES = [
    pytest.param(
        lambda p: p["lines"][0].update(evidence="JOIN!"), "Line 1 was changed.", id="word"
    ),
    pytest.param(lambda p: p["lines"][1].update(method="paper"), "Line 3 was changed.", id="way"),
    pytest.param(lambda p: p["lines"][2].update(approved="yes"), "Line 4 was changed.", id="more"),
    pytest.param(lambda p: p.update(number=BEN), "Line 1 was changed.", id="number"),
    pytest.param(lambda p: p["lines"].pop(1), "Line 3 is missing.", id="line-gone"),
    pytest.param(lambda p: p["lines"].pop(), "Line 4 is missing.", id="last-line-gone"),
    pytest.param(lambda p: p["others"].pop(), "Line 2 is missing.", id="digest-gone"),
    pytest.param(
        lambda p: next(iter(p["disclosures"].values())).update(text="JOIN for anything"),
        "Line 1 was said to another disclosure.",
        id="disclosure",
    ),
    pytest.param(
        lambda p: p["head"].update(seal="2:0"), "A line after the last of these was", id="head"
    ),
]


@pytest.mark.parametrize(("change", "words"), CHANGES)
def test_a_changed_proof_is_found_by_each_way_of_checking(
    given: Given, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    made = json.loads(given.proof.read_text("utf-8"))
    change(made)
    given.proof.write_text(json.dumps(made), "utf-8")
    found = alone((HOME / "web" / "proof" / "alone.py").read_text("utf-8"), given.proof)
    assert found.returncode == 1
    assert found.stderr.startswith(words)
    assert with_our_program(given.proof.parent, given.proof).returncode == 1


def test_each_seal_can_be_made_again_by_hand(page: Page, given: Given) -> None:
    """As step 1 to 3 of the page tell it, from what the page prints."""
    texts = [each.inner_text() for each in page.locator("pre").all()]
    for line in given.lines:
        [text] = [text for text in texts if f'"evidence":{json.dumps(line["evidence"])}' in text]
        digest = hashlib.sha256(text.encode()).hexdigest()
        three = f"{line['seq']} {line['previous']} {digest}"
        assert three in texts
        assert line["seal"] == "2:" + hashlib.sha256(three.encode()).hexdigest()


def test_old_lines_are_followed_by_the_program_too(tmp_path: Path) -> None:
    """Sealed in the first way: one of hers, one of his, and one of hers in the second way."""
    first = LedgerLine(1, EVENT, BEGINNING, first_seal(1, BEGINNING, EVENT))
    his = replace(EVENT, number=BEN)
    second = LedgerLine(2, his, first.seal, first_seal(2, first.seal, his))
    file = tmp_path / "proof.json"
    made = packet(MAYA, [first, second, next_line(second, EVENT)], NOW)
    program = (HOME / "web" / "proof" / "alone.py").read_text("utf-8")
    file.write_text(json.dumps(made), "utf-8")
    assert alone(program, file).stdout.startswith("Whole: 2 lines")
    made["others"][0][2] = "0" * 64
    file.write_text(json.dumps(made), "utf-8")
    assert alone(program, file).stderr.startswith("Line 3 was changed.")


# Checked with our program, and nothing else of ours


def with_our_program(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """`python -m storage.proof` on a machine that has these files of ours, and no libraries."""
    room = folder / "storage"
    room.mkdir(exist_ok=True)
    for name in ("__init__", "records", "ledger", "proof"):
        copy(HOME / "storage" / f"{name}.py", room)
    command = [sys.executable, "-S", "-E", "-s", "-m", "storage.proof", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env={}, check=False)


def test_our_program_needs_no_database_no_settings_and_no_library(given: Given) -> None:
    result = with_our_program(given.proof.parent, given.proof)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Whole: 3 lines of this number, on the way to head 2:")


@pytest.mark.parametrize(
    ("line", "seal", "code", "words"),
    [
        pytest.param(2, None, 0, "The kept head is on this way.", id="on-the-way"),
        pytest.param(2, "2:" + "0" * 64, 1, "line 2: it has another seal", id="rewritten-since"),
        pytest.param(9, None, 0, "lies outside this proof", id="later-than-this-proof"),
    ],
)
def test_a_head_that_was_kept_is_looked_for(
    given: Given, bot: Bot, line: int, seal: str | None, code: int, words: str
) -> None:
    seals = {each.seq: each.seal for each in bot.store.ledger()}
    head = head_as_json(Head(line, seal or seals.get(line, "2:"), NOW), KEY)
    kept = given.proof.with_name("head.json")
    kept.write_text(json.dumps(head), "utf-8")
    result = with_our_program(given.proof.parent, given.proof, "--head", kept)
    assert result.returncode == code
    assert words in result.stdout


@pytest.mark.parametrize(
    "words",
    ["", "{}", "[1]", "not json", '{"format": "answerback proof 1"}', "[" * 100_000, "\xff",
     '{"format": "answerback proof 1", "number": "+1", "lines": [{}], "others": [[]]}'],
)  # fmt: skip
def test_another_file_is_refused_without_a_traceback(tmp_path: Path, words: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(words, "latin-1")
    result = with_our_program(tmp_path, file)
    assert result.returncode == 2
    assert result.stderr.startswith("This can't be checked: ")


def test_a_number_without_lines_has_a_page_and_a_proof_that_say_so(
    bot: Bot, tmp_path: Path
) -> None:
    given = written(proof_of(MAYA, bot, KEY), tmp_path)
    assert "Nothing is on record for this number" in given.page.read_text("utf-8")
    result = with_our_program(tmp_path, given.proof)
    assert (result.returncode, result.stdout.split(",")[0]) == (
        0,
        "Nothing is on record for this number",
    )

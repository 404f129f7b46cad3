"""The ledger by hand and as files: what is recorded, exported and imported."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app import Settings
from consent.classes import NUMBER
from consent.status import fold
from handlers.bot import Bot
from storage.ledger import Whole, from_json, next_line, verify
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    Disclosure,
    LedgerLine,
    MessageClass,
    Method,
)
from tests.conftest import BEN, MAYA, TUESDAY, Clock
from tests.storage import strategies
from tests.storage.samples import EVENT
from tests.storage.strategies import unhurried
from tests.web.conftest import spoil, with_bot
from web.ledger_formats import (
    COLUMNS,
    CSV,
    CUT,
    FORMULA,
    JSON_LINES,
    LONGEST_CELL,
    STYLES,
    as_written,
    fitting,
    for_spreadsheets,
    read_csv_cells,
    whole_part,
    write_xlsx,
)

Run = Callable[..., Result]

ELSEWHERE = Disclosure("2025-01", "By ticking this box you agree ...", TUESDAY)


@pytest.fixture
def run(app: Flask, bot: Bot) -> Run:
    """Commands of a business that has another system's disclosure on record."""
    bot.store.keep_disclosure(ELSEWHERE)
    return lambda *words: app.test_cli_runner().invoke(args=["ledger", *map(str, words)])


def lines_of(bot: Bot) -> list[LedgerLine]:
    return list(bot.store.ledger())


# By hand

GRANT = ("record", MAYA, "grant", "--class", "transactional", "--matter", "order:12345",
         "--basis", "express", "--evidence", "asked at the till")  # fmt: skip
SIGNED = (MAYA, "grant", "--class", "promotional", "--basis", "express written",
          "--evidence", "form 7", "--method", "paper")  # fmt: skip


def test_a_line_is_recorded_by_hand(run: Run, bot: Bot) -> None:
    result = run(*GRANT, "--method", "counter", "--by", "Ana", "--ends-at", "2026-11-30")
    assert result.exit_code == 2  # "counter" is not the name of a way
    result = run(*GRANT, "--method", "at-the-counter", "--by", "Ana", "--ends-at", "2026-11-30")
    assert result.exit_code == 0, result.output
    [line] = lines_of(bot)
    assert replace(line.event, details=()) == ConsentEvent(
        number=MAYA,
        action=ConsentAction.GRANT,
        message_class=MessageClass.TRANSACTIONAL,
        matter="order:12345",
        basis=Basis.EXPRESS,
        method=Method.COUNTER,
        evidence="asked at the till",
        disclosure_version=None,
        message_sid=None,
        recorded_by="Ana",
        recorded_at=TUESDAY,
        ends_at=datetime(2026, 11, 30, 5, tzinfo=UTC),  # New York's midnight
    )
    assert result.stdout == (
        f"1 2026-11-24 15:00:00Z {MAYA} grant transactional order:12345 by at the counter,"
        f" until 2026-11-30 05:00Z: 'asked at the till' (Ana) {line.seal[:12]}\n"
    )


def test_the_words_that_were_signed_are_sealed(run: Run, bot: Bot) -> None:
    assert run("record", *SIGNED, "--disclosure", "2025-01").exit_code == 0
    assert ("disclosure_sha256", ELSEWHERE.sha256) in lines_of(bot)[0].event.details


def test_nobody_can_guess_the_digest_of_a_line_made_by_hand(run: Run, bot: Bot) -> None:
    run(*GRANT)
    run(*GRANT)
    first, second = (dict(line.event.details)["nonce"] for line in lines_of(bot))
    assert first != second


def test_a_recorded_line_is_printed_as_it_is_sealed(run: Run, bot: Bot) -> None:
    assert from_json(json.loads(run(*GRANT, "--json").stdout)) == lines_of(bot)[0]


@pytest.mark.parametrize("action", [each for each in ConsentAction if each != "keep"])
def test_every_action_but_a_persons_own_answer_can_be_recorded(
    run: Run, bot: Bot, action: ConsentAction
) -> None:
    matter = ("--matter", "order:1") if action is ConsentAction.END else ()
    grant = (
        ("--class", "conversational", "--basis", "express") if action is ConsentAction.GRANT else ()
    )
    result = run("record", MAYA, action, "--evidence", "by phone", *matter, *grant)
    assert result.exit_code == 0, result.output
    assert [line.event.action for line in lines_of(bot)] == [action]


def test_a_number_is_read_in_the_business_country(run: Run, bot: Bot) -> None:
    run("record", "(212) 555-0199", "revoke", "--evidence", "by phone")
    assert lines_of(bot)[0].event.number == "+12125550199"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(("555", "revoke", "--evidence", "x"), "phone number", id="number"),
        pytest.param((MAYA, "forget", "--evidence", "x"), "'forget' is not one of", id="action"),
        pytest.param((MAYA, "revoke"), "evidence: say what", id="no-evidence"),
        pytest.param((MAYA, "end", "--evidence", "x"), "what is over?", id="end-of-what"),
        pytest.param((MAYA, "grant", "--evidence", "x"), "for one class", id="no-class"),
        pytest.param(
            (MAYA, "grant", "--evidence", "x", "--class", "promo"), "promotional", id="class"
        ),
        pytest.param(
            (MAYA, "grant", "--evidence", "x", "--class", "promotional", "--basis", "express"),
            "express written",
            id="too-weak",
        ),
        pytest.param((*SIGNED, "--disclosure", "2"), "'2' is not on record", id="lost"),
        pytest.param((*GRANT[1:], "--by", "provider"), "the ledger calls another", id="provider"),
        pytest.param((*GRANT[1:], "--by", " Bot"), "the ledger calls another", id="bot"),
        pytest.param((*GRANT[1:], "--by", "import"), "the ledger calls another", id="import"),
        pytest.param((*GRANT[1:], "--by", "system"), "the ledger calls another", id="system"),
        pytest.param((*GRANT[1:], "--ends-at", "soon"), "2026-11-27", id="ends-at"),
        pytest.param((*GRANT[1:], "--ends-at", "9999-12-31T23:00"), "2026-11-27", id="too-late"),
    ],
)
def test_a_bad_line_is_refused_with_the_reason(
    run: Run, bot: Bot, words: tuple[str, ...], reason: str
) -> None:
    result = run("record", *words)
    assert result.exit_code == 2
    assert reason in result.output
    assert lines_of(bot) == []


# Export

SAID = ("STOP", "=1+1", 'he said "stop"\r\nplease', "+14155550123", "'", "ARRÊT 🙏", "-1", "x\n")


@pytest.fixture
def ledger(bot: Bot) -> list[LedgerLine]:
    for said in SAID:
        bot.store.append_consent(replace(EVENT, evidence=said))
    bot.store.append_consent(replace(EVENT, programme="VIP", details=(("ip", "192.0.2.1"),)))
    return lines_of(bot)


def csv_lines(written: bytes) -> list[LedgerLine]:
    head, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert head == list(COLUMNS)
    return [read_csv_cells(row) for row in rows]


def json_lines(written: bytes) -> list[LedgerLine]:
    return [from_json(json.loads(row)) for row in written.split(b"\n")[:-1]]


def test_an_export_is_json_lines_on_the_screen(run: Run, ledger: list[LedgerLine]) -> None:
    result = run("export")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json_lines(result.stdout_bytes) == ledger
    assert verify(json_lines(result.stdout_bytes)) == Whole(len(ledger), ledger[-1].seal)


def test_an_export_to_a_file_can_be_verified_without_the_database(
    run: Run, ledger: list[LedgerLine], tmp_path: Path
) -> None:
    run("export", "--out", tmp_path / "ledger.jsonl")
    assert run("verify", tmp_path / "ledger.jsonl").stdout == (
        f"Whole: {len(ledger)} lines, head {ledger[-1].seal}.\n"
    )
    assert not (tmp_path / "ledger.jsonl.part").exists()


def test_csv_holds_every_line_whole(run: Run, ledger: list[LedgerLine], tmp_path: Path) -> None:
    run("export", "--format", "csv", "--out", tmp_path / "ledger.csv")
    assert csv_lines((tmp_path / "ledger.csv").read_bytes()) == ledger
    assert csv_lines(run("export", "--format", "csv").stdout_bytes) == ledger


def test_csv_is_safe_for_spreadsheets(run: Run, ledger: list[LedgerLine]) -> None:
    text = run("export", "--format", "csv").stdout_bytes.decode()
    _head, *rows = csv.reader(io.StringIO(text, newline=""))
    evidence = [row[COLUMNS.index("evidence")] for row in rows][: len(SAID)]
    assert evidence == ["STOP", "'=1+1", SAID[2], "+14155550123", "''", "ARRÊT 🙏", "'-1", "x\n"]
    assert {row[COLUMNS.index("number")] for row in rows} == {MAYA}


def cells_of(path: Path, sheet: int = 1) -> list[list[str]]:
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert {cell.get("t") for cell in root.findall(".//{*}c")} == {"inlineStr"}
    return [["".join(cell.itertext()) for cell in row] for row in root.findall(".//{*}row")]


def test_xlsx_holds_texts_alone(run: Run, ledger: list[LedgerLine], tmp_path: Path) -> None:
    result = run("export", "--format", "xlsx", "--out", tmp_path / "ledger.xlsx")
    assert result.exit_code == 0, result.output
    head, *rows = cells_of(tmp_path / "ledger.xlsx")
    assert head == list(COLUMNS)
    assert [row[0] for row in rows] == [str(line.seq) for line in ledger]
    assert {row[1] for row in rows} == {MAYA}
    assert "=1+1" in rows[1]
    assert not (tmp_path / "ledger.xlsx.part").exists()


def test_xlsx_goes_on_on_another_sheet(
    ledger: list[LedgerLine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.ledger_formats.ROWS_OF_A_SHEET", 4)
    write_xlsx(ledger, tmp_path / "x")
    seqs = [[row[0] for row in cells_of(tmp_path / "x", sheet)][1:] for sheet in (1, 2, 3)]
    assert seqs == [["1", "2", "3", "4"], ["5", "6", "7", "8"], ["9"]]


@unhurried
@given(evidence=st.text() | st.sampled_from(strategies.AWKWARD))
def test_xlsx_can_be_read_whatever_was_texted(
    tmp_path_factory: pytest.TempPathFactory, evidence: str
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "x"
    write_xlsx([next_line(None, replace(EVENT, evidence=evidence))], path)
    assert len(cells_of(path)) == 2


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    assert fitting("x" * LONGEST_CELL) == "x" * LONGEST_CELL
    cut = fitting("🙏" * LONGEST_CELL)
    assert cut.endswith("🙏" + CUT)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL


def test_an_empty_ledger_can_be_exported(run: Run, tmp_path: Path) -> None:
    assert run("export").stdout == ""
    assert csv_lines(run("export", "--format", "csv").stdout_bytes) == []
    assert run("export", "--format", "xlsx", "--out", tmp_path / "x").exit_code == 0
    assert len(cells_of(tmp_path / "x")) == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--format", "xlsx"), id="xlsx-to-the-screen"),
        pytest.param(("--resume",), id="screen-resumed"),
        pytest.param(("--format", "xlsx", "--resume", "--out", "x"), id="xlsx-resumed"),
        pytest.param(("--format", "pdf"), id="unknown"),
    ],
)
def test_what_no_export_can_do_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run("export", *words).exit_code == 2


@pytest.mark.parametrize("style", list(STYLES))
def test_an_export_cut_off_anywhere_goes_on_to_the_same_file(
    run: Run, ledger: list[LedgerLine], tmp_path: Path, style: str
) -> None:
    whole = run("export", "--format", style).stdout_bytes
    out, part = tmp_path / "ledger", tmp_path / "ledger.part"
    for length in range(0, len(whole) + 1, 7):
        part.write_bytes(whole[:length])
        result = run("export", "--format", style, "--out", out, "--resume")
        assert result.exit_code == 0, result.output
        assert out.read_bytes() == whole
    assert not part.exists()


def test_an_export_goes_on_with_its_own_file_alone(
    run: Run, ledger: list[LedgerLine], tmp_path: Path
) -> None:
    part = tmp_path / "ledger.part"
    foreign = replace(ledger[0], event=replace(EVENT, evidence="other"))
    part.write_bytes(JSON_LINES.write(foreign))
    result = run("export", "--out", tmp_path / "ledger", "--resume")
    assert result.exit_code == 1
    assert "another ledger" in result.output
    assert part.read_bytes() == JSON_LINES.write(foreign)
    assert run("export", "--out", tmp_path / "ledger").exit_code == 0  # begins anew
    assert json_lines((tmp_path / "ledger").read_bytes()) == ledger


def test_an_export_that_fails_leaves_the_last_one_alone(
    run: Run, ledger: list[LedgerLine], tmp_path: Path
) -> None:
    out = tmp_path / "ledger"
    out.write_bytes(b"the last one")
    (tmp_path / "ledger.part").mkdir()  # as good as a disk that is full
    assert run("export", "--out", out).exit_code != 0
    assert out.read_bytes() == b"the last one"


beginnings = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "''", "'=", "+1", "＝"])
cells = st.text() | st.builds(str.__add__, beginnings, st.text() | st.from_regex(NUMBER))


@given(text=cells | st.from_regex(NUMBER, fullmatch=True))
def test_a_cell_is_safe_and_comes_back_as_it_was(text: str) -> None:
    cell = for_spreadsheets(text)
    assert as_written(cell) == text
    assert cell[:1] not in set("=+-@\t\r") or NUMBER.fullmatch(cell)


def test_no_cell_is_changed_without_need() -> None:
    for text in ("STOP", "'tis", "+14155550123", "a=b", "12:30", "It's -1"):
        assert for_spreadsheets(text) == as_written(text) == text
    for text in ("=1", "+1 415", "+1415555012a", "@x", "\tx", "\rx", "'=1", ""):
        assert for_spreadsheets(text) == f"'{text}"
        assert FORMULA.match(text)


@unhurried
@given(event=strategies.events | st.builds(lambda cell: replace(EVENT, evidence=cell), cells))
def test_any_line_comes_back_from_csv_and_json(event: ConsentEvent) -> None:
    line = next_line(None, event)
    assert csv_lines(CSV.beginning + CSV.write(line)) == [line]
    assert json_lines(JSON_LINES.write(line)) == [line]


@unhurried
@given(events=st.lists(strategies.events, max_size=3), data=st.data())
@pytest.mark.parametrize("style", [pytest.param(each, id=name) for name, each in STYLES.items()])
def test_what_is_whole_of_a_part_is_found(
    style: Any, events: list[ConsentEvent], data: st.DataObject
) -> None:
    rows = [style.write(next_line(None, event)) for event in events]
    if style.beginning:
        rows.insert(0, style.beginning)
    whole = b"".join(rows)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    found = whole_part(io.BytesIO(cut), style)
    assert found.end == sum(map(len, rows[: found.rows]))
    assert (
        found.end <= len(cut) < found.end + len(b"".join(rows[found.rows : found.rows + 1]) or "x")
    )
    assert found.rows == 0 or cut[found.start : found.end] == rows[found.rows - 1]


# Whatever of it can't be read, as bytes that are no text, is named.


@pytest.mark.parametrize("changes", ["action = 'forgive'", "evidence = CAST(x'53ff' AS TEXT)"])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("ledger", "export"), id="export"),
        pytest.param(("ledger", "export", "--format", "csv"), id="csv"),
        pytest.param(("ledger", "show"), id="show"),
        pytest.param(("ledger", "show", MAYA, "--json"), id="show-one"),
        pytest.param(("ledger", "proof", MAYA), id="proof"),
        pytest.param(("webhook", "status"), id="webhook"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(
    app: Flask, settings: Settings, ledger: list[LedgerLine], words: tuple[str, ...], changes: str
) -> None:
    spoil(settings.database, len(ledger), changes)
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 1
    assert f"Error: line {len(ledger)} of the ledger is not as it was" in result.stderr
    assert "(flask ledger verify)" in result.stderr


# Import

PROMO = ("--map", "phone=number", "--map", "source=evidence", "--class", "promotional",
         "--basis", "express written", "--method", "web form", "--disclosure", "2025-01")  # fmt: skip

GOOD = "phone,source,ip\n+14155550123,form 17,192.0.2.1\n415 555 0124,form 18,\n"


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Path]:
    def make(text: str | bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


List = Callable[..., Path]


def counts(result: Result) -> dict[str, int]:
    row: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return {name: row[name] for name in ("new", "on_record", "withheld", "bad")}


def test_an_import_is_a_trial_at_first(run: Run, bot: Bot, listed: List) -> None:
    result = run("import", listed(GOOD), *PROMO)
    assert result.exit_code == 0
    assert result.stdout == (
        "2 rows: 2 new, 0 already in the ledger, 0 withheld, 0 bad.\n"
        "Nothing is written: this was a trial. Add --write.\n"
    )
    assert lines_of(bot) == []


def test_an_import_writes_each_row_with_its_evidence(run: Run, bot: Bot, listed: List) -> None:
    result = run("import", listed(GOOD), *PROMO, "--write")
    assert result.stdout.endswith("The new ones are written.\n")
    first, second = (line.event for line in lines_of(bot))
    assert (first.number, first.evidence, first.recorded_by) == (
        "+14155550123",
        "form 17",
        "import",
    )
    assert first.basis is Basis.EXPRESS_WRITTEN
    assert (first.method, first.disclosure_version) == (Method.WEB_FORM, "2025-01")
    assert first.details[:-1] == (
        ("file", "list.csv"),
        ("line", "2"),
        ("ip", "192.0.2.1"),
        ("disclosure_sha256", ELSEWHERE.sha256),
    )
    assert first.details[-1][0] == "nonce"
    assert second.number == "+14155550124"
    assert isinstance(verify(bot.store.ledger()), Whole)


def test_importing_twice_is_harmless(run: Run, bot: Bot, listed: List) -> None:
    twice = GOOD + "+14155550123,form 17,192.0.2.7\n"
    for words in ((), ("--write",)):
        result = run("import", listed(twice), *PROMO, *words, "--json")
        assert counts(result) == {"new": 2, "on_record": 1, "withheld": 0, "bad": 0}
    again = run("import", listed(twice), *PROMO, "--write", "--json")
    assert counts(again) == {"new": 0, "on_record": 3, "withheld": 0, "bad": 0}
    assert len(lines_of(bot)) == 2
    said = run("import", listed(twice), *PROMO, "--write").stdout
    assert said.endswith("There was nothing to write.\n")


BAD = GOOD + 'abc,,\n\n"+14155550125","two\nlines",x,y\n+1415555012,form,\n+14155550126,form,\n'


@pytest.mark.parametrize("flags", [(), ("--write",)])
def test_every_bad_row_is_named_and_nothing_written(
    run: Run, bot: Bot, listed: List, flags: tuple[str, ...]
) -> None:
    result = run("import", listed(BAD), *PROMO, *flags)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:4] == [
        "list.csv:4: number: 'abc' can't be read - write the digits of one phone number; keep that"
        " column as text; evidence is empty",
        "list.csv:6: it has 4 cells, and the first line 3",
        "list.csv:8: number: '+1415555012' can't be read - write a phone number such as"
        " +12125550142",
        "6 rows: 3 new, 0 already in the ledger, 0 withheld, 3 bad.",
    ]
    assert lines_of(bot) == []


def test_good_rows_of_a_bad_list_are_written_row_by_row(run: Run, bot: Bot, listed: List) -> None:
    result = run("import", listed(BAD), *PROMO, "--write", "--row-by-row")
    assert result.exit_code == 1
    assert "list.csv:4: " in result.stdout
    assert [line.event.number[-2:] for line in lines_of(bot)] == ["23", "24", "26"]


def test_a_hundred_bad_rows_are_shown_and_the_rest_counted(run: Run, listed: List) -> None:
    result = run("import", listed("phone,source\n" + "1,x\n" * 1050), *PROMO)
    shown = [line for line in result.stdout.splitlines() if line.startswith("list.csv:")]
    assert (len(shown), shown[-1][:13]) == (100, "list.csv:101:")
    assert "... and 950 more that are bad." in result.stdout


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "phone,source\n+14155550123,Zoë\n".encode("latin-1"),
            "line 2: it is not UTF-8",
            id="latin-1",
        ),
        pytest.param("phone,source\n".encode("utf-16"), "line 1: it is not UTF-8", id="utf-16"),
        pytest.param(b"", "line 1: it is empty", id="empty"),
        pytest.param(
            "number,source\n", "column 'phone' is not there; it has number, source", id="column"
        ),
        pytest.param("phone,phone,source\n", "column 'phone' stands there twice", id="twice"),
        pytest.param("phone,source,line\n", "column 'line' has a name that the", id="our-name"),
        pytest.param("phone,source,given_at\n", "or say what it means: --map", id="not-mapped"),
        pytest.param('phone,source\n1,x\n2,"x\n', "line 3: unexpected end of data", id="quote"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(
    run: Run, bot: Bot, listed: List, text: str | bytes, reason: str
) -> None:
    result = run("import", listed(text), *PROMO, "--write", "--row-by-row")
    assert result.exit_code == 2
    assert reason in result.output
    assert lines_of(bot) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with-byte-order-mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_utf_8_is_read_in_each_of_its_ways(
    run: Run, bot: Bot, listed: List, mark: bytes, end: str
) -> None:
    text = end.join(["phone,source", "+14155550123,Zoë 🙏", ",", ""])
    run("import", listed(mark + text.encode()), *PROMO, "--write")
    assert [line.event.evidence for line in lines_of(bot)] == ["Zoë 🙏"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(("--map", "phone=number"), "which column is the evidence?", id="no-evidence"),
        pytest.param(("--map", "phone=nummer"), "write COLUMN=FIELD; number", id="field"),
        pytest.param(("--map", "a=number", "--map", "b=number"), "another column", id="twice"),
        pytest.param(("--class", "promo"), "promotional", id="class"),
        pytest.param(("--by", "bot"), "the ledger calls another recorder", id="by"),
    ],
)
def test_what_the_columns_mean_must_be_said(
    run: Run, listed: List, words: tuple[str, ...], reason: str
) -> None:
    result = run("import", listed(GOOD), *words)
    assert result.exit_code == 2
    assert reason in result.output


def test_a_column_weighs_more_than_what_is_said_for_all(run: Run, bot: Bot, listed: List) -> None:
    text = (
        "phone,source,kind,about,until,how\n"
        "+14155550123,form 17,Transactional,order:7,2026-12-01,paper\n"
        "+14155550124,form 18,,,,\n"
    )
    columns = ("kind=class", "about=matter", "until=ends_at", "how=method")
    maps = [word for pair in columns for word in ("--map", pair)]
    result = run("import", listed(text), *PROMO, *maps, "--write")
    assert result.exit_code == 0, result.output
    first, second = (line.event for line in lines_of(bot))
    assert (first.message_class, first.matter) == (MessageClass.TRANSACTIONAL, "order:7")
    assert (first.method, second.method) == (Method.PAPER, Method.WEB_FORM)
    assert first.ends_at == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert second.message_class is MessageClass.PROMOTIONAL


def test_a_programme_is_named_as_the_ledger_names_it(run: Run, bot: Bot, listed: List) -> None:
    text = "phone,source,what\n" + "".join(
        f"+14155550123,form {n},{name}\n" for n, name in enumerate(("JOIN", " join ", "", "vip"))
    )
    run("import", listed(text), *PROMO, "--map", "what=programme", "--write")
    run("record", BEN, "revoke", "--class", "promotional", "--programme", "Join", "--evidence", "x")
    assert [line.event.programme for line in lines_of(bot)] == [None, None, None, "VIP", None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("1.41556E+10,x,2026-01-01", "keep that column as text", id="spreadsheet"),
        pytest.param("+14155550123,x,01/02/2026", "given_at: '01/02/2026'", id="date"),
        pytest.param("+14155550123,x,2026-12-11", "are day and month swapped?", id="future"),
        pytest.param("4155550123 ext 5,x,", "one phone number", id="extension"),
        pytest.param("4155550123 4155550124,x,", "phone number such as", id="two-numbers"),
        pytest.param('+14155550123," ",', "evidence is empty", id="blank-evidence"),
    ],
)
def test_a_bad_cell_is_named(run: Run, listed: List, row: str, reason: str) -> None:
    text = f"phone,source,when\n{row}\n"
    assert reason in run("import", listed(text), *PROMO, "--map", "when=given_at").stdout


def test_a_row_whose_disclosure_is_not_on_record_is_bad(run: Run, listed: List) -> None:
    text = "phone,source,shown\n+14155550123,form 17,2025-01\n+14155550124,form 18,2025-02\n"
    result = run("import", listed(text), *PROMO, "--map", "shown=disclosure")
    assert "list.csv:3: disclosure_version: '2025-02' is not on record" in result.stdout
    assert "1 new" in result.stdout


def test_no_list_undoes_a_stop(run: Run, bot: Bot, listed: List) -> None:
    run("record", "+14155550123", "revoke", "--evidence", "STOP")
    result = run("import", listed(GOOD), *PROMO, "--write", "--json")
    assert counts(result) == {"new": 1, "on_record": 0, "withheld": 1, "bad": 0}
    assert "a revoke of 2026-11-24" in json.loads(result.stdout.splitlines()[0])["why"]
    assert [line.event.number[-2:] for line in lines_of(bot)] == ["23", "24"]


def test_what_was_given_after_a_stop_is_taken(
    run: Run, bot: Bot, listed: List, clock: Clock
) -> None:
    run("record", "+14155550123", "revoke", "--evidence", "STOP")
    clock.forward(days=9)
    for day, fate in (("2026-11-24", "withheld"), ("2026-11-30", "new")):
        text = f"phone,source,when\n+14155550123,form 17,{day}\n"
        result = run("import", listed(text), *PROMO, "--map", "when=given_at", "--write", "--json")
        assert counts(result)[fate] == 1
    assert ("given_at", "2026-11-30T05:00:00+00:00") in lines_of(bot)[-1].event.details


def test_people_who_opted_out_elsewhere_are_imported_too(run: Run, bot: Bot, listed: List) -> None:
    words = ("--map", "phone=number", "--map", "source=evidence", "--action", "revoke")
    result = run("import", listed(GOOD), *words, "--write")
    assert result.exit_code == 0, result.output
    assert {line.event.action for line in lines_of(bot)} == {ConsentAction.REVOKE}


JOINED = replace(
    EVENT,
    number="+14155550123",
    action=ConsentAction.GRANT,
    message_class=MessageClass.PROMOTIONAL,
    basis=Basis.EXPRESS_WRITTEN,
    evidence="JOIN",
    disclosure_version="2026-10-01",
)
OPT_OUTS = ("--map", "phone=number", "--map", "why=evidence", "--map", "when=given_at",
            "--action", "revoke", "--write", "--json")  # fmt: skip


@pytest.mark.parametrize(
    ("joins", "then", "fate"),
    [
        pytest.param(False, "", "on_record", id="read-twice"),
        pytest.param(True, "", "new", id="undated-and-joined-since"),
        pytest.param(False, "2026-11-20", "new", id="now-with-its-date"),
        pytest.param(True, "2026-11-26", "new", id="once-more-since"),
    ],
)
def test_who_opted_out_again_is_not_passed_over(
    run: Run, bot: Bot, listed: List, clock: Clock, joins: bool, then: str, fate: str
) -> None:
    head = "phone,why,when\n+14155550123,unsubscribed in Mailchimp"
    run("import", listed(f"{head},\n"), *OPT_OUTS)
    clock.forward(days=1)
    if joins:
        bot.store.append_consent(replace(JOINED, recorded_at=clock()))
    clock.forward(days=2)
    for expected in (fate, "on_record"):
        assert counts(run("import", listed(f"{head},{then}\n"), *OPT_OUTS))[expected] == 1
    assert fold(bot.store.consent_history("+14155550123")).stopped


@pytest.mark.parametrize(
    ("when", "fate"),
    [
        pytest.param("2026-11-23", "on_record", id="a-day-before"),
        pytest.param("2026-11-24", "new", id="perhaps-later-that-day"),
    ],
)
def test_an_opt_out_of_its_date_is_an_old_one_to_whoever_joined_since(
    run: Run, bot: Bot, listed: List, clock: Clock, when: str, fate: str
) -> None:
    row = f"phone,why,when\n+14155550123,unsubscribed in Mailchimp,{when}\n"
    run("import", listed(row), *OPT_OUTS)
    clock.forward(hours=1)
    bot.store.append_consent(replace(JOINED, recorded_at=clock()))
    assert counts(run("import", listed(row), *OPT_OUTS))[fate] == 1


def test_who_agreed_again_on_the_same_form_is_not_passed_over(
    run: Run, bot: Bot, listed: List, clock: Clock
) -> None:
    words = (*PROMO, "--map", "when=given_at", "--write", "--json")
    run("import", listed("phone,source,when\n+14155550123,checkout,2026-01-01\n"), *words)
    clock.forward(hours=1)
    run("record", "+14155550123", "revoke", "--evidence", "STOP")
    clock.forward(days=3)
    again = listed("phone,source,when\n+14155550123,checkout,2026-11-26\n")
    assert counts(run("import", again, *words))["new"] == 1
    assert counts(run("import", again, *words))["on_record"] == 1
    assert fold(bot.store.consent_history("+14155550123")).promotional


def test_an_exported_ledger_is_on_record_when_it_is_read_back(
    run: Run, bot: Bot, listed: List, tmp_path: Path
) -> None:
    """An evidence like a formula is told again as it was, apostrophe and all."""
    words = ("--class", "promotional", "--basis", "express written", "--disclosure", "2025-01")
    for said in ("=1+1", "'=1+1", "+14155550123", "yes ", "'"):
        assert (
            run("record", BEN, "grant", *words, "--evidence", said, "--method", "paper").exit_code
            == 0
        )
    run("export", "--format", "csv", "--out", tmp_path / "list.csv")
    fields = ("number", "evidence", "message_class", "basis", "method", "disclosure_version")
    maps = [word for field in fields for word in ("--map", f"{field}={field}")]
    result = run("import", tmp_path / "list.csv", *maps, "--json")
    assert counts(result) == {"new": 0, "on_record": 5, "withheld": 0, "bad": 0}


def test_an_import_cut_off_is_completed_by_the_next(
    app: Flask, run: Run, bot: Bot, listed: List
) -> None:
    text = "phone,source\n" + "".join(f"+1415555{n:04},form {n}\n" for n in range(2500))
    # The whole is read once, row by row; then again: the power fails at the 1,800th row of that.
    moments = iter([TUESDAY] * (2500 + 1800))
    with_bot(app, clock=lambda: next(moments))
    with pytest.raises(RuntimeError):
        app.test_cli_runner().invoke(
            args=["ledger", "import", str(listed(text)), *PROMO, "--write"], catch_exceptions=False
        )
    assert [line.event.evidence for line in lines_of(bot)] == [f"form {n}" for n in range(1000)]
    with_bot(app, clock=lambda: TUESDAY)
    result = run("import", listed(text), *PROMO, "--write", "--json")
    assert counts(result) == {"new": 1500, "on_record": 1000, "withheld": 0, "bad": 0}
    assert verify(bot.store.ledger()) == Whole(2500, lines_of(bot)[-1].seal)

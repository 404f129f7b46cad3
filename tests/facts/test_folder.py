"""The business folder: it reads whole, and each fault is told with file, line and mend."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import HOME
from facts import folder
from facts.business import WEEKDAYS, Appointment, Business, FreeTime, OrderState
from facts.problems import BadFolder, Problem
from tests.conftest import BEN, MAYA, TUESDAY

SAMPLE = HOME / "business"
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def business() -> Business:
    return folder.read(SAMPLE, TUESDAY)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "business"))


def change(copy: Path, file: str, old: str, new: str) -> None:
    text = (copy / file).read_text("utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), "utf-8")


def problems(copy: Path) -> list[Problem]:
    with pytest.raises(BadFolder) as caught:
        folder.read(copy, TUESDAY)
    assert str(caught.value).splitlines() == [str(each) for each in caught.value.problems]
    return caught.value.problems


# The sample business


def test_the_sample_business_reads(business: Business) -> None:
    assert business.name == "Marlow & Finch"
    assert [branch.name for branch in business.branches] == ["Downtown", "Riverside"]
    assert len(business.products) == 5
    assert len(business.stock) == 16
    assert len(business.orders) == 6
    assert (len(business.appointments), len(business.free_times)) == (2, 7)
    assert len(business.waits) == 3
    assert business.answers.keys() == folder.POLICIES


def test_money_is_cents_and_cells_are_typed(business: Business) -> None:
    order = business.orders[0]
    assert (order.number, order.total, order.state) == ("12345", 12800, OrderState.SHIPPED)
    assert business.product("wool socks").price == 1290
    assert business.product("wool socks").widths == ()
    assert business.product("Trail Runner").widths == ("standard", "wide", "extra wide")


def test_days_are_counted_from_the_shops_own_today(business: Business) -> None:
    """At 15:00 in London it is Tuesday in both; at 3 in the morning still Monday in New York."""
    tuesday, monday = business.orders[0], folder.read(SAMPLE, TUESDAY - timedelta(hours=12))
    assert tuesday.placed.isoformat() == "2026-11-15"
    assert monday.orders[0].placed.isoformat() == "2026-11-14"


def test_a_special_day_outranks_the_week(business: Business) -> None:
    downtown = business.branch("Downtown")
    thanksgiving = TUESDAY.date() + timedelta(days=2)
    assert downtown.opening(thanksgiving) is None
    assert downtown.opening(thanksgiving + timedelta(days=7)) is not None


@pytest.mark.parametrize(
    "day", [pytest.param("11-27", id="every-year"), pytest.param("2026-11-27", id="one-year")]
)
def test_a_special_day_is_of_every_year_or_of_one(copy: Path, day: str) -> None:
    change(copy, "business.toml", '"01-01" = "closed"', f'"02-29" = "closed"\n"{day}" = "closed"')
    downtown = folder.read(copy, TUESDAY).branch("Downtown")
    friday = TUESDAY.date() + timedelta(days=3)
    assert downtown.opening(friday) is None
    assert (downtown.opening(friday.replace(year=2028)) is None) == (day == "11-27")


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)))
def test_relative_times_fall_into_opening_hours(now: datetime) -> None:
    """A sample never goes stale: not on a Sunday, not at Christmas."""
    business = folder.read(SAMPLE, now)
    times: list[Appointment | FreeTime] = [*business.appointments, *business.free_times]
    for booked in times:
        opening = business.branch(booked.branch).opening(booked.starts.date())
        assert booked.starts > now
        assert opening
        assert opening.opens <= booked.starts.time() < opening.closes


def test_times_are_those_of_the_shops_zone(business: Business) -> None:
    assert {booked.starts.tzinfo for booked in business.appointments} == {NEW_YORK}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("+12125550102", id="e164"),
        pytest.param("(212) 555-0102", id="as-on-a-card"),
        pytest.param("212.555.0102", id="dots"),
        pytest.param("1 212 555 0102", id="with-country-code"),
    ],
)
def test_a_phone_becomes_e164(copy: Path, typed: str) -> None:
    change(copy, "orders.csv", f"12346,{BEN}", f"12346,{typed}")
    assert [order.number for order in folder.read(copy, TUESDAY).orders_of(BEN)] == [
        "12346",
        "12290",
    ]


def test_a_foreign_phone_keeps_its_country(copy: Path) -> None:
    change(copy, "appointments.csv", MAYA, "+44 20 7183 8750")
    assert folder.read(copy, TUESDAY).appointments[0].phone == "+442071838750"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte-order-mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows-lines"),
        pytest.param(lambda text: text + "\n\n", id="blank-lines"),
    ],
)
def test_files_of_any_editor_read(copy: Path, make: Callable[[str], str]) -> None:
    for path in copy.iterdir():
        path.write_bytes(make(path.read_text("utf-8")).encode())
    assert folder.read(copy, TUESDAY).name == "Marlow & Finch"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(name, id=name)
        for name in ("stock.csv", "orders.csv", "appointments.csv", "openings.csv", "waits.csv")
    ],
)
def test_a_business_without_such_rows_needs_no_such_file(copy: Path, file: str) -> None:
    (copy / file).unlink()
    folder.read(copy, TUESDAY)


def test_a_sentence_may_be_put_in_ones_own_words(copy: Path) -> None:
    change(copy, "answers.toml", "shipping =", 'thanks = "Any time! {brand}"\nshipping =')
    business = folder.read(copy, TUESDAY)
    assert business.say("thanks") == "Any time! Marlow & Finch"


@pytest.mark.parametrize(
    "is_left_out", [pytest.param(left, id=str(left)) for left in (True, False)]
)
def test_the_two_options_are_off_until_asked_for(copy: Path, is_left_out: bool) -> None:
    for option in ("asks_which_texts", "double_opt_in"):
        change(
            copy, "business.toml", f"{option} = false", "" if is_left_out else f"{option} = true"
        )
    business = folder.read(copy, TUESDAY)
    on = (business.asks_which_texts, business.programme.double_opt_in)
    assert on == (not is_left_out, not is_left_out)


# One fault at a time


def line_of(file: str, words: str) -> int:
    """The line in the sample on which `words` stand, for the last time if they do so twice."""
    text = (SAMPLE / file).read_text("utf-8")
    return text[: text.rindex(words)].count("\n") + 1


POLICY = 'shipping = "Standard shipping'
ORDER = "12346,+12125550102,-3,"
HOURS_OF_RIVERSIDE = SAMPLE.joinpath("business.toml").read_text("utf-8").split("[stores.hours]")[2]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what", "mend"),
    [
        # business.toml
        pytest.param(
            "business.toml", 'name = "Marlow & Finch"\n', 'name = "Marlow\n', "",
            "Illegal character", "toml.io", id="toml-syntax",
        ),
        pytest.param(
            "business.toml", "contact =", "# contact =", "[business]",
            "business.contact: it is missing", 'add contact = "..."', id="missing-key",
        ),
        pytest.param(
            "business.toml", "frequency =", "# frequency =", "[programme]",
            "programme.frequency: it is missing", 'add frequency = "..."', id="missing-frequency",
        ),
        pytest.param(
            "business.toml", '"Marlow & Finch"\n', "5\n", "",
            "business.name: 5 can't be read", "write a text", id="not-a-text",
        ),
        pytest.param(
            "business.toml", "America/New_York", "New York", "",
            "business.time_zone: 'New York'", "America/New_York", id="time-zone",
        ),
        pytest.param(
            "business.toml", '"US"', '"USA"', "",
            "business.country: 'USA'", "two letters", id="country",
        ),
        pytest.param(
            "business.toml", "asks_which_texts = false", 'asks_which_texts = "yes"', "",
            "business.asks_which_texts: 'yes'", "true or false", id="an-option-that-is-a-text",
        ),
        pytest.param(
            "business.toml", "double_opt_in = false", "double_opt_in = 1", "",
            "programme.double_opt_in: 1", "true or false", id="an-option-that-is-a-number",
        ),
        pytest.param(
            "business.toml", 'wednesday = "10:00-19:00"', 'wednesday = "10-7"', "",
            "stores.hours.wednesday: '10-7'", '"09:00-18:00" or "closed"', id="hours",
        ),
        pytest.param(
            "business.toml", 'sunday = "11:00-17:00"', 'sunday = "11:00-25:00"', "",
            "stores.hours.sunday: '11:00-25:00'", '"closed"', id="hours-of-the-second-store",
        ),
        pytest.param(
            "business.toml", 'sunday = "11:00-17:00"\n', "", "[stores.hours]",
            "stores.hours.sunday: it is missing", "add sunday", id="a-day-is-missing",
        ),
        pytest.param(
            "business.toml", '"01-01" = "closed"', '"01-01" = "shut"', "",
            "stores.special_days.01-01: 'shut'", '"closed"', id="special-hours",
        ),
        pytest.param(
            "business.toml", '"01-01" = "closed"', '"25 December" = "closed"', "",
            "stores.special_days.25 December: it is no day", '"12-25" for every year',
            id="special-day",
        ),
        pytest.param(
            "business.toml", '"01-01" = "closed"', '"02-30" = "closed"', "",
            "stores.special_days.02-30: it is no day", '"12-25"', id="impossible-day",
        ),
        pytest.param(
            "business.toml", '["gait analysis", "running check", "gait"]', '"gait"', "",
            "services.nicknames: 'gait' can't be read", "write a list", id="not-a-list",
        ),
        # answers.toml
        pytest.param(
            "answers.toml", POLICY, f'thank = "You"\n{POLICY}', "",
            "thank: no such sentence", "README.md", id="unknown-sentence",
        ),
        pytest.param(
            "answers.toml", POLICY, f"{POLICY} by {{carrier_name}}", "",
            "shipping: unknown place {carrier_name}", "remove it", id="unknown-place",
        ),
        pytest.param(
            "answers.toml", POLICY, f"{POLICY} {{}}", "",
            "shipping: unknown place {}", "remove it", id="place-without-a-name",
        ),
        pytest.param(
            "answers.toml", POLICY, f"{POLICY} {{brand", "",
            "shipping: unknown place {an unclosed brace}", "remove it", id="unclosed-brace",
        ),
        pytest.param(
            "answers.toml", POLICY, f"thanks = 5\n{POLICY}", "",
            "thanks: it is no text", 'write thanks = "..."', id="answer-is-no-text",
        ),
        pytest.param(
            "answers.toml", POLICY, f'# {POLICY}', "# The business",
            "shipping: it is missing", "every business has its own answer", id="missing-policy",
        ),
        # Rows
        pytest.param(
            "stock.csv", "Marlow Loafer,Downtown,9,3", "Marlow Loafer,Uptown,9,3", "",
            "store: 'Uptown'", "[[stores]]: Downtown, Riverside", id="unknown-store",
        ),
        pytest.param(
            "stock.csv", "Marlow Loafer,Downtown,9,3", "Marlowe,Downtown,9,3", "",
            "product: 'Marlowe'", "use a name from products.csv", id="unknown-product",
        ),
        pytest.param(
            "appointments.csv", "gait check", "pedicure", "",
            "service: 'pedicure'", "[[services]]: gait check, shoe fitting", id="unknown-service",
        ),
        pytest.param(
            "products.csv", "189.00", "$189", "",
            "price: '$189'", "an amount such as 84.20", id="money",
        ),
        pytest.param(
            "stock.csv", "Marlow Loafer,Downtown,9,3", "Marlow Loafer,Downtown,9,a few", "",
            "count: 'a few'", "a whole number", id="count",
        ),
        pytest.param(
            "orders.csv", ORDER, "12346,call me,-3,", "",
            "phone: 'call me'", "such as +12125550142", id="phone",
        ),
        pytest.param(
            "orders.csv", ORDER, "12346,123,-3,", "",
            "phone: '123'", "such as +12125550142", id="phone-too-short",
        ),
        pytest.param(
            "orders.csv", ORDER, "12346,555-0102,-3,", "",
            "phone: '555-0102'", "such as +12125550142", id="phone-without-area-code",
        ),
        pytest.param(
            "orders.csv", ORDER, "12346,,-3,", "",
            "phone is empty", "such as +12125550142", id="phone-empty",
        ),
        pytest.param(
            "orders.csv", ORDER, "12346,+12125550102,3 Nov,", "",
            "placed: '3 Nov'", "such as 2026-11-27", id="day",
        ),
        pytest.param(
            "orders.csv", ",ready,", ",waiting,", "",
            "state: 'waiting'", "one of packing, shipped", id="state",
        ),
        pytest.param(
            "orders.csv", "1Z999AA10123456784", "", "",
            "tracking is empty", "write a text", id="shipped-without-tracking",
        ),
        pytest.param(
            "orders.csv", "+6,Downtown", "+6,", "",
            "store is empty", "write a text", id="ready-without-store",
        ),
        pytest.param(
            "orders.csv", "-1,+1,,UPS", "-1,+1,,", "",
            "carrier is empty", "write a text", id="neither-carrier-nor-store",
        ),
        pytest.param(
            "orders.csv", "139.00,,+5", "139.00,,", "",
            "refund_due is empty", "write a text", id="returned-without-a-refund-day",
        ),
        pytest.param(
            "openings.csv", "+4 16:00", "+4 4 pm", "",
            "starts: '+4 4 pm'", "such as 2026-11-27 14:30", id="time",
        ),
        pytest.param(
            "waits.csv", "store,party_up_to,minutes", "store,party,minutes", "",
            "the columns are others", "store,party_up_to,minutes", id="columns",
        ),
        pytest.param(
            "waits.csv", "Riverside,4,25", "Riverside,4,25,soon", "",
            "the number of cells is wrong", "write 3 cells", id="too-many-cells",
        ),
        pytest.param(
            "waits.csv", "Riverside,4,25", "Riverside,4", "",
            "the number of cells is wrong", "write 3 cells", id="too-few-cells",
        ),
        pytest.param(
            "waits.csv", "Riverside,8,45", '"Riverside,8,45', "",
            "unexpected end of data", 'a " that is not closed', id="unclosed-quote",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_mend(
    copy: Path, file: str, old: str, new: str, where: str, what: str, mend: str
) -> None:
    """`where` stands on the line that is told; nothing: the line that was changed."""
    line = line_of(file, where or old)
    change(copy, file, old, new)
    [problem] = problems(copy)
    assert (problem.file, problem.line) == (file, line)
    assert problem.what.startswith(what)
    assert mend in problem.mend
    assert str(problem) == f"{file}:{line}: {problem.what} - {problem.mend}"


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        pytest.param("business.toml", None, "the file is missing", id="no-facts"),
        pytest.param("answers.toml", None, "the file is missing", id="no-words"),
        pytest.param("business.toml", b'name = "Caf\xe9"', "it is not UTF-8", id="latin-1-facts"),
        pytest.param("answers.toml", b'x = "Caf\xe9"', "it is not UTF-8", id="latin-1-words"),
        pytest.param(
            "waits.csv",
            b"store,party_up_to,minutes\nCaf\xe9,2,10\n",
            "it is not UTF-8",
            id="latin-1-rows",
        ),
        pytest.param("waits.csv", b"", "the columns are others", id="empty-rows"),
        pytest.param("business.toml", b"", "business.name: it is missing", id="empty-facts"),
    ],
)
def test_a_file_that_cant_be_read_at_all_is_told(
    copy: Path, file: str, content: bytes | None, what: str
) -> None:
    (copy / file).unlink()
    if content is not None:
        (copy / file).write_bytes(content)
    first = problems(copy)[0]
    assert (first.file, first.line, first.what) == (file, 1, what)


def test_a_store_without_hours_is_told_where_the_store_is(copy: Path) -> None:
    change(copy, "business.toml", f"[stores.hours]{HOURS_OF_RIVERSIDE}", "")
    found = problems(copy)
    assert {(each.file, each.line) for each in found[:7]} == {
        ("business.toml", line_of("business.toml", "[[stores]]"))
    }
    assert found[0].what == "stores.hours.monday: it is missing"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        pytest.param("[[services]]", "[services]", "services.name: it can't be read", id="service"),
        pytest.param("[[stores]]", "[stores]", "stores.name: it can't be read", id="store"),
    ],
)
def test_one_heading_where_several_may_stand_is_told(
    copy: Path, old: str, new: str, what: str
) -> None:
    text = (copy / "business.toml").read_text("utf-8")
    before, first, *_ = text.split(old)
    (copy / "business.toml").write_text(f"{before}{new}{first}", "utf-8")
    assert what in [each.what for each in problems(copy)]


def test_a_store_that_never_opens_has_no_third_open_day(copy: Path) -> None:
    week = HOURS_OF_RIVERSIDE.split("[stores.special_days]")[0]
    shut = "\n".join(f'{day} = "closed"' for day in WEEKDAYS)
    change(copy, "business.toml", week, f"\n{shut}\n\n")
    assert {each.file for each in problems(copy)} == {"appointments.csv", "openings.csv"}


def test_a_misspelt_key_is_told_and_not_passed_over(copy: Path) -> None:
    change(copy, "business.toml", "emergency_number", "emergency_nummer")
    [problem] = problems(copy)
    assert problem.what == "business.emergency_nummer: nothing goes by this name"
    assert "emergency_number" in problem.mend


# Several at once


def test_faults_in_every_file_are_told_at_once(copy: Path) -> None:
    for file, old, new in [
        ("business.toml", "America/New_York", "Mars"),
        ("business.toml", "contact =", "# contact ="),
        ("answers.toml", POLICY, f"thanks = 5\n{POLICY} {{x}}"),
        ("products.csv", "189.00", "$189"),
        ("stock.csv", "Finch Boot,Riverside,8,3", "Finch Boot,Uptown,8,many"),
        ("orders.csv", ORDER, "12346,call me,soon,"),
        ("waits.csv", "Riverside,4,25", "Riverside"),
    ]:
        change(copy, file, old, new)
    assert [(each.file, each.what.split(":")[0]) for each in problems(copy)] == [
        ("business.toml", "business.contact"),
        ("business.toml", "business.time_zone"),
        ("answers.toml", "thanks"),
        ("answers.toml", "shipping"),
        ("products.csv", "price"),
        ("stock.csv", "store"),
        ("stock.csv", "count"),
        ("orders.csv", "phone"),
        ("orders.csv", "placed"),
        ("waits.csv", "the number of cells is wrong"),
    ]


@settings(deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_it_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    copy = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("any") / "business"))
    path = copy / data.draw(st.sampled_from(sorted(each.name for each in SAMPLE.iterdir())))
    lines = path.read_text("utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = data.draw(st.sampled_from([lines[at][:9], lines[at] + ",", "", lines[at] * 2]))
    path.write_text("\n".join(lines), "utf-8")
    told: list[Problem] | None = None
    try:
        folder.read(copy, TUESDAY)
    except BadFolder as bad:
        told = bad.problems
    assert told != []

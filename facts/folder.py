"""Reads a business folder, whole: every problem is found in one go, each with file, line and mend.

business.toml holds facts, answers.toml words, and the CSV files rows. A day may be written as
2026-11-27 or as +3 (days from today, for samples that never go stale); with a time: +3 14:30.
"""

import csv
import re
import string
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from facts.business import (
    WEEKDAYS,
    Appointment,
    Branch,
    Business,
    FreeTime,
    Opening,
    Order,
    OrderState,
    Product,
    Programme,
    Service,
    Stock,
    Wait,
)
from language.translations import ENGLISH, translations


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in the folder, where, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} - {self.mend}"


class BadFolder(Exception):
    """The business folder can't be used. `problems` holds every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class BadValue(ValueError):
    """A value that can't be read; the text is the mend."""


def read(folder: Path, now: datetime) -> Business:
    """The business in `folder`, relative days counted from its own today. Raises BadFolder."""
    problems: list[Problem] = []
    facts = read_facts(Toml.read(folder / "business.toml", problems), problems)
    answers = read_answers(Toml.read(folder / "answers.toml", problems))
    if facts is None:
        raise BadFolder(problems)
    today = now.astimezone(facts["time_zone"]).date()
    rows: dict[str, Any] = read_rows(folder, facts, today, problems)
    if problems:
        raise BadFolder(problems)
    return Business(**facts, **rows, answers=answers)


# TOML: facts and words


@dataclass
class Toml:
    """A TOML file that knows on which line a key stands."""

    path: Path
    text: str
    content: dict[str, Any]
    problems: list[Problem] = field(repr=False)

    @classmethod
    def read(cls, path: Path, problems: list[Problem]) -> "Toml":
        try:
            text = path.read_text("utf-8")
            return cls(path, text, tomllib.loads(text), problems)
        except FileNotFoundError:
            problems.append(Problem(path.name, 1, "the file is missing", f"make {path}"))
        except UnicodeDecodeError:
            problems.append(Problem(path.name, 1, "it is not UTF-8", "save the file as UTF-8"))
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            problems.append(
                Problem(path.name, int(line[1]) if line else 1, str(error), "see https://toml.io")
            )
        return cls(path, "", {}, problems)

    def wrong(self, section: str, at: int, key: str, what: str, mend: str) -> None:
        name = f"{section}.{key}" if section else key
        self.problems.append(
            Problem(self.path.name, self.line(section, at, key), f"{name}: {what}", mend)
        )

    def line(self, section: str, at: int, key: str) -> int:
        """The line of `key` in the `at`-th `section`, or of the section, or 1."""
        found, heading, seen = 1, not section, -1
        for number, line in enumerate(self.text.splitlines(), start=1):
            if title := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
                heading = title[1] == section
                seen += heading
                if heading and seen == at:
                    found = number
            elif heading and seen in (at, -1) and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                return number
        return found

    def take(
        self,
        section: str,
        at: int,
        table: Mapping[str, Any],
        key: str,
        convert: Callable[[Any], Any] = lambda value: text(value),
        default: Any = ...,
    ) -> Any:
        """The value of `key`, converted; None, and a problem noted, where it is bad."""
        if key not in table:
            if default is ...:
                self.wrong(section, at, key, "it is missing", f'add {key} = "..."')
            return None if default is ... else default
        try:
            return convert(table[key])
        except BadValue as error:
            self.wrong(section, at, key, f"{table[key]!r} can't be read", str(error))
            return None


def read_facts(toml: Toml, problems: list[Problem]) -> dict[str, Any] | None:
    if not toml.content:
        return None
    head = toml.content.get("business", {})
    programme = toml.content.get("programme", {})
    facts: dict[str, Any] = {
        "name": toml.take("business", 0, head, "name"),
        "contact": toml.take("business", 0, head, "contact"),
        "time_zone": toml.take("business", 0, head, "time_zone", time_zone),
        "country": toml.take("business", 0, head, "country", country),
        "emergency_number": toml.take("business", 0, head, "emergency_number", default="911"),
        "programme": Programme(
            **{
                key: toml.take("programme", 0, programme, key)
                for key in ("keyword", "name", "frequency", "version", "disclosure")
            }
        ),
        "branches": tuple(read_branches(toml)),
        "services": tuple(
            Service(
                toml.take("services", at, table, "name"),
                tuple(toml.take("services", at, table, "nicknames", texts, default=())),
            )
            for at, table in enumerate(toml.content.get("services", []))
        ),
    }
    if not facts["branches"]:
        toml.wrong("stores", 0, "name", "there is no store", "add a [[stores]] section")
    return None if problems else facts


def read_branches(toml: Toml) -> Iterator[Branch]:
    for at, table in enumerate(toml.content.get("stores", [])):
        hours, special = table.get("hours", {}), table.get("special_days", {})
        yield Branch(
            name=toml.take("stores", at, table, "name"),
            nicknames=tuple(toml.take("stores", at, table, "nicknames", texts, default=()) or ()),
            address=toml.take("stores", at, table, "address"),
            directions=toml.take("stores", at, table, "directions", default=""),
            week=tuple(toml.take("stores.hours", at, hours, day, opening) for day in WEEKDAYS),
            special_days={
                day: toml.take("stores.special_days", at, special, day, opening) for day in special
            },
        )


def read_answers(toml: Toml) -> dict[str, str]:
    """The business's own words for our sentences; names and {places} must be ours."""
    built_in = translations()[ENGLISH].sentences
    answers: dict[str, str] = {}
    for name, words in toml.content.items():
        if name not in built_in and name not in POLICIES:
            toml.wrong("", 0, name, "no such sentence", "see the list in README.md")
        elif not isinstance(words, str) or not words.strip():
            toml.wrong("", 0, name, "it is no text", f'write {name} = "..."')
        elif unknown := places(words) - places(built_in.get(name, "")) - COMMON_PLACES:
            toml.wrong("", 0, name, f"unknown place {{{min(unknown)}}}", "remove it")
        else:
            answers[name] = words.strip()
    for name in POLICIES - answers.keys():
        toml.wrong("", 0, name, "it is missing", f'{POLICY_MEND}: add {name} = "..."')
    return answers


# The business's own policies: we have no words for these.
POLICIES = frozenset(
    {"return_policy", "refund_time", "shipping", "login_trouble", "payment", "pickup_rules"}
)
POLICY_MEND = "every business has its own answer to this"
COMMON_PLACES = frozenset({"brand", "contact", "emergency"})


def places(template: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)
    except ValueError:
        return frozenset({"an unclosed brace"})


# CSV: rows


@dataclass
class Row:
    """A line of a CSV file; a bad cell is noted, and the row then counts as bad."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: list[Problem]
    is_good: bool = True

    def take(self, column: str, convert: Callable[[str], Any]) -> Any:
        cell = (self.cells.get(column) or "").strip()
        try:
            return convert(cell)
        except BadValue as error:
            self.is_good = False
            what = f"{column}: {cell!r} can't be read" if cell else f"{column} is empty"
            self.problems.append(Problem(self.file, self.line, what, str(error)))
            return None


def read_rows(
    folder: Path, facts: dict[str, Any], today: date, problems: list[Problem]
) -> dict[str, Any]:
    """Every kind of row, by the name that `Business` has for it."""
    read = Rows(folder, facts, today, problems)
    products = read.all("products.csv", read.product, "product nicknames price sizes widths fit")
    read.known_products = {product.name for product in products}
    return {
        "products": products,
        "stock": read.all("stock.csv", read.stock, "product store size count"),
        "orders": read.all("orders.csv", read.order, ORDER_COLUMNS),
        "appointments": read.all(
            "appointments.csv", read.appointment, "phone service store starts"
        ),
        "free_times": read.all("openings.csv", read.free_time, "service store starts"),
        "waits": read.all("waits.csv", read.wait, "store party_up_to minutes"),
    }


ORDER_COLUMNS = (
    "number phone placed items total state state_on due store carrier tracking"
    " returned refund refunded refund_due"
)


class Rows:
    """How each kind of row is read, given the facts that rows refer to."""

    def __init__(
        self, folder: Path, facts: dict[str, Any], today: date, problems: list[Problem]
    ) -> None:
        self.folder, self.problems = folder, problems
        self.branches = {branch.name: branch for branch in facts["branches"]}
        self.services = {service.name for service in facts["services"]}
        self.known_products: set[str] = set()
        self.phone = phone_of(facts["country"])
        self.day = day_from(today)
        self.today, self.zone = today, facts["time_zone"]

    def all(self, name: str, convert: Callable[[Row], Any], columns: str) -> tuple[Any, ...]:
        """Every row of a file; a business without such rows has no such file."""
        path = self.folder / name
        if not path.exists():
            return ()
        converted = []
        for row in self.lines(path, columns.split()):
            record = convert(row)
            if row.is_good:
                converted.append(record)
        return tuple(converted)

    def lines(self, path: Path, columns: list[str]) -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if list(reader.fieldnames or ()) != columns:
                what, mend = "the columns are others", f"make the first line {','.join(columns)}"
                self.problems.append(Problem(path.name, 1, what, mend))
                return
            for cells in reader:
                if None in cells or None in cells.values():
                    mend = f'write {len(columns)} cells, and "..." around one that holds a comma'
                    what = "the number of cells is wrong"
                    self.problems.append(Problem(path.name, reader.line_num, what, mend))
                else:
                    yield Row(path.name, reader.line_num, cells, self.problems)

    def product(self, row: Row) -> Product:
        return Product(
            name=row.take("product", text),
            nicknames=row.take("nicknames", several),
            price=row.take("price", money),
            sizes=row.take("sizes", several),
            widths=row.take("widths", several),
            fit=row.take("fit", or_empty),
        )

    def stock(self, row: Row) -> Stock:
        return Stock(
            product=row.take("product", one_of(self.known_products, "products.csv")),
            branch=row.take("store", one_of(self.branches, "[[stores]]")),
            size=row.take("size", or_empty),
            count=row.take("count", whole_number),
        )

    def order(self, row: Row) -> Order:
        order = Order(
            number=row.take("number", text),
            phone=row.take("phone", self.phone),
            placed=row.take("placed", self.day),
            items=row.take("items", text),
            total=row.take("total", money),
            state=row.take("state", order_state),
            state_on=row.take("state_on", optional(self.day)),
            due=row.take("due", optional(self.day)),
            branch=row.take("store", optional(one_of(self.branches, "[[stores]]"))),
            carrier=row.take("carrier", optional(text)),
            tracking=row.take("tracking", optional(text)),
            returned=row.take("returned", optional(self.day)),
            refund=row.take("refund", optional(money)),
            refunded=row.take("refunded", optional(self.day)),
            refund_due=row.take("refund_due", optional(self.day)),
        )
        for column in NEEDED[order.state] if row.is_good else ():
            row.take(column, text)
        return order

    def appointment(self, row: Row) -> Appointment:
        return Appointment(row.take("phone", self.phone), *self.place_and_time(row))

    def free_time(self, row: Row) -> FreeTime:
        return FreeTime(*self.place_and_time(row))

    def place_and_time(self, row: Row) -> tuple[str, str, datetime]:
        service = row.take("service", one_of(self.services, "[[services]]"))
        branch = row.take("store", one_of(self.branches, "[[stores]]"))
        return service, branch, row.take("starts", self.moment_at(branch))

    def moment_at(self, branch: str | None) -> Callable[[str], datetime]:
        """A day and a time; +3 is the third day from now on which `branch` is open."""

        def convert(cell: str) -> datetime:
            on, _, at = cell.partition(" ")
            try:
                ahead = re.fullmatch(r"\+\d{1,2}", on) and branch
                day = self.open_day(self.branches[branch], int(on)) if ahead else self.day(on)
                return datetime.combine(day, time.fromisoformat(at), self.zone)
            except ValueError:
                raise BadValue("write a day and a time, such as 2026-11-27 14:30") from None

        return convert

    def open_day(self, branch: Branch, ahead: int) -> date:
        days = (self.today + timedelta(days=number) for number in range(1, 400))
        return next(islice((day for day in days if branch.opening(day)), ahead - 1, None))

    def wait(self, row: Row) -> Wait:
        return Wait(
            branch=row.take("store", one_of(self.branches, "[[stores]]")),
            party_up_to=row.take("party_up_to", whole_number),
            minutes=row.take("minutes", whole_number),
        )


# What the sentence about an order in each state must be able to say.
NEEDED = {
    OrderState.PACKING: ("due",),
    OrderState.SHIPPED: ("state_on", "due", "carrier", "tracking"),
    OrderState.DELIVERED: ("state_on",),
    OrderState.PREPARING: ("due", "store"),
    OrderState.READY: ("due", "store"),
    OrderState.PICKED_UP: ("state_on", "store"),
    OrderState.CANCELLED: (),
}


# Values


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadValue("write a text here")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadValue('write a list: ["...", "..."]')
    return tuple(map(text, value))


def or_empty(cell: str) -> str:
    return cell


def several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def optional(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: convert(cell) if cell else None


def one_of(known: Collection[str], where: str) -> Callable[[str], str]:
    def convert(cell: str) -> str:
        if cell not in known:
            raise BadValue(f"use a name from {where}: {', '.join(sorted(known))}")
        return cell

    return convert


def whole_number(cell: str) -> int:
    if not re.fullmatch(r"\d{1,6}", cell):
        raise BadValue("write a whole number, such as 12")
    return int(cell)


def money(cell: str) -> int:
    """Cents. "84.20" or "84"."""
    if not re.fullmatch(r"\d{1,7}(\.\d\d)?", cell):
        raise BadValue("write an amount such as 84.20")
    return round(float(cell) * 100)


def order_state(cell: str) -> OrderState:
    if cell not in set(OrderState):
        raise BadValue(f"write one of {', '.join(OrderState)}")
    return OrderState(cell)


def phone_of(region: str) -> Callable[[str], str]:
    def convert(cell: str) -> str:
        try:
            number = phonenumbers.parse(cell, region)
        except phonenumbers.NumberParseException:
            raise BadValue("write a phone number such as +12125550142") from None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return convert


def day_from(today: date) -> Callable[[str], date]:
    def convert(cell: str) -> date:
        if re.fullmatch(r"[+-]\d{1,4}", cell):
            return today + timedelta(days=int(cell))
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise BadValue("write a day such as 2026-11-27, or +3 for three days on") from None

    return convert


def opening(value: Any) -> Opening | None:
    if value == "closed":
        return None
    hours = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", value if isinstance(value, str) else "")
    try:
        if not hours:
            raise ValueError
        return Opening(time.fromisoformat(hours[1]), time.fromisoformat(hours[2]))
    except ValueError:
        raise BadValue('write "09:00-18:00" or "closed"') from None


def time_zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (ZoneInfoNotFoundError, ValueError):
        raise BadValue("write a time zone such as America/New_York") from None


def country(value: Any) -> str:
    if value not in phonenumbers.SUPPORTED_REGIONS:
        raise BadValue("write a country of two letters, such as US")
    return str(value)

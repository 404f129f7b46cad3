"""The CSV files of a business folder, row by row."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from facts.business import Appointment, Branch, FreeTime, Order, OrderState, Product, Stock, Wait
from facts.phones import phone_of
from facts.problems import BadValue, Problem
from facts.values import (
    day_from,
    money,
    one_of,
    optional,
    or_empty,
    order_state,
    several,
    text,
    whole_number,
)


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
    return {
        "products": read.all(
            "products.csv", read.product, "product nicknames price sizes widths fit"
        ),
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
            reader = csv.DictReader(file, strict=True)
            try:
                yield from self.rows(path.name, reader, columns)
            except UnicodeDecodeError:
                mend = "save the file as UTF-8"
                self.problems.append(Problem(path.name, 1, "it is not UTF-8", mend))
            except csv.Error as error:
                mend = 'look for a " that is not closed'
                self.problems.append(Problem(path.name, reader.line_num + 1, str(error), mend))

    def rows(self, name: str, reader: "csv.DictReader[str]", columns: list[str]) -> Iterator[Row]:
        if list(reader.fieldnames or ()) != columns:
            what, mend = "the columns are others", f"make the first line {','.join(columns)}"
            self.problems.append(Problem(name, 1, what, mend))
            return
        for cells in reader:
            if None in cells or None in cells.values():
                mend = f'write {len(columns)} cells, and "..." around one that holds a comma'
                what = "the number of cells is wrong"
                self.problems.append(Problem(name, reader.line_num, what, mend))
            else:
                yield Row(name, reader.line_num, cells, self.problems)

    def product(self, row: Row) -> Product:
        name = row.take("product", text)
        self.known_products.add(name)
        return Product(
            name=name,
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
        for column in needed(order) if row.is_good else ():
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
            except (ValueError, StopIteration):  # the second: a store that never opens
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


def needed(order: Order) -> Iterator[str]:
    """The columns without which a sentence about `order` could not be said."""
    yield from NEEDED[order.state]
    if not order.is_pickup and not {"store", "carrier"} & set(NEEDED[order.state]):
        yield "carrier"
    if order.returned and not order.refunded:
        yield "refund_due"

"""Single values as people write them in a business folder. Each raises BadValue with the mend."""

import re
from collections.abc import Callable, Collection
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from facts.business import Opening, OrderState
from facts.problems import BadValue


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


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue("write true or false")
    return value


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


def is_special_day(key: str) -> bool:
    try:
        date.fromisoformat(key if len(key) == 10 else f"2024-{key}")  # a leap year
    except ValueError:
        return False
    return re.fullmatch(r"(\d{4}-)?\d\d-\d\d", key) is not None


def time_zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (ZoneInfoNotFoundError, ValueError):
        raise BadValue("write a time zone such as America/New_York") from None

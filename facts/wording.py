"""Facts as a person would write them: dates, hours, money, lists."""

from collections.abc import Sequence
from datetime import date, datetime, time

from facts.business import WEEKDAYS, Branch, Opening


def day(value: date) -> str:
    """Fri, Nov 27"""
    return f"{value:%a, %b} {value.day}"


def clock(value: time) -> str:
    """9 am, 4:30 pm"""
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes} {'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """Fri, Nov 27 at 4:30 pm"""
    return f"{day(value)} at {clock(value.time())}"


def money(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02}"


def hours(opening: Opening) -> str:
    return f"{clock(opening.opens)} to {clock(opening.closes)}"


def week(branch: Branch) -> str:
    """Mon to Fri 10 am to 7 pm, Sat 10 am to 6 pm, Sun closed"""
    runs: list[tuple[int, int, Opening | None]] = []
    for weekday, opening in enumerate(branch.week):
        if runs and runs[-1][2] == opening:
            runs[-1] = (runs[-1][0], weekday, opening)
        else:
            runs.append((weekday, weekday, opening))
    return ", ".join(
        f"{days(first, last)} {hours(opening) if opening else 'closed'}"
        for first, last, opening in runs
    )


def days(first: int, last: int) -> str:
    names = [WEEKDAYS[index][:3].capitalize() for index in (first, last)]
    return names[0] if first == last else f"{names[0]} to {names[1]}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """a, b and c"""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"

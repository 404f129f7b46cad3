"""Reads a business folder, whole: every problem is found in one go, each with file, line and mend.

business.toml holds facts, answers.toml words, and the CSV files rows. A day may be written as
2026-11-27 or as +3 (days from today, for samples that never go stale); with a time: +3 14:30.
"""

import string
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from facts.business import WEEKDAYS, Branch, Business, Programme, Service
from facts.phones import country
from facts.problems import BadFolder, Problem
from facts.rows import read_rows
from facts.toml_file import Toml
from facts.values import is_special_day, opening, texts, time_zone, yes_or_no
from language.translations import ENGLISH, translations


def read(folder: Path, now: datetime) -> Business:
    """The business in `folder`, relative days counted from its own today. Raises BadFolder."""
    problems: list[Problem] = []
    facts = read_facts(Toml.read(folder / "business.toml", problems))
    answers = read_answers(Toml.read(folder / "answers.toml", problems))
    today = now.astimezone(facts.get("time_zone")).date()
    rows = read_rows(folder, facts, today, problems) if can_check_rows(facts) else {}
    if problems:
        raise BadFolder(problems)
    return Business(**facts, **rows, answers=answers)


def can_check_rows(facts: Mapping[str, Any]) -> bool:
    """Whether all that rows refer to is known; else good rows would be called bad."""
    if not facts or not facts["branches"]:
        return False
    named = (*facts["branches"], *facts["services"])
    return facts["country"] is not None and all(each.name for each in named)


def read_facts(toml: Toml) -> dict[str, Any]:
    """What `Business` has of business.toml; None stands where a value is bad."""
    if not toml.content and toml.problems:
        return {}  # it could not be read at all
    head = toml.content.get("business", {})
    programme = toml.content.get("programme", {})
    toml.only(
        "", 0, toml.content, ("business", "programme", "more_programmes", "stores", "services")
    )
    toml.only("business", 0, head, HEAD)
    facts: dict[str, Any] = {
        "name": toml.take("business", 0, head, "name"),
        "contact": toml.take("business", 0, head, "contact"),
        "time_zone": toml.take("business", 0, head, "time_zone", time_zone),
        "country": toml.take("business", 0, head, "country", country),
        "emergency_number": toml.take("business", 0, head, "emergency_number", default="911"),
        "asks_which_texts": toml.take(
            "business", 0, head, "asks_which_texts", yes_or_no, default=False
        ),
        "programme": read_programme(toml, "programme", 0, programme),
        "more_programmes": tuple(read_programmes(toml)),
        "branches": tuple(read_branches(toml)),
        "services": tuple(read_services(toml)),
    }
    if not facts["branches"]:
        toml.wrong("stores", 0, "name", "there is no store", "add a [[stores]] section")
    return facts


HEAD = ("name", "contact", "time_zone", "country", "emergency_number", "asks_which_texts")
PROGRAMME = ("keyword", "name", "frequency", "version", "disclosure")
STORE = ("name", "nicknames", "address", "directions", "hours", "special_days")


def read_programme(toml: Toml, section: str, at: int, table: Any) -> Programme:
    toml.only(section, at, table, (*PROGRAMME, "double_opt_in"))
    double = toml.take(section, at, table, "double_opt_in", yes_or_no, default=False)
    words = {key: toml.take(section, at, table, key) for key in PROGRAMME}
    return Programme(**words, double_opt_in=double)


def read_programmes(toml: Toml) -> Iterator[Programme]:
    """Programmes beside the first, each with its own keyword and disclosure."""
    for at, table in enumerate(toml.tables("more_programmes")):
        yield read_programme(toml, "more_programmes", at, table)


def read_branches(toml: Toml) -> Iterator[Branch]:
    for at, table in enumerate(toml.tables("stores")):
        hours, special = table.get("hours"), table.get("special_days", {})
        toml.only("stores", at, table, STORE)
        toml.only("stores.hours", at, hours, WEEKDAYS)
        if not isinstance(special, dict):
            mend = "write a section [stores.special_days]"
            toml.wrong("stores", at, "special_days", "it can't be read", mend)
            special = {}
        for day in special:
            if not is_special_day(day):
                mend = 'write "12-25" for every year, or "2026-12-25" for one'
                toml.wrong("stores.special_days", at, day, "it is no day", mend)
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


def read_services(toml: Toml) -> Iterator[Service]:
    for at, table in enumerate(toml.tables("services")):
        toml.only("services", at, table, ("name", "nicknames"))
        nicknames = toml.take("services", at, table, "nicknames", texts, default=())
        yield Service(toml.take("services", at, table, "name"), tuple(nicknames or ()))


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
    for name in sorted(POLICIES - toml.content.keys()):
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
        found = string.Formatter().parse(template)
        return frozenset(name for _, name, _, _ in found if name is not None)
    except ValueError:
        return frozenset({"an unclosed brace"})

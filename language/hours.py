"""The hours of the day in a sentence of the small language of `date_words`.

`dates` has put § where days stood, because a number next to a day is an hour ("monday 1130"). Hours
found here become ¤, because a number next to an hour is one too ("at 3 or 4").
"""

import re
from dataclasses import dataclass
from functools import partial

from language.date_words import LANDS


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int
    minute: int
    is_open: bool  # typed without am, pm or a part of the day: "at 8"


def read(sentence: str) -> list[str]:
    """The hours in the order typed, as "16:30"."""
    hours: dict[int, Hour] = {}
    rules = SURE if ABOUT_GOODS.search(sentence) else SURE + LOOSE
    for mark, rule in rules:
        if mark in sentence:
            sentence = rule.sub(partial(_take, hours), sentence)
    return _in_order([hours[at] for at in sorted(hours)])


def _take(hours: dict[int, Hour], found: re.Match[str]) -> str:
    hour = _hour(found)
    if hour is None:
        return found.group()
    hours[found.start("h") if "h" in found.re.groupindex else found.start()] = hour
    return "¤" * len(found.group())


EVENING = 17


def _in_order(hours: list[Hour]) -> list[str]:
    """After an evening hour an open one is in the evening too: "change it from 7 to 8"."""
    written = []
    before = 0
    for hour in hours:
        of_day = hour.hour
        if hour.is_open and before >= EVENING and before - 12 <= of_day < 12:
            of_day += 12
        written.append(f"{of_day:02}:{hour.minute:02}")
        before = of_day
    return written


def _hour(found: re.Match[str]) -> Hour | None:
    said = {name.rstrip("_"): value for name, value in found.groupdict().items() if value}
    if "noon" in said:
        return Hour(12 if said["noon"] == "NOON" else 0, 0, is_open=False)
    hour, minute = int(said["h"]), _minute(said)
    if hour > 23 or minute > 59 or "wait" in said:
        return None
    if "QUARTERTO" in said.values():
        hour, minute = (hour or 24) - 1, 45
    return _in_its_half_of_the_day(hour, minute, said, found)


def _minute(said: dict[str, str]) -> int:
    if "part" in said:
        return {"HALF": 30, "QUARTER": 15, "QUARTERTO": 45}[said["part"]]
    return int(said.get("m", 0))


def _in_its_half_of_the_day(
    hour: int, minute: int, said: dict[str, str], found: re.Match[str]
) -> Hour | None:
    half = said.get("half")
    part_of_day = _part_of_day(found)
    if half and hour <= 12:
        return Hour(hour % 12 + (12 if half == "p" else 0), minute, is_open=False)
    if hour == 0 or hour > 12 or said["h"].startswith("0"):
        return Hour(hour, minute, is_open=False)
    if part_of_day:
        return Hour(_in_part(hour, part_of_day), minute, is_open=False)
    return Hour(hour + 12 if hour <= 7 else hour, minute, is_open=True)


def _in_part(hour: int, part_of_day: str) -> int:
    """The hour of 24 that a clock's 1 to 12 is in that part of the day."""
    if part_of_day in ("MORNING", "DAWN"):
        return hour % 12
    if part_of_day == "NOON":
        return hour if hour >= 10 else hour + 12
    if part_of_day == "AFTERNOON":
        return hour % 12 + 12
    return (hour + 12) % 24 if hour >= 4 else hour  # the night ends at 3


PART_OF_DAY = re.compile(r"\b(?:DAWN|MORNING|AFTERNOON|NIGHT|MIDNIGHT|NOON)\b")
CLAUSE_ENDS = re.compile(r"[;?!,，。？！]")
REACH = 30  # characters: how far "tomorrow evening" reaches towards its hour


def _part_of_day(found: re.Match[str]) -> str | None:
    """The part of the day that this clause names nearest to the hour."""
    before = CLAUSE_ENDS.split(found.string[max(0, found.start() - REACH) : found.start()])[-1]
    after = CLAUSE_ENDS.split(found.string[found.end() : found.end() + REACH])[0]
    earlier = [*PART_OF_DAY.finditer(before)]
    later = PART_OF_DAY.search(after)
    if later and (not earlier or later.start() < len(before) - earlier[-1].end()):
        return later.group()
    return earlier[-1].group() if earlier else None


H = r"(?P<h>\d{1,2})"
N_H = r"N?(?P<h>\d{1,2})"
M = r"(?P<m>[0-5]\d)"
NOT_A_PART = r"(?<![\d:/.,$€£#+])(?<!\d )"
ALONE = rf"{NOT_A_PART}(?<!-)"
WAIT = r"(?P<wait>(?:IN|PAST|BACK|for|pendant|attendre|trong|cho) )?"  # a while, not an hour
PART = r"(?P<part>HALF|QUARTERTO|QUARTER)"
TO_OR_AND = "to|or|and|-|–|/|o|ou|a|et|y|e"
AM_PM = r"(?: ?(?P<half>[ap])\.? ?m\b\.?(?! i\b))"


def _rules(*rules: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each with what stands in every sentence it can match; a look for that costs little."""
    return tuple((mark, re.compile(pattern)) for mark, pattern in rules)


SURE = _rules(
    (":", rf"{ALONE}{H} ?: ?{M}(?::\d\d)?(?!\d)(?:{AM_PM}|(?P<half_>[ap])\b)?"),
    ("m", rf"{NOT_A_PART}{H}(?:[.:]?{M})?{AM_PM}"),
    ("p", rf"{ALONE}{H}(?P<half>p)\b"),
    ("h", rf"{WAIT}{ALONE}\b{H} ?h{M}\b"),
    ("g", rf"{WAIT}{ALONE}\b{H} ?g{M}\b"),
    ("h", rf"{WAIT}{ALONE}\b{H} ?h\b(?: {M}\b)?(?! ?d'|our| de espera)"),
    ("OCLOCK", rf"{WAIT}{ALONE}\b{N_H} ?OCLOCK(?: (?:N?{M}\b|N?(?P<m_>\d) ?分|{PART}))?"),
    ("HOURS", rf"(?:\bAT |\bAROUND |(?<=§ ))(?:las )?{N_H} HOURS(?: {PART}| {M}\b)?"),
    ("HALF", rf"(?:\bAT )?\b{PART} {N_H}{LANDS}"),
    ("QUARTER", rf"(?:\bAT )?\b{PART} {N_H}{LANDS}"),
    ("AT", rf"\bAT ?(?:the )?-? ?{N_H}(?: {PART})?{LANDS}"),
    ("AT", rf"\bAT ?{H}{M}{LANDS}(?! ?-\d)"),
    ("ish", rf"{ALONE}\b{H}(?::?{M})? ?-?ish\b"),
    ("§", rf"(?<=§ ){H}{M}{LANDS}(?! ?-\d)"),
    ("NOON", rf"(?<!¤ )\b(?:AT |AROUND )?(?P<noon>NOON)\b{LANDS}(?! ?¤)"),
    ("MIDNIGHT", rf"(?<!¤ )\b(?:AT |AROUND )?(?P<noon>MIDNIGHT)\b{LANDS}(?! ?¤)"),
)

# Numbers that are hours only where the text is not about sizes, orders and prices.
LOOSE = _rules(
    ("AROUND", rf"\bAROUND ?{N_H}(?: {PART})?{LANDS}"),
    ("AROUND", rf"\bAROUND ?{H}{M}{LANDS}(?! ?-\d)"),
    ("§", rf"(?<=§ ){N_H}(?: {PART})?{LANDS}"),
    ("§,", rf"(?<=§, ){H}{LANDS}"),
    ("MORNING", rf"(?<=\bMORNING ){H}{LANDS}"),
    ("AFTERNOON", rf"(?<=\bAFTERNOON ){H}{LANDS}"),
    ("NIGHT", rf"(?<=\bNIGHT ){H}{LANDS}"),
    ("", rf"\b(?:do|make|make it|say|come) {H}(?= ?(?:$|[?.!,;§]|or\b|instead))"),
    ("it", rf"\bit {H}(?= ?(?:$|[?.!;§]|instead))"),
    (
        "",
        rf"\b(?:is|does) {H}(?= (?:possible|ok(?:ay)?|free|available|open|good|works?)\b)",
    ),
    ("from", rf"\bfrom {H}(?= to \d{{1,2}}{LANDS})"),
    ("is", rf"\b(?:appt|appointment|reservation|booking|cita|rdv) is {H}{LANDS}"),
    ("§", rf"^{H}(?= §)"),
    (
        "to",
        rf"\b(?:move|moved|change|switch|push|bump|reschedule) [^.?!;]{{0,40}}?\bto {H}{LANDS}",
    ),
    ("¤", rf"(?<=¤) ?(?:{TO_OR_AND}|或|到|hanggang|den)? ?(?:AT|AROUND)? ?{H}{LANDS}"),
    ("¤", rf"{ALONE}\b{H}(?= ?(?:{TO_OR_AND}) ?¤)"),
)

ABOUT_GOODS = re.compile(
    r"\b(?:orders?|orden|pedidos?|commandes?|encomenda|sizes?|sz|talla|pointure|taille|tamanho|"
    r"pairs?|items?|qty|price|don hang|shirts?|shoes?|boots?)\b|[$€£₫₱]|码|订单"
)

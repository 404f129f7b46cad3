"""The days and hours that a text speaks of, read at the moment it came.

`date_words` puts the text into its small language; the rules here find days in that, put § in their
place, and leave the rest to `hours`. Every rule has a bounded length, so the cost of a text grows
with its length and no faster.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from language import hours
from language.date_words import LANDS, MONTHS, WEEKDAYS, likely_language, translate
from language.words import Text


@dataclass(frozen=True, slots=True)
class When:
    dates: tuple[str, ...]  # "2026-11-27", in the order typed
    times: tuple[str, ...]  # "16:30"


@dataclass(frozen=True, slots=True)
class Now:
    today: date
    language: str

    @property
    def is_month_first(self) -> bool:
        """What "3/12" means. Chinese writes the month first too (CLDR's short dates)."""
        return self.language in ("en", "zh")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that may name a day, with what stands before and after them."""

    found: re.Match[str]
    now: Now
    is_past: bool

    def number(self, name: str) -> int:
        return int(self.found[name].lstrip("N"))

    def said(self, name: str) -> str:
        return self.found.groupdict().get(name) or ""


Reading = Callable[[Mention], date | None]  # None, or a ValueError, where no such day exists


def read(text: Text, now: datetime) -> When:
    """The days and hours in `text`, each once."""
    language = likely_language(text.words)
    sentence = translate(text.words, language)
    days, rest = _take_days(sentence, Now(now.date(), language))
    times = hours.read(rest)
    if len(times) == 1 and not days and not OWN_BOOKING.search(sentence):
        days = [now.date()]  # "can u do 3?" asks about today
    return When(
        tuple(dict.fromkeys(day.isoformat() for day in days)),
        tuple(dict.fromkeys(times)),
    )


# "confirm my 10am" is about a booking whose day only the business knows.
OWN_BOOKING = re.compile(
    r"\b(?:my|our|mi|mis|mon|ma|notre|meu|minha|ko|cua toi|booked|confirm\w*)\b|我的|确认"
)


def _take_days(sentence: str, now: Now) -> tuple[list[date], str]:
    """The days in the order typed, and the sentence with § where they stood."""
    days: dict[int, date] = {}
    rules = RULES_FOR_DIGITS + RULES_FOR_WORDS if DIGIT.search(sentence) else RULES_FOR_WORDS
    for rule in rules:
        if rule.mark in sentence:
            sentence = rule.pattern.sub(partial(_take, days, rule.reading, now), sentence)
    return [days[at] for at in sorted(days)], sentence


def _take(days: dict[int, date], reading: Reading, now: Now, found: re.Match[str]) -> str:
    day = _day(reading, Mention(found, now, _is_past(found)))
    if day is None:
        return found.group()
    days[found.start()] = day
    return "§" * len(found.group())


def _day(reading: Reading, mention: Mention) -> date | None:
    try:
        return reading(mention)
    except (ValueError, OverflowError):  # the 31st of June, or a year beyond the calendar
        return None


REACH = 60  # characters: how far a verb reaches within its clause
CLAUSE_ENDS = re.compile(r"[.,;?!，。；？！]")
MAY_YET_BE = re.compile(
    r"\b(?:can|could|will|would|should|get|want|let|lets|puedo|puede|podria|quiero|posso|pode"
    r"|quero|puis|peut|pouvez|veux|pwede|co the|muon)\b|可以|能|想"
)
BOUGHT_AFTERWARDS = re.compile(r" ?(?:(?:i|we) |我)?DONE\b")


def _is_past(found: re.Match[str]) -> bool:
    """Do the words around this day tell of something that has happened?"""
    before = found.string[max(0, found.start() - REACH) : found.start()]
    clause = CLAUSE_ENDS.split(before)[-1]
    if "PAST" in clause:
        return not MAY_YET_BE.search(clause.rpartition("PAST")[2])
    if "DONE" in clause:
        return not MAY_YET_BE.search(clause) and not clause.endswith(("for ", "AROUND "))
    return BOUGHT_AFTERWARDS.match(found.string, found.end()) is not None


def _iso(mention: Mention) -> date:
    return date(mention.number("year"), mention.number("month"), mention.number("day"))


ALSO_VERBS = ("MAR", "MAY")  # "5 may be too big"
NO_VERB = re.compile(rf"(?! (?:i|we|u|you|he|she|they|it|my|me|be|not|get|have|need)\b){LANDS}")
FRACTIONS = {"1/2", "1/4", "3/4"}
ALWAYS = "24/7"


def _slashed(mention: Mention) -> date | None:
    written = mention.found.group()
    if written == ALWAYS or (written in FRACTIONS and not mention.said("on")):
        return None
    month, day = mention.number("first"), mention.number("second")
    if month > 12 or (day <= 12 and not mention.now.is_month_first):
        month, day = day, month
    return _of_month(mention, month, day)


def _named_month(mention: Mention) -> date | None:
    month = mention.found["month"]
    if month in ALSO_VERBS and not NO_VERB.match(mention.found.string, mention.found.end()):
        return None
    return _of_month(mention, MONTHS.index(month) + 1, mention.number("day"))


def _numbered_month(mention: Mention) -> date:
    return _of_month(mention, mention.number("month"), mention.number("day"))


def _of_month(mention: Mention, month: int, day: int) -> date:
    """That day in the year that was written, or in the nearest year that fits."""
    if mention.said("year"):
        year = mention.number("year")
        return date(year + 2000 if year < 100 else year, month, day)
    today = mention.now.today
    years = range(today.year, today.year - 9, -1) if mention.is_past else range(today.year, 9999)
    return _nearest((date(year, month, day) for year in _with_day(years, month, day)), mention)


def _with_day(years: range, month: int, day: int) -> Iterator[int]:
    """Those of the next eight years that have the day: the 29th of February is rare."""
    return (year for year in years[:9] if 1 <= day <= monthrange(year, month)[1])


def _day_of_month(mention: Mention) -> date:
    """The nearest month's day of that number."""
    today, day, step = mention.now.today, mention.number("day"), -1 if mention.is_past else 1
    months = (divmod(today.year * 12 + today.month - 1 + step * ahead, 12) for ahead in range(4))
    days = (date(y, m + 1, day) for y, m in months if 1 <= day <= monthrange(y, m + 1)[1])
    return _nearest(days, mention)


def _nearest(days: Iterator[date], mention: Mention) -> date:
    today = mention.now.today
    fitting = (day for day in days if (day <= today if mention.is_past else day >= today))
    nearest = next(fitting, None)
    if nearest is None:
        raise ValueError(mention.found.group())
    return nearest


def _article_day(mention: Mention) -> date | None:
    """ "el 14": a day if it can't be a size or a dish, or if something else says so."""
    is_sure = mention.said("on") or mention.said("hour") or mention.number("day") > 12
    return _day_of_month(mention) if is_sure else None


def _weekday_with_number(mention: Mention) -> date | None:
    """ "fri 27", "viernes 4": a day where the two agree, else perhaps an hour ("fri 4")."""
    day = _day_of_month(mention)
    is_agreed = WEEKDAYS[day.weekday()] == mention.found["weekday"]
    is_hour = mention.number("day") <= 12 and mention.now.language == "en"
    return day if is_agreed and not is_hour else None


def _weekday(mention: Mention) -> date:
    today = mention.now.today
    weekday = WEEKDAYS.index(mention.found["weekday"])
    which = mention.said("which") + mention.said("week")
    monday = today - timedelta(today.weekday())
    if "NEXT" in which:
        return monday + timedelta(7 + weekday)
    if "LASTWEEK" in which:
        return monday + timedelta(weekday - 7)
    if "THISWEEK" in which:
        return monday + timedelta(weekday)
    ahead = (weekday - today.weekday()) % 7
    if "LAST" in which or mention.is_past:
        return today + timedelta(ahead - 7)
    is_today_meant = "THIS" in which
    return today + timedelta(ahead if is_today_meant else ahead or 7)


def _weeks_from_weekday(mention: Mention) -> date:
    """ "a week from friday"."""
    return _weekday(mention) + timedelta(weeks=mention.number("count"))


def _counted_from_today(mention: Mention) -> date:
    return mention.now.today + timedelta(int(mention.found["days"]))


def _a_while_ahead(mention: Mention) -> date:
    return _shifted(mention.now.today, mention.number("count"), mention.found["unit"])


def _a_while_ago(mention: Mention) -> date:
    return _shifted(mention.now.today, -mention.number("count"), mention.found["unit"])


def _shifted(today: date, count: int, unit: str) -> date:
    if unit != "MONTHS":
        return today + timedelta(count * (7 if unit == "WEEKS" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _in_weeks(mention: Mention) -> date:
    """ "next week", and Vietnamese "2 tuần trước" (two weeks ago)."""
    count = mention.number("count") if mention.said("count") else 1
    return mention.now.today + timedelta(
        weeks=count if mention.found["which"] == "NEXT" else -count
    )


DIGIT = re.compile(r"\d")
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})\b"
MONTH = rf"\b(?P<month>{'|'.join(MONTHS)})\b"
DAY = r"(?P<day>\d{1,2})"
N_DAY = r"(?<![\dN])N?(?P<day>\d{1,2})"
LED_BY = rf"(?:\b{WEEKDAY},? (?:(?:the|el|le|dia|ngay|sa) )?)?"  # "fri the 27th" is one day
FOLLOWED = rf"(?: \(?{WEEKDAY}\)?)?"
YEAR = r"(?:,? (?:of |de |del |nam )?(?P<year>20\d\d)\b(?! ?[ap]\.?m))?"
NOT_AN_HOUR = r"(?! ?[ap]\.? ?m\b| ?h\b| ?h\d|:\d|\.\d| ?OCLOCK| HOURS|[/%])"
COUNT = r"(?<![\dN.,])N?(?P<count>\d{1,3}) ?(?P<unit>DAYS|WEEKS|MONTHS)"


@dataclass(frozen=True, slots=True)
class Rule:
    mark: str  # what stands in every sentence the rule can match; a look for it costs little
    reading: Reading
    pattern: re.Pattern[str]


def _rule(mark: str, reading: Reading, *pattern: str) -> Rule:
    return Rule(mark, reading, re.compile("".join(pattern)))


RULES_FOR_DIGITS = (
    _rule(
        "",
        _iso,
        r"(?<![\d-])(?P<year>(?:19|20)\d\d) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?",
        rf"{DAY}(?![\d-])(?: ?[日号]|t(?=\d))?",
    ),
    _rule(
        "/",
        _slashed,
        rf"{LED_BY}(?P<on>\b(?:on|for|el|le|dia|ngay|em|sa) |AROUND )?(?<![\d/.$-])(?<!\d )",
        r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/%-])",
        FOLLOWED,
    ),
    _rule(
        "",
        _slashed,
        r"(?<![\d/.$-])(?P<first>\d{1,2})(?P<sign>[-.])(?P<second>\d{1,2})(?P=sign)",
        r"(?P<year>20\d\d)(?![\d-])",
    ),
    _rule(
        "thang",
        _numbered_month,
        rf"{LED_BY}\b{DAY} (?:thang|/) ?(?P<month>\d{{1,2}})\b{YEAR}{FOLLOWED}",
    ),
    _rule(
        "",
        _named_month,
        rf"{LED_BY}\b{DAY}(?:st|nd|rd|th|er|ro)? ?(?:of |de |ng )?{MONTH}\.?{YEAR}{FOLLOWED}",
    ),
    _rule(
        "",
        _named_month,
        rf"{LED_BY}{MONTH}\.?,? (?:the )?{DAY}(?:st|nd|rd|th)?\b{NOT_AN_HOUR}{YEAR}{FOLLOWED}",
    ),
    _rule(
        "",
        _weekday_with_number,
        rf"\b(?P<weekday>{WEEKDAY})(?: (?:the|el|le|dia|ngay))? {DAY}\b{NOT_AN_HOUR}",
    ),
    _rule(
        "",
        _day_of_month,
        rf"(?:\bthe |\b{WEEKDAY},? (?:the )?){DAY}(?:st|nd|rd|th)\b{LANDS}",
    ),
    _rule("", _day_of_month, rf"\b{DAY}(?:st|nd|rd|th)(?= (?:AT|AROUND|\d{{1,2}} ?[ap]m))"),
    _rule("", _day_of_month, rf"\b(?:dia|ngay|mung|ika) ?-?{DAY}\b{NOT_AN_HOUR}{LANDS}"),
    _rule(
        "",
        _article_day,
        r"\b(?P<on>(?:para|pour|hasta|avant|cita|ir|voy|venir|viens|rdv|vous|pasar) |PAST |DONE ",
        rf"|AROUND )?(?:el|le|l'|du) {DAY}(?:er|ro)?\b{NOT_AN_HOUR}{LANDS}",
        r"(?:(?= (?P<hour>AT|MORNING|AFTERNOON|NIGHT)\b))?",
    ),
)

# These know spelt-out numbers too ("十二月三号", "two weeks ago").
RULES_FOR_WORDS = (
    _rule(
        "月",
        _numbered_month,
        N_DAY.replace("day", "month"),
        rf" ?月 ?N?{DAY}(?: ?[日号])?",
        FOLLOWED,
    ),
    _rule("日", _day_of_month, rf"{N_DAY} ?日"),
    _rule("号", _day_of_month, rf"{N_DAY} ?号(?![店线楼桌鞋码])"),
    _rule("DAY", _counted_from_today, rf"(?:\b{WEEKDAY} )?\bDAY(?P<days>[+-]\d)", FOLLOWED),
    _rule(
        "WEEKS",
        _weeks_from_weekday,
        rf"(?<![\dN])N?(?P<count>\d) WEEKS from (?:THIS )?(?P<weekday>{WEEKDAY})",
    ),
    _rule(
        "",
        _weekday,
        rf"\b(?:(?P<which>(?:NEXT|THIS|LAST)(?:WEEK)?)\W? )?(?P<weekday>{WEEKDAY})",
        r"(?: (?P<week>(?:NEXT|THIS|LAST)WEEK|LAST\b|THIS\b))?",
    ),
    _rule("BACK", _a_while_ago, rf"\bBACK (?:AROUND )?{COUNT}"),
    _rule("AGO", _a_while_ago, rf"{COUNT} AGO"),
    _rule("IN", _a_while_ahead, rf"\bIN (?:AROUND )?{COUNT}"),
    _rule("LATER", _a_while_ahead, rf"{COUNT} LATER"),
    _rule("WEEK", _in_weeks, r"(?:(?<![\dN])N?(?P<count>\d{1,2}) )?\b(?P<which>NEXT|LAST)WEEK"),
)

"""Sizes, widths and the number at the table."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from language.normalise import strip_accents
from language.words import Text

Found = dict[int, str]  # where it stands -> what the shelf calls it


def sizes(text: Text) -> tuple[str, ...]:
    """The sizes as the shelf has them: "9", "9.5", "M"."""
    # Without its accent Vietnamese "cỡ" (size) would be "có" (have).
    rest = strip_accents(text.folded.replace("cỡ", "size")) if "cỡ" in text.folded else text.plain
    found: Found = {}
    rules = SIZE_RULES + (BETWEEN_SIZES if SIZING.search(rest) else ())
    for rule in rules:
        rest = rule.sub(partial(_take_size, found), rest)
    return _in_order(found)


def _take_size(found: Found, mention: re.Match[str]) -> str:
    said = [value for name, value in mention.groupdict().items() if value]
    shelf = [size for size in map(_on_the_shelf, said) if size]
    for offset, size in enumerate(shelf):
        found[mention.start() + offset] = size
    return "=" * len(mention.group()) if shelf else mention.group()


def _on_the_shelf(said: str) -> str | None:
    if not said[0].isdecimal() or said.endswith(("l", "s")):
        return LETTER_SIZES.get(said, said.upper())
    size = float(re.sub(r" ?1/2", ".5", said).replace(",", "."))
    return f"{size:g}" if 0 < size <= 60 else None


LETTER_SIZES = {
    "small": "S", "chica": "S", "pequena": "S", "pequeno": "S", "小": "S",
    "medium": "M", "mediana": "M", "中": "M",
    "large": "L", "grande": "L", "大": "L",
    "extra large": "XL", "extra-large": "XL", "x-large": "XL", "xlarge": "XL", "加大": "XL",
    "extra small": "XS", "extra-small": "XS", "x-small": "XS", "xsmall": "XS",
}  # fmt: skip
NUMBER = r"\d{1,2}(?:[.,][05]| 1/2)?(?![\d/:%]|[.,]\d)"
LETTER = (
    r"(?:(?:extra[ -]|x-?)(?:small|large)|small|medium|large|x{0,4}s|m|x{0,4}l|[2-6]xl|chica"
    r"|mediana|grande|pequen[ao])\b"
)
WIDTH = r"(?:(?:extra |x-?)?wide|narrow|e{2,4}\b|[2-4]e\b|xw\b)"
OR = r" ?(?:or|and|to|vs|/|&|,|-|o|ou|a|y|e|et|hoac|还是|或) ?(?:an? )?"
ENDS = (  # so that "size 7 and 2 shirts" is one size
    r"(?= ?(?:$|[^\w\s]|(?:or|and|to|please|pls|in|at|for|left|available|instead|which|if|before"
    r"|after|wide|narrow|fits?|big|too|o|ou|y|e|w)\b))"
)
LEAD = (
    r"\b(?:sizes?|siz|szs?|tallas?|pointures?|tailles?|tamanhos?|tam|sukat|calzo|calco"
    r"|chausse(?: du)?)\b\.? ?(?:(?:(?:is|are|an?|de|of|in|us|uk|eu|numero|no|la|el|le|du|to|from"
    r"|between|(?:wo)?m[ae]n'?s?|kids)\b\.?|[:#=]) ?){0,2}"
)
SIZE_RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"{LEAD}(?P<a>{NUMBER})(?:{OR}(?P<b>{NUMBER}){ENDS})?",
        rf"\b(?:sizes?|siz|szs?)(?P<a>{NUMBER})",
        rf"{LEAD}(?P<a>{LETTER})(?:{OR}(?P<b>{LETTER}))?",
        rf"\b(?:wo)?m[ae]n'?s'? (?:us |size )?(?P<a>{NUMBER})",
        rf"\b(?:kids|youth|toddlers?)'? (?P<a>{NUMBER})",
        r"\beu ?(?P<a>[345]\d(?:[.,]5)?)(?!\d)",
        rf"\buk ?(?P<a>{NUMBER})",
        r"(?<!\d)(?P<a>[1-6]?\d(?:\.5)?) ?(?:码|號)",
        r"(?P<a>加大|大|中|小)[号码]",
        rf"(?<![\d$€£.,:/-])(?P<a>\d{{1,2}}(?:\.5| 1/2)?) ?(?={WIDTH})",
        r"(?<![\d$€£.,:/-])(?P<a>(?:[3-9]|1[0-6])(?:\.5| 1/2))(?![\d%]| ?(?:lbs?|kg|g|oz|in|inch"
        r"|inches|cm|mm|mi|km|miles?|hours?|hrs?|h|stars?|am|pm|usd|dollars|days|weeks|ft|feet"
        r"|years?|out|percent|x)\b)",
        rf"(?<!come )(?<!back )(?<!be )\bin (?:an? )?(?P<a>{NUMBER}){ENDS}",
        rf"\b(?:wear|have|got|there|need) an? (?P<a>{NUMBER}){ENDS}",
        r"\b(?P<a>x{1,4}[sl]|[2-6]xl)\b",
        rf"\b(?:in|to|want|need|is|en|em)(?: an?| the)? (?P<a>{LETTER}){ENDS}",
    )
)
SIZING = re.compile(r"\b(?:size|sizing|which one|fit|half size|shoes?)\b")
BETWEEN_SIZES = (
    re.compile(rf"\bbetween (?:an? )?(?P<a>{NUMBER}) and (?:an? )?(?P<b>{NUMBER}){ENDS}"),
)


def widths(text: Text) -> tuple[str, ...]:
    """ "extra wide", "wide", "standard" or "narrow"."""
    rest = text.plain
    found: Found = {}
    for width, rule in _width_rules(rest):
        rest = rule.sub(partial(_take_width, found, width), rest)
    return _in_order(found)


def _take_width(found: Found, width: str, mention: re.Match[str]) -> str:
    found[mention.start()] = width
    return "=" * len(mention.group())


def _width_rules(text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield from WIDTH_RULES
    if ABOUT_FEET.search(text):  # "large" and "largo" are sizes and lengths elsewhere
        yield from WIDTH_RULES_FOR_FEET


NOT_A_FIT = (
    r"(?! (?:range|variety|selection|array|open|leg|angle|screen|brim|awake|net|enough for|is)\b)"
)
WIDTH_RULES = (
    ("standard", re.compile(
        r"\b(?:standard|regular|normal|medium|d)[ -]?widths?\b|\bancho (?:normal|estandar"
        r"|regular)\b|\blargeur (?:standard|normale)\b|\blargura (?:normal|padrao)\b|标准宽度?"
    )),
    ("extra wide", re.compile(
        r"\bextra[ -]?wide\b|\bx-?wide\b|(?:\b|(?<=\d))(?:e{3,4}|[346]e|x{1,2}w)\b"
        r"|\bextra anch[oa]s?\b|\bextra larg[oa]s?(?= |$)(?=.{0,20}\bpes?\b)|特宽|超宽"
    )),
    ("wide", re.compile(
        r"(?<!how )(?<!inches )(?<!inch )(?<!\d in )(?<!feet )(?<!ft )(?<!cm )(?<!world )"
        rf"\bwider?\b{NOT_A_FIT}|(?:\b|(?<=\d))(?:ee|2e)\b|(?<!que )(?<!el )\banch[oa]s?\b"
        r"|加?宽(?!度)|\b(?:chan|ban|giay|form) rong\b|\bmalapad\b|\bmaluwang\b"
        r"|(?<=size \d)w\b|(?<=size \d\d)w\b"
    )),
    ("narrow", re.compile(
        r"\bnarrow(?:er)?\b|\bangost[oa]s?\b|\bestrech[oa]s?\b|\betroite?s?\b|\bestreit[oa]s?\b"
        r"|窄|\bhep\b|\bmakitid\b|\bmakipot\b"
    )),
)  # fmt: skip
ABOUT_FEET = re.compile(
    r"\b(?:pieds?|largeur|chaussures?|chaussant|pes?|largura|sapatos?|tenis|calcados?|botas?)\b"
)
WIDTH_RULES_FOR_FEET = (("wide", re.compile(r"\blarg(?:es?|[oa]s?)\b")),)


def _in_order(found: Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))


def party(text: Text) -> int | None:
    """How many people a table is for."""
    rest = text.plain
    counts = [count for rule in PARTY_RULES for count in _counts(rule.finditer(rest))]
    return min(counts)[1] if counts else None


def _counts(mentions: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
    for mention in mentions:
        said = mention["n"]
        count = int(said) if said.isdecimal() else NUMBER_WORDS[said]
        if 1 <= count <= MOST_AT_A_TABLE:
            yield mention.start("n"), count


MOST_AT_A_TABLE = 500
NUMBER_WORDS = {
    word: number
    for number, spelt in enumerate(
        (
            "one un una uma une mot isang isa 一",
            "two dos deux dois duas hai dalawang dalawa 两 二 couple",
            "three tres trois ba tatlong tatlo 三",
            "four cuatro quatre quatro bon apat 四",
            "five cinco cinq nam limang lima 五",
            "six seis sau anim 六",
            "seven siete sept sete bay pitong pito 七",
            "eight ocho huit oito tam walong walo 八",
            "nine nueve neuf nove chin siyam 九",
            "ten diez dix dez muoi sampung sampu 十",
            "eleven once onze 十一",
            "twelve doce douze doze 十二",
        ),
        start=1,
    )
    for word in spelt.split()
}
SPELT = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
COUNT = (
    rf"(?:(?<!\d)(?P<n>\d{{1,3}}|(?:{SPELT})(?![a-z])))(?![\d:/%]|\.\d| ?[ap]\.?m\b| ?h\b|h\d"
    r"|st\b|nd\b|rd\b|th\b| (?:days?|nights?|hours?|hrs?|min|mins|minutes|weeks?|months?"
    r"|o'?clock|pairs?|items?|de|of the|the|thing|more|heures?|jours?"
    r"|semaines?|dias?|semanas?|horas?)\b)"
)
SEVERAL = rf"(?!(?:one|un[ae]?|uma|mot|isang|一) ?){COUNT}"  # "hablar con una persona"
NEARBY = "[^.?!;]{0,25}?"
SEATS = r"book|reserve|reservation|waitlist|wait list|list|space|room|spot|seats?|seating|down|us"
PEOPLE = (
    r"people|persons?|ppl|peeps|guests|pax|adults|of us|diners|personas?|personnes?|pessoas?|pers"
    r"|adultes|adultos|couverts|comensales|nguoi|khach"
)
WE_ARE = r"there (?:are|will be)|we are|we're|somos|seremos|nous sommes|on est|on sera"
PARTY_RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"\b(?:party|group|table|booth|tables) (?:of|for|4) {COUNT}",
        rf"\b(?:{SEATS})\b{NEARBY} for {COUNT}",
        rf"\b(?:mesas?|reserva\w*|lugar|espacio|sitio|espaco)\b{NEARBY} (?:para|pra|p/) {COUNT}",
        rf"\b(?:table|reserv\w*|places?)\b{NEARBY} pour {COUNT}",
        rf"\bban\b{NEARBY} cho {COUNT}",
        rf"\b(?:mesa|table|reserb\w*|reserve)\b{NEARBY} (?:para sa|sa) {COUNT}",
        rf"\b(?:{WE_ARE}) {COUNT}(?= of|[.,!?]| ?$)",
        rf"\b{SEVERAL} (?:{PEOPLE})\b(?! (?:ahead|before|in front|in line))",
        # Not every number word here: "ba" is three in Vietnamese and a question in Tagalog.
        r"\b(?P<n>\d{1,3}|dalawa|tatlo|apat|lima|anim|pito|walo|siyam|sampu)"
        r"(?:ng|g)? (?:po )?(?:na )?(?:kami|tao|katao)\b",
        rf"(?<!第){SEVERAL} ?(?:个人|位|人)",
    )
)

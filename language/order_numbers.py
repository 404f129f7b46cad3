"""The order numbers in a text, and none of the other numbers that people type.

A number next to the word "order" or a "#" is taken at its word. A number on its own is one only if
the text speaks of an order or is nothing but the number, and nothing makes it a zip, a price or a
year.
"""

import re
from dataclasses import dataclass

from language.date_words import LANDS
from language.words import Text

MENTION = re.compile(
    r"(?<![\w-])(?:\d(?: \d){3,9}(?![\w-])"  # "7 7 1 2 0"
    r"|(?=[a-z]{0,12}-?\d)[a-z0-9]{1,14}(?:-[a-z0-9]{1,14}){0,4}(?![a-z0-9-]))"
    r"|(?<=[\u3400-\u9fff#])\d{3,14}(?![a-z0-9-])"
)
REACH = 40  # characters before a number that can tell what it is


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    before: str
    after: str

    @property
    def digits(self) -> int:
        return sum(char.isdigit() for char in self.code)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the text around a number says about it."""

    is_about_orders: bool
    is_bare: bool  # "24991 any news": nothing but words that ask how things stand


def find(text: Text) -> tuple[str, ...]:
    """The order numbers as they were typed, in capitals, each once."""
    mentions = [*MENTION.finditer(text.plain)]
    if not mentions:
        return ()
    setting = _setting(text.plain)
    found: list[str] = []
    list_end = -1  # where the last order number ended: "orders 1234 and 1235"
    for mention in mentions:
        candidate = _candidate(mention)
        is_listed = list_end >= 0 and AND.fullmatch(text.plain[list_end : mention.start()])
        is_found = _is_order_number(candidate, setting) or (is_listed and _is_possible(candidate))
        list_end = mention.end() if is_found else -1
        if is_found:
            found.append(candidate.code.upper())
    return tuple(dict.fromkeys(found))


def _candidate(mention: re.Match[str]) -> Candidate:
    start, end = mention.span()
    return Candidate(
        code=mention.group().replace(" ", ""),
        before=mention.string[max(0, start - REACH) : start],
        after=mention.string[end : end + REACH],
    )


def _is_order_number(candidate: Candidate, setting: Setting) -> bool:
    if not _is_possible(candidate):
        return False
    if LED_BY_ORDER.search(candidate.before):
        return not _is_a_quantity_to_order(candidate)
    if ENDS_IN_ANOTHER_KIND.search(candidate.before):
        return False
    return candidate.before.endswith(("#", "# ")) or _is_known_by_its_shape(candidate, setting)


def _is_possible(candidate: Candidate) -> bool:
    return _is_plausible(candidate) and not _is_of_another_kind(candidate)


def _is_plausible(candidate: Candidate) -> bool:
    """Long enough to be a number that a shop gives: "B301", "4410"; not "ps5" or "12"."""
    if candidate.code.isdecimal():
        return 3 <= candidate.digits <= 14
    return candidate.digits >= 2 and len(candidate.code) >= 4


def _is_of_another_kind(candidate: Candidate) -> bool:
    return (
        ANOTHER_KIND.fullmatch(candidate.code) is not None
        or MONEY_BEFORE.search(candidate.before) is not None
        or COUNTED_AFTER.match(candidate.after) is not None
    )


def _is_a_quantity_to_order(candidate: Candidate) -> bool:
    """ "i want to order 2000 mugs": the verb, a short number and what it counts."""
    is_counting = candidate.digits < 5 and not NOTHING_COUNTED.match(candidate.after)
    return is_counting and TO_ORDER.search(candidate.before) is not None


def _is_known_by_its_shape(candidate: Candidate, setting: Setting) -> bool:
    if candidate.code.isdecimal():
        is_told = setting.is_about_orders and not YEAR.fullmatch(candidate.code)
        return 4 <= candidate.digits <= 8 and (setting.is_bare or is_told)
    if LETTERS_DASH_DIGITS.fullmatch(candidate.code):
        return setting.is_about_orders or setting.is_bare
    return setting.is_bare and "-" not in candidate.code


def _setting(sentence: str) -> Setting:
    others = WORDS.sub(" ", sentence).split()
    return Setting(
        is_about_orders=SPEAKS_OF_ORDERS.search(sentence) is not None,
        is_bare=len(others) == 1 and any(char.isdigit() for char in others[0]),
    )


ORDER = (
    r"(?:orders?|ordr|oder|ord|orden(?:es)?|pedidos?|commandes?|cmd|encomendas?|compra|invoice"
    r"|factura|facture|conf|confirmation|reference|ref|return|rma|receipt|p\.?o|don hang|ma don"
    r"|don|订单|訂單|单号)"
)
NUMBER = (
    r"(?:numbers?|num|nbr|no\b\.?|nr\b\.?|n°|nos\.?|numero|id|code|is|was|its|it's|es|est|le|la"
    r"|so|ma|ko|po|ang|na|yung|confirmation|status|e|号码|号|编号|是|[#:=(\[,-])"
)
LED_BY_ORDER = re.compile(rf"(?:\b|(?<=[\u3400-\u9fff])){ORDER} ?(?:{NUMBER} ?){{0,4}}$")
TO_ORDER = re.compile(r"\b(?:to|i|we|u|you|wanna|gonna|can|i'd|i'll|ill|please|pls) order $")
NOTHING_COUNTED = re.compile(LANDS)
AND = re.compile(r" ?(?:,|and|&|\+|or|/|y|e|et|ou|o|va|at|和|跟|、)? ?#?")

SPEAKS_OF_ORDERS = re.compile(
    r"\b(?:orders?|ordered|ordr|ord|orden|pedidos?|commande[sr]?|colis|encomendas?|compra"
    r"|packages?|pkg|parcels?|shipments?|shipped|shipping|delivery|delivered|track|refund(?:ed)?"
    r"|returned|pick ?up|status|estado|statut|paquete|envio|livraison|livre|entrega|reembolso"
    r"|don hang|don|goi hang|padala)\b|订单|訂單|包裹|快递|退款|发货"
)
WORDS = re.compile(
    r"\b(?:status|estado|statut|any|news|updates?|info|please|pls|plz|cancel|stop|where"
    r"|wheres|is|my|the|hi|hey|hello|thanks|thx|ty|it|its|this|track|check|on|for|me|can|u|you|of"
    r"|yes|still|waiting|arrived|shipped|late|ready|here|donde|esta|mi|hola|por|favor|novedades"
    r"|noticias|ou|en|est|bonjour|nouvelles|cade|onde|oi|noticia|tinh|trang|ano|na|nasaan|po"
    r"|ang)(?:'s)?\b|状态|进度|查一下|查|到哪了|[^\w\s-]"
)

ANOTHER_KIND = re.compile(
    r"1z[a-z0-9]{8,}|[a-z]{0,2}\d{13,}[a-z]{0,2}"  # parcels
    r"|(?:1-)?\d{3}-\d{3}-\d{4}|\d{3}-\d{4}"  # telephones
    r"|\d{4}-\d{1,2}-\d{1,2}t?\d*|\d{1,2}-\d{1,2}-\d{4}"  # days
    r"|\d{1,4}(?:am|pm|h|ish|x?s|x*l|st|nd|rd|th|k|kg|g|lbs?|oz|cm|mm|in|ft|[mgt]b|ml|pk|usd|p|w"
    r"|e+)|\d{1,2}h\d\d|[a-z]{4,}-?\d+"  # hours; "iphone15"
)
MONEY_BEFORE = re.compile(r"[$€£₫₱¥] ?$|\b(?:usd|php|rs|r\$) ?$|\d[.,:]$|(?:^|\D)\d{1,2}/$|@$")
COUNTED_AFTER = re.compile(
    r"/\d{1,2}(?!\d)|[:.,]\d| ?(?:[%€£$₫₱¥元块]|(?:[ap]\.?m|dollars?|bucks|usd|euros?|pesos?|reais"
    r"|dong|vnd|php|k|units?|pcs|pieces|pairs?|items?|people|persons|boxes|mugs|shirts|points"
    r"|miles|days|weeks|hours|minutes|mins|years?)\b)|(?: [a-z]+){1,3} (?:st|street|ave|avenue|rd"
    r"|road|blvd|dr|drive|lane|ln|way|court)\b"
)
ENDS_IN_ANOTHER_KIND = re.compile(
    r"\b(?:zip|zipcode|zip code|postcode|postal code|code postal|codigo postal|cep|near|to|in"
    r"|since|from|until|till|before|after|around|phone|cell|mobile|tel|telefono|call|text|at|by"
    r"|ending|ends?|card|visa|check|digits|four|last 4|tracking|sku|items?|model|style|size|suite"
    r"|ste|apt|unit|room|store|aisle|year|over|under|than|between|charged|paid|pago|cost|price"
    r"|total|balance|ext|bus|route|flight|code|pin|desde|hasta|a|para|en|em|au|depuis|avant|nam"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tmrw"
    r"|(?<!status )(?<!news )(?<!update )(?<!updates )for)(?: (?:me|us|in|with|is|number|no"
    r"|at))*[ .:#]*$|@ ?$"
)
YEAR = re.compile(r"(?:19|20)\d\d")
LETTERS_DASH_DIGITS = re.compile(r"[a-z]{1,3}-\d{3,8}")

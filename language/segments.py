"""How a body is billed: GSM-7 septets or UCS-2 units, in segments.

3GPP TS 23.038: 160 septets in one segment, 153 in each of several; 70 and 67 UTF-16 units for
UCS-2. One curly quote turns the whole text to UCS-2 and more than doubles its price, so `plain`
replaces the usual ones; it is applied to the bot's own words only.
"""

from dataclasses import dataclass

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€\f"  # an escape goes before each: two septets
SEPTETS = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENDED, 2)

TYPEWRITER = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "‚": "'",
        "–": "-", "—": "-", "−": "-", "…": "...", "•": "-", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\u2011": "-",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    encoding: str  # "GSM-7" or "UCS-2"
    units: int  # septets or UTF-16 units
    segments: int


def plain(text: str) -> str:
    """Typographic quotes, dashes and spaces as a typewriter has them."""
    return text.translate(TYPEWRITER)


def measure(body: str) -> Size:
    """The size of `body` as the carrier counts it. An empty body has no segment."""
    if all(char in SEPTETS for char in body):
        costs = [SEPTETS[char] for char in body]
        return Size("GSM-7", sum(costs), pieces(costs, 160, 153))
    costs = [2 if ord(char) > 0xFFFF else 1 for char in body]
    return Size("UCS-2", sum(costs), pieces(costs, 70, 67))


def pieces(costs: list[int], single: int, each: int) -> int:
    """How many segments hold these characters; an escape or surrogate pair is never split."""
    if sum(costs) <= single:
        return 1 if costs else 0
    count, room = 1, each
    for cost in costs:
        if cost > room:
            count, room = count + 1, each
        room -= cost
    return count

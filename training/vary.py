"""Small changes that a text may have met on another keyboard; they never change its meaning."""

import random
import re

from corpus import Row

from language.normalise import strip_accents


def vary(row: Row, chance: random.Random) -> str:
    """The text, half the time with one or two changes."""
    text = row.text
    if row.task == "promo" and chance.random() < 0.6:
        text = re.sub(r"\d", "0", text)  # as the guard reads it: language/promotion.py
    while chance.random() < 0.4:
        text = chance.choice(CHANGES)(text, chance) or text
    return text


def lower(text: str, _: random.Random) -> str:
    return text.lower()


def upper(text: str, chance: random.Random) -> str:
    return text.upper() if chance.random() < 0.4 else text


def without_accents(text: str, _: random.Random) -> str:
    return strip_accents(text)


def without_marks(text: str, _: random.Random) -> str:
    return re.sub(r"[.,!?;:'\"¿¡]", "", text)


def typo(text: str, chance: random.Random) -> str:
    """A letter doubled, dropped, or swapped with its neighbour, inside a word of five or more."""
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    return chance.choice(
        (
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def other_digits(text: str, chance: random.Random) -> str:
    return re.sub(
        r"\d{4,}", lambda found: "".join(chance.choice("0123456789") for _ in found[0]), text
    )


CHANGES = (lower, lower, upper, without_accents, without_marks, typo, typo, other_digits)

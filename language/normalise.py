"""Texts made comparable: case, accents, punctuation and spacing put aside.

What is kept matters as much: "đúng" (right) and "dừng" (stop) are one word once the accents are
gone, so accents are put aside only where a caller asks for it.
"""

import re
import unicodedata
from functools import lru_cache

ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"))
SOON_AGAIN = 64  # the same text is asked for by every part that reads it
APOSTROPHES = str.maketrans("’‘ʼ´`", "'''''")


@lru_cache(SOON_AGAIN)
def fold_case(text: str) -> str:
    """One case, one width, one form of each letter; accents, punctuation and words stay."""
    plain = (
        unicodedata.normalize("NFKC", few_marks(text)).translate(ZERO_WIDTH).translate(APOSTROPHES)
    )
    return unicodedata.normalize("NFC", plain.casefold())


MOST_MARKS = 30  # on one letter, as UAX 15 has it; the time to put more in order is quadratic


def few_marks(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


@lru_cache(SOON_AGAIN)
def strip_accents(text: str) -> str:
    """Letters without their marks; "đ" becomes "d"."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")


def whole_message(text: str) -> str:
    """A whole text as one comparable word: letters, digits and pictures, nothing between them.

    "S.T.O.P!", " stop " and "Stop" are all "stop"; "opt-out" and "OPT OUT" are "optout".
    """
    return "".join(filter(carries_meaning, fold_case(text)))


@lru_cache(4096)
def carries_meaning(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM" or unicodedata.category(char) == "So"


# A Chinese character is a word of its own, and so is a picture.
WORD = re.compile(
    r"[\u3400-\u9fff\u2600-\u27bf\U0001f000-\U0001faff]|[^\W_\u3400-\u9fff]+(?:'[^\W_]+)?"
)


def words(text: str) -> list[str]:
    """The words of a text in one case, accents gone."""
    return WORD.findall(strip_accents(fold_case(text)))


def sentence(text: str) -> str:
    """Words with single spaces between them: what the rules for free wording read."""
    return " ".join(words(text))

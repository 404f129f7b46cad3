"""A text cut into words, each as it was typed and as it is without accents.

Customers leave accents out, so "às 9" and "as 9" have to meet. The word as typed is kept too, for
the pairs that only the accent tells apart (Vietnamese "thứ" and English "thu").
"""

import re
from dataclasses import dataclass

from language.normalise import fold_case, strip_accents

CJK = "\u3400-\u9fff"
LETTERS = rf"[^\W\d_{CJK}]+"
WORD = re.compile(
    r"2(?:day|moro|morow|morrow|mrw|nite|night)\b"  # "see u 2moro"; other digits stand alone
    rf"|\d+|[{CJK}]|{LETTERS}(?:'{LETTERS})?|[^\w\s]|_|\n+"
)


@dataclass(frozen=True, slots=True)
class Word:
    typed: str  # lower case, accents kept
    plain: str  # accents gone, and a final 's
    start: int  # where it stands in the folded text
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the finders of facts read it, made once for all of them."""

    folded: str  # one case and one form of each letter
    plain: str  # the same without accents
    words: tuple[Word, ...]


def read(text: str) -> Text:
    """`text` ready for reading; halves are written out ("9½" is "9.5")."""
    folded = fold_case(text.replace("½", ".5"))
    found = map(_word, WORD.finditer(folded))
    return Text(folded, _plain(folded), tuple(word for word in found if word.plain))


def _plain(folded: str) -> str:
    return folded if folded.isascii() else strip_accents(folded)


def _word(found: re.Match[str]) -> Word:
    typed = found.group()
    return Word(typed, _plain(typed).removesuffix("'s"), found.start(), found.end())

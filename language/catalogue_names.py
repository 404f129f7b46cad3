"""The business's own products, stores and services, as customers type them.

A name is known by its words, run together or apart ("northside"), in the plural, shortened
("Oak St", "dwntwn") and with a slip of the finger ("airprot"). Most places are named after plain
things, so a part of a place's name, or a name such as "Airport", counts only where the text speaks
of a place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz.distance import OSA

from language.place_words import (
    ABBREVIATIONS,
    ADVERBIAL,
    ARTICLES,
    GENERIC_PLACES,
    JOINERS,
    KINDS_OF_PLACE,
    KINDS_OF_STREET,
    MAY_FOLLOW_A_PLACE,
    PLACE_PREPOSITIONS,
    PLAIN_WORDS,
    STORE_WORDS,
    TRANSLATED_PLACES,
)
from language.words import Text, Word, read

Catalogue = tuple[tuple[str, tuple[str, ...]], ...]  # each name with its nicknames


class Needs(Enum):
    """What must stand around a name before it counts."""

    NOTHING = "nothing"
    NO_NOUN_AFTER = "no noun after"  # "reno has it", not "reno tables"
    A_PLACE = "a place"  # "at the airport", not "airport shuttle"
    A_STREET = "a street"  # "on oak", not "in oak"


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class Index:
    forms: Mapping[str, Form]  # by the words run together
    first_letters: frozenset[str]
    longest: int  # words in the longest form
    long_words: Mapping[str, tuple[str, ...]]  # first letter -> words long enough to mistype
    without_vowels: Mapping[str, str]


def find(text: Text, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The products or services named in `text`, in order, as the business writes them."""
    return _find(text, _index(_catalogue(names), are_places=False))


def find_places(text: Text, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The stores named in `text`, in order, as the business writes them."""
    return _find(text, _index(_catalogue(names), are_places=True))


def _catalogue(names: Mapping[str, tuple[str, ...]]) -> Catalogue:
    return tuple((name, tuple(nicknames)) for name, nicknames in names.items())


def _find(text: Text, index: Index) -> tuple[str, ...]:
    if not index.forms:
        return ()
    typed = [_normal(word) for word in text.words if word.plain not in JOINERS]
    meant = [_corrected(word, index) for word in typed]
    found = []
    at = 0
    while at < len(meant):
        length, form = _longest_form(meant, at, index)
        if form and _stands_as_a_name(typed, at, at + length, form.needs):
            found.append(form.name)
            at += length
        else:
            at += 1
    return tuple(dict.fromkeys(found))


def _longest_form(meant: list[str], at: int, index: Index) -> tuple[int, Form | None]:
    if meant[at][0] not in index.first_letters:
        return 1, None
    for length in range(min(index.longest + 1, len(meant) - at), 0, -1):
        form = index.forms.get("".join(meant[at : at + length]))
        if form:
            return length, form
    return 1, None


def _normal(word: Word) -> str:
    """The word without its plural, an abbreviation in full."""
    return ABBREVIATIONS.get(word.plain) or _singular(word.plain)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _corrected(word: str, index: Index) -> str:
    """The word of a name that `word` is a slip of the finger for, or `word`.

    People seldom mistype a first letter, so few words have to be compared.
    """
    if word in index.without_vowels:
        return index.without_vowels[word]
    if len(word) < SHORTEST_MISTYPED - 1 or word in PLAIN_WORDS:
        return word
    best = word
    fewest = 99
    for known in index.long_words.get(word[0], ()):
        slips = OSA.distance(word, known, score_cutoff=_slips_allowed(known))
        if slips <= _slips_allowed(known) and slips < fewest:
            best, fewest = known, slips
    return best


SHORTEST_MISTYPED = 5
SHORTEST_WITH_TWO_SLIPS = 9


def _slips_allowed(known: str) -> int:
    return 2 if len(known) >= SHORTEST_WITH_TWO_SLIPS else 1


def _stands_as_a_name(typed: list[str], start: int, end: int, needs: Needs) -> bool:
    if needs is Needs.NOTHING or (start == 0 and end == len(typed)):
        return True
    after = typed[end] if end < len(typed) else ""
    if after in STORE_WORDS:
        return True
    if after.isalpha() and after not in MAY_FOLLOW_A_PLACE:
        return False
    return needs is Needs.NO_NOUN_AFTER or _is_led_to(typed[max(0, start - 4) : start], needs)


def _is_led_to(before: list[str], needs: Needs) -> bool:
    """Do the words before lead to a place: "at the", "your store on", "available"?"""
    words_before = [word for word in before if word not in ARTICLES]
    if not words_before:
        return False
    last = words_before[-1]
    if last in STORE_WORDS or any(word in STORE_WORDS for word in words_before[-2:-1]):
        return True
    if needs is Needs.A_STREET:
        return last in PLACE_PREPOSITIONS and last != "in"
    return last in PLACE_PREPOSITIONS or last in ADVERBIAL


@lru_cache(maxsize=32)
def _index(catalogue: Catalogue, *, are_places: bool) -> Index:
    forms: dict[str, Form] = {}
    all_words: set[str] = set()
    longest = 0
    for form, spelt in _in_order_of_certainty(catalogue, are_places):
        forms.setdefault("".join(spelt), form)
        all_words.update(spelt)
        longest = max(longest, len(spelt))
    return Index(
        forms=forms,
        first_letters=frozenset(form[0] for form in forms),
        longest=longest,
        long_words=_by_first_letter(all_words),
        without_vowels=_without_vowels(all_words),
    )


def _in_order_of_certainty(
    catalogue: Catalogue, are_places: bool
) -> Iterator[tuple[Form, tuple[str, ...]]]:
    """Every form of every name; where two names share one, the first to come keeps it."""
    spellings = [
        (name, _spelt(spelling)) for name, nicknames in catalogue for spelling in (name, *nicknames)
    ]
    for name, spelt in spellings:
        if spelt:
            yield Form(name, _whole_needs(spelt, are_places)), spelt
    if are_places:
        for name, spelt in spellings:
            yield from _other_forms_of_a_place(name, spelt)


def _spelt(spelling: str) -> tuple[str, ...]:
    normal = [_normal(word) for word in read(spelling).words if word.plain not in JOINERS]
    return tuple(normal[1:] if normal[:1] == ["the"] and len(normal) > 1 else normal)


def _whole_needs(spelt: tuple[str, ...], are_places: bool) -> Needs:
    if not are_places or len(spelt) > 1:
        return Needs.NOTHING
    return Needs.A_PLACE if spelt[0] in GENERIC_PLACES else Needs.NO_NOUN_AFTER


def _other_forms_of_a_place(
    name: str, spelt: tuple[str, ...]
) -> Iterator[tuple[Form, tuple[str, ...]]]:
    """Translated ("centro"), and without the kind of place ("Dayton" for Dayton Mall)."""
    for translated in TRANSLATED_PLACES.get(" ".join(spelt), ()):
        yield Form(name, Needs.A_PLACE), _spelt(translated)
    if len(spelt) > 1 and spelt[-1] in KINDS_OF_PLACE:
        is_street = spelt[-1] in KINDS_OF_STREET
        yield Form(name, Needs.A_STREET if is_street else Needs.A_PLACE), spelt[:-1]


def _by_first_letter(all_words: set[str]) -> Mapping[str, tuple[str, ...]]:
    by_letter: dict[str, list[str]] = {}
    for word in sorted(all_words):
        if len(word) >= SHORTEST_MISTYPED and word.isalpha():
            by_letter.setdefault(word[0], []).append(word)
    return {letter: tuple(known) for letter, known in by_letter.items()}


SHORTEST_WITHOUT_VOWELS = 4
VOWELS = str.maketrans("", "", "aeiou")


def _without_vowels(all_words: set[str]) -> Mapping[str, str]:
    """ "dwntwn" for "downtown", where enough letters are left to tell."""
    bare = {word.translate(VOWELS): word for word in sorted(all_words) if word.isascii()}
    return {
        short: word
        for short, word in bare.items()
        if len(short) >= SHORTEST_WITHOUT_VOWELS and short != word and short not in all_words
    }

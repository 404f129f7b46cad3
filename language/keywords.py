"""Whole-message keywords, as carriers define them: never fuzzy, no model.

"STOP" and " stop. " opt out; "please stop by later" is a question. "STOP 12345" ends the texts
about one order, "STOP OFFERS" the promotional ones. The words stand in `translations/`.
Misspellings are listed one by one: no likeness tells "sotp" from "shop" (measured).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from language.clauses import clauses
from language.normalise import sentence, strip_accents, whole_message
from language.translations import Translation
from storage.records import MessageClass


class Act(StrEnum):
    """What a text says about consent."""

    STOP = "stop"
    START = "start"  # lifts a stop; answers no disclosure, so it grants nothing promotional
    JOIN = "join"  # answers the disclosure of a programme
    HELP = "help"
    YES = "yes"  # an opt-in only where we asked, or where the number is blocked


@dataclass(frozen=True, slots=True)
class Scope:
    """What a revocation is about. All None: everything."""

    message_class: MessageClass | None = None
    matter: str | None = None
    programme: str | None = None  # the keyword that joins it


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Keyword:
    act: Act
    word: str  # as listed
    languages: frozenset[str]  # those that have the word
    scope: Scope = EVERYTHING


class Keywords:
    """All keywords of all languages, and those that the business adds for its programme."""

    def __init__(self, translations: Iterable[Translation], join_words: Iterable[str] = ()) -> None:
        self._words: dict[str, Keyword] = {}
        self._offers: set[str] = set()
        self._programmes: dict[str, str] = {}
        for translation in translations:
            self._offers.update(map(whole_message, translation.offers))
            for act, listed in translation.keywords.items():
                for word in listed:
                    self._add(Act(act), word, translation.language)
        for word in join_words:
            self._add(Act.JOIN, word, "en")
            self._programmes[whole_message(word)] = word.upper()

    def _add(self, act: Act, word: str, language: str) -> None:
        # A word typed with its accents, or with none at all; never with somebody else's.
        for form in {whole_message(word), whole_message(strip_accents(word))}:
            if not form:
                # It would be matched by an empty text: a photo would be a JOIN.
                raise ValueError(f"keyword {word!r} ({language}) has no letter")
            known = self._words.get(form)
            if known and known.act != act:
                raise ValueError(f"keyword {word!r} ({language}) means {known.act} and {act}")
            languages = (known.languages if known else frozenset()) | {language}
            self._words[form] = Keyword(act, word.upper(), languages)

    def match(self, body: str) -> Keyword | None:
        """The keyword that `body` is, whole, in any case, punctuation and spacing."""
        return self._words.get(whole_message(body)) or self._scoped(body)

    def _scoped(self, body: str) -> Keyword | None:
        first, _, rest = " ".join(body.split()).partition(" ")
        keyword = self._words.get(whole_message(first))
        if keyword is None or keyword.act is not Act.STOP:
            return None
        if whole_message(rest) in self._offers:
            scope = Scope(message_class=MessageClass.PROMOTIONAL)
        elif joined := self._programmes.get(whole_message(rest)):
            scope = Scope(MessageClass.PROMOTIONAL, programme=joined)
        elif (number := ORDER.fullmatch(rest.strip(" .!"))) and not is_said_of_orders(first):
            scope = Scope(MessageClass.TRANSACTIONAL, f"order:{number[1].upper()}")
        else:
            return None
        return Keyword(Act.STOP, keyword.word, keyword.languages, scope)

    def scope_in(self, body: str) -> Scope:
        """What a revocation in free words is about: one order, the offers only, or everything.

        The narrow readings need plain words: whoever asks two things in one text means everything.
        """
        plain = sentence(body)
        if len(clauses(body)) == 1 and (order := TEXTS_ABOUT_AN_ORDER.search(plain)):
            return Scope(MessageClass.TRANSACTIONAL, f"order:{order[1].upper()}")
        if NAMES_OFFERS.search(plain) and KEEPS_THE_REST.search(plain):
            return Scope(message_class=MessageClass.PROMOTIONAL)
        return EVERYTHING


# "CANCEL 12345" is a question about the order, not about the texts on it.
SAID_OF_ORDERS = frozenset({"cancel", "cancelar", "annuler", "huy", "取消", "kanselahin"})


def is_said_of_orders(word: str) -> bool:
    return whole_message(strip_accents(word)) in SAID_OF_ORDERS


TEXTS_ABOUT_AN_ORDER = re.compile(
    r"\b(?:about|regarding|re|sobre|au sujet de|concernant|ve|tungkol sa) (?:(?:my|the|this|mi|el|ma|la|meu|o) )?"
    r"(?:order|pedido|commande|don hang|encomenda)? ?(?:number |no |numero |so )?([a-z]{0,3}\d{3,9})\b(?! \d{3})"  # "SO-2024-1001" is not order 2024
)
NAMES_OFFERS = re.compile(
    r"\b(?:offers?|promos?|promotions?|promotional|deals?|coupons?|marketing|ads?|ofertas?|promocion\w*"
    r"|publicidad|offres?|pubs?|promocoes|propagandas?|khuyen mai|quang cao|patalastas)\b|优 惠|促 销|广 告"
)
KEEPS_THE_REST = re.compile(
    r"\b(?:order|delivery|shipping|appointment|reminder|pickup|pedidos?|citas?|recordatorios?|commandes?"
    r"|rendez vous|rappels?|pedido|consultas?|lembretes?|don hang|lich hen|rider) ?(?:updates?|texts?|ones?|messages?|notices?|alerts?)?s?"
    r" (?:are|is|only|ok|fine|welcome|stay|si|sont|oui|pode\w*|thi|lang)\b|\b(?:keep|still want|only want|but not the)\b"
)
ORDER = re.compile(
    r"(?:order|pedido|commande|don hang|đơn hàng)?\s*#?\s*([A-Za-z]{0,3}-?\d{3,9})", re.I
)

"""What a text means: the nouns between reading a text and answering it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from language.keywords import EVERYTHING, Act, Scope
from storage.records import Method, Slots

URGENT = "URGENT: somebody may be in danger"  # why such a text is handed over


class Decision(StrEnum):
    ANSWER = "answer"
    ASK = "ask"  # two topics are likely: ask which
    HAND_OFF = "hand_off"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """What a text says about our texts."""

    act: Act
    method: Method  # keyword or free text
    language: str | None  # None: the word belongs to several
    scope: Scope = EVERYTHING
    word: str = ""  # the keyword as listed
    is_doubtful: bool = False  # perhaps a revocation


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks."""

    decision: Decision
    topics: tuple[str, ...]  # to answer all of, or to choose between
    reason: str  # why it is handed off, in words for people
    language: str
    slots: Slots
    is_emergency: bool = False
    likeliest: tuple[str, float] | None = None  # the topic, and how likely it is


class Understanding(Protocol):
    """The seam between texts and meaning; the house runs on whatever keeps these promises."""

    def consent(self, body: str) -> ConsentWords | None:
        """What `body` says about consent, or None. Quick for a keyword: no model."""

    def is_danger(self, body: str) -> bool:
        """Whether somebody may be in danger now."""

    def read_ahead(self, bodies: Sequence[str]) -> None:
        """Reads many texts at once, in a fifth less time; what is made of each is the same."""

    def question(self, body: str, now: datetime, remembered: str = "en") -> Asked:
        """What `body` asks, dates read at `now`. Never raises, whatever the text.

        `remembered` is the language that its sender last wrote in: short texts don't change it.
        """

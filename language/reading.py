"""Understanding: keywords first, then the trained encoder, with a handler's examples beside it.

No keyword wakes the encoder. What it says becomes deeds by thresholds that were chosen on writers
it had not learned from (evaluation/README.md): a wrong answer is held to cost three hand-overs,
and a doubtful opt-out is held for a person.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from language import danger, revocation, slots
from language.clauses import clauses
from language.encoder import Encoder
from language.examples import Examples
from language.keywords import Act, Keywords
from language.languages import language_of
from language.meaning import Asked, ConsentWords, Decision
from language.names import Names
from language.normalise import words
from language.revocation import Wording
from language.topics import EMERGENCY, OUT_OF_SCOPE, Thresholds, choose
from language.translations import ENGLISH
from storage.records import Method

log = logging.getLogger(__name__)

LIKE = 0.6  # likeness to an example from which a text asks what the example asks
LIKE_A_NEW_ONE = 0.42  # the same, for a topic that the encoder does not know
NEARER = 0.3  # what such a likeness adds
PLAIN = 0.85  # from here on a clause by itself says plainly what it says
NOT_DENIED = 0.05  # how likely the whole text must hold a topic that one clause plainly asks
DANGER = 0.5  # from here on somebody is in danger
MOST_CLAUSES = 4  # that are read by themselves: each costs as much as the whole text
LONGEST_WORD = 30  # letters

NOT_ANSWERED = (OUT_OF_SCOPE, EMERGENCY)

DEEDS = {
    Wording.OPT_OUT: (Act.STOP, False),
    Wording.OPT_IN: (Act.JOIN, False),
    Wording.DOUBTFUL: (Act.STOP, True),
}


class Reading:
    """`Understanding` as the house uses it. Made once; safe to share between threads."""

    def __init__(
        self,
        keywords: Keywords,
        examples: Mapping[str, Iterable[str]],
        names: Names,
        encoder: Encoder,
        thresholds: Thresholds = Thresholds(),  # noqa: B008 it is frozen
    ) -> None:
        self._keywords = keywords
        self._names = names
        self._encoder = encoder
        self._thresholds = thresholds
        self._examples = Examples(examples)
        self._topics = tuple(examples)

    def keyword(self, body: str) -> ConsentWords | None:
        """The whole-message keyword that `body` is: no model."""
        found = self._keywords.match(body)
        if found is None:
            return None
        language = next(iter(found.languages)) if len(found.languages) == 1 else None
        return ConsentWords(found.act, Method.KEYWORD, language, found.scope, found.word)

    def consent(self, body: str) -> ConsentWords | None:
        return self.keyword(body) or self._in_free_words(body)

    def _in_free_words(self, body: str) -> ConsentWords | None:
        if not has_words(body):
            return None
        try:
            likelihood = self._encoder.scores(body)
        except Exception:
            # The text must be recorded all the same, and a stop may be in it: a person decides.
            log.exception("the encoder failed")
            return ConsentWords(Act.STOP, Method.FREE_TEXT, None, is_doubtful=True)
        wording = revocation.read(likelihood.consent)
        if wording is Wording.DOUBTFUL and self._has_plain_stop(body):
            wording = Wording.OPT_OUT
        if wording is Wording.NONE:
            return None
        act, is_doubtful = DEEDS[wording]
        language = language_of(body, likelihood.languages, ENGLISH)
        scope = self._keywords.scope_in(body)
        return ConsentWords(act, Method.FREE_TEXT, language, scope, is_doubtful=is_doubtful)

    def _has_plain_stop(self, body: str) -> bool:
        """Whether one clause of several is plainly a stop: a question beside it changes nothing."""
        parts = read_alone(body)
        alone = (self._encoder.scores(part).consent["opt_out"] for part in parts)
        return len(parts) > 1 and any(likelihood >= PLAIN for likelihood in alone)

    def question(self, body: str, now: datetime, remembered: str = ENGLISH) -> Asked:
        found = slots.find(body, self._names, now)
        if not body.strip():
            return Asked(Decision.HAND_OFF, (), "a text without words", remembered, found)
        scores = self._encoder.scores(body)
        language = language_of(body, scores.languages, remembered)
        if danger.is_near(body) or scores.topics[EMERGENCY] >= DANGER:
            reason = "URGENT: somebody may be in danger"
            return Asked(Decision.HAND_OFF, (), reason, language, found, is_emergency=True)
        decision, topics = choose(self._likelihood(body, scores.topics), self._thresholds)
        reason = "" if topics else "not sure what is asked, or out of scope"
        topics = self._in_order(topics, body)
        return Asked(decision, topics, reason, language, found, likeliest=likeliest(scores.topics))

    def _in_order(self, topics: tuple[str, ...], body: str) -> tuple[str, ...]:
        """The topics in the order in which the text asks about them."""
        if len(topics) < 2:
            return topics
        parts = [self._encoder.scores(part).topics for part in read_alone(body)]

        def place(topic: str) -> int:
            return max(range(len(parts)), key=lambda at: parts[at].get(topic, 0.0), default=0)

        return tuple(sorted(topics, key=place))

    def _likelihood(self, body: str, known: Mapping[str, float]) -> dict[str, float]:
        """How likely each topic is that a handler answers, or that nobody does.

        A text much like one of a handler's examples asks what the example asks: that is how a topic
        that the encoder never heard of is reached at all.
        """
        likelihood = {topic: known.get(topic, 0.0) for topic in (*self._topics, *NOT_ANSWERED)}
        parts = read_alone(body)
        for part in parts:
            # What a clause plainly asks by itself counts, if the whole text does not deny it.
            for topic, alone in self._encoder.scores(part).topics.items():
                if alone >= PLAIN and likelihood.get(topic, 0.0) >= NOT_DENIED:
                    likelihood[topic] = max(likelihood[topic], alone)
        topic, likeness = next(iter(self._examples.scores(body).items()), ("", 0.0))
        if likeness >= (LIKE if topic in known else LIKE_A_NEW_ONE):
            if len(parts) == 1:  # then nothing else is asked
                likelihood = {other: value / 2 for other, value in likelihood.items()}
            likelihood[topic] = max(likelihood[topic], likeness + NEARER)
        return likelihood


def read_alone(body: str) -> list[str]:
    """The clauses that are read by themselves."""
    return clauses(body)[:MOST_CLAUSES]


def has_words(body: str) -> bool:
    """Whether there is anything to understand: "wwwwww..." is a pocket, not a person."""
    return any(len(word) <= LONGEST_WORD for word in words(body))


def likeliest(topics: Mapping[str, float]) -> tuple[str, float]:
    return max(topics.items(), key=lambda item: item[1])

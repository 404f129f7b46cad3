"""Understanding: keywords first, then the trained encoder, with a handler's examples beside it.

No keyword wakes the encoder. What it says becomes deeds by thresholds that were chosen on writers
it had not learned from (evaluation/README.md): a wrong answer is held to cost three hand-overs,
and a doubtful opt-out is held for a person.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from language import danger, revocation, slots
from language.clauses import clauses
from language.encoder import Encoder, Scores
from language.examples import Examples
from language.keywords import Act, Keywords
from language.languages import language_of
from language.meaning import URGENT, Asked, ConsentWords, Decision
from language.names import Names
from language.normalise import words
from language.revocation import Bounds, Wording
from language.topics import EMERGENCY, OUT_OF_SCOPE, Thresholds, choose
from language.translations import ENGLISH
from storage.records import Method, Slots

log = logging.getLogger(__name__)

LIKE = 0.6  # likeness to an example from which a text asks what the example asks
LIKE_A_NEW_ONE = 0.42  # the same, for a topic that the encoder does not know
NEARER = 0.3  # what such a likeness adds
PLAIN = 0.85  # from here on a clause by itself says plainly what it says
NOT_DENIED = 0.05  # how likely the whole text must hold a topic that one clause plainly asks
DANGER = 0.5  # from here on somebody is in danger
SURE_OF_CONSENT = 0.99  # from here on the clauses need not be read by themselves
SURE_OF_TOPIC = 0.95
MOST_CLAUSES = 4  # that are read by themselves
LONG = 400  # bytes, which tokens go with: beyond it only the whole is read by the encoder, once
LONGEST_TEXT = 1600  # characters: Twilio delivers no more
LONGEST_WORD = 30  # letters
CHOICE = re.compile(r"\d{1,2}")

NAMED = 2.0  # times the odds, where the text names something of ours
ASKED_ABOUT = {
    "order_numbers": ("order_status", "order_details", "order_change", "order_pickup"),
    "products": ("product_stock", "sizing"),
    "services": ("appt_book", "appt_reschedule", "appt_confirm", "appt_cancel"),
}

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
        bounds: Bounds = Bounds(),  # noqa: B008 it is frozen
    ) -> None:
        self._keywords = keywords
        self._names = names
        self._encoder = encoder
        self._thresholds = thresholds
        self._bounds = bounds
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
        body = both_ends(body)
        if not has_words(body):
            return None
        try:
            likelihood = self._whole(body)
        except Exception:
            # The text must be recorded all the same, and a stop may be in it: a person decides.
            log.exception("the encoder failed")
            return ConsentWords(Act.STOP, Method.FREE_TEXT, None, is_doubtful=True)
        asks_plainly = max(likelihood.topics.values()) >= SURE_OF_TOPIC
        wording = revocation.read(likelihood.consent, asks_plainly, self._bounds)
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
        return any(part.consent["opt_out"] >= PLAIN for part in self._parts(body))

    def _whole(self, body: str) -> Scores:
        return self._encoder.scores(body)

    def _parts(self, body: str) -> list[Scores]:
        """What the encoder says of each clause by itself, where there are several."""
        return self._encoder.scores_of(read_alone(body))

    def read_ahead(self, bodies: Sequence[str]) -> None:
        bodies = [both_ends(body) for body in bodies]
        wholes = self._encoder.scores_of(bodies)
        unsure = [body for body, whole in zip(bodies, wholes, strict=True) if not is_plain(whole)]
        self._encoder.scores_of([part for body in unsure for part in read_alone(body)])

    def is_danger(self, body: str) -> bool:
        body = both_ends(body)
        return danger.is_near(body) or self._whole(body).topics[EMERGENCY] >= DANGER

    def question(self, body: str, now: datetime, remembered: str = ENGLISH) -> Asked:
        body = both_ends(body)
        found = slots.find(body, self._names, now)
        if not has_words(body):
            return Asked(Decision.HAND_OFF, (), "a text without words", remembered, found)
        scores = self._whole(body)
        language = language_of(body, scores.languages, remembered)
        if self.is_danger(body):
            return Asked(Decision.HAND_OFF, (), URGENT, language, found, is_emergency=True)
        parts = [] if is_plain(scores) else self._parts(body)  # plain: it asks one thing
        likelihood = with_evidence(self._likelihood(body, scores, parts), found)
        decision, topics = choose(likelihood, self._thresholds)
        reason = "" if topics else "not sure what is asked, or out of scope"
        topics = in_order(topics, parts)
        return Asked(decision, topics, reason, language, found, likeliest=likeliest(scores.topics))

    def _likelihood(self, body: str, whole: Scores, parts: list[Scores]) -> dict[str, float]:
        """How likely each topic is that a handler answers, or that nobody does.

        A text much like one of a handler's examples asks what the example asks: that is how a topic
        that the encoder never heard of is reached at all.
        """
        known = whole.topics
        likelihood = {topic: known.get(topic, 0.0) for topic in (*self._topics, *NOT_ANSWERED)}
        for part in parts:
            # What a clause plainly asks by itself counts, if the whole text does not deny it.
            for topic, alone in part.topics.items():
                if alone >= PLAIN and likelihood.get(topic, 0.0) >= NOT_DENIED:
                    likelihood[topic] = max(likelihood[topic], alone)
        alike = {} if is_long(body) else self._examples.scores(body)
        topic, likeness = next(iter(alike.items()), ("", 0.0))
        if likeness >= (LIKE if topic in known else LIKE_A_NEW_ONE):
            if len(clauses(body)) == 1:  # then nothing else is asked
                likelihood = {other: value / 2 for other, value in likelihood.items()}
            likelihood[topic] = max(likelihood[topic], likeness + NEARER)
        return likelihood


def is_plain(scores: Scores) -> bool:
    """Whether the whole is so sure that its clauses can't change what is done."""
    first, second = sorted(scores.topics.values(), reverse=True)[:2]
    return (
        max(scores.consent.values()) >= SURE_OF_CONSENT
        and first >= SURE_OF_TOPIC
        and second <= 1 - SURE_OF_TOPIC
        and max(scores.languages.values()) >= SURE_OF_TOPIC
    )


def read_alone(body: str) -> list[str]:
    """The clauses that are read by themselves: none of a single one, nor of an endless text."""
    parts = [] if is_long(body) else clauses(body)[:MOST_CLAUSES]
    return parts if len(parts) > 1 else []


def both_ends(body: str) -> str:
    """A text that is longer than Twilio delivers without its middle: time has a bound."""
    half = LONGEST_TEXT // 2
    return body if len(body) <= 2 * half else f"{body[:half]} {body[-half:]}"


def is_long(body: str) -> bool:
    return len(body.encode("utf-8", "surrogatepass")) > LONG


def with_evidence(likelihood: Mapping[str, float], found: Slots) -> dict[str, float]:
    """The likelihoods, with what was found in the text weighed in.

    The encoder can't know that "Finch" is a boot of ours: a name of ours makes the topics that it
    is asked about likelier, and "none of ours" less likely.
    """
    asked_about = {
        topic for slot, topics in ASKED_ABOUT.items() if getattr(found, slot) for topic in topics
    }
    if not asked_about:
        return dict(likelihood)
    odds = dict.fromkeys(asked_about, NAMED) | {OUT_OF_SCOPE: 1 / NAMED}
    return {topic: weighed(value, odds.get(topic, 1.0)) for topic, value in likelihood.items()}


def weighed(likelihood: float, odds: float) -> float:
    """`likelihood` with its odds multiplied; what is above one, by its examples, stays."""
    if likelihood >= 1:
        return likelihood
    return likelihood * odds / (1 - likelihood + likelihood * odds)


def in_order(topics: tuple[str, ...], parts: list[Scores]) -> tuple[str, ...]:
    """The topics in the order in which the clauses ask about them."""

    def place(topic: str) -> int:
        return max(range(len(parts)), key=lambda at: parts[at].topics.get(topic, 0.0), default=0)

    return tuple(sorted(topics, key=place))


def has_words(body: str) -> bool:
    """Whether there is anything to understand: "wwwwww..." is a pocket, not a person, and a lone
    "1" an answer to nothing that was asked."""
    return any(len(word) <= LONGEST_WORD and not CHOICE.fullmatch(word) for word in words(body))


def likeliest(topics: Mapping[str, float]) -> tuple[str, float]:
    return max(topics.items(), key=lambda item: item[1])

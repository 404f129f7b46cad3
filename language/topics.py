"""From likelihoods to deeds: answer, ask which, or hand over.

The thresholds weigh a wrong answer three times a hand-over; how they were chosen stands in
evaluation/README.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from language.meaning import Decision

OUT_OF_SCOPE = "oos"
EMERGENCY = "emergency"
SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Thresholds:
    sure: float = 0.9  # from here on a topic is answered
    both: float = 0.9  # from here on a further one is answered as well
    likely: float = 0.02  # from here on a topic is worth asking about
    out: float = 0.6  # out of scope from here on, whatever else is likely


def choose(likelihood: Mapping[str, float], at: Thresholds) -> tuple[Decision, tuple[str, ...]]:
    """What to do about a text whose topics are this likely, and with which topics."""
    ranked = sorted(
        (topic for topic in likelihood if topic not in (OUT_OF_SCOPE, EMERGENCY)),
        key=lambda topic: -likelihood[topic],
    )
    first, second = ranked[:2]
    if likelihood[OUT_OF_SCOPE] >= at.out or likelihood[OUT_OF_SCOPE] > likelihood[first]:
        return Decision.HAND_OFF, ()
    if likelihood[first] >= at.sure:
        both = [topic for topic in ranked if likelihood[topic] >= at.both]
        return Decision.ANSWER, without_courtesy(both or [first])
    if likelihood[second] >= at.likely and SMALLTALK not in (first, second):
        return Decision.ASK, (first, second)
    return Decision.HAND_OFF, ()


def without_courtesy(topics: list[str]) -> tuple[str, ...]:
    """A greeting before a question is no question."""
    rest = tuple(topic for topic in topics if topic != SMALLTALK)
    return rest or tuple(topics)

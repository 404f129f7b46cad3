"""Topics by likeness to examples: what a handler file brings is enough to be routed to.

Each text becomes a bag of words, word pairs and letter quadruples, weighed by how rare they are
among the examples; the score of a topic is the likeness (cosine, 0 to 1) of its nearest example.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from language.normalise import sentence, words


def features(text: str) -> Counter[str]:
    text = re.sub(r"\d+", "0", text)  # whatever the number, it is the same question
    tokens = words(text)
    padded = f" {sentence(text)} "
    letters = (f"#{padded[at : at + 4]}" for at in range(len(padded) - 3))
    pairs = (f"{left}+{right}" for left, right in pairwise(tokens))
    return Counter([*tokens, *pairs, *letters])


class Examples:
    """An index over the examples of all topics."""

    def __init__(self, by_topic: Mapping[str, Iterable[str]]) -> None:
        rows = [(topic, features(text)) for topic, texts in by_topic.items() for text in texts]
        seen = Counter(feature for _, bag in rows for feature in bag)
        self._rarity = {f: math.log(1 + len(rows) / count) for f, count in seen.items()}
        self._topics = [topic for topic, _ in rows]
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, (_, bag) in enumerate(rows):
            for feature, weight in self._unit(bag).items():
                self._postings[feature].append((row, weight))

    def _unit(self, bag: Counter[str]) -> dict[str, float]:
        """The bag as a vector of length one; a feature seen nowhere weighs as the rarest."""
        rarest = math.log(1 + len(self._topics)) if self._topics else 1.0
        raw = {f: (1 + math.log(n)) * self._rarity.get(f, rarest) for f, n in bag.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {feature: value / length for feature, value in raw.items()}

    def scores(self, text: str) -> dict[str, float]:
        """Likeness of `text` to the nearest example of each topic, best first."""
        likeness: dict[int, float] = defaultdict(float)
        for feature, weight in self._unit(features(text)).items():
            for row, other in self._postings.get(feature, ()):
                likeness[row] += weight * other
        best: dict[str, float] = {}
        for row, value in likeness.items():
            topic = self._topics[row]
            best[topic] = max(best.get(topic, 0.0), value)
        return dict(sorted(best.items(), key=lambda item: -item[1]))

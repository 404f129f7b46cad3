"""What the trained network says of a text. Made once a process, unpacked at its first use.

No keyword needs it.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from language.layers import Floats, sigmoid, softmax
from language.network import Heads, Network

MODEL = Path(__file__).parent / "model" / "understanding.npz"
REMEMBERED = 2048  # texts whose scores are kept: the bot's own sentences come again and again


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of a text: probabilities by label."""

    consent: Mapping[str, float]  # none, opt_out, opt_in: they add up to one
    topics: Mapping[str, float]  # each by itself
    promotion: float
    languages: Mapping[str, float]


class Encoder:
    """Reads texts. Safe between threads: one text is read at a time, on one core."""

    def __init__(self, path: Path = MODEL) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._network: Network | None = None
        self._known: OrderedDict[str, Scores] = OrderedDict()
        self.remembered = REMEMBERED

    @property
    def is_awake(self) -> bool:
        return self._network is not None

    def load(self) -> None:
        """Unpacks the file now. Raises OSError or ValueError where it can't be read."""
        with self._lock:
            self._awake()

    def scores(self, text: str) -> Scores:
        return self.scores_of([text])[0]

    def scores_of(self, texts: Sequence[str]) -> list[Scores]:
        """The scores of each. Several read at once cost less than one after the other."""
        with self._lock:
            unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
            read = dict(zip(unknown, self._read(unknown), strict=True)) if unknown else {}
            found = {text: read.get(text) or self._known[text] for text in texts}
            self._remember(found)
        return [found[text] for text in texts]

    def _read(self, texts: Sequence[str]) -> list[Scores]:
        network = self._awake()
        return [scores_from(network, heads) for heads in network.read(texts)]

    def _remember(self, found: Mapping[str, Scores]) -> None:
        for text, scores in found.items():
            self._known[text] = scores
            self._known.move_to_end(text)
        while len(self._known) > self.remembered:
            self._known.popitem(last=False)

    def _awake(self) -> Network:
        if self._network is None:
            self._network = Network(self._path)
        return self._network


def scores_from(network: Network, heads: Heads) -> Scores:
    def named(head: str, values: Floats) -> Mapping[str, float]:
        labels = network.labels[head]
        return {label: float(value) for label, value in zip(labels, values, strict=True)}

    return Scores(
        consent=named("consent", softmax(heads["consent"])),
        topics=named("topic", sigmoid(heads["topic"])),
        promotion=float(sigmoid(heads["promo"])[0]),
        languages=named("language", softmax(heads["language"])),
    )


@cache
def shared() -> Encoder:
    """The one encoder of this process: unpacked it takes tens of megabytes."""
    return Encoder()

"""The trained network: one file, read by a compiled library where there is one, else by numpy.

Layers of multilingual-e5-small, tuned on texts by many writers (training/README.md).
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from language import compiled
from language.layers import Floats, Layers, PlainLayers, Stored, layers_of, normalised
from language.tokens import Tokens

log = logging.getLogger(__name__)

LONGEST = 64  # tokens of one text: more is cut out of the middle, so that time has a bound
AT_ONCE = 256  # tokens of several texts together: more takes memory and saves no time
HALF_WAY = np.float32(0.3)
READ_TWICE = ("consent", "promo")
BEGIN, END, UNKNOWN = 0, 2, 3

Heads = Mapping[str, Floats]  # by task, a score for each label, before softmax or sigmoid


class Network:
    """The file, unpacked. One thread at a time."""

    def __init__(self, path: Path, is_compiled: bool = compiled.IS_INSTALLED) -> None:
        with np.load(path) as stored:  # each array is unpacked when it is asked for
            about = json.loads(bytes(stored["about"]))
            self._layers = layers_in(stored, about["layers"], about["read_after"], is_compiled)
            self.labels: dict[str, list[str]] = about["labels"]
            self._heads = {
                after: {
                    name: (stored[f"head.{after}.{name}.w"], stored[f"head.{after}.{name}.b"])
                    for name in self.labels
                }
                for after in about["read_after"]
            }
            self._words, self._word_scales = stored["word"], stored["word_scale"]
            self._places = stored["position"].astype(np.float32)
            self._norm = (stored["norm.w"], stored["norm.b"])
            likelihoods = stored["scores"].tolist()
        letter_map = {int(point): letters for point, letters in about["letter_map"].items()}
        self._tokens = Tokens(about["pieces"], likelihoods, letter_map, unknown=UNKNOWN)

    def read(self, texts: Sequence[str]) -> list[Heads]:
        """What the heads say of each text.

        Several texts go through each matrix together, so that its weights are fetched but once.
        """
        ids = [[BEGIN, *self._tokens.ids(text, LONGEST), END] for text in texts]
        return [heads for group in groups(ids) for heads in self._read(group)]

    def _read(self, ids: Sequence[list[int]]) -> Iterator[Heads]:
        ends = np.cumsum([len(each) for each in ids])
        spans = [slice(end - len(each), end) for each, end in zip(ids, ends, strict=True)]
        states = self._layers.states(np.concatenate([self._start(each) for each in ids]), spans)
        for span in spans:
            heads: Heads = {}
            for after, state in states.items():
                heads = with_earlier(self._heads_say(after, state[span].mean(axis=0)), heads)
            yield heads

    def _start(self, ids: list[int]) -> Floats:
        return normalised(self._embedded(ids) + self._places[: len(ids)], self._norm)

    def _heads_say(self, after: int, vector: Floats) -> Heads:
        return {
            name: cast(Floats, weight @ vector + bias)
            for name, (weight, bias) in self._heads[after].items()
        }

    def _embedded(self, ids: list[int]) -> Floats:
        """The rows of the vocabulary: low nibbles, then high, 32 weights to a scale."""
        packed = self._words[ids]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
        rows: Floats = (nibbles * self._word_scales[ids][:, :, None].astype(np.float32)).reshape(
            len(ids), -1
        )
        return rows


def with_earlier(said: Heads, earlier: Heads) -> Heads:
    """What the last heads say, and a little of what those half-way said: two readings err less
    than one on consent and promotion (on the threshold writers); topics gain nothing by it."""
    return {
        name: scores + HALF_WAY * earlier[name]
        if name in earlier and name in READ_TWICE
        else scores
        for name, scores in said.items()
    }


def groups(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """The texts in order, as many together as are worth it."""
    group: list[list[int]] = []
    for ids in texts:
        if group and sum(map(len, group)) + len(ids) > AT_ONCE:
            yield group
            group = []
        group.append(ids)
    if group:
        yield group


def layers_in(stored: Stored, count: int, read_after: Sequence[int], is_compiled: bool) -> Layers:
    layers = layers_of(stored, count)
    if is_compiled:
        return compiled.CompiledLayers(bytes(stored["graph"]), layers, read_after)
    log.warning("onnxruntime is not installed: understanding a text takes some 2.5 times as long")
    return PlainLayers(layers, read_after)

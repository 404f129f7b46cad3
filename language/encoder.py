"""The trained reader of texts: numpy and one file, no network, no GPU, any machine.

Eight layers of multilingual-e5-small, tuned on texts by many writers (see training/README.md). Its
weights are int8 a row, its vocabulary 4 bits; they take some 60 MB once unpacked. No keyword needs
it.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from language.tokens import Tokens

MODEL = Path(__file__).parent / "model" / "understanding.npz"
LONGEST = 96  # tokens: more is cut out of the middle, so that time has a bound
HEADS = 12
BEGIN, END = 0, 2

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of a text: probabilities by label."""

    consent: Mapping[str, float]  # none, opt_out, opt_in: they add up to one
    topics: Mapping[str, float]  # each by itself
    promotion: float
    languages: Mapping[str, float]


class Encoder:
    """Reads texts. Loaded once a process, at the first use; safe between threads."""

    def __init__(self, path: Path = MODEL) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._weights: Weights | None = None
        self.scores = lru_cache(maxsize=1024)(self._scores)

    def load(self) -> None:
        """Unpacks the file now. Raises OSError or ValueError where it can't be read."""
        self._loaded()

    def _scores(self, text: str) -> Scores:
        weights = self._loaded()
        vector = weights.vector(text)
        return Scores(
            consent=named(weights.labels["consent"], softmax(weights.head("consent", vector))),
            topics=named(weights.labels["topic"], sigmoid(weights.head("topic", vector))),
            promotion=float(sigmoid(weights.head("promo", vector))[0]),
            languages=named(weights.labels["language"], softmax(weights.head("language", vector))),
        )

    def _loaded(self) -> "Weights":
        if self._weights is None:
            with self._lock:
                if self._weights is None:
                    self._weights = Weights(self._path)
        return self._weights


def named(labels: list[str], values: Floats) -> Mapping[str, float]:
    return {label: float(value) for label, value in zip(labels, values, strict=True)}


@dataclass(frozen=True, slots=True)
class Layer:
    qkv: Floats
    qkv_bias: Floats
    out: Floats
    out_bias: Floats
    out_norm: tuple[Floats, Floats]
    up: Floats
    up_bias: Floats
    down: Floats
    down_bias: Floats
    down_norm: tuple[Floats, Floats]


class Weights:
    """The file, unpacked."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as file:
            stored = {name: file[name] for name in file.files}
        about = json.loads(bytes(stored["about"]))
        self.labels: dict[str, list[str]] = about["labels"]
        self._tokens = Tokens(
            about["pieces"],
            stored["scores"].tolist(),
            {int(point): letters for point, letters in about["letter_map"].items()},
            unknown=3,
        )
        self._words, self._word_scales = stored["word"], stored["word_scale"]
        self._places = stored["position"].astype(np.float32)
        self._norm = (stored["norm.w"], stored["norm.b"])
        self._layers = [layer_of(stored, number) for number in range(about["layers"])]
        self._heads = {
            name: (stored[f"head.{name}.w"], stored[f"head.{name}.b"])
            for name in ("consent", "topic", "promo", "language")
        }

    def head(self, name: str, vector: Floats) -> Floats:
        weight, bias = self._heads[name]
        result: Floats = weight @ vector + bias
        return result

    def vector(self, text: str) -> Floats:
        """The mean over the text's tokens of what the last layer says of each."""
        ids = [BEGIN, *self._tokens.ids(text, LONGEST), END]
        x = normalised(self._embedded(ids) + self._places[: len(ids)], self._norm)
        for layer in self._layers:
            x = normalised(x + attended(x, layer) @ layer.out + layer.out_bias, layer.out_norm)
            inner = gelu(x @ layer.up + layer.up_bias)
            x = normalised(x + inner @ layer.down + layer.down_bias, layer.down_norm)
        mean: Floats = x.mean(axis=0)
        return mean

    def _embedded(self, ids: list[int]) -> Floats:
        """The rows of the vocabulary: low nibbles, then high, 32 weights to a scale."""
        packed = self._words[ids]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
        rows: Floats = (nibbles * self._word_scales[ids][:, :, None].astype(np.float32)).reshape(
            len(ids), -1
        )
        return rows


def layer_of(stored: Mapping[str, NDArray[np.generic]], number: int) -> Layer:
    def matrix(*names: str) -> Floats:
        """Input by output, as float32; int8 with a scale for each output in the file."""
        parts = [
            stored[f"{number}.{name}.w"].astype(np.float32)
            * stored[f"{number}.{name}.scale"][:, None].astype(np.float32)
            for name in names
        ]
        return np.ascontiguousarray(np.concatenate(parts).T)

    def vector(*names: str) -> Floats:
        return np.concatenate([stored[f"{number}.{name}"] for name in names]).astype(np.float32)

    return Layer(
        qkv=matrix("q", "k", "v"),
        qkv_bias=vector("q.b", "k.b", "v.b"),
        out=matrix("ao"),
        out_bias=vector("ao.b"),
        out_norm=(vector("aln.w"), vector("aln.b")),
        up=matrix("fi"),
        up_bias=vector("fi.b"),
        down=matrix("fo"),
        down_bias=vector("fo.b"),
        down_norm=(vector("oln.w"), vector("oln.b")),
    )


def attended(x: Floats, layer: Layer) -> Floats:
    """Each token as a mixture of all, by likeness, head by head."""
    length, hidden = x.shape
    width = hidden // HEADS
    q, k, v = (
        part.reshape(length, HEADS, width).transpose(1, 0, 2)
        for part in np.split(x @ layer.qkv + layer.qkv_bias, 3, axis=1)
    )
    likeness = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(width))
    mixed: Floats = (softmax(likeness) @ v).transpose(1, 0, 2).reshape(length, hidden)
    return mixed


def normalised(x: Floats, norm: tuple[Floats, Floats]) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    return cast(Floats, centred / spread * norm[0] + norm[1])


def gelu(x: Floats) -> Floats:
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    return cast(Floats, np.float32(0.5) * x * (np.float32(1) + np.tanh(inner)))


def softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    return cast(Floats, raised / raised.sum(axis=-1, keepdims=True))


def sigmoid(x: Floats) -> Floats:
    return cast(Floats, 1 / (1 + np.exp(-x)))


@cache
def shared() -> Encoder:
    """The one encoder of this process: unpacked it takes tens of megabytes."""
    return Encoder()

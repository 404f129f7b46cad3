"""The trained network: numpy and one file, no other library, any machine.

Layers of multilingual-e5-small, tuned on texts by many writers (training/README.md). The weights
stay int8 in memory, a quarter of their size, and each matrix is widened just before it is used:
measured as fast as keeping them wide, since they come from memory and the widened one from cache.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from language.tokens import Tokens

LONGEST = 64  # tokens of one text: more is cut out of the middle, so that time has a bound
HEADS = 12
HALF_WAY = np.float32(0.3)
READ_TWICE = ("consent", "promo")
BEGIN, END, UNKNOWN = 0, 2, 3

Floats = NDArray[np.float32]
Norm = tuple[Floats, Floats]
Heads = Mapping[str, Floats]  # by task, a score for each label, before softmax or sigmoid


class Matrix:
    """Int8 weights, input by output, with a scale and a bias for each output."""

    def __init__(self, stored: Mapping[str, NDArray[np.generic]], *names: str) -> None:
        wide = np.concatenate([stored[f"{name}.w"] for name in names])
        self._weights = np.ascontiguousarray(wide.T)
        self._scales = np.concatenate([stored[f"{name}.scale"] for name in names])
        self._bias = np.concatenate([stored[f"{name}.b"] for name in names])

    @property
    def size(self) -> int:
        return self._weights.size

    def of(self, x: Floats, room: Floats) -> Floats:
        """`x` through this matrix; `room` is scratch space of at least `size`."""
        wide = room[: self.size].reshape(self._weights.shape)
        np.copyto(wide, self._weights, casting="unsafe")
        return cast(Floats, (x @ wide) * self._scales + self._bias)


@dataclass(frozen=True, slots=True)
class Layer:
    qkv: Matrix
    out: Matrix
    out_norm: Norm
    up: Matrix
    down: Matrix
    down_norm: Norm


class Network:
    """The file, unpacked. One thread at a time: it has one scratch space."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as file:
            stored = {name: file[name] for name in file.files}
        about = json.loads(bytes(stored["about"]))
        self.labels: dict[str, list[str]] = about["labels"]
        self._tokens = Tokens(
            about["pieces"],
            stored["scores"].tolist(),
            {int(point): letters for point, letters in about["letter_map"].items()},
            unknown=UNKNOWN,
        )
        self._words, self._word_scales = stored["word"], stored["word_scale"]
        self._places = stored["position"].astype(np.float32)
        self._norm = (stored["norm.w"], stored["norm.b"])
        self._layers = [layer_of(stored, number) for number in range(about["layers"])]
        self._room = np.empty(max(layer.up.size for layer in self._layers), np.float32)
        self._heads = {
            after: {
                name: (stored[f"head.{after}.{name}.w"], stored[f"head.{after}.{name}.b"])
                for name in self.labels
            }
            for after in about["read_after"]
        }

    def read(self, texts: Sequence[str], is_sure: Callable[[Heads], bool]) -> list[Heads]:
        """What the heads say of each text.

        There are heads half-way as well: a text of which they say something that `is_sure` goes no
        further. All texts go through each matrix together, so that its weights are fetched but
        once.
        """
        found: list[Heads] = [{}] * len(texts)
        x, spans = self._start([[BEGIN, *self._tokens.ids(text, LONGEST), END] for text in texts])
        places = list(range(len(texts)))
        for number, layer in enumerate(self._layers, 1):
            x = self._through(layer, x, spans)
            if number not in self._heads:
                continue
            for place, span in zip(places, spans, strict=True):
                said = self._heads_say(number, x[span].mean(axis=0))
                found[place] = with_earlier(said, found[place])
            going = [at for at, place in enumerate(places) if not is_sure(found[place])]
            if not going:
                break
            places = [places[at] for at in going]
            x, spans = packed([x[spans[at]] for at in going])
        return found

    def _start(self, ids: Sequence[list[int]]) -> tuple[Floats, list[slice]]:
        return packed(
            [
                normalised(self._embedded(each) + self._places[: len(each)], self._norm)
                for each in ids
            ]
        )

    def _heads_say(self, after: int, vector: Floats) -> Heads:
        return {
            name: cast(Floats, weight @ vector + bias)
            for name, (weight, bias) in self._heads[after].items()
        }

    def _through(self, layer: Layer, x: Floats, spans: Sequence[slice]) -> Floats:
        qkv = layer.qkv.of(x, self._room)
        mixed = np.concatenate([attended(qkv[span]) for span in spans])
        x = normalised(x + layer.out.of(mixed, self._room), layer.out_norm)
        inner = gelu(layer.up.of(x, self._room))
        return normalised(x + layer.down.of(inner, self._room), layer.down_norm)

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


def packed(texts: Sequence[Floats]) -> tuple[Floats, list[slice]]:
    """The tokens of all texts in one matrix, and where each text stands in it."""
    ends = np.cumsum([len(each) for each in texts])
    spans = [slice(end - len(each), end) for each, end in zip(texts, ends, strict=True)]
    return np.concatenate(texts), spans


def layer_of(stored: Mapping[str, NDArray[np.generic]], number: int) -> Layer:
    def norm(name: str) -> Norm:
        return cast(Norm, (stored[f"{number}.{name}.w"], stored[f"{number}.{name}.b"]))

    return Layer(
        qkv=Matrix(stored, f"{number}.q", f"{number}.k", f"{number}.v"),
        out=Matrix(stored, f"{number}.ao"),
        out_norm=norm("aln"),
        up=Matrix(stored, f"{number}.fi"),
        down=Matrix(stored, f"{number}.fo"),
        down_norm=norm("oln"),
    )


def attended(qkv: Floats) -> Floats:
    """Each token of one text as a mixture of all its tokens, by likeness, head by head."""
    length, hidden = qkv.shape[0], qkv.shape[1] // 3
    width = hidden // HEADS
    q, k, v = qkv.reshape(length, 3, HEADS, width).transpose(1, 2, 0, 3)
    likeness = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(width))
    mixed: Floats = (softmax(likeness) @ v).transpose(1, 0, 2).reshape(length, hidden)
    return mixed


def normalised(x: Floats, norm: Norm) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    return cast(Floats, centred / spread * norm[0] + norm[1])


def gelu(x: Floats) -> Floats:
    """The tanh form of it, in its logistic shape: numpy's exp is twice as fast as its tanh."""
    inner = x * x
    inner *= np.float32(-0.0713548162726)
    inner -= np.float32(1.5957691216057308)
    inner *= x
    np.minimum(inner, np.float32(80), out=inner)  # beyond it exp overflows, and the result is 0
    return cast(Floats, x / (1 + np.exp(inner)))


def softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    return cast(Floats, raised / raised.sum(axis=-1, keepdims=True))


def sigmoid(x: Floats) -> Floats:
    return cast(Floats, 1 / (1 + np.exp(-x)))

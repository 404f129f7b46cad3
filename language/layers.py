"""The layers of the encoder: their weights, and numpy going through them, on any machine.

The weights stay int8 in memory, a quarter of their size, and each matrix is widened just before it
is used: measured as fast as keeping them wide, since they come from memory and the widened one
from cache.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

HIDDEN, INNER = 384, 1536
HEADS = 12  # of attention, a layer
SHAPES = {  # of the matrices of a layer, input by output, in the order of the file
    "qkv": (HIDDEN, 3 * HIDDEN),
    "out": (HIDDEN, HIDDEN),
    "up": (HIDDEN, INNER),
    "down": (INNER, HIDDEN),
}
NORMS = ("out_norm", "down_norm")

Floats = NDArray[np.float32]
Stored = Mapping[str, NDArray[np.generic]]
Norm = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Int8 weights, input by output, with a scale and a bias for each output."""

    weights: NDArray[np.int8]
    scales: Floats
    bias: Floats

    def of(self, x: Floats, room: Floats) -> Floats:
        """`x` through this matrix; `room` is scratch space of at least the weights' size."""
        wide = room[: self.weights.size].reshape(self.weights.shape)
        np.copyto(wide, self.weights, casting="unsafe")
        return cast(Floats, (x @ wide) * self.scales + self.bias)


@dataclass(frozen=True, slots=True)
class Layer:
    matrices: Mapping[str, Matrix]  # by the names of SHAPES
    norms: Mapping[str, Norm]  # by the names of NORMS


class Layers(Protocol):
    """All layers, one after the other. One thread at a time."""

    def states(self, x: Floats, spans: Sequence[slice]) -> dict[int, Floats]:
        """The tokens `x` of several texts, each a span of it, after the layers that are read."""


class PlainLayers:
    """By numpy alone."""

    def __init__(self, layers: Sequence[Layer], read_after: Sequence[int]) -> None:
        self._layers = layers
        self._read_after = read_after
        self._room = np.empty(HIDDEN * INNER, np.float32)

    def states(self, x: Floats, spans: Sequence[slice]) -> dict[int, Floats]:
        found = {}
        for number, layer in enumerate(self._layers, 1):
            x = self._through(layer, x, spans)
            if number in self._read_after:
                found[number] = x
        return found

    def _through(self, layer: Layer, x: Floats, spans: Sequence[slice]) -> Floats:
        matrices, norms = layer.matrices, layer.norms
        qkv = matrices["qkv"].of(x, self._room)
        mixed = np.concatenate([attended(qkv[span]) for span in spans])
        x = normalised(x + matrices["out"].of(mixed, self._room), norms["out_norm"])
        inner = gelu(matrices["up"].of(x, self._room))
        return normalised(x + matrices["down"].of(inner, self._room), norms["down_norm"])


def layers_of(stored: Stored, count: int) -> list[Layer]:
    """The layers in the file. Their weights are one array there, to be freed as one."""
    weights = cast(NDArray[np.int8], stored["weights"])
    layers = []
    for number in range(count):
        layer, weights = layer_of(stored, number, weights)
        layers.append(layer)
    return layers


def layer_of(
    stored: Stored, number: int, weights: NDArray[np.int8]
) -> tuple[Layer, NDArray[np.int8]]:
    """A layer, and the weights after its own."""

    def floats(name: str) -> Floats:
        return cast(Floats, stored[f"{number}.{name}"])

    matrices = {}
    for name, (wide, out) in SHAPES.items():
        own, weights = np.split(weights, [wide * out])
        matrices[name] = Matrix(
            own.reshape(wide, out), floats(f"{name}.scales"), floats(f"{name}.bias")
        )
    norms = {name: (floats(f"{name}.weight"), floats(f"{name}.bias")) for name in NORMS}
    return Layer(matrices, norms), weights


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

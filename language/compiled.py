"""The layers of the encoder by onnxruntime, where it is installed: in less than half the time.

The graph comes with the trained file (training/graph.py made it); the weights are those of
language/layers.py. A token's values are rounded to 8 bits by its own range, so that what is read
of a text does not hang on the texts beside it.
"""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from language.layers import Floats, Layer

try:
    import onnxruntime
except ImportError:  # no wheel for this machine: numpy does it
    onnxruntime = None

IS_INSTALLED = onnxruntime is not None
APART = np.float32(-1e9)  # added to the likeness of tokens of different texts, before softmax
ERRORS_ONLY = 3


class CompiledLayers:
    """By onnxruntime, on the thread that asks."""

    def __init__(self, graph: bytes, layers: Sequence[Layer], read_after: Sequence[int]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # they keep 20 MB more
        options.log_severity_level = ERRORS_ONLY
        named = dict(weights_of(layers))
        options.add_external_initializers(
            list(named), [onnxruntime.OrtValue.ortvalue_from_numpy(each) for each in named.values()]
        )
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self._outputs = {after: f"after.{after}" for after in read_after}

    def states(self, x: Floats, spans: Sequence[slice]) -> dict[int, Floats]:
        """As `Layers` promises."""
        apart = np.full((len(x), len(x)), APART)
        for span in spans:
            apart[span, span] = 0
        found = self._session.run(list(self._outputs.values()), {"x": x, "apart": apart})
        return dict(zip(self._outputs, cast(list[Floats], found), strict=True))


def weights_of(layers: Sequence[Layer]) -> Iterator[tuple[str, np.ndarray]]:
    """Every weight by the name that the graph has for it."""
    for number, layer in enumerate(layers):
        for name, matrix in layer.matrices.items():
            yield f"{number}.{name}.weights", matrix.weights
            yield f"{number}.{name}.scales", matrix.scales
            # What a token's lowest value, which is rounded to 0, adds to each output.
            yield f"{number}.{name}.sums", matrix.weights.sum(0, np.float32) * matrix.scales
            yield f"{number}.{name}.bias", matrix.bias
        for name, (weight, bias) in layer.norms.items():
            yield f"{number}.{name}.weight", weight
            yield f"{number}.{name}.bias", bias

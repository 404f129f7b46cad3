"""The graph of the encoder's layers for onnxruntime: operations only, the weights are named.

    graph(layers, read_after) -> bytes

Weights are int8 and no larger than export.LEVELS, a token's values uint8: the sum of two products
then fits 16 bits, which processors without VNNI add them in, so that every machine finds the same.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HIDDEN, INNER, HEADS = 384, 1536, 12
OPSET, IR = 18, 10  # onnxruntime has read them since 1.14 and 1.18
EPSILON = 1e-12


class Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.rounded: dict[str, tuple[str, str, str]] = {}

    def add(
        self, operation: str, *inputs: str, name: str = "", domain: str = "", **how: object
    ) -> str:
        """A node with one output, and the name of that."""
        output = name or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, list(inputs), [output], domain=domain, **how))
        return output

    def constant(self, name: str, value: np.ndarray) -> None:
        self.constants.append(numpy_helper.from_array(value, name))

    def weight(self, name: str, shape: Sequence[int], kind: int = TensorProto.FLOAT) -> str:
        """A weight that is given when the graph is loaded."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="given")
        self.constants.append(tensor)
        return name

    def rounded_rows(self, x: str) -> tuple[str, str, str]:
        """Each row in 256 steps from its lowest value up: the steps, their width, the lowest."""
        if x not in self.rounded:
            low = self.add("ReduceMin", x, "last", keepdims=1)
            high = self.add("ReduceMax", x, "last", keepdims=1)
            width = self.add("Mul", self.add("Sub", high, low), "step")
            steps = self.add("Round", self.add("Div", self.add("Sub", x, low), width))
            self.rounded[x] = self.add("Cast", steps, to=TensorProto.UINT8), width, low
        return self.rounded[x]

    def matrix(self, x: str, name: str, wide: int, out: int) -> str:
        steps, width, low = self.rounded_rows(x)
        weights = self.weight(f"{name}.weights", (wide, out), TensorProto.INT8)
        product = self.add("Cast", self.add("MatMulInteger", steps, weights), to=TensorProto.FLOAT)
        scaled = self.add("Mul", product, self.weight(f"{name}.scales", (out,)))
        lowest = self.add("Mul", low, self.weight(f"{name}.sums", (out,)))
        y = self.add("Add", self.add("Mul", scaled, width), lowest)
        return self.add("Add", y, self.weight(f"{name}.bias", (out,)))

    def normalised(self, x: str, name: str, output: str = "") -> str:
        weight = self.weight(f"{name}.weight", (HIDDEN,))
        bias = self.weight(f"{name}.bias", (HIDDEN,))
        return self.add("LayerNormalization", x, weight, bias, name=output, epsilon=EPSILON)

    def attended(self, qkv: str) -> str:
        parts = [f"{qkv}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [qkv], parts, axis=1, num_outputs=3))
        q, k, v = (self.add("Reshape", part, "by_head") for part in parts)
        q = self.add("Mul", self.add("Transpose", q, perm=(1, 0, 2)), "narrow")
        likeness = self.add("MatMul", q, self.add("Transpose", k, perm=(1, 2, 0)))
        shares = self.add("Softmax", self.add("Add", likeness, "apart"), axis=-1)
        mixed = self.add("MatMul", shares, self.add("Transpose", v, perm=(1, 0, 2)))
        return self.add("Reshape", self.add("Transpose", mixed, perm=(1, 0, 2)), "joined")

    def layer(self, x: str, number: int, output: str) -> str:
        mixed = self.attended(self.matrix(x, f"{number}.qkv", HIDDEN, 3 * HIDDEN))
        out = self.matrix(mixed, f"{number}.out", HIDDEN, HIDDEN)
        x = self.normalised(self.add("Add", x, out), f"{number}.out_norm")
        up = self.matrix(x, f"{number}.up", HIDDEN, INNER)
        inner = self.add("FastGelu", up, domain="com.microsoft")
        down = self.matrix(inner, f"{number}.down", INNER, HIDDEN)
        return self.normalised(self.add("Add", x, down), f"{number}.down_norm", output)


def graph(layers: int, read_after: Sequence[int]) -> bytes:
    """Inputs: "x", the tokens' vectors; "apart", what is added to the likeness of each to each.
    Outputs: "after.N", the tokens after layer N."""
    built = Graph()
    width = HIDDEN // HEADS
    built.constant("last", np.array([1], np.int64))
    built.constant("step", np.array(1 / 255, np.float32))
    built.constant("by_head", np.array([0, HEADS, width], np.int64))
    built.constant("joined", np.array([0, HIDDEN], np.int64))
    built.constant("narrow", np.array(width**-0.5, np.float32))
    x = "x"
    for number in range(layers):
        x = built.layer(x, number, f"after.{number + 1}")

    def values(name: str, *shape: object) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    made = helper.make_graph(
        built.nodes,
        "layers",
        [values("x", "tokens", HIDDEN), values("apart", "tokens", "tokens")],
        [values(f"after.{after}", "tokens", HIDDEN) for after in read_after],
        built.constants,
    )
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
        ir_version=IR,
    )
    return bytes(model.SerializeToString())

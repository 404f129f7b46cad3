"""Packs a trained reader into the one file that the bot loads: int8 layers, 4-bit vocabulary."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpus import CONSENT, LANGUAGES, TOPICS
from encoder import BLOCK
from graph import graph

# Each weight is one of 63 steps, not of 255: the file shrinks by a fifth when deflated, and the
# scores moved less than from one training to the next.
LEVELS = 31
# By the names of language/layers.py, in its order.
MATRICES = {"qkv": ("q", "k", "v"), "out": ("ao",), "up": ("fi",), "down": ("fo",)}
NORMS = {"out_norm": "aln", "down_norm": "oln"}
LABELS = {"consent": CONSENT, "topic": TOPICS, "promo": ("promo",), "language": LANGUAGES}


def pack_rows(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Four bits a weight, a half-float scale for each block of 32."""
    blocks = weight.reshape(len(weight), -1, BLOCK)
    peak = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[:, :, None], 2)
    scale = (peak[:, :, 0] / -8).astype(np.float16)
    safe = np.where(scale == 0, 1, scale).astype(np.float32)
    levels = np.clip(np.round(blocks / safe[:, :, None]) + 8, 0, 15).astype(np.uint8)
    return levels[:, :, :16] | (levels[:, :, 16:] << 4), scale


def int8(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.abs(weight).max(1) / LEVELS
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


@dataclass
class Vocabulary:
    """What was trained with, and the places of what is kept of it."""

    pieces: list[str]
    scores: np.ndarray
    letter_map: dict[int, str]
    kept: np.ndarray


def export(
    state: dict[str, torch.Tensor],
    vocabulary: Vocabulary,
    layers: int,
    read_after: tuple[int, ...],
    path: Path,
) -> None:
    arrays = {name: values.numpy() for name, values in state.items()}
    kept = vocabulary.kept
    stored: dict[str, np.ndarray] = {"scores": vocabulary.scores[kept].astype(np.float32)}
    stored["word"], stored["word_scale"] = pack_rows(arrays["encoder.word.weight"][kept])
    stored["position"] = arrays["encoder.position.weight"][:128].astype(np.float16)
    stored["norm.w"], stored["norm.b"] = arrays["encoder.norm.weight"], arrays["encoder.norm.bias"]
    weights = []
    for number in range(layers):
        place = f"encoder.layers.{number}"
        for name, parts in MATRICES.items():
            levels, scales = int8(
                np.concatenate([arrays[f"{place}.{part}.weight"] for part in parts])
            )
            weights.append(np.ascontiguousarray(levels.T).ravel())
            stored[f"{number}.{name}.scales"] = scales
            stored[f"{number}.{name}.bias"] = np.concatenate(
                [arrays[f"{place}.{part}.bias"] for part in parts]
            )
        for name, part in NORMS.items():
            for kind in ("weight", "bias"):
                stored[f"{number}.{name}.{kind}"] = arrays[f"{place}.{part}.{kind}"]
    stored["weights"] = np.concatenate(weights)
    stored["graph"] = np.frombuffer(graph(layers, read_after), np.uint8)
    for reading, after in enumerate(read_after):
        place = f"readings.{reading}"
        for name in LABELS:
            weight = arrays[f"{place}.heads.{name}.weight"] / arrays[f"{place}.spread"]
            stored[f"head.{after}.{name}.w"] = weight
            stored[f"head.{after}.{name}.b"] = (
                arrays[f"{place}.heads.{name}.bias"] - weight @ arrays[f"{place}.center"]
            )
    about = {
        "layers": layers,
        "read_after": read_after,
        "labels": LABELS,
        "pieces": [vocabulary.pieces[place] for place in kept],
        "letter_map": vocabulary.letter_map,
    }
    stored["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **stored)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")

"""Packs a trained reader into the one file that the bot loads: int8 layers, 4-bit vocabulary."""

import json
from pathlib import Path

import numpy as np
import torch
from corpus import CONSENT, LANGUAGES, TOPICS
from encoder import BLOCK

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
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
    scale = np.abs(weight).max(1) / 127
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def export(
    state: dict[str, torch.Tensor],
    pieces: list[str],
    scores: np.ndarray,
    letter_map: dict[int, str],
    layers: int,
    path: Path,
) -> None:
    arrays = {name: values.numpy() for name, values in state.items()}
    stored: dict[str, np.ndarray] = {"scores": scores.astype(np.float32)}
    stored["word"], stored["word_scale"] = pack_rows(arrays["encoder.word.weight"])
    stored["position"] = arrays["encoder.position.weight"][:128].astype(np.float16)
    stored["norm.w"], stored["norm.b"] = arrays["encoder.norm.weight"], arrays["encoder.norm.bias"]
    for number in range(layers):
        for name in MATRICES:
            place = f"encoder.layers.{number}.{name}"
            stored[f"{number}.{name}.w"], stored[f"{number}.{name}.scale"] = int8(
                arrays[f"{place}.weight"]
            )
            stored[f"{number}.{name}.b"] = arrays[f"{place}.bias"]
        for name in ("aln", "oln"):
            for part, suffix in (("weight", "w"), ("bias", "b")):
                stored[f"{number}.{name}.{suffix}"] = arrays[
                    f"encoder.layers.{number}.{name}.{part}"
                ]
    for name in LABELS:
        weight, bias = arrays[f"heads.{name}.weight"], arrays[f"heads.{name}.bias"]
        stored[f"head.{name}.w"] = weight / arrays["spread"]
        stored[f"head.{name}.b"] = bias - stored[f"head.{name}.w"] @ arrays["center"]
    about = {"layers": layers, "labels": LABELS, "pieces": pieces, "letter_map": letter_map}
    stored["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **stored)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")

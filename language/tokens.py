"""A text cut into the pieces that the encoder knows (SentencePiece unigram, best path by Viterbi).

Written here because the sentencepiece library would be a compiled dependency for 60 lines. Pieces
are tried at every place up to the longest known, so the time is linear in the text.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

META = "▁"  # SentencePiece's mark for a space


class Tokens:
    """Pieces and their log-likelihoods; ids are places in the list."""

    def __init__(
        self,
        pieces: Sequence[str],
        scores: Iterable[float],
        letter_map: Mapping[int, str],
        unknown: int,
    ) -> None:
        self._ids = {piece: place for place, piece in enumerate(pieces)}
        self._scores = list(scores)
        self._letters = dict(letter_map)
        self._longest = max(map(len, pieces))
        self._unknown = unknown
        self._unknown_score = min(self._scores) - 10

    def ids(self, text: str, limit: int) -> list[int]:
        """The ids of `text`, at most `limit`: its beginning and its end where it is too long."""
        most = limit // 2 * self._longest  # letters that the pieces of either end may have
        if len(text) > 2 * most:
            text = text[:most] + " " + text[-most:]
        spaced = re.sub(" +", " ", text.translate(self._letters)).strip()
        found = self._best_path(META + spaced.replace(" ", META))
        if len(found) <= limit:
            return found
        return [*found[: limit // 2], *found[len(found) - (limit - limit // 2) :]]

    def _best_path(self, text: str) -> list[int]:
        best = [0.0] + [-math.inf] * len(text)
        step: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            here = best[start]
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                place = self._ids.get(text[start:end])
                if place is not None and here + self._scores[place] > best[end]:
                    best[end], step[end] = here + self._scores[place], (start, place)
            if here + self._unknown_score > best[start + 1]:
                best[start + 1] = here + self._unknown_score
                step[start + 1] = (start, self._unknown)
        path = []
        end = len(text)
        while end:
            start, place = step[end]
            path.append(place)
            end = start
        return path[::-1]

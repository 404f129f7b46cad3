"""A text cut where one thought ends and another begins."""

import re

ENDS = re.compile(r"(?<=[?!;\n？！。；])\s*|(?<=[.…])\s+")


def clauses(text: str) -> list[str]:
    """The sentences of `text`, each with its own mark."""
    return [part.strip() for part in ENDS.split(text) if part.strip(" .!?…")]

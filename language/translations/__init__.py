"""One file for each language: its keywords and the sentences that the bot says in it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
ENGLISH = "en"


@dataclass(frozen=True)
class Translation:
    """`keywords` by act (stop, start, join, help, yes); `sentences` by name, with {places}."""

    language: str
    keywords: Mapping[str, tuple[str, ...]]
    offers: tuple[str, ...]  # what stands after STOP to end offers only
    sentences: Mapping[str, str]


@cache
def translations() -> Mapping[str, Translation]:
    """All languages, English first."""
    return {each.language: each for each in sorted(read_all(), key=lambda t: t.language != ENGLISH)}


def read_all() -> Iterator[Translation]:
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        yield Translation(
            language=path.stem,
            keywords={act: tuple(words) for act, words in content["keywords"].items()},
            offers=tuple(content["offers"]),
            sentences=content["sentences"],
        )

"""What a topic file gives back, and how topic files are found.

A file in this folder that has EXAMPLES is a topic file; adding it adds its topics. A malformed one
stops start-up: in a bot whose handlers vanish quietly, STOP vanishes quietly one day too.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import handlers
from facts.business import Business
from storage.records import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the customer, and why a person should look too (None: no need)."""

    text: str
    to_person: str | None = None


class Handler(Protocol):
    """A topic file. `answer` gives None where it has nothing true to say: a person gets it."""

    EXAMPLES: Mapping[str, tuple[str, ...]]  # by topic: texts that ask about it

    def answer(self, question: Question, business: Business) -> Answer | None: ...


class BadHandler(Exception):
    """A topic file that can't be used; start-up stops."""


def load(package: ModuleType = handlers) -> dict[str, Handler]:
    """Every topic and the file that answers it. Raises BadHandler."""
    by_topic: dict[str, Handler] = {}
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for topic in examples_of(module):
            if topic in by_topic:
                raise BadHandler(f"{module.__file__}: topic {topic!r} is answered elsewhere too")
            by_topic[topic] = module
    return by_topic


def examples_of(module: ModuleType) -> Mapping[str, tuple[str, ...]]:
    """The EXAMPLES of a topic file, checked; empty for a file that is none."""
    examples = getattr(module, "EXAMPLES", None)
    if examples is None:
        return {}
    if not isinstance(examples, dict) or not examples:
        raise BadHandler(f"{module.__file__}: EXAMPLES must be a dict of topics")
    for topic, texts in examples.items():
        if not isinstance(texts, tuple) or not texts or not all(isinstance(t, str) for t in texts):
            raise BadHandler(f"{module.__file__}: EXAMPLES[{topic!r}] must be a tuple of texts")
    if not callable(getattr(module, "answer", None)):
        raise BadHandler(f"{module.__file__}: it has EXAMPLES but no answer()")
    return examples

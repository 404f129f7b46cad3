"""The first, honest understanding: keywords, rules for free wording, and likeness to examples."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from language import revocation, slots
from language.examples import Examples
from language.keywords import Act, Keywords
from language.meaning import Asked, ConsentWords, Decision
from language.names import Names
from language.revocation import Wording
from storage.records import Method

SURE = 0.42  # likeness from which a topic is answered
LIKELY = 0.30  # from which it is worth asking about
MARGIN = 0.06  # the runner-up must be this far behind


class Reading:
    """`Understanding` by rules and examples. Made once; safe to share between threads."""

    def __init__(
        self, keywords: Keywords, examples: Mapping[str, Iterable[str]], names: Names
    ) -> None:
        self._keywords = keywords
        self._examples = Examples(examples)
        self._names = names

    def consent(self, body: str) -> ConsentWords | None:
        if keyword := self._keywords.match(body):
            language = next(iter(keyword.languages)) if len(keyword.languages) == 1 else None
            return ConsentWords(keyword.act, Method.KEYWORD, language, keyword.scope, keyword.word)
        match revocation.read(body):
            case Wording.OPT_OUT:
                return ConsentWords(Act.STOP, Method.FREE_TEXT, None)
            case Wording.OPT_IN:
                return ConsentWords(Act.JOIN, Method.FREE_TEXT, None)
            case Wording.DOUBTFUL:
                return ConsentWords(Act.STOP, Method.FREE_TEXT, None, is_doubtful=True)
            case Wording.NONE:
                return None

    def question(self, body: str, now: datetime) -> Asked:
        found = slots.find(body, self._names, now)
        read = [self._topics(part) for part in questions_in(body)]
        sure = list(dict.fromkeys(topics[0] for topics in read if len(topics) == 1))
        whole = self._topics(body)
        topics = tuple(sure) if len(sure) > 1 else whole or tuple(sure)
        if not topics:
            return Asked(Decision.HAND_OFF, (), "not understood", "en", found)
        decision = Decision.ASK if len(topics) == 2 and topics == whole else Decision.ANSWER
        return Asked(decision, topics, "", "en", found)

    def _topics(self, text: str) -> tuple[str, ...]:
        """One topic where it is sure, two where either is likely, none otherwise."""
        ranked = list(self._examples.scores(text).items())[:2]
        if not ranked or ranked[0][1] < LIKELY:
            return ()
        (first, likeness), *rest = ranked
        if not rest or likeness - rest[0][1] >= MARGIN:
            return (first,) if likeness >= SURE else ()
        return (first, rest[0][0])


def questions_in(body: str) -> list[str]:
    """The parts of a text that may each ask something."""
    parts = re.split(r"[?.!;\n？。！；]+|\b(?:and|also|plus)\b", body)
    return [part for part in parts if len(part.split()) > 1]

"""Replies that ask people to text a word which carriers claim.

"Reply CANCEL to cancel your booking" ends all texts to whoever does as told, and "reply YES to
confirm" lifts a block (FIELD 1.1). STOP may be named, but only for ending texts.
"""

import re
from functools import cache

from language.normalise import fold_case, strip_accents, whole_message
from language.translations import translations

# Accents aside, as the text is read.
ASKS = (
    "reply|text|txt|send|type|answer|respond|responda|responde|envie|envia|repondez|reponds"
    "|envoyez|tra loi|nhan|soan|i-?text|i-?reply|mag-?reply|sumagot"
)
ASKS_TO_TEXT = re.compile(
    rf"(?:\b(?:{ASKS})(?:\s+(?:with|back|us|con|com|par|ng|ang))?\s+"
    r"|(?:回复|回覆|发送|發送|输入|輸入)\s*)[\"'“「*]?"
    r"(?P<word>[\u4e00-\u9fff]{2}|[^\W\d_]{1,14}(?:[ -](?:out|all)\b)?)"
    r"(?P<rest>[^.!?;。！？；\n]*)"
)
# What may follow STOP: words about texts, in the languages we speak.
ABOUT_TEXTS = (
    "text", "txt", "msg", "messag", "mensag", "mensaj", "mensahe", "sms", "unsub", "opt out",
    "undo", "stop", "baja", "desab", "短信", "簡訊", "退订", "退訂", "tin nhan", "nhan tin",
)  # fmt: skip


def find(body: str) -> str | None:
    """The words in `body` that ask for a claimed keyword, or None."""
    for found in ASKS_TO_TEXT.finditer(strip_accents(fold_case(body))):
        word = whole_message(found["word"])
        if word in claimed() and not (word == "stop" and is_about_texts(found["rest"])):
            return found[0].strip()
    return None


def is_about_texts(rest: str) -> bool:
    purpose = rest.strip(" \"'”」*,)")
    return not purpose or any(stem in purpose for stem in ABOUT_TEXTS)


@cache
def claimed() -> frozenset[str]:
    """Every opt-out word, and the words that lift a block without meaning to: yes and its like."""
    return frozenset(
        whole_message(strip_accents(word))
        for translation in translations().values()
        for act in ("stop", "yes")
        for word in translation.keywords[act]
    )

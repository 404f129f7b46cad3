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
    "|envoyez|say|tra loi|nhan|soan|i-?text|i-?reply|mag-?reply|sumagot"
)
ASKS_TO_TEXT = re.compile(
    rf"(?:\b(?:{ASKS})(?:\s+(?:with|back|us|con|com|par|ng|ang))?(?:\s+the word)?\s+"
    r"|(?:回复|回覆|发送|發送|输入|輸入)\s*)[\"'“「*]?"
    r"(?P<word>[\u4e00-\u9fff]{2}|[^\W_]{1,14}(?:[ -](?:out|all)\b)?)"
    r"(?=(?P<rest>[^.!?;。！？；\n]{0,120}))"  # ahead: a sentence may ask twice
)
# "Reply 1 to confirm or CANCEL to cancel": the word after an "or", if a purpose follows or nothing.
OR_ELSE = re.compile(
    r"(?:\b(?:or|o|ou|hoac)\s+|或|/\s*)[\"'“「*]?(?P<word>[^\W\d_]{1,14}\b)"
    r"(?=(?P<rest>[\"'”」*]?(?:\s*$|\s*[,)/].*|\s+(?:to|for|if|para|pour|de)\b.*)))"
)
# What may follow STOP: words about texts, in the languages we speak.
ABOUT_TEXTS = (
    "text", "txt", "msg", "messag", "mensag", "mensaj", "mensahe", "sms", "unsub", "opt out",
    "undo", "stop", "baja", "desab", "短信", "簡訊", "退订", "退訂", "tin nhan", "nhan tin",
)  # fmt: skip


def find(body: str) -> str | None:
    """The words in `body` that ask for a claimed keyword, or None."""
    for ask in ASKS_TO_TEXT.finditer(strip_accents(fold_case(body))):
        for asked in (ask, *OR_ELSE.finditer(ask["rest"])):
            word = whole_message(asked["word"])
            if word in claimed() and not (word == "stop" and is_about_texts(asked["rest"])):
                return f"{asked[0]}{asked['rest']}".strip()
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

"""Greetings, thanks and good-byes."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "smalltalk": (
        "hi",
        "hello",
        "hey there",
        "good morning",
        "thanks!",
        "thank you so much",
        "ok thx",
        "ty",
        "ok",
        "bye",
        "👍",
        "how are you",
        "hola",
        "gracias",
        "bonjour",
        "merci",
        "olá",
        "obrigado",
        "谢谢",
        "你好",
        "xin chào",
        "cảm ơn",
        "salamat po",
    ),
}

THANKS = (
    "thank",
    "thx",
    "ty",
    "gracias",
    "merci",
    "obrigad",
    "谢",
    "謝",
    "cảm ơn",
    "cam on",
    "salamat",
    "ok",
    "👍",
    "bye",
    "great",
    "cool",
)


# Answers to something that we did not ask: only a person can know what is meant.
BARE = frozenset(
    {"yes", "y", "yeah", "yep", "no", "nope", "n", "si", "sí", "oui", "non", "sim", "não", "nao"}
    | {"oo", "opo", "hindi", "có", "không", "是", "不", "好"}
)


def answer(question: Question, business: Business) -> Answer | None:
    if question.text.strip(" .!?。！").casefold() in BARE:
        return None
    said = question.text.casefold()
    sentence = "thanks" if any(word in said for word in THANKS) else "greeting"
    return Answer(business.say(sentence, question.language))

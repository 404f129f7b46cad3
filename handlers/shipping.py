"""Shipping in general: cost, time, places, carriers."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "shipping_info": (
        "how long does shipping take",
        "how much is shipping",
        "do you ship to Canada",
        "what are your shipping options",
        "do you do overnight shipping",
        "which carrier do you use",
        "what's the delivery fee",
        "do you ship to PO boxes",
        "¿cuánto cuesta el envío?",
        "livrez-vous en Belgique",
        "quanto custa o frete",
        "运费多少",
        "phí giao hàng bao nhiêu",
        "magkano po ang shipping",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    return Answer(business.say("shipping", question.language))

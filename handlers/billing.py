"""Payment: how to pay; anything about one charge goes to a person as well."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "payment_billing": (
        "do you take Apple Pay",
        "what forms of payment do you accept",
        "can I pay cash",
        "can I get a receipt",
        "I need an invoice for work",
        "I was charged twice",
        "why was my card declined",
        "there's a charge on my card I don't recognize",
        "me cobraron dos veces",
        "acceptez-vous les cartes",
        "aceitam pix",
        "可以用支付宝吗",
        "có nhận thẻ không",
        "pwede po ba gcash",
    ),
}

ABOUT_A_CHARGE = (
    "charge",
    "twice",
    "declin",
    "overpaid",
    "double",
    "recogni",
    "cobr",
    "débit",
    "prélev",
    "扣",
    "trừ tiền",
    "siningil",
)


def answer(question: Question, business: Business) -> Answer | None:
    if any(word in question.text.casefold() for word in ABOUT_A_CHARGE):
        return None  # nobody's card is looked into here
    return Answer(business.say("payment", question.language))

"""Returns and refunds: how to send something back, and where the money is."""

from facts import wording
from facts.business import Business, Order
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "return_policy": (
        "question about your return policy",
        "what is your return policy",
        "can I return these shoes",
        "how long do I have to send it back",
        "how do I return something",
        "can sale items be returned",
        "do I need the original box to return it",
        "can I exchange this for another size",
        "I need a return label",
        "¿cuál es la política de devoluciones?",
        "comment retourner un article",
        "como faço para trocar",
        "可以退货吗",
        "chính sách đổi trả thế nào",
        "pwede po bang isauli ito",
    ),
    "refund_status": (
        "where is my refund",
        "when will I get my money back",
        "I returned it two weeks ago and still no refund",
        "has my refund been processed",
        "did you get my return yet",
        "how long do refunds take",
        "¿cuándo me devuelven el dinero?",
        "je n'ai pas reçu mon remboursement",
        "cadê meu reembolso",
        "退款什么时候到",
        "kelan po marerefund",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    if question.topic == "return_policy":
        return Answer(business.say("return_policy", question.language))
    returned = [order for order in business.orders_of(question.sender) if order.returned]
    named = [order for order in returned if order.number in question.slots.order_numbers]
    time = business.say("refund_time", question.language)
    if not returned:
        text = business.say("refund_none", question.language, time=time)
        return Answer(text, to_person="asks for a refund; no return on record")
    return Answer(refund(named[0] if named else returned[0], question, business, time))


def refund(order: Order, question: Question, business: Business, time: str) -> str:
    assert order.returned is not None
    places = {"number": order.number, "amount": wording.money(order.refund or order.total)}
    if order.refunded:
        day = wording.day(order.refunded)
        return business.say("refund_done", question.language, refunded=day, time=time, **places)
    return business.say(
        "refund_waiting",
        question.language,
        returned=wording.day(order.returned),
        refund_by=wording.day(order.refund_due or order.returned),
        time=time,
        **places,
    )

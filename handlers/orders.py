"""Orders: where one is, what it holds, changing it, picking it up.

An order is told only to the number that placed it. Asked for anybody else's, or one that does not
exist, the bot says the same sentence: neither yes nor no.
"""

from datetime import date

from facts import wording
from facts.business import Business, Order, OrderState
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "order_status": (
        "where is my order",
        "where is order 12345",
        "my order #12345 seems late, can you check?",
        "has order #12345 shipped?",
        "when will my package arrive",
        "still waiting on my delivery, it was due tuesday",
        "any news on 12345",
        "tracking says delivered but there is nothing here",
        "order status",
        "has it shipped yet",
        "track my order please",
        "¿dónde está mi pedido?",
        "où est ma commande",
        "cadê meu pedido",
        "我的订单到哪里了",
        "đơn hàng của tôi đâu rồi",
        "nasaan na po ang order ko",
    ),
    "order_details": (
        "just placed an order, can you confirm the details?",
        "did my order go through",
        "what did I order",
        "what is in order 12345",
        "I never got a confirmation email for my order",
        "how much was the total of my order",
        "can you confirm my order was placed",
        "which address did I put on my order",
        "¿se registró mi pedido?",
        "pouvez-vous confirmer ma commande",
        "我的订单下单成功了吗",
    ),
    "order_change": (
        "please cancel my order 12345",
        "I need to change the shipping address on my order",
        "can I add one more item to my order",
        "I ordered the wrong color, can you swap it before it ships",
        "change my order to pickup",
        "want to edit my order",
        "quiero cancelar mi pedido",
        "je veux modifier ma commande",
        "cancela meu pedido",
        "我想取消订单",
        "tôi muốn hủy đơn hàng",
        "pa-cancel po ng order ko",
    ),
    "order_pickup": (
        "is my order #12345 ready for pickup?",
        "can I come and get my order now",
        "is it ready to collect",
        "how long do you hold pickup orders",
        "what do I need to bring to pick up my order",
        "can my husband pick up my order for me",
        "I'm outside for pickup",
        "¿mi pedido está listo para recoger?",
        "ma commande est prête à récupérer?",
        "我的东西可以来取了吗",
    ),
}

FINISHED = (OrderState.DELIVERED, OrderState.PICKED_UP, OrderState.CANCELLED)


def answer(question: Question, business: Business) -> Answer | None:
    own = business.orders_of(question.sender)
    asked = [number.lstrip("#") for number in question.slots.order_numbers]
    named = [order for order in own if order.number in asked]
    if asked and not named:
        text = business.say("order_unknown", question.language, number=asked[0])
        return Answer(text, to_person="order number not among those of this phone")
    if question.topic == "order_pickup" and not asked and asks_for_rules(question.text):
        return Answer(business.say("pickup_rules", question.language))
    orders = named or meant(own, question.topic)
    if not orders:
        return Answer(business.say("order_none", question.language), to_person="no order found")
    if len(orders) > 1 and not named:
        numbers = wording.listed([order.number for order in orders], "or")
        return Answer(business.say("order_which", question.language, numbers=numbers))
    tell = {"order_details": details, "order_change": change, "order_pickup": pickup}
    answers = [tell.get(question.topic, status)(order, question, business) for order in orders]
    return joined(answers)


def meant(own: tuple[Order, ...], topic: str) -> list[Order]:
    """The orders that may be meant where no number was given."""
    if topic == "order_details":
        return list(own[:1])
    still_open = [order for order in own if order.state not in FINISHED]
    if topic == "order_pickup":
        still_open = [order for order in still_open if order.is_pickup] or still_open
    return still_open or list(own[:1])


def asks_for_rules(text: str) -> bool:
    """About how pickup works rather than about one order: what to bring, who may come."""
    return any(
        word in text.casefold()
        for word in (" bring", " id", "for me", "husband", "wife", "someone else", "somebody else")
    )


def joined(answers: list[Answer]) -> Answer:
    reasons = [each.to_person for each in answers if each.to_person]
    return Answer(" ".join(each.text for each in answers), "; ".join(reasons) or None)


def status(order: Order, question: Question, business: Business) -> Answer:
    say, language = business.say, question.language
    today = question.asked_at.date()
    match order.state:
        case OrderState.PACKING:
            return Answer(
                say("order_packing", language, number=order.number, ships_by=on(order.due))
            )
        case OrderState.SHIPPED:
            is_late = order.due is not None and order.due < today
            text = say(
                "order_late" if is_late else "order_shipped",
                language,
                number=order.number,
                shipped=on(order.state_on),
                carrier=order.carrier,
                tracking=order.tracking,
                due=on(order.due),
            )
            return Answer(text, to_person="late delivery" if is_late else None)
        case OrderState.DELIVERED:
            return Answer(
                say("order_delivered", language, number=order.number, delivered=on(order.state_on))
            )
        case OrderState.CANCELLED:
            return Answer(say("order_cancelled", language, number=order.number))
        case _:
            return at_the_store(order, question, business)


def at_the_store(order: Order, question: Question, business: Business) -> Answer:
    branch = business.branch(order.branch or "")
    places = {"number": order.number, "store": branch.name}
    match order.state:
        case OrderState.READY:
            opening = branch.opening(question.asked_at.date())
            text = business.say(
                "order_ready",
                question.language,
                address=branch.address,
                hours=f"today {wording.hours(opening)}" if opening else "closed today",
                hold_until=on(order.due),
                **places,
            )
        case OrderState.PICKED_UP:
            text = business.say(
                "order_picked_up", question.language, picked_up=on(order.state_on), **places
            )
        case _:
            text = business.say(
                "order_preparing", question.language, ready_by=on(order.due), **places
            )
    return Answer(text)


def details(order: Order, question: Question, business: Business) -> Answer:
    if order.is_pickup:
        delivery = business.say("order_by_pickup", question.language, store=order.branch)
    else:
        delivery = business.say("order_by_carrier", question.language, carrier=order.carrier)
    text = business.say(
        "order_details",
        question.language,
        number=order.number,
        placed=on(order.placed),
        items=order.items,
        total=wording.money(order.total),
        delivery=delivery,
    )
    return Answer(text)


def change(order: Order, question: Question, business: Business) -> Answer:
    if order.state in (OrderState.PACKING, OrderState.PREPARING, OrderState.READY):
        text = business.say("order_changeable", question.language, number=order.number)
        return Answer(text, to_person="wants an order changed or cancelled")
    state = "been " + order.state if order.state is not OrderState.SHIPPED else order.state
    text = business.say("order_not_changeable", question.language, number=order.number, state=state)
    return Answer(text, to_person="wants an order changed that has left")


def pickup(order: Order, question: Question, business: Business) -> Answer:
    if order.is_pickup:
        return at_the_store(order, question, business)
    text = business.say(
        "order_is_delivery", question.language, number=order.number, carrier=order.carrier
    )
    where = status(order, question, business)
    return Answer(f"{text} {where.text}", where.to_person)


def on(day: date | None) -> str:
    assert day is not None  # the folder reader sees to it for every state that needs one
    return wording.day(day)

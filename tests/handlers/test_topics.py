"""Topic files: how they are found, and what each says from the facts it is given.

The sample business stands at Tuesday 2026-11-24, 10:00 in New York.
"""

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import app as application
import handlers
from facts import folder
from facts.business import Business, Order, OrderState, Stock, Wait
from facts.values import opening
from handlers import answer
from handlers.answer import Answer, BadHandler
from language.examples import Examples
from language.meaning import Decision
from storage.records import Question, Slots
from tests.conftest import BEN, INES, MAYA, STRANGER, TUESDAY, Clock

TOPICS = answer.load()
BUSINESS = folder.read(application.HOME / "business", TUESDAY)
TODAY = date(2026, 11, 24)


def ask(
    topic: str,
    text: str = "",
    sender: str = MAYA,
    business: Business = BUSINESS,
    after: timedelta = timedelta(),
    **slots: Any,
) -> Answer | None:
    asked_at = (TUESDAY + after).astimezone(business.time_zone)
    question = Question(topic, text, "en", sender, asked_at, Slots(**slots))
    return TOPICS[topic].answer(question, business)


# Loading

GOOD = 'EXAMPLES = {{"{topic}": ("{example}",)}}\n\n\ndef answer(question, business):\n    return None\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Makes an importable package of topic files out of their texts."""

    def make(**files: str) -> ModuleType:
        home = tmp_path / f"topics_{tmp_path.name}"
        home.mkdir()
        for name, text in {"__init__": "", **files}.items():
            (home / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return __import__(home.name)

    return make


def test_a_file_with_examples_is_a_topic_file(package: Callable[..., ModuleType]) -> None:
    made = package(parking=GOOD.format(topic="parking", example="can I park"), helper="HERE = 1")
    assert list(answer.load(made)) == ["parking"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('EXAMPLES = {"parking": ("can I park",)}', "no answer()", id="no-answer"),
        pytest.param(
            'EXAMPLES = {"parking": ("can I park",)}\nanswer = "yes"', "no answer()", id="no-call"
        ),
        pytest.param("EXAMPLES = ('can I park',)", "must be a dict of topics", id="no-dict"),
        pytest.param("EXAMPLES = {}", "must be a dict of topics", id="empty-dict"),
        pytest.param('EXAMPLES = {"parking": ()}', "must be a tuple of texts", id="empty-tuple"),
        pytest.param(
            'EXAMPLES = {"parking": ("can I park")}', "must be a tuple of texts", id="no-tuple"
        ),
        pytest.param('EXAMPLES = {"parking": (1,)}', "must be a tuple of texts", id="no-texts"),
    ],
)
def test_a_malformed_topic_file_stops_start_up_and_is_named(
    package: Callable[..., ModuleType], text: str, complaint: str
) -> None:
    made = package(parking=text)
    with pytest.raises(BadHandler) as caught:
        answer.load(made)
    assert f"{made.__name__}/parking.py: " in str(caught.value)
    assert complaint in str(caught.value)


def test_a_topic_answered_twice_stops_start_up(package: Callable[..., ModuleType]) -> None:
    made = package(
        one=GOOD.format(topic="parking", example="can I park"),
        two=GOOD.format(topic="parking", example="is there a garage"),
    )
    with pytest.raises(BadHandler, match=r"two\.py: topic 'parking' is answered elsewhere too"):
        answer.load(made)


def test_a_topic_file_that_breaks_stops_start_up(package: Callable[..., ModuleType]) -> None:
    made = package(parking="EXAMPLES = {")
    with pytest.raises(SyntaxError):
        answer.load(made)


# A file added is a topic added

REPAIRS = """
from handlers.answer import Answer

EXAMPLES = {
    "repairs": (
        "can you resole my boots",
        "do you repair heels",
        "how much is a new sole",
        "my sole came off, can you glue it",
    ),
}


def answer(question, business):
    return Answer(f"{business.name} resoles boots for $60.00.")
"""


@pytest.fixture
def add_topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bool], None]:
    """Adds a file to the folder of handlers, before the others or behind them."""

    def add(name: str, is_first: bool) -> None:
        (tmp_path / "added").mkdir()
        (tmp_path / "added" / f"{name}.py").write_text(REPAIRS, "utf-8")
        added, others = [str(tmp_path / "added")], list(handlers.__path__)
        monkeypatch.setattr(handlers, "__path__", added + others if is_first else others + added)
        monkeypatch.delitem(sys.modules, f"handlers.{name}", raising=False)

    return add


@pytest.mark.parametrize(
    ("name", "is_first"),
    [
        pytest.param("aaa_repairs", True, id="before-the-others"),
        pytest.param("zzz_repairs", False, id="behind-the-others"),
    ],
)
def test_a_new_file_is_routed_to_by_its_examples_alone(
    add_topic: Callable[[str, bool], None],
    settings: application.Settings,
    clock: Clock,
    name: str,
    is_first: bool,
) -> None:
    add_topic(name, is_first)
    bot = application.create_bot(settings, clock)
    try:
        for text in (
            "can you resole my boots?",
            "do you repair heels",
            "hi, how much is a new sole",
        ):
            asked = bot.understanding.question(text, bot.local_time())
            assert (asked.decision, asked.topics) == (Decision.ANSWER, ("repairs",)), text
        asked = bot.understanding.question("what is your return policy", bot.local_time())
        assert asked.topics == ("return_policy",)
    finally:
        bot.store.close()


def test_the_order_of_topics_changes_no_score() -> None:
    by_topic = {topic: handler.EXAMPLES[topic] for topic, handler in TOPICS.items()}
    texts = [text for examples in by_topic.values() for text in examples[:3]]
    plain = Examples(by_topic)
    topics = list(by_topic)
    random.Random(24).shuffle(topics)
    shuffled = Examples({topic: by_topic[topic] for topic in topics})
    for text in texts:
        assert shuffled.scores(text) == pytest.approx(plain.scores(text))


def test_every_topic_has_a_name_for_asking_which() -> None:
    for topic in TOPICS:
        assert BUSINESS.say(f"topic_{topic}")


# Orders

DELIVERY = Order(
    number="777", phone=MAYA, placed=date(2026, 11, 20), items="Marlow Loafer, size 9",
    total=12800, state=OrderState.PACKING, state_on=date(2026, 11, 21), due=date(2026, 11, 25),
    branch=None, carrier="UPS", tracking="1Z9", returned=None, refund=None, refunded=None,
    refund_due=None,
)  # fmt: skip
PICKUP = replace(DELIVERY, state=OrderState.PREPARING, branch="Downtown", carrier=None)


def ask_about(order: Order, topic: str, text: str = "") -> Answer | None:
    business = replace(BUSINESS, orders=(order,))
    return ask(topic, text, business=business, order_numbers=(order.number,))


@pytest.mark.parametrize(
    ("order", "said", "to_person"),
    [
        pytest.param(
            DELIVERY,
            "Order 777 has not shipped yet. It is being packed and should ship by Wed, Nov 25.",
            None,
            id="packing",
        ),
        pytest.param(
            replace(DELIVERY, state=OrderState.SHIPPED),
            "Order 777 shipped on Sat, Nov 21 with UPS (tracking 1Z9). It should arrive by Wed, Nov 25.",
            None,
            id="shipped",
        ),
        pytest.param(
            replace(DELIVERY, state=OrderState.SHIPPED, due=TODAY),
            "Order 777 shipped on Sat, Nov 21 with UPS (tracking 1Z9). It should arrive by Tue, Nov 24.",
            None,
            id="due-today-is-not-late",
        ),
        pytest.param(
            replace(DELIVERY, state=OrderState.SHIPPED, due=date(2026, 11, 23)),
            "Order 777 shipped on Sat, Nov 21 with UPS (tracking 1Z9) and was due Mon, Nov 23, so it is late. A person will check with UPS and text you.",
            "late delivery",
            id="late",
        ),
        pytest.param(
            replace(DELIVERY, state=OrderState.DELIVERED),
            "Order 777 was delivered on Sat, Nov 21.",
            None,
            id="delivered",
        ),
        pytest.param(
            replace(DELIVERY, state=OrderState.CANCELLED),
            "Order 777 was cancelled.",
            None,
            id="cancelled",
        ),
        pytest.param(
            PICKUP,
            "Order 777 is not ready for pickup yet. It should be ready at our Downtown store by Wed, Nov 25.",
            None,
            id="preparing",
        ),
        pytest.param(
            replace(PICKUP, state=OrderState.READY),
            "Order 777 is ready for pickup at our Downtown store, 120 Main St, New York, today 10 am to 7 pm. We hold it until Wed, Nov 25.",
            None,
            id="ready",
        ),
        pytest.param(
            replace(PICKUP, state=OrderState.PICKED_UP),
            "Order 777 was picked up at our Downtown store on Sat, Nov 21.",
            None,
            id="picked-up",
        ),
    ],
)
def test_an_order_is_told_as_its_state_has_it(
    order: Order, said: str, to_person: str | None
) -> None:
    assert ask_about(order, "order_status") == Answer(said, to_person)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param(OrderState.PACKING, "can still be changed", id="packing"),
        pytest.param(OrderState.PREPARING, "can still be changed", id="preparing"),
        pytest.param(OrderState.READY, "can still be changed", id="ready"),
        pytest.param(OrderState.SHIPPED, "has already shipped, so it can't", id="shipped"),
        pytest.param(OrderState.DELIVERED, "has already been delivered", id="delivered"),
        pytest.param(OrderState.PICKED_UP, "has already been picked up", id="picked-up"),
        pytest.param(OrderState.CANCELLED, "has already been cancelled", id="cancelled"),
    ],
)
def test_a_change_goes_to_a_person_in_every_state(state: OrderState, said: str) -> None:
    answered = ask_about(replace(DELIVERY, state=state), "order_change")
    assert answered
    assert said in answered.text
    assert answered.to_person


@pytest.mark.parametrize(
    ("order", "said"),
    [
        pytest.param(DELIVERY, "It goes by UPS to your address.", id="delivery"),
        pytest.param(PICKUP, "Pickup at our Downtown store.", id="pickup"),
    ],
)
def test_the_details_of_an_order_are_what_was_bought(order: Order, said: str) -> None:
    assert ask_about(order, "order_details") == Answer(
        f"Yes, we have order 777, placed Fri, Nov 20: Marlow Loafer, size 9. Total $128.00. {said}"
    )


def test_a_delivery_is_not_for_pickup() -> None:
    answered = ask_about(DELIVERY, "order_pickup")
    assert answered
    assert answered.text.startswith("Order 777 is not for pickup: it goes by UPS to your address.")


def test_a_closed_day_is_said_with_an_order_that_waits() -> None:
    business = replace(BUSINESS, orders=(replace(PICKUP, state=OrderState.READY),))
    answered = ask("order_pickup", business=business, after=timedelta(days=2))
    assert answered
    assert "closed today. We hold it" in answered.text


@pytest.mark.parametrize(
    ("sender", "topic", "numbers", "said"),
    [
        pytest.param(
            STRANGER, "order_status", ("12345",), "I find no order 12345 placed", id="not-theirs"
        ),
        pytest.param(
            STRANGER, "order_status", ("99999",), "I find no order 99999 placed", id="no-such-order"
        ),
        pytest.param(STRANGER, "order_details", (), "I find no order placed", id="none"),
        pytest.param(BEN, "order_status", (), "Order 12346 is ready", id="the-one-still-open"),
        pytest.param(
            MAYA, "order_status", (), "Which order do you mean: 12352 or 12345?", id="several"
        ),
        pytest.param(MAYA, "order_pickup", (), "Order 12352 is not ready", id="the-one-for-pickup"),
        pytest.param(
            MAYA, "order_details", (), "Yes, we have order 12352", id="the-one-just-placed"
        ),
        pytest.param(
            MAYA, "order_status", ("#12345",), "Order 12345 shipped", id="with-number-sign"
        ),
    ],
)
def test_the_order_that_is_meant(
    sender: str, topic: str, numbers: tuple[str, ...], said: str
) -> None:
    answered = ask(topic, sender=sender, order_numbers=numbers)
    assert answered
    assert answered.text.startswith(said)


@pytest.mark.parametrize("topic", ["order_status", "order_details", "order_change", "order_pickup"])
def test_nobody_elses_order_is_told_in_any_way(topic: str) -> None:
    theirs = ask(topic, sender=STRANGER, order_numbers=("12345",))
    nobodys = ask(topic, sender=STRANGER, order_numbers=("99999",))
    assert theirs
    assert nobodys
    assert theirs.text.replace("12345", "N") == nobodys.text.replace("99999", "N")
    assert theirs.to_person == nobodys.to_person


def test_what_to_bring_is_told_without_an_order() -> None:
    answered = ask("order_pickup", "what do I need to bring to pick up", sender=STRANGER)
    assert answered == Answer(BUSINESS.answers["pickup_rules"])


# Returns and refunds


def test_the_return_policy_is_the_shops_own() -> None:
    assert ask("return_policy") == Answer(BUSINESS.answers["return_policy"])


@pytest.mark.parametrize(
    ("sender", "said", "to_person"),
    [
        pytest.param(
            BEN, "The refund of $128.00 for order 12290 was sent on Sun, Nov 22", False, id="sent"
        ),
        pytest.param(
            INES,
            "We received your return of order 12301 on Mon, Nov 23. The refund of $139.00 will be sent by Sun, Nov 29.",
            False,
            id="on-its-way",
        ),
        pytest.param(MAYA, "I find no return from this phone number yet.", True, id="no-return"),
    ],
)
def test_where_a_refund_is(sender: str, said: str, to_person: bool) -> None:
    answered = ask("refund_status", sender=sender)
    assert answered
    assert answered.text.startswith(said)
    assert answered.text.endswith(BUSINESS.answers["refund_time"])
    assert bool(answered.to_person) == to_person


# Appointments: Maya's fitting is on Saturday 28 at 2:30 pm; Thursday 26 is Thanksgiving

FITTING = "Your shoe fitting is on Sat, Nov 28 at 2:30 pm at our Downtown store"


@pytest.mark.parametrize(
    ("topic", "slots", "said", "to_person"),
    [
        pytest.param(
            "appt_confirm",
            {},
            "Yes, your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store.",
            None,
            id="confirm",
        ),
        pytest.param(
            "appt_confirm",
            {"dates": ("2026-11-28",), "times": ("14:30",)},
            "Yes, your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store.",
            None,
            id="confirm-the-right-time",
        ),
        pytest.param(
            "appt_confirm",
            {"times": ("16:00",)},
            "Your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store. I find no booking for 4 pm.",
            None,
            id="confirm-another-time",
        ),
        pytest.param(
            "appt_confirm",
            {"dates": ("2026-11-27",), "times": ("14:30",)},
            "Your shoe fitting is booked for Sat, Nov 28 at 2:30 pm at our Downtown store. I find no booking for Fri, Nov 27 at 2:30 pm.",
            None,
            id="confirm-another-day",
        ),
        pytest.param(
            "appt_reschedule",
            {},
            f"{FITTING}. These times are open: Fri, Nov 27 at 10:30 am Downtown; Mon, Nov 30 at 11:30 am Riverside; Mon, Nov 30 at 4 pm Downtown; Thu, Dec 3 at 3 pm Riverside. Text the one you want; a person will move it and confirm.",
            "wants an appointment moved",
            id="move",
        ),
        pytest.param(
            "appt_reschedule",
            {"dates": ("2026-11-27",), "times": ("10:30",)},
            f"{FITTING}, and Fri, Nov 27 at 10:30 am is open. A person will move it and confirm by text.",
            "wants an appointment moved to Fri, Nov 27 at 10:30 am",
            id="move-to-an-open-time",
        ),
        pytest.param(
            "appt_cancel",
            {},
            f"{FITTING}. A person will cancel it and confirm by text.",
            "wants an appointment cancelled",
            id="give-up",
        ),
        pytest.param(
            "appt_book",
            {"services": ("gait check",), "dates": ("2026-12-03",)},
            "Open times for a gait check: Thu, Dec 3 at 5 pm Downtown. Text the one you want; a person will book it and confirm.",
            "wants to book an appointment",
            id="book-on-a-named-day",
        ),
    ],
)
def test_appointments(topic: str, slots: dict[str, Any], said: str, to_person: str | None) -> None:
    assert ask(topic, **slots) == Answer(said, to_person)


@pytest.mark.parametrize("topic", ["appt_confirm", "appt_reschedule", "appt_cancel"])
def test_who_has_no_appointment_is_told_so_and_a_person_sees_it(topic: str) -> None:
    answered = ask(topic, sender=STRANGER)
    assert answered
    assert answered.text.startswith("I find no appointment for this phone number.")
    assert answered.to_person


def test_an_appointment_that_is_over_is_none() -> None:
    answered = ask("appt_confirm", after=timedelta(days=5))
    assert answered
    assert answered.text.startswith("I find no appointment")


def test_of_two_appointments_the_named_one_is_meant() -> None:
    [fitting, *_] = BUSINESS.appointments_of(MAYA, TUESDAY)
    gait = replace(fitting, service="gait check", starts=fitting.starts + timedelta(days=2))
    business = replace(BUSINESS, appointments=(fitting, gait))
    named: tuple[dict[str, Any], ...] = (
        {"services": ("gait check",)},
        {"dates": ("2026-11-30",)},
    )
    for slots in named:
        answered = ask("appt_cancel", business=business, **slots)
        assert answered
        assert answered.text.startswith("Your gait check is on Mon, Nov 30 at 2:30 pm")


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        pytest.param("appt_reschedule", "I see no open time to move it to", id="move"),
        pytest.param("appt_book", "I see no open time for a shoe fitting or gait check", id="book"),
    ],
)
def test_nothing_is_offered_where_nothing_is_open(topic: str, said: str) -> None:
    answered = ask(topic, business=replace(BUSINESS, free_times=()))
    assert answered
    assert said in answered.text
    assert answered.to_person


def test_a_table_is_for_a_person_to_book() -> None:
    assert ask("appt_book", "reserve a table for 4 tonight", party=4) is None


# Visits


@pytest.mark.parametrize(
    ("text", "slots", "said"),
    [
        pytest.param(
            "are you open",
            {"stores": ("Downtown",)},
            "Our Downtown store is open today 10 am to 7 pm.",
            id="today",
        ),
        pytest.param(
            "are you open",
            {},
            "Our Downtown store is open today 10 am to 7 pm. Our Riverside store is open today 9 am to 6 pm.",
            id="both-stores",
        ),
        pytest.param(
            "until when on friday",
            {"stores": ("Riverside",), "dates": ("2026-11-27",)},
            "Our Riverside store is open on Fri, Nov 27 9 am to 8 pm.",
            id="named-day",
        ),
        pytest.param(
            "open on sunday?",
            {"dates": ("2026-11-29",)},
            "Our Downtown store is closed on Sun, Nov 29. Our Riverside store is open on Sun, Nov 29 11 am to 5 pm.",
            id="closed-day",
        ),
        pytest.param(
            "holiday hours for thanksgiving",
            {"dates": ("2026-11-26",)},
            "Our Downtown store is closed on Thu, Nov 26. Our Riverside store is closed on Thu, Nov 26.",
            id="special-day",
        ),
        pytest.param(
            "new year",
            {"dates": ("2027-01-01",), "stores": ("Downtown",)},
            "Our Downtown store is closed on Fri, Jan 1.",
            id="special-day-next-year",
        ),
        pytest.param(
            "what are your hours",
            {"stores": ("Downtown",)},
            "Our Downtown store is open Mon to Wed 10 am to 7 pm, Thu to Fri 10 am to 8 pm, Sat 10 am to 6 pm, Sun closed.",
            id="week",
        ),
    ],
)
def test_opening_hours(text: str, slots: dict[str, Any], said: str) -> None:
    assert ask("hours", text, **slots) == Answer(said)


def test_closed_today_is_said_so() -> None:
    answered = ask("hours", "open now?", after=timedelta(days=2), stores=("Downtown",))
    assert answered == Answer("Our Downtown store is closed today.")


def test_where_the_stores_are() -> None:
    pier = "Our Riverside store is at 8 Pier Road, New York. Bus 24 stops in front. Parking behind the building costs nothing."
    assert ask("location", stores=("Riverside",)) == Answer(pier)
    both = ask("location")
    assert both
    assert both.text.startswith("Our Downtown store is at 120 Main St, New York.")
    assert both.text.endswith(pier)


@pytest.mark.parametrize(
    ("slots", "said", "to_person"),
    [
        pytest.param({}, "for a table for 2 at our Riverside cafe is about 10 minutes", False, id="two"),
        pytest.param({"party": 3}, "for a table for 3 at our Riverside cafe is about 25", False, id="three"),
        pytest.param({"party": 8}, "for a table for 8 at our Riverside cafe is about 45", False, id="eight"),
        pytest.param({"party": 9}, "I have no wait time at the moment.", True, id="too-many"),
        pytest.param({"stores": ("Downtown",)}, "I have no wait time", True, id="no-tables-there"),
    ],
)  # fmt: skip
def test_the_wait_for_a_table(slots: dict[str, Any], said: str, to_person: bool) -> None:
    answered = ask("wait_time", **slots)
    assert answered
    assert said in answered.text
    assert bool(answered.to_person) == to_person


def test_no_wait_is_said_so() -> None:
    business = replace(BUSINESS, waits=(Wait("Riverside", 4, 0),))
    assert ask("wait_time", business=business) == Answer(
        "There is no wait for a table for 2 at our Riverside cafe right now."
    )


# Products


@pytest.mark.parametrize(
    ("text", "slots", "said"),
    [
        pytest.param(
            "loafer downtown?",
            {"products": ("Marlow Loafer",), "stores": ("Downtown",)},
            "Yes, our Downtown store has the Marlow Loafer in stock in 8, 9 and 10.",
            id="in-a-store",
        ),
        pytest.param(
            "loafer?",
            {"products": ("Marlow Loafer",)},
            "Yes, our Downtown store has the Marlow Loafer in stock in 8, 9 and 10. Yes, our Riverside store has the Marlow Loafer in stock in 9 and 11.",
            id="in-every-store",
        ),
        pytest.param(
            "loafer 9 downtown?",
            {"products": ("Marlow Loafer",), "stores": ("Downtown",), "sizes": ("9",)},
            "Yes, our Downtown store has the Marlow Loafer in size 9: 3 left.",
            id="in-a-size",
        ),
        pytest.param(
            "boot 7 riverside?",
            {"products": ("Finch Boot",), "stores": ("Riverside",), "sizes": ("7",)},
            "No, our Riverside store does not have the Finch Boot in size 7 today.",
            id="none-left",
        ),
        pytest.param(
            "trail runner downtown?",
            {"products": ("Trail Runner",), "stores": ("Downtown",)},
            "No, our Downtown store does not have the Trail Runner today.",
            id="not-there",
        ),
        pytest.param(
            "do you have these in black?",
            {},
            "Which product do you mean? Please text its name.",
            id="pointed-at",
        ),
    ],
)
def test_what_is_in_stock(text: str, slots: dict[str, Any], said: str) -> None:
    assert ask("product_stock", text, **slots) == Answer(said)


def test_a_product_we_do_not_list_is_for_a_person() -> None:
    answered = ask("product_stock", "do you carry sandals")
    assert answered
    assert answered.text.startswith("I don't find that product.")
    assert answered.to_person


MUG = replace(BUSINESS.product("wool socks"), name="mug", sizes=(), widths=(), fit="")
WITH_MUG = replace(BUSINESS, products=(MUG,), stock=(Stock("mug", "Downtown", "", 4),))


def test_a_product_without_sizes_is_in_stock_without_them() -> None:
    answered = ask("product_stock", business=WITH_MUG, products=("mug",), stores=("Downtown",))
    assert answered == Answer("Yes, our Downtown store has the mug in stock.")


def test_a_product_without_sizes_has_no_right_size() -> None:
    assert ask("sizing", "what size is the mug", business=WITH_MUG, products=("mug",)) is None


@pytest.mark.parametrize(
    ("text", "sender", "products", "said"),
    [
        pytest.param(
            "what size should I get",
            STRANGER,
            ("Trail Runner",),
            "Trail Runner: It runs half a size small: take half a size more than usual. It comes in sizes 7, 8, 8.5, 9, 9.5, 10, 10.5, 11 and 12.",
            id="size",
        ),
        pytest.param(
            "are they wide",
            STRANGER,
            ("Marlow Loafer",),
            "The Marlow Loafer comes in standard and wide.",
            id="width",
        ),
        pytest.param(
            "are these shoes wide?",
            MAYA,
            (),
            "The Trail Runner from your order 12352 comes in standard, wide and extra wide.",
            id="width-of-what-was-ordered",
        ),
        pytest.param(
            "are the socks wide?",
            STRANGER,
            ("wool socks",),
            "wool socks: S fits shoe sizes 5 to 7.5; M 8 to 10; L 10.5 to 13. It comes in sizes S, M and L.",
            id="no-widths",
        ),
        pytest.param(
            "are these wide?",
            STRANGER,
            (),
            "Which product do you mean? Please text its name.",
            id="nothing-ordered",
        ),
    ],
)
def test_the_right_size(text: str, sender: str, products: tuple[str, ...], said: str) -> None:
    assert ask("sizing", text, sender=sender, products=products) == Answer(said)


def test_a_product_without_a_word_on_its_fit_leaves_no_gap() -> None:
    shirt = replace(MUG, name="shirt", sizes=("S", "M"))
    answered = ask("sizing", business=replace(BUSINESS, products=(shirt,)), products=("shirt",))
    assert answered == Answer("shirt: It comes in sizes S and M.")


# The rest


@pytest.mark.parametrize(
    ("topic", "text", "is_answered"),
    [
        pytest.param("payment_billing", "do you take visa", True, id="how-to-pay"),
        pytest.param("payment_billing", "I was charged twice", False, id="a-charge"),
        pytest.param("shipping_info", "how long", True, id="shipping"),
        pytest.param("login_trouble", "locked out", True, id="login"),
    ],
)
def test_policies_are_told_and_nobodys_card_is_looked_into(
    topic: str, text: str, is_answered: bool
) -> None:
    assert (ask(topic, text) is not None) == is_answered


@pytest.mark.parametrize("topic", ["praise", "complaint", "app_bug", "human"])
def test_what_is_said_to_people_reaches_one(topic: str) -> None:
    answered = ask(topic)
    assert answered
    assert answered.to_person


def test_no_answer_holds_a_place_that_was_not_filled() -> None:
    for topic in TOPICS:
        for sender in (MAYA, BEN, INES, STRANGER):
            answered = ask(topic, TOPICS[topic].EXAMPLES[topic][0], sender)
            if answered:
                assert not set("{}") & set(answered.text)
                assert "None" not in answered.text


def test_times_are_told_as_people_say_them() -> None:
    """Noon, midnight and a half hour, through the handler that tells them."""
    branch = BUSINESS.branch("Downtown")
    week = (opening("12:00-00:00"), opening("00:30-23:59"), *branch.week[2:])
    business = replace(BUSINESS, branches=(replace(branch, week=week),))
    assert ask("hours", business=business, dates=("2026-11-30",)) == Answer(
        "Our Downtown store is open on Mon, Nov 30 12 pm to 12 am."
    )
    assert ask("hours", business=business, dates=("2026-12-01",)) == Answer(
        "Our Downtown store is open on Tue, Dec 1 12:30 am to 11:59 pm."
    )

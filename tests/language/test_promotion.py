"""Plain promotion is found in every language; plain answers are not."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import promotion


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Get 20% off this weekend.", id="discount"),
        pytest.param("Buy one, get one free!", id="two-for-one"),
        pytest.param("Use code FALL10 at checkout.", id="coupon"),
        pytest.param("Free shipping on all orders today.", id="free-shipping"),
        pytest.param("Here is a coupon for your birthday.", id="birthday"),
        pytest.param("Special offer: boots for $99.", id="offer"),
        pytest.param("Last chance, shop now!", id="hurry"),
        pytest.param("Check out our new arrivals.", id="new-products"),
        pytest.param("Introducing the spring collection.", id="collection"),
        pytest.param("You might also like the Finch Boot.", id="upsell"),
        pytest.param("Join our rewards club and earn double points.", id="loyalty"),
        pytest.param("You left something in your cart.", id="cart"),
        pytest.param("Leave us a review!", id="review"),
        pytest.param("We miss you, come back soon.", id="come-back"),
        pytest.param("20% de descuento hoy", id="es"),
        pytest.param("Descubre nuestra nueva tienda", id="es-new"),
        pytest.param("10 % de réduction dès demain", id="fr"),
        pytest.param("Use o código SAPATO10", id="pt"),
        pytest.param("全场8折", id="zh"),
        pytest.param("Giảm giá 20%", id="vi"),
        pytest.param("May libreng shipping po", id="tl"),
    ],
)
def test_what_sells_is_found(body: str) -> None:
    assert promotion.review(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Order 12345 shipped on Wed, Nov 18 with UPS.", id="order"),
        pytest.param("You can return unworn items within 30 days.", id="returns"),
        pytest.param("Sale items can't be returned.", id="sale-policy"),
        pytest.param("Standard shipping costs $5.95.", id="shipping-cost"),
        pytest.param("Our Downtown store is open today 10 am to 7 pm.", id="hours"),
        pytest.param("Yes, our Downtown store has the Marlow Loafer in stock.", id="stock"),
        pytest.param("It comes in standard and wide.", id="width"),
        pytest.param("There is no sale at the moment.", id="no-sale"),
        pytest.param("The refund of $128.00 was sent on Sun, Nov 22.", id="refund"),
        pytest.param("Su pedido 12345 salió el miércoles.", id="es"),
        pytest.param("Votre commande 12345 est prête.", id="fr"),
        pytest.param("Seu pedido 12345 chega amanhã.", id="pt"),
        pytest.param("您的订单12345已发货。", id="zh"),
        pytest.param("Đơn hàng 12345 của quý khách đã được gửi.", id="vi"),
        pytest.param("Naipadala na po ang order 12345.", id="tl"),
        pytest.param("", id="empty"),
    ],
)
def test_an_answer_is_no_promotion(body: str) -> None:
    assert promotion.review(body) is None


def test_the_reason_says_what_was_found() -> None:
    found = promotion.review("Get 20% off this weekend.")
    assert found
    assert "20% off" in found.reason


# Time: proportional to the length, whatever is typed


def growth(body: str) -> float:
    """How much longer four times the text takes; four were fair."""
    seconds = []
    for length in (10_000, 40_000):
        text = (body * length)[:length]
        start = process_time()
        promotion.review(text)
        seconds.append(process_time() - start)
    return (seconds[1] - 0.05) / (seconds[0] + 0.001)


PIECES = (
    "use", "code", "a", "9", "%", "$", "-", "save", "up to", "add", "for", "free", "shipping", "join",
    "our", "new", "折", "no interest", "you", "might", "also", ".", "\n", "buy one", "get", "with",
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6))
def test_a_long_text_takes_no_longer_than_its_length(pieces: list[str]) -> None:
    assert growth(" ".join(pieces)) < 9
    assert growth("".join(pieces) or "?") < 9

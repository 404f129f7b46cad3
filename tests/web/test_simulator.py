"""The phone in the browser: it works without JavaScript, and looks right with it."""

import random
import threading
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from handlers.bot import Bot
from language import segments
from tests.conftest import MAYA
from tests.web.conftest import Post, Rows, Say, Serve, violations
from web.simulator.phone import PHONES, new_form

CUSTOMER = "+13475551234"  # a real one, as far as these tests go
SAME = "The retry got the same reply, byte for byte."


def send(client: FlaskClient, body: str, **fields: str) -> str:
    """Sends a text from the page; the page that comes back."""
    response = client.post(
        "/simulator/texts", data={"phone": "0", "body": body} | fields, follow_redirects=True
    )
    assert response.status_code == 200
    return response.text


# Without JavaScript


def test_a_page_without_texts_says_what_to_try(client: FlaskClient) -> None:
    page = client.get("/simulator").text
    assert "No texts yet." in page
    assert "No lines yet." in page
    assert all(phone.name in page for phone in PHONES)


def test_a_text_sent_and_its_reply_are_shown(client: FlaskClient, bot: Bot) -> None:
    page = send(client, "hello")
    assert "What can we help you with?" in page
    assert "GSM-7, 1 segment" in page
    [text] = bot.store.messages(MAYA)
    assert text.sid in page
    assert text.body == "hello"


def test_each_phone_has_its_own_texts(client: FlaskClient, bot: Bot) -> None:
    send(client, "hello", phone="1")
    assert "No texts yet." in client.get("/simulator").text
    assert [text.body for text in bot.store.messages(PHONES[1].number)] == ["hello"]


def test_lines_typed_in_a_browser_are_lines_of_a_text(client: FlaskClient, bot: Bot) -> None:
    send(client, "hello\r\nthere")
    assert bot.store.messages(MAYA)[0].body == "hello\nthere"


def test_a_picture_goes_with_the_text(client: FlaskClient, bot: Bot) -> None:
    page = send(client, "", picture="1")
    assert "(a picture)" in page
    assert "We got your picture." in page
    [text] = bot.store.messages(MAYA)
    assert [media.content_type for media in text.media] == ["image/jpeg"]


def test_silence_is_shown_with_its_reason(client: FlaskClient) -> None:
    send(client, "STOP")
    page = send(client, "hello")
    assert "No reply" in page
    assert "Silence: opted out on 2026-11-24." in page
    assert "Now: opted out since 2026-11-24 15:00Z." in page


def test_what_was_texted_is_never_markup(client: FlaskClient) -> None:
    page = send(client, "<script>alert(1)</script>\x0b&amp;")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_retry_shows_the_same_reply(client: FlaskClient, bot: Bot, rows: Rows) -> None:
    for body in ("JOIN", "hello", "colourless green ideas", ""):
        send(client, body, picture="" if body else "1")
    before = rows()
    for text in bot.store.messages(MAYA):
        again = {"phone": "0", "sid": text.sid}
        page = client.post("/simulator/retries", data=again, follow_redirects=True).text
        assert SAME in page
    assert rows() == before


@pytest.mark.parametrize(
    "place", ["4", "-1", "x", "", "0.0", "00", "٠", "9" * 5000], ids=lambda place: place[:5] or "empty"
)  # fmt: skip
def test_an_unknown_phone_is_not_found(shared: FlaskClient, place: str) -> None:
    assert shared.get("/simulator", query_string={"phone": place}).status_code == 404
    sent = shared.post("/simulator/texts", data={"phone": place, "body": "STOP"})
    assert sent.status_code == 404


def test_a_real_customers_texts_are_not_shown(client: FlaskClient, post: Post) -> None:
    form = new_form("my secret is tuna", CUSTOMER)
    post(form)
    for place in range(len(PHONES)):
        page = client.get(f"/simulator?phone={place}&sid={form['MessageSid']}").text
        assert "tuna" not in page
        assert CUSTOMER not in page


def test_a_text_of_another_phone_is_not_sent_again(client: FlaskClient, post: Post) -> None:
    form = new_form("hello", CUSTOMER)
    post(form)
    for sid in (form["MessageSid"], "SM0", ""):
        again = client.post("/simulator/retries", data={"phone": "0", "sid": sid})
        assert again.status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 302, id="this-page"),
        pytest.param({"Sec-Fetch-Site": "none"}, 302, id="typed-in"),
        pytest.param({}, 302, id="no-browser"),
        pytest.param({"Origin": "http://localhost"}, 302, id="this-origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a-neighbour"),
        pytest.param({"Sec-Fetch-Site": "anything"}, 403, id="garbage"),
        pytest.param({"Origin": "http://evil.example"}, 403, id="another-origin"),
        pytest.param({"Origin": "http://localhost:8001"}, 403, id="another-port"),
        pytest.param({"Origin": "null"}, 403, id="origin-kept-back"),
        pytest.param({"Origin": "http://[broken"}, 403, id="origin-broken"),
    ],
)
def test_another_sites_page_cannot_text(
    client: FlaskClient, rows: Rows, headers: dict[str, str], status: int
) -> None:
    data = {"phone": "0", "body": "STOP"}
    assert client.post("/simulator/texts", data=data, headers=headers).status_code == status
    assert rows()["consent"] == (1 if status == 302 else 0)


def test_it_is_off_unless_asked_for(serve: Serve) -> None:
    client = serve(has_simulator=False)
    assert client.get("/simulator").status_code == 404
    assert client.get("/simulator/static/counter.js").status_code == 404
    assert client.post("/simulator/texts", data={"body": "STOP"}).status_code == 404
    assert client.post("/simulator/retries", data={"sid": "SM1"}).status_code == 404


def test_it_signs_for_the_public_address(serve: Serve) -> None:
    client = serve(public_url="https://example.com/bot")
    assert "What can we help you with?" in send(client, "hello")


def test_no_page_is_kept_or_framed(shared: FlaskClient) -> None:
    headers = shared.get("/simulator").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


# In a real browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the simulator is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/simulator"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The simulator on a phone, in light and in dark. Nothing may complain in its console."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.extend([said.text] * (said.type == "error")))
    opened.goto(address)
    yield opened
    context.close()
    assert complaints == []


def runs_off_the_side(page: Page) -> bool:
    """Whether anything scrolls sideways, or is cut off at the left, where nothing can scroll."""
    return bool(
        page.evaluate(
            "[...document.querySelectorAll('html, .texts, .texts p, pre')].some("
            "e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().left < 0)"
        )
    )


def test_three_texts_are_sent_and_answered_on_a_phone(page: Page, say: Say) -> None:
    assert violations(page) == ""
    for body in ("where is my order", "w" * 300, "hello"):
        page.get_by_label("Text from Maya").fill(body)
        page.get_by_role("button", name="Send", exact=True).click()
        page.locator(".sent", has_text=body).wait_for()
    reply = page.locator(".received").last
    expect(reply.locator("p")).to_have_text(say("greeting"))
    for what in (reply, page.get_by_role("heading", level=1), page.get_by_label("Text from Maya")):
        expect(what).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Text from Maya")).to_be_focused()
    assert not runs_off_the_side(page)
    assert violations(page) == ""


def test_a_retry_is_seen_where_it_was_asked_for(page: Page) -> None:
    page.get_by_label("Text from Maya").fill("JOIN")
    page.get_by_label("Text from Maya").press("Enter")
    page.get_by_role("link", name="details").click()
    page.get_by_role("button", name="Send again as a retry").click()
    expect(page.get_by_role("status").filter(has_text=SAME)).to_be_in_viewport(ratio=1)
    page.get_by_text("Form posted to /sms").click()
    assert not runs_off_the_side(page)
    assert violations(page) == ""


TRICKY = [
    "", "hello", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "a" * 1600, "{" * 80, "{" * 81,
    "a" * 152 + "{" + "a" * 10, "a" * 152 + "{" + "a" * 152, "€uro ~^|\\[]{}", "\n", "a\tb", "\f",
    "naïve", "ñandú", "ça", "ÇA", "Ελλάδα", "ΓΔΘΛΞΠΣΦΨΩ", "’", "“quoted”", "\u00a0", "`", "e\u0301",
    "你" * 70, "你" * 71, "你" * 134, "你" * 135, "📦" * 35, "📦" * 36, "你" * 66 + "📦" * 3,
    "你" * 66 + "📦" + "你" * 67, "👨‍👩‍👧‍👦", "🇺🇸" * 20, "¡Hola! ¿Qué tal?", "a" * 159 + "’",
]  # fmt: skip


def random_texts(count: int) -> list[str]:
    """Around every limit, of alphabets that cost differently."""
    dice = random.Random(2026)
    alphabets = ("ab", "a{", "{€", "a你", "你📦", "a📦{", "aé\n")
    lengths = (1, 34, 36, 66, 70, 76, 80, 134, 153, 160, 306, 459)
    return [
        "".join(dice.choices(dice.choice(alphabets), k=dice.choice(lengths) + dice.randrange(3)))
        for _ in range(count)
    ]


def test_the_counter_counts_as_the_bot_does(page: Page) -> None:
    texts = TRICKY + random_texts(300)
    counted = page.evaluate("texts => texts.map(measure)", texts)
    differing = [
        (text, count, asdict(segments.measure(text)))
        for text, count in zip(texts, counted, strict=True)
        if count != asdict(segments.measure(text))
    ]
    assert differing == []


def test_the_counter_counts_while_typing(page: Page) -> None:
    box, count = page.get_by_label("Text from Maya"), page.locator("#count")
    expect(count).to_have_text("0 GSM-7, 0 segments")
    box.press_sequentially("it's {5}")
    expect(count).to_have_text("10 GSM-7, 1 segment")
    box.fill("it’s " * 20)
    expect(count).to_have_text("100 UCS-2, 2 segments")

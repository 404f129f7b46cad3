"""The one door out: what it lets through, what it refuses, and that it fails closed."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import settings as chances
from hypothesis import strategies as st

import app as application
from consent import guard
from consent.gate import Permit
from language import collisions, promotion, segments
from language.translations import translations
from storage.records import Awaiting, Draft, MessageClass, Part, Reply
from tests.conftest import TUESDAY

PERMIT = Permit(MessageClass.CONVERSATIONAL, "answers the inbound text", "SM1")
HOURS = "Our Downtown store is open today 10 am to 7 pm."
SHIPPING = "Standard shipping costs $5.95."


def long(sentence: str, length: int) -> str:
    """`sentence` over and over, `length` characters of it."""
    return (sentence * length)[:length]


LATIN, CHINESE = "a", "字"


def draft(*texts: str, asked: tuple[str, ...] = ("hours",), topic: str = "hours") -> Draft:
    return Draft("SM1", asked, tuple(Part(topic, text) for text in texts))


def refusal(refused: Draft) -> str:
    with pytest.raises(guard.Refused) as caught:
        guard.review(refused, PERMIT, TUESDAY)
    assert caught.value.draft is refused
    return caught.value.reason


# What passes


def test_a_draft_becomes_a_reply_that_names_its_permit() -> None:
    awaiting = Awaiting("topic", ("hours", "shipping_info"), "open and ship?")
    parts = (Part("hours", HOURS), Part("shipping_info", SHIPPING))
    reply = guard.review(Draft("SM1", ("hours", "shipping_info"), parts, awaiting), PERMIT, TUESDAY)
    assert reply == Reply(
        message_sid="SM1",
        topics=("hours", "shipping_info"),
        body=f"{HOURS} {SHIPPING}",
        encoding="GSM-7",
        segments=1,
        because="answers the inbound text SM1",
        awaiting=awaiting,
        created_at=TUESDAY,
    )


@pytest.mark.parametrize("topic", ["keyword", "hand_off", "ask", "emergency"])
def test_what_answers_the_text_itself_need_not_be_asked_for(topic: str) -> None:
    assert guard.review(draft(HOURS, asked=(), topic=topic), PERMIT, TUESDAY).body == HOURS


def test_typographic_characters_are_made_plain_before_they_cost() -> None:
    reply = guard.review(draft("  It’s “open” – until 7…\u00a0"), PERMIT, TUESDAY)
    assert (reply.body, reply.encoding) == ('It\'s "open" - until 7...', "GSM-7")


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param(long(LATIN, 160), 1, id="one"),
        pytest.param(long(LATIN, 161), 2, id="two"),
        pytest.param(long(LATIN, 6 * 153), 6, id="six"),
        pytest.param(long(CHINESE, 6 * 67), 6, id="six-in-chinese"),
    ],
)
def test_up_to_six_segments_pass(body: str, count: int) -> None:
    assert guard.review(draft(body), PERMIT, TUESDAY).segments == count


def test_silence_says_nothing_and_why() -> None:
    reply = guard.silence("SM1", "opted out on 2026-11-24", TUESDAY)
    assert (reply.body, reply.segments) == ("", 0)
    assert reply.because == "opted out on 2026-11-24"


# What does not


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        pytest.param(draft(HOURS, asked=("location",)), "hours was not asked for", id="not-asked"),
        pytest.param(draft(HOURS, asked=()), "hours was not asked for", id="nothing-asked"),
        pytest.param(draft(HOURS, "Get 20% off today."), "promotion: discount", id="promotion"),
        pytest.param(draft("Get 20%", "off today."), "promotion: discount", id="promotion-in-two"),
        pytest.param(
            draft("Reply CANCEL to cancel."), "collides with a carrier keyword", id="collision"
        ),
        pytest.param(draft(long(LATIN, 1601)), "1601 characters; Twilio takes 1600", id="too-long"),
        pytest.param(
            draft(long(LATIN, 6 * 153 + 1)), "7 segments; the most is 6", id="seven-segments"
        ),
        pytest.param(
            draft(long(CHINESE, 6 * 67 + 1)), "7 segments; the most is 6", id="seven-in-chinese"
        ),
        pytest.param(draft(""), "it is empty", id="empty"),
        pytest.param(draft(" \n\u00a0"), "it is empty", id="blank"),
        pytest.param(draft(), "it is empty", id="no-parts"),
    ],
)
def test_a_draft_is_refused_with_its_reason(refused: Draft, reason: str) -> None:
    assert refusal(refused).startswith(reason)


def test_the_order_of_topics_hides_none() -> None:
    parts = (Part("hours", HOURS), Part("shipping_info", SHIPPING))
    assert refusal(Draft("SM1", ("hours",), parts)) == "shipping_info was not asked for"


@pytest.mark.parametrize(
    ("room", "check"),
    [
        pytest.param(promotion, "review", id="promotion"),
        pytest.param(collisions, "find", id="collisions"),
        pytest.param(segments, "measure", id="segments"),
    ],
)
def test_a_check_that_crashes_refuses(
    monkeypatch: pytest.MonkeyPatch, room: ModuleType, check: str
) -> None:
    def crash(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(room, check, crash)
    assert refusal(draft(HOURS)) == "the check itself failed: RecursionError"


@chances(deadline=None)
@given(st.text(max_size=2000))
def test_whatever_is_drafted_it_is_refused_or_fit_to_send(body: str) -> None:
    try:
        reply = guard.review(draft(body), PERMIT, TUESDAY)
    except guard.Refused:
        return
    assert 0 < len(reply.body) <= guard.LONGEST
    assert 0 < reply.segments <= guard.MOST_SEGMENTS
    assert promotion.review(reply.body) is None
    assert collisions.find(reply.body) is None


# Templates, at start-up


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "reason"),
    [
        pytest.param(
            "answers.toml",
            "Standard shipping costs",
            "Get 20% off this weekend. Standard shipping costs",
            "answers.toml: shipping",
            "promotion",
            id="20-off-this-weekend",
        ),
        pytest.param(
            "answers.toml",
            "Bring the order number",
            "Reply CANCEL to cancel. Bring the order number",
            "answers.toml: pickup_rules",
            "collides",
            id="reply-cancel-to-cancel",
        ),
        pytest.param(
            "answers.toml",
            "return_policy =",
            'thanks = "Thank you. Follow us on the web!"\nreturn_policy =',
            "answers.toml: thanks",
            "promotion",
            id="own-words-for-a-sentence",
        ),
        pytest.param(
            "products.csv",
            "It runs true to size",
            "Last chance",
            "products.csv: Finch Boot",
            "promotion",
            id="a-product",
        ),
        pytest.param(
            "orders.csv",
            "wool socks",
            "free gift",
            "orders.csv: 12352",
            "promotion",
            id="the-items-of-an-order",
        ),
        pytest.param(
            "business.toml",
            "Bus 24 stops in front.",
            "Don't miss our new collection.",
            "business.toml: stores, Riverside",
            "promotion",
            id="directions",
        ),
        pytest.param(
            "business.toml",
            'name = "Marlow & Finch"\n',
            'name = "Hot Deals"\n',
            "business.toml: business.name",
            "promotion",
            id="the-brand",
        ),
        pytest.param(
            "business.toml",
            "Reply HELP for help, STOP to stop.",
            "Reply YES to agree.",
            "business.toml: programme.disclosure",
            "collides",
            id="the-disclosure",
        ),
    ],
)
def test_start_up_refuses_a_template_by_name(
    settings: application.Settings, tmp_path: Path,
    file: str, old: str, new: str, name: str, reason: str,
) -> None:  # fmt: skip
    folder = tmp_path / "business"
    shutil.copytree(settings.business_dir, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(guard.BadTemplates) as caught:
        application.create_app(replace(settings, business_dir=folder))
    [bad] = caught.value.found
    assert bad.name == name
    assert bad.reason.startswith(reason)


def test_the_business_own_sentences_are_read_as_well() -> None:
    softly = "We open at 9. Come and have a look at all that is new this season!"
    [bad] = guard.lint({"hours": softly}, {"hours": softly})
    assert bad.reason.startswith('promotion: it sells: "Come and have a look')
    assert guard.lint({"hours": softly}, {}) == []  # no rule knows it


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param(name, sentence, id=f"{translation.language}-{name}")
        for translation in translations().values()
        for name, sentence in translation.sentences.items()
    ],
)
def test_no_built_in_sentence_is_ever_refused(name: str, sentence: str) -> None:
    assert promotion.review(guard.PLACEHOLDER.sub(guard.STAND_IN, sentence)) is None


def test_start_up_names_every_bad_template() -> None:
    with pytest.raises(guard.BadTemplates) as caught:
        guard.check_templates({"a": "Shop now!", "b": HOURS, "c": "Reply YES to confirm."}, {})
    assert [bad.name for bad in caught.value.found] == ["a", "c"]
    assert str(caught.value).startswith("a: promotion")

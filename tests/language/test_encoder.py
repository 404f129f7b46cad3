"""The trained encoder: any text is read, a keyword never wakes it, and its file keeps its size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.business import Business
from handlers.bot import Bot
from language import encoder
from language.encoder import MODEL, Encoder
from language.keywords import Act, Keywords
from language.names import Names
from language.network import LONGEST, Network
from language.reading import Reading, read_alone
from language.translations import translations
from storage.records import Method
from tests.conftest import TUESDAY

TEXTS = [
    pytest.param("", id="nothing"),
    pytest.param("\0" * 50, id="nul-bytes"),
    pytest.param("👍", id="an-emoji"),
    pytest.param("x" * 10_000, id="one-long-word"),
    pytest.param("stop " * 2_000, id="a-word-over-and-over"),
    pytest.param("where 我的 đơn hàng ¿está? كتاب שלום", id="mixed-scripts"),
    pytest.param("\ud800 lone surrogate", id="lone-surrogate"),
]

READ = [
    "where is my order",
    "dejen de mandarme mensajes por favor",
    "can i swap saturdays appointment for something later, and do you have the finch in a 9",
]


def reading() -> Reading:
    return Reading(Keywords(translations().values()), {}, Names(), Encoder())


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_read(bot: Bot, text: str) -> None:
    bot.understanding.consent(text)
    bot.understanding.question(text, TUESDAY)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_likelihoods_are_likelihoods(text: str) -> None:
    scores = encoder.shared().scores(text)
    assert sum(scores.consent.values()) == pytest.approx(1, abs=1e-3)
    every = [*scores.topics.values(), *scores.languages.values(), scores.promotion]
    assert all(0 <= value <= 1 for value in every)


def test_a_keyword_never_wakes_the_encoder() -> None:
    asleep = reading()
    said = asleep.consent("Stop.")
    assert said is not None
    assert (said.act, said.method) == (Act.STOP, Method.KEYWORD)
    assert not asleep._encoder.is_awake


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(1, 400))
def test_reading_any_text_is_a_bounded_piece_of_work(text: str, times: int) -> None:
    """Time grows with tokens: some 50 ms for the most that one text may have."""
    tokens = encoder.shared()._awake()._tokens
    assert len(tokens.ids(text * times, LONGEST)) <= LONGEST
    assert sum(len(tokens.ids(part, LONGEST)) for part in read_alone(text * times)) <= 4 * LONGEST


def test_numpy_alone_reads_as_onnxruntime_does() -> None:
    """Where there is no onnxruntime the answers are the same."""
    plain, quick = Network(MODEL, is_compiled=False), Network(MODEL, is_compiled=True)
    for read, read_quickly in zip(plain.read(READ), quick.read(READ), strict=True):
        for task, scores in read.items():
            assert scores.argmax() == read_quickly[task].argmax()
            assert scores == pytest.approx(read_quickly[task], abs=0.5)


def test_a_text_is_read_the_same_whatever_is_beside_it() -> None:
    network = Network(MODEL)
    [alone] = network.read([READ[0]])
    beside = network.read([*READ, *READ])[len(READ)]
    for task, scores in alone.items():
        assert scores == pytest.approx(beside[task], abs=1e-3)


def test_the_file_is_small_enough_to_ship() -> None:
    assert MODEL.stat().st_size < 20_000_000


def test_a_short_text_keeps_the_language_last_written_in(bot: Bot) -> None:
    assert bot.understanding.question("ok", TUESDAY, "es").language == "es"
    assert bot.understanding.question("¿dónde está mi pedido?", TUESDAY).language == "es"
    assert bot.understanding.question("where is my order", TUESDAY, "es").language == "en"


def test_a_topic_that_a_handler_adds_is_reached_by_its_examples(bot: Bot) -> None:
    business: Business = bot.business
    examples = {t: h.EXAMPLES[t] for t, h in bot.handlers.items()}
    own = examples | {
        "gift_wrap": (
            "can you gift wrap it",
            "do you do gift wrapping",
            "wrap my order as a present",
        )
    }
    more = Reading(Keywords(translations().values()), own, business.names, encoder.shared())
    assert more.question("could you gift wrap it please", TUESDAY).topics == ("gift_wrap",)
    assert "gift_wrap" not in more.question("where is my order", TUESDAY).topics

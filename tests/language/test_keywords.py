"""Every keyword of every language, however it is typed, and nothing that only looks like one."""

import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.keywords import EVERYTHING, Act, Keywords, Scope
from language.normalise import strip_accents
from language.translations import Translation, translations
from storage.records import MessageClass

KEYWORDS = Keywords(translations().values())


def act(body: str) -> Act | None:
    found = KEYWORDS.match(body)
    return found.act if found else None


# Every listed word, in every form

FORMS: dict[str, Callable[[str], str]] = {
    "listed": str,
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "dots": lambda word: f" . {word} . ",
    "exclamation": lambda word: f"{word}!!!",
    "quotes": lambda word: f"“{word}”",
    "wide": lambda word: f"\n {word}\u00a0",
    "invisible": lambda word: f"\ufeff{word}\u200b",
    "spaced": lambda word: " ".join(unicodedata.normalize("NFC", word)),
    "dotted": lambda word: ".".join(unicodedata.normalize("NFC", word)),
    "apart": lambda word: unicodedata.normalize("NFD", word),
    "no-accents": strip_accents,
}


def listed() -> Iterator[object]:
    for translation in translations().values():
        for means, words in translation.keywords.items():
            for word in words:
                yield pytest.param(
                    translation.language, Act(means), word, id=f"{translation.language}-{word}"
                )


@pytest.mark.parametrize(("language", "means", "word"), list(listed()))
def test_a_listed_word_is_known_however_it_is_typed(language: str, means: Act, word: str) -> None:
    for name, form in FORMS.items():
        found = KEYWORDS.match(form(word))
        assert found, name
        assert (found.act, found.scope, language in found.languages) == (means, EVERYTHING, True)


# By hand, so that no word can be lost from a file


@pytest.mark.parametrize(
    ("means", "listed"),
    [
        pytest.param(Act.STOP, "stop, quit, end, revoke, opt out, cancel, unsubscribe", id="fcc"),
        pytest.param(
            Act.STOP,
            "STOP, UNSUBSCRIBE, END, QUIT, STOPALL, REVOKE, OPTOUT, CANCEL",
            id="twilio-stop",
        ),
        pytest.param(Act.START, "START, UNSTOP", id="twilio-start"),
        pytest.param(Act.YES, "YES", id="twilio-yes"),
        pytest.param(Act.HELP, "HELP, INFO", id="twilio-help"),
        pytest.param(
            Act.STOP,
            "STOP ALL, UNSUB, OPT-OUT, REMOVE, TD, ARRET, ARRETT, ARRETE",
            id="others-stop",
        ),
        pytest.param(Act.STOP, "ALTO, BAJA, PARAR, CANCELAR", id="es"),
        pytest.param(Act.STOP, "ARRÊT, DÉSABONNER, ANNULER", id="fr"),
        pytest.param(Act.STOP, "SAIR, PARAR, CANCELAR", id="pt"),
        pytest.param(Act.STOP, "HUY, HỦY, DUNG, DỪNG, NGUNG", id="vi"),
        pytest.param(Act.STOP, "退订, 退訂, 停止, 取消订阅", id="zh"),
        pytest.param(Act.STOP, "ITIGIL, TIGIL, HINTO", id="tl"),
        pytest.param(
            Act.START, "COMENZAR, INICIAR, DÉBUT, 开始, BẮT ĐẦU, SIMULA", id="start-elsewhere"
        ),
        pytest.param(
            Act.JOIN, "JOIN, SUBSCRIBE, ALTA, ABONNER, INSCREVER, 订阅, ĐĂNG KÝ, SALI", id="join"
        ),
        pytest.param(Act.HELP, "AYUDA, AIDE, AJUDA, 帮助, TRỢ GIÚP, TULONG", id="help-elsewhere"),
        pytest.param(Act.YES, "Y, SÍ, OUI, SIM, 是, CÓ, OO", id="yes-elsewhere"),
        pytest.param(Act.STOP, "STOPP, STPO, SOTP, UNSUBCRIBE, UNSUSCRIBE", id="misspelt"),
    ],
)
def test_no_word_that_must_be_known_is_missing(means: Act, listed: str) -> None:
    """The carriers', the FCC's and the product's (FIELD 1.1 and 2.1)."""
    words = listed.split(", ")
    assert {word: act(word) for word in words} == dict.fromkeys(words, means)


# What must not match


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("đúng", id="vietnamese-right"),
        pytest.param("Đúng rồi", id="vietnamese-thats-right"),
        pytest.param("stop by", id="stop-by"),
        pytest.param("please stop by later", id="stop-by-later"),
        pytest.param("step", id="step"),
        pytest.param("shop", id="shop"),
        pytest.param("stp", id="stp"),
        pytest.param("top", id="top"),
        pytest.param("john", id="john"),
        pytest.param("ending", id="ending"),
        pytest.param("the end of the sale", id="end-of-sale"),
        pytest.param("cancel my order", id="cancel-my-order"),
        pytest.param("cancelled", id="cancelled"),
        pytest.param("no", id="no"),
        pytest.param("ok", id="ok"),
        pytest.param("yes please", id="yes-please"),
        pytest.param("helpful", id="helpful"),
        pytest.param("started", id="started"),
        pytest.param("bus stop", id="bus-stop"),
        pytest.param("non-stop", id="non-stop"),
        pytest.param("停车", id="chinese-parking"),
        pytest.param("", id="empty"),
        pytest.param("?!", id="punctuation"),
        pytest.param("👍", id="thumb"),
    ],
)
def test_what_only_looks_like_a_keyword_is_none(body: str) -> None:
    assert act(body) is None


@given(st.text())
def test_any_text_can_be_asked_about(body: str) -> None:
    KEYWORDS.match(body)


# Scoped


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        pytest.param("STOP", EVERYTHING, id="bare"),
        pytest.param("STOP 12345", Scope(MessageClass.TRANSACTIONAL, "order:12345"), id="order"),
        pytest.param(
            "stop #A-1002", Scope(MessageClass.TRANSACTIONAL, "order:A-1002"), id="order-letter"
        ),
        pytest.param(
            "Stop order #12345!", Scope(MessageClass.TRANSACTIONAL, "order:12345"), id="order-word"
        ),
        pytest.param(
            "STOP order 12345", Scope(MessageClass.TRANSACTIONAL, "order:12345"), id="order-plain"
        ),
        pytest.param(
            "STOP\n12345", Scope(MessageClass.TRANSACTIONAL, "order:12345"), id="order-next-line"
        ),
        pytest.param(
            "BAJA pedido 12345", Scope(MessageClass.TRANSACTIONAL, "order:12345"), id="spanish"
        ),
        pytest.param("STOP OFFERS", Scope(MessageClass.PROMOTIONAL), id="offers"),
        pytest.param("stop promos!", Scope(MessageClass.PROMOTIONAL), id="promos"),
        pytest.param("STOP PROMO", Scope(MessageClass.PROMOTIONAL), id="promo"),
        pytest.param("stop\u00a0marketing", Scope(MessageClass.PROMOTIONAL), id="odd-space"),
        pytest.param("BAJA ofertas", Scope(MessageClass.PROMOTIONAL), id="spanish-offers"),
        pytest.param("ARRET promotions", Scope(MessageClass.PROMOTIONAL), id="french-offers"),
        pytest.param("退订 优惠", Scope(MessageClass.PROMOTIONAL), id="chinese-offers"),
    ],
)
def test_a_stop_ends_what_it_names(body: str, scope: Scope) -> None:
    found = KEYWORDS.match(body)
    assert found
    assert (found.act, found.scope) == (Act.STOP, scope)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("cancel 12345", id="cancel"),
        pytest.param("Cancel order #12345", id="cancel-order"),
        pytest.param("cancelar pedido 12345", id="spanish"),
        pytest.param("annuler commande 12345", id="french"),
        pytest.param("hủy đơn hàng 12345", id="vietnamese"),
        pytest.param("stop 12", id="too-short"),
        pytest.param("stop at 1200", id="a-time"),
        pytest.param("stop order", id="no-number"),
        pytest.param("HELP 12345", id="help"),
        pytest.param("JOIN offers", id="join"),
    ],
)
def test_a_question_about_an_order_is_no_scoped_stop(body: str) -> None:
    assert act(body) is None


@pytest.mark.parametrize(
    ("body", "matter"),
    [
        pytest.param("no more texts about order ab123 please", "order:AB123", id="one-order"),
        pytest.param("no more texts about order SO-2024-1001 please", None, id="a-part-is-not-it"),
    ],
)
def test_a_number_in_free_words_is_the_whole_number_or_none(body: str, matter: str | None) -> None:
    assert KEYWORDS.scope_in(body).matter == matter


# The business's own words, and words that would mean two things


def test_the_programme_has_a_keyword_of_its_own() -> None:
    found = Keywords(translations().values(), ["Finch News"]).match("finchnews!")
    assert found
    assert (found.act, found.word) == (Act.JOIN, "FINCH NEWS")
    assert act("finch news") is None


@pytest.mark.parametrize(
    ("listed_as_help", "joins", "complaint"),
    [
        pytest.param("STOP", (), "means stop and help", id="same-word"),
        pytest.param("s.t.o.p", (), "means stop and help", id="same-but-for-dots"),
        pytest.param("BĄJA", (), "means stop and help", id="same-without-accents"),
        pytest.param("OTHER", ("cancel",), "means stop and join", id="programme"),
        pytest.param("OTHER", ("!!",), "has no letter", id="no-letter"),
    ],
)
def test_a_word_with_two_meanings_or_none_is_refused(
    listed_as_help: str, joins: tuple[str, ...], complaint: str
) -> None:
    other = Translation("xx", {"help": (listed_as_help,)}, offers=(), sentences={})
    with pytest.raises(ValueError, match=complaint):
        Keywords([*translations().values(), other], joins)

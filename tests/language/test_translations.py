"""A language is one file; this says what it lacks, and that its confirmations say what they must."""

import string

import pytest

from app import HOME
from facts import folder
from facts.business import Business
from language import collisions, segments
from language.keywords import Act
from language.translations import ENGLISH, Translation, translations
from tests.conftest import TUESDAY

LANGUAGES = ("en", "es", "fr", "pt", "vi", "zh", "tl")

# The confirmations, and what is said to whoever can't be answered.
CONFIRMATIONS = (
    "stopped", "stopped_order", "stopped_unknown", "stopped_offers", "stopped_programme",
    "stopped_which", "kept", "started", "joined", "join_blocked", "help", "maybe_stop",
)  # fmt: skip
EVERY_LANGUAGE_HAS = {
    *CONFIRMATIONS, "orders_and_bookings", "join_agree", "handed_over", "handed_over_media",
    "emergency",
}  # fmt: skip

# What carriers look for, in the words of each language.
NO_MORE_COME = {
    "en": "no more texts",
    "es": "no recibirá más mensajes",
    "fr": "ne recevrez plus de messages",
    "pt": "não receberá mais mensagens",
    "vi": "sẽ không nhận thêm tin nhắn",
    "zh": "不会再收到我们的短信",
    "tl": "hindi na po kayo padadalhan",
}
RATES_MAY_APPLY = {
    "en": "Msg & data rates may apply",
    "es": "Pueden aplicarse tarifas",
    "fr": "Des frais de messages",
    "pt": "Podem ser cobradas tarifas",
    "vi": "Có thể tính cước",
    "zh": "可能收取",
    "tl": "Maaaring may bayad",
}

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_confirmation = pytest.mark.parametrize("sentence", CONFIRMATIONS)


@pytest.fixture(scope="module")
def business() -> Business:
    return folder.read(HOME / "business", TUESDAY)


def said(business: Business, sentence: str, language: str) -> str:
    programme = business.programme
    body = business.say(
        sentence,
        language,
        number="12345",
        programme=programme.name,
        frequency=programme.frequency,
        keyword=programme.keyword,
        kind=programme.name,
        kinds=f"1 {programme.name}, 2 {business.say('orders_and_bookings', language)}",
        disclosure=programme.disclosure,
    )
    return segments.plain(body)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


# What every file has


def test_the_languages_are_these_with_english_first() -> None:
    assert next(iter(translations())) == ENGLISH
    assert set(translations()) == set(LANGUAGES)


@each_language
def test_a_language_has_words_for_every_act_and_for_offers(language: str) -> None:
    translation = translations()[language]
    assert set(translation.keywords) == set(Act)
    assert all(translation.keywords.values())
    assert translation.offers


@each_language
def test_a_language_says_what_every_language_says(language: str) -> None:
    assert EVERY_LANGUAGE_HAS - translations()[language].sentences.keys() == set()


@each_language
def test_a_language_says_nothing_that_english_does_not(language: str) -> None:
    assert translations()[language].sentences.keys() - translations()[ENGLISH].sentences.keys() == (
        set()
    )


@each_language
def test_a_sentence_has_the_places_of_the_english_one(language: str) -> None:
    english: Translation = translations()[ENGLISH]
    for name, words in translations()[language].sentences.items():
        assert places(words) == places(english.sentences[name]), name


# What confirmations say


@each_language
@each_confirmation
def test_a_confirmation_is_short(business: Business, sentence: str, language: str) -> None:
    size = segments.measure(said(business, sentence, language))
    assert size.segments <= {"GSM-7": 2, "UCS-2": 4}[size.encoding]


@each_language
@each_confirmation
def test_a_confirmation_names_the_brand(business: Business, sentence: str, language: str) -> None:
    assert said(business, sentence, language).startswith(business.name)


@each_language
def test_stop_says_that_no_more_come_and_how_to_undo_it(business: Business, language: str) -> None:
    text = said(business, "stopped", language)
    assert NO_MORE_COME[language] in text
    assert "START" in text


@each_language
@pytest.mark.parametrize(
    "sentence",
    ["stopped_order", "stopped_unknown", "stopped_offers", "kept", "maybe_stop", "started"],
)
def test_what_goes_on_tells_how_to_end_it(business: Business, sentence: str, language: str) -> None:
    assert "STOP" in said(business, sentence, language)


@each_language
def test_help_tells_how_to_reach_a_person_and_how_to_stop(
    business: Business, language: str
) -> None:
    text = said(business, "help", language)
    assert business.contact in text
    assert RATES_MAY_APPLY[language] in text
    assert "STOP" in text


@each_language
def test_join_says_all_that_carriers_ask_for(business: Business, language: str) -> None:
    text = said(business, "joined", language)
    for needed in (
        business.programme.name,
        business.programme.frequency,
        RATES_MAY_APPLY[language],
        "HELP",
        "STOP",
    ):
        assert needed in text


@each_language
def test_a_join_is_asked_back_with_the_disclosure_and_for_a_number(
    business: Business, language: str
) -> None:
    text = said(business, "join_agree", language)
    assert text.startswith(business.programme.disclosure)
    asked = text.removeprefix(business.programme.disclosure)
    assert "1" in asked
    assert collisions.find(asked) is None
    size = segments.measure(text)
    assert size.segments <= {"GSM-7": 2, "UCS-2": 4}[size.encoding]


@each_language
def test_a_blocked_join_says_that_start_comes_first(business: Business, language: str) -> None:
    text = said(business, "join_blocked", language)
    assert text.index("START") < text.rindex(business.programme.keyword)


@each_language
def test_an_emergency_is_sent_to_the_local_number(business: Business, language: str) -> None:
    assert business.emergency_number in said(business, "emergency", language)

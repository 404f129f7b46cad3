"""Which lines the ledger takes."""

from dataclasses import replace

import pytest

from consent.classes import BadLine, checked, fault_in
from storage.records import Basis, ConsentAction, ConsentEvent, Disclosure, MessageClass, Method
from tests.storage.samples import EVENT, NOW

GRANT = replace(EVENT, action=ConsentAction.GRANT, method=Method.WEB_FORM, evidence="signed")
PROMOTIONAL = replace(
    GRANT,
    message_class=MessageClass.PROMOTIONAL,
    basis=Basis.EXPRESS_WRITTEN,
    disclosure_version="2026-10-01",
)
TRANSACTIONAL = replace(
    GRANT, message_class=MessageClass.TRANSACTIONAL, basis=Basis.EXPRESS, matter="order:12345"
)
CONVERSATIONAL = replace(GRANT, message_class=MessageClass.CONVERSATIONAL, basis=Basis.EXPRESS)
END = replace(EVENT, action=ConsentAction.END, matter="order:12345")


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(EVENT, id="stop"),
        pytest.param(PROMOTIONAL, id="signed"),
        pytest.param(replace(PROMOTIONAL, programme="VIP"), id="signed-for-a-programme"),
        pytest.param(TRANSACTIONAL, id="for-an-order"),
        pytest.param(CONVERSATIONAL, id="start"),
        pytest.param(END, id="an-order-is-over"),
        pytest.param(replace(EVENT, matter="order:1"), id="no-more-about-one-order"),
        pytest.param(replace(EVENT, action=ConsentAction.REASSIGN), id="reassigned"),
    ],
)
def test_what_a_line_may_be(event: ConsentEvent) -> None:
    assert fault_in(event) is None


@pytest.mark.parametrize(
    ("event", "field"),
    [
        pytest.param(replace(EVENT, number="12125550101"), "number", id="no-plus"),
        pytest.param(replace(EVENT, number="+1212555010１"), "number", id="a-digit-not-ascii"),
        pytest.param(replace(EVENT, evidence=" "), "evidence", id="nothing-was-said"),
        pytest.param(replace(EVENT, matter="12345"), "matter", id="a-matter-of-no-kind"),
        pytest.param(replace(END, matter=None), "matter", id="nothing-is-over"),
        pytest.param(replace(GRANT, message_class=None), "message_class", id="all-classes"),
        pytest.param(replace(PROMOTIONAL, basis=Basis.EXPRESS), "basis", id="only-express"),
        pytest.param(replace(PROMOTIONAL, method=Method.VOICE), "method", id="only-said"),
        pytest.param(
            replace(PROMOTIONAL, disclosure_version=None), "disclosure_version", id="to-nothing"
        ),
        pytest.param(replace(PROMOTIONAL, matter="order:1"), "matter", id="offers-for-an-order"),
        pytest.param(replace(TRANSACTIONAL, matter=None), "matter", id="for-no-matter"),
        pytest.param(replace(CONVERSATIONAL, matter="order:1"), "matter", id="answers-about-one"),
        pytest.param(
            replace(EVENT, message_class=MessageClass.CONVERSATIONAL, matter="order:1"),
            "matter",
            id="no-answers-about-one",
        ),
        pytest.param(replace(TRANSACTIONAL, basis=Basis.IMPLIED), "basis", id="implied"),
        pytest.param(replace(TRANSACTIONAL, programme="VIP"), "programme", id="not-promotional"),
        pytest.param(replace(EVENT, programme="VIP"), "programme", id="stop-of-a-programme"),
        pytest.param(replace(CONVERSATIONAL, basis=None), "basis", id="start-on-no-basis"),
        pytest.param(replace(END, action=ConsentAction.REASSIGN), "action", id="half-reassigned"),
    ],
)
def test_what_a_line_may_not_be(event: ConsentEvent, field: str) -> None:
    fault = fault_in(event)
    assert fault is not None
    assert fault.startswith(f"{field}: ")


# The words that are agreed to

DISCLOSURE = Disclosure("2026-10-01", "By texting JOIN you agree ...", NOW)


def test_a_line_seals_the_words_that_it_agrees_to() -> None:
    line = checked(replace(PROMOTIONAL, details=(("ip", "192.0.2.1"),)), [DISCLOSURE])
    assert line.details == (("ip", "192.0.2.1"), ("disclosure_sha256", DISCLOSURE.sha256))
    assert checked(TRANSACTIONAL, [DISCLOSURE]) == TRANSACTIONAL


@pytest.mark.parametrize("event", [PROMOTIONAL, replace(TRANSACTIONAL, disclosure_version="1")])
def test_words_that_are_not_on_record_are_agreed_to_by_nobody(event: ConsentEvent) -> None:
    with pytest.raises(BadLine, match=r"^disclosure_version: .* is not on record"):
        checked(event, [])


def test_what_a_line_may_not_be_is_refused() -> None:
    with pytest.raises(BadLine, match="evidence: say what"):
        checked(replace(PROMOTIONAL, evidence=" "), [DISCLOSURE])

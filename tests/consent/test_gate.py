"""What may be sent after what was said; for any history, what never may."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.gate import Permit, Refusal, may_answer, may_confirm, may_send
from consent.status import fold
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    MessageClass,
)
from tests.conftest import MAYA, TUESDAY
from tests.consent.lines import line

P, T, C = MessageClass.PROMOTIONAL, MessageClass.TRANSACTIONAL, MessageClass.CONVERSATIONAL
GRANT, REVOKE, HOLD = ConsentAction.GRANT, ConsentAction.REVOKE, ConsentAction.HOLD
MESSAGE = InboundMessage("SM9", MAYA, "+12125550140", "are you open?", TUESDAY)


JOIN = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-10-01")
START = line(GRANT, C, basis=Basis.EXPRESS)
STOP = line(REVOKE)
MAYBE_STOP = line(HOLD)
ORDER_1 = line(GRANT, T, "order:1", Basis.EXPRESS)
STOP_ORDER_1 = line(REVOKE, T, "order:1")
STOP_OFFERS = line(REVOKE, P)


def allowed(history: Sequence[ConsentEvent]) -> str:
    """The first letters of what is allowed: an answer, offers, order 1, order 2."""
    status = fold(history)
    return "".join(
        letter
        for letter, is_allowed in {
            "a": isinstance(may_answer(MESSAGE, status), Permit),
            "o": isinstance(may_send(P, None, status), ConsentEvent),
            "1": isinstance(may_send(T, "order:1", status), ConsentEvent),
            "2": isinstance(may_send(T, "order:2", status), ConsentEvent),
        }.items()
        if is_allowed
    )


@pytest.mark.parametrize(
    ("history", "may"),
    [
        pytest.param([], "a", id="nothing-said"),
        pytest.param([JOIN], "ao", id="join"),
        pytest.param([JOIN, STOP], "", id="join-stop"),
        pytest.param([JOIN, STOP, START], "a", id="join-stop-start"),
        pytest.param([JOIN, STOP, JOIN], "ao", id="join-stop-join"),
        pytest.param([ORDER_1], "a1", id="one-purchase"),
        pytest.param([ORDER_1, STOP], "", id="purchase-stop"),
        pytest.param([STOP, ORDER_1], "", id="stop-purchase"),
        pytest.param([STOP, ORDER_1, START], "a1", id="stop-purchase-start"),
        pytest.param([JOIN, ORDER_1, STOP_ORDER_1], "ao", id="stop-order"),
        pytest.param([JOIN, ORDER_1, STOP_OFFERS], "a1", id="stop-offers"),
        pytest.param([JOIN, ORDER_1, MAYBE_STOP], "a", id="maybe-stop"),
        pytest.param([JOIN, ORDER_1, MAYBE_STOP, START], "ao1", id="maybe-stop-start"),
        pytest.param([START], "a", id="start-alone"),
        pytest.param([line(GRANT, P, basis=Basis.EXPRESS)], "a", id="spoken-is-not-written"),
    ],
)
def test_a_history_allows_this(history: list[ConsentEvent], may: str) -> None:
    assert allowed(history) == may


# What a decision rests on


def test_an_answer_rests_on_the_text_it_answers() -> None:
    assert may_answer(MESSAGE, fold([])) == Permit(C, "answers the inbound text", "SM9")


def test_a_confirmation_is_allowed_after_a_stop_too() -> None:
    assert may_confirm(MESSAGE) == Permit(C, "confirms the inbound keyword", "SM9")


def test_what_is_sent_rests_on_a_line_of_the_ledger() -> None:
    assert may_send(P, None, fold([STOP, JOIN])) is JOIN
    assert may_send(T, "order:1", fold([ORDER_1])) is ORDER_1


@pytest.mark.parametrize(
    ("message_class", "matter", "history", "because"),
    [
        pytest.param(P, None, [JOIN, STOP], "opted out on 2026-11-24", id="stopped"),
        pytest.param(P, None, [JOIN, MAYBE_STOP], "held since 2026-11-24", id="held"),
        pytest.param(P, None, [ORDER_1], "no express written consent", id="not-written"),
        pytest.param(T, "order:2", [ORDER_1, JOIN], "no consent for order:2", id="other-matter"),
        pytest.param(T, None, [ORDER_1], "only the answer", id="no-matter"),
        pytest.param(C, None, [JOIN], "only the answer", id="unasked"),
    ],
)
def test_a_refusal_says_why(
    message_class: MessageClass, matter: str | None, history: list[ConsentEvent], because: str
) -> None:
    refusal = may_send(message_class, matter, fold(history))
    assert isinstance(refusal, Refusal)
    assert refusal.message_class is message_class
    assert refusal.because.startswith(because)


# Any history

events = st.builds(
    line,
    action=st.sampled_from(ConsentAction),
    message_class=st.none() | st.sampled_from(MessageClass),
    matter=st.sampled_from([None, "order:1", "order:2"]),
    basis=st.none() | st.sampled_from(Basis),
    disclosure=st.sampled_from([None, "2026-10-01"]),
    by=st.sampled_from(["bot", "provider", "Ann"]),
)
named = st.sampled_from([JOIN, START, STOP, MAYBE_STOP, ORDER_1, STOP_ORDER_1, STOP_OFFERS])
histories = st.lists(events | named, max_size=12)
not_grants = st.builds(
    line, st.sampled_from([REVOKE, HOLD]), st.none() | st.sampled_from(MessageClass)
)
purchases = st.builds(line, st.sampled_from(ConsentAction), st.just(T), st.just("order:1"))


def ends(event: ConsentEvent, message_class: MessageClass, matter: str | None) -> bool:
    """Whether `event` takes back a consent of this kind."""
    if event.action is not REVOKE:
        return False
    if event.matter:
        return event.matter == matter
    return event.message_class in (None, C, message_class)


@given(histories)
def test_nothing_promotional_without_a_written_grant_after_the_last_stop(
    history: list[ConsentEvent],
) -> None:
    grant = may_send(P, None, fold(history))
    if isinstance(grant, ConsentEvent):
        assert (grant.action, grant.message_class) == (GRANT, P)
        assert (grant.basis, grant.disclosure_version) == (Basis.EXPRESS_WRITTEN, "2026-10-01")
        since = history[max(at for at, each in enumerate(history) if each is grant) :]
        assert not any(ends(each, P, None) for each in since)


@given(histories, st.sampled_from(["order:1", "order:2"]))
def test_one_matter_is_never_consent_for_another(history: list[ConsentEvent], matter: str) -> None:
    grant = may_send(T, matter, fold(history))
    if isinstance(grant, ConsentEvent):
        assert (grant.action, grant.message_class, grant.matter) == (GRANT, T, matter)
        since = history[max(at for at, each in enumerate(history) if each is grant) :]
        assert not any(ends(each, T, matter) for each in since)


@given(histories, st.lists(not_grants))
def test_after_a_bare_stop_nothing_is_allowed_until_a_grant(
    before: list[ConsentEvent], after: list[ConsentEvent]
) -> None:
    assert allowed([*before, STOP, *after]) == ""


@given(histories, st.lists(purchases))
def test_no_purchase_lifts_a_stop(before: list[ConsentEvent], after: list[ConsentEvent]) -> None:
    assert allowed([*before, STOP, *after]) == ""


@given(histories)
def test_in_doubt_only_answers_go_out(history: list[ConsentEvent]) -> None:
    assert allowed([*history, MAYBE_STOP]) in ("", "a")


@given(histories)
def test_nobody_is_written_to_unasked(history: list[ConsentEvent]) -> None:
    assert isinstance(may_send(C, None, fold(history)), Refusal)

"""What may be sent after what was said; for any history, what never may."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.gate import Known, Permit, Refusal, may_answer, may_confirm, may_send
from consent.status import fold
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    LedgerLine,
    MessageClass,
)
from tests.conftest import MAYA, TUESDAY
from tests.consent.lines import line

P, T, C = MessageClass.PROMOTIONAL, MessageClass.TRANSACTIONAL, MessageClass.CONVERSATIONAL
GRANT, REVOKE, HOLD = ConsentAction.GRANT, ConsentAction.REVOKE, ConsentAction.HOLD
RELEASE = ConsentAction.RELEASE
MESSAGE = InboundMessage("SM9", MAYA, "+12125550140", "are you open?", TUESDAY)


JOIN = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-10-01")
START = line(GRANT, C, basis=Basis.EXPRESS)
STOP = line(REVOKE)
MAYBE_STOP = line(HOLD)
ORDER_1 = line(GRANT, T, "order:1", Basis.EXPRESS)
STOP_ORDER_1 = line(REVOKE, T, "order:1")
STOP_OFFERS = line(REVOKE, P)


def decide(
    message_class: MessageClass, matter: str | None, history: Sequence[ConsentEvent]
) -> Permit | Refusal:
    """As the register decides on the last day of `history`."""
    lines = tuple(LedgerLine(seq, event, "", "") for seq, event in enumerate(history, 1))
    return may_send(message_class, matter, Known(lines), TUESDAY + timedelta(days=99))


def grant_in(history: Sequence[ConsentEvent], decision: Permit | Refusal) -> int | None:
    """The place in `history` of the line that permits."""
    if isinstance(decision, Refusal):
        return None
    return int(decision.evidence.removeprefix("line ")) - 1


def allowed(history: Sequence[ConsentEvent]) -> str:
    """The first letters of what is allowed: an answer, offers, order 1, order 2."""
    status = fold(history)
    return "".join(
        letter
        for letter, is_allowed in {
            "a": isinstance(may_answer(MESSAGE, status), Permit),
            "o": isinstance(decide(P, None, history), Permit),
            "1": isinstance(decide(T, "order:1", history), Permit),
            "2": isinstance(decide(T, "order:2", history), Permit),
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
    assert decide(P, None, [STOP, JOIN]) == Permit(
        P, "express written consent of 2026-11-24", "line 2"
    )
    assert decide(T, "order:1", [ORDER_1]) == Permit(T, "express consent of 2026-11-24", "line 1")


def test_a_refusal_names_the_line_that_forbids() -> None:
    assert decide(P, None, [JOIN, STOP]) == Refusal(P, "opted out on 2026-11-24", "line 2")
    assert decide(P, None, []) == Refusal(P, "no express written consent", "")


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
    line, st.sampled_from([REVOKE, HOLD, RELEASE]), st.none() | st.sampled_from(MessageClass)
)
purchases = st.builds(
    line,
    st.sampled_from([GRANT, REVOKE, HOLD, RELEASE, ConsentAction.END]),
    st.just(T),
    st.just("order:1"),
)


def ends(event: ConsentEvent, message_class: MessageClass, matter: str | None) -> bool:
    """Whether `event` takes back a consent of this kind."""
    if event.action is ConsentAction.REASSIGN:
        return True
    if event.action is ConsentAction.END:
        return event.matter == matter and matter is not None
    if event.action is not REVOKE:
        return False
    if event.matter:
        return event.matter == matter
    return event.message_class in (None, C, message_class)


@given(histories)
def test_nothing_promotional_without_a_written_grant_after_the_last_stop(
    history: list[ConsentEvent],
) -> None:
    place = grant_in(history, decide(P, None, history))
    if place is not None:
        grant = history[place]
        assert (grant.action, grant.message_class) == (GRANT, P)
        assert (grant.basis, grant.disclosure_version) == (Basis.EXPRESS_WRITTEN, "2026-10-01")
        assert not any(ends(each, P, None) for each in history[place:])


@given(histories, st.sampled_from(["order:1", "order:2"]))
def test_one_matter_is_never_consent_for_another(history: list[ConsentEvent], matter: str) -> None:
    place = grant_in(history, decide(T, matter, history))
    if place is not None:
        grant = history[place]
        assert (grant.action, grant.message_class, grant.matter) == (GRANT, T, matter)
        assert not any(ends(each, T, matter) for each in history[place:])


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
    assert isinstance(decide(C, None, history), Refusal)

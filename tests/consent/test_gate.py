"""What may be sent after what was said; for any history, what never may."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
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
    Method,
)
from tests.conftest import MAYA, TUESDAY
from tests.consent.lines import line
from tests.storage.strategies import unhurried

P, T, C = MessageClass.PROMOTIONAL, MessageClass.TRANSACTIONAL, MessageClass.CONVERSATIONAL
GRANT, REVOKE, HOLD = ConsentAction.GRANT, ConsentAction.REVOKE, ConsentAction.HOLD
RELEASE, KEEP = ConsentAction.RELEASE, ConsentAction.KEEP
MESSAGE = InboundMessage("SM9", MAYA, "+12125550140", "are you open?", TUESDAY)


JOIN = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-10-01")
START = line(GRANT, C, basis=Basis.EXPRESS)
STOP = line(REVOKE)
MAYBE_STOP = line(HOLD)
ORDER_1 = line(GRANT, T, "order:1", Basis.EXPRESS)
STOP_ORDER_1 = line(REVOKE, T, "order:1")
STOP_OFFERS = line(REVOKE, P)
VIP = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-11-01", programme="VIP")
STOP_AT_PROVIDER = line(REVOKE, by="provider")
START_AT_PROVIDER = line(GRANT, C, basis=Basis.EXPRESS, by="provider")
REPORTED_21610 = line(REVOKE, by="shop", method=Method.PROVIDER)
# Answers to the question which texts a STOP meant
KEEP_OFFERS = line(KEEP, P, clarifies="SM1")
KEEP_VIP = line(KEEP, P, programme="VIP", clarifies="SM1")
KEEP_ORDERS = line(KEEP, T, clarifies="SM1")
KEEP_ORDER_1 = line(KEEP, T, "order:1", clarifies="SM1")
KEEPS = [KEEP_OFFERS, KEEP_VIP, KEEP_ORDERS, KEEP_ORDER_1]


LAST_DAY = TUESDAY + timedelta(days=99)


def decide(
    message_class: MessageClass,
    matter: str | None,
    history: Sequence[ConsentEvent],
    at: datetime = LAST_DAY,
) -> Permit | Refusal:
    """As the register decides after `history`, when its clock shows `at`."""
    lines = tuple(LedgerLine(seq, event, "", "") for seq, event in enumerate(history, 1))
    return may_send(message_class, matter, Known(lines), at)


def grant_in(history: Sequence[ConsentEvent], decision: Permit | Refusal) -> int | None:
    """The place in `history` of the line that permits."""
    if isinstance(decision, Refusal):
        return None
    return int(decision.evidence.removeprefix("line ")) - 1


def allowed(history: Sequence[ConsentEvent]) -> str:
    """The first letters of what is allowed: an answer, offers, VIP offers, order 1, order 2."""
    status = fold(history)
    return "".join(
        letter
        for letter, is_allowed in {
            "a": isinstance(may_answer(MESSAGE, status), Permit),
            "o": isinstance(decide(P, None, history), Permit),
            "v": isinstance(decide(P, "VIP", history), Permit),
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
        pytest.param([JOIN, VIP, ORDER_1], "aov1", id="programmes-and-a-purchase"),
        pytest.param([JOIN, VIP, ORDER_1, STOP, KEEP_OFFERS], "ao", id="stop-but-offers"),
        pytest.param([JOIN, VIP, ORDER_1, STOP, KEEP_VIP], "av", id="stop-but-vip"),
        pytest.param([JOIN, VIP, ORDER_1, STOP, KEEP_ORDERS], "a1", id="stop-but-orders"),
        pytest.param([JOIN, VIP, STOP, KEEP_VIP, STOP], "", id="stop-but-vip-stop"),
        pytest.param([START], "a", id="start-alone"),
        pytest.param([line(GRANT, P, basis=Basis.EXPRESS)], "a", id="spoken-is-not-written"),
        pytest.param([STOP_AT_PROVIDER, JOIN, ORDER_1], "", id="the-provider-blocks"),
        pytest.param([REPORTED_21610, JOIN, ORDER_1], "", id="it-was-reported-that-it-blocks"),
        pytest.param([REPORTED_21610, START_AT_PROVIDER, JOIN], "ao", id="start-lifts-its-block"),
        pytest.param([line(GRANT, T, "order:#1", Basis.EXPRESS)], "a1", id="spelled-otherwise"),
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


def test_what_an_answer_kept_rests_on_the_grant_and_names_the_answer() -> None:
    kept = [ORDER_1, JOIN, STOP, KEEP_OFFERS]
    because = "express written consent of 2026-11-24, kept on 2026-11-24 (line 4)"
    assert decide(P, None, kept) == Permit(P, because, "line 2")
    later = line(GRANT, T, "order:2", Basis.EXPRESS, day=1)
    assert decide(T, "order:2", [*kept, later]) == Permit(
        T, "express consent of 2026-11-25", "line 5"
    )


def test_a_refusal_names_the_line_that_forbids() -> None:
    assert decide(P, None, [JOIN, STOP]) == Refusal(P, "opted out on 2026-11-24", "line 2")
    assert decide(P, None, []) == Refusal(P, "no express written consent", "")
    assert decide(P, None, [REPORTED_21610, JOIN]) == Refusal(
        P, "blocked by the provider since 2026-11-24: only START from the number lifts it", "line 1"
    )


# Any history

events = st.builds(
    line,
    action=st.sampled_from(ConsentAction),
    message_class=st.none() | st.sampled_from(MessageClass),
    matter=st.sampled_from([None, "order:1", "order:2", "order:#1", "Order: 2"]),
    basis=st.none() | st.sampled_from(Basis),
    disclosure=st.sampled_from([None, "2026-10-01"]),
    by=st.sampled_from(["bot", "provider", "Ann"]),
    day=st.integers(0, 3),
    programme=st.sampled_from([None, "VIP"]),
    sid=st.sampled_from(["SM1", "SM2"]),
    clarifies=st.sampled_from([None, "SM1", "SM2"]),
    decides=st.sampled_from([None, "SM1", "SM2"]),
    method=st.sampled_from([Method.KEYWORD, Method.PROVIDER]),
)
answers = st.sampled_from(KEEPS)
named = (
    st.sampled_from([JOIN, VIP, START, STOP, MAYBE_STOP, ORDER_1, STOP_ORDER_1, STOP_OFFERS])
    | answers
)
histories = st.lists(events | named, max_size=12)
moments = st.integers(-1, 4).map(lambda days: TUESDAY + timedelta(days=days)) | st.just(LAST_DAY)
not_grants = st.builds(
    line, st.sampled_from([REVOKE, HOLD, RELEASE]), st.none() | st.sampled_from(MessageClass)
)
stops = st.builds(line, st.just(REVOKE), day=st.integers(0, 3))
spellings = st.sampled_from(["order:1", "order:#1", "Order: 1"])
overs = st.builds(
    line,
    st.sampled_from([REVOKE, ConsentAction.END]),
    st.just(T),
    spellings,
    day=st.integers(0, 3),
)
purchases = st.builds(
    line,
    st.sampled_from([GRANT, REVOKE, HOLD, RELEASE, ConsentAction.END]),
    st.just(T),
    st.just("order:1"),
)


def plain(matter: str | None) -> str | None:
    """The matters above as they are meant."""
    return {"order:#1": "order:1", "Order: 2": "order:2"}.get(str(matter), matter)


def ends(event: ConsentEvent, message_class: MessageClass, matter: str | None) -> bool:
    """Whether `event` takes back a consent of this kind."""
    if event.action is ConsentAction.REASSIGN:
        return True
    if event.action is ConsentAction.END:
        return plain(event.matter) == matter and matter is not None
    if event.action is not REVOKE:
        return False
    if event.matter:
        return plain(event.matter) == matter
    if event.programme and event.message_class is P:
        return message_class is P and event.programme == matter
    return event.message_class in (None, C, message_class)


def keeps(event: ConsentEvent, message_class: MessageClass, matter: str | None) -> bool:
    """Whether `event` is an answer that names a consent of this kind."""
    if event.action is not KEEP or event.message_class is not message_class:
        return False
    return (
        event.programme == matter if message_class is P else plain(event.matter) in (None, matter)
    )


def check_nothing_after_a_later_stop(
    history: list[ConsentEvent], place: int, message_class: MessageClass, matter: str | None
) -> None:
    """Whatever ended the grant at `place` was a bare STOP, the last one answered, in time, by what
    keeps just this."""
    ended_at = [at for at in range(place, len(history)) if ends(history[at], message_class, matter)]
    for at in ended_at:
        stop, until = history[at], next((n for n in ended_at if n > at), len(history))
        assert stop.action is REVOKE
        assert stop.message_class in (None, C)
        assert any(
            keeps(answer, message_class, matter)
            and ("clarifies", stop.message_sid) in answer.details
            and timedelta(0) <= answer.recorded_at - stop.recorded_at <= timedelta(hours=24)
            for answer in history[at:until]
        )


@unhurried
@given(histories, st.sampled_from([None, "VIP"]), moments)
def test_nothing_promotional_without_a_written_grant_after_the_last_stop(
    history: list[ConsentEvent], programme: str | None, at: datetime
) -> None:
    """Nor where the clock was put back since: the times of `history` are in any order."""
    place = grant_in(history, decide(P, programme, history, at))
    if place is not None:
        grant = history[place]
        assert (grant.action, grant.message_class, grant.programme) == (GRANT, P, programme)
        assert grant.basis is Basis.EXPRESS_WRITTEN
        assert grant.disclosure_version
        assert grant.recorded_at <= at
        check_nothing_after_a_later_stop(history, place, P, programme)


@unhurried
@given(histories, st.sampled_from(["order:1", "order:2"]), moments)
def test_one_matter_is_never_consent_for_another(
    history: list[ConsentEvent], matter: str, at: datetime
) -> None:
    place = grant_in(history, decide(T, matter, history, at))
    if place is not None:
        grant = history[place]
        assert (grant.action, grant.message_class, plain(grant.matter)) == (GRANT, T, matter)
        assert grant.recorded_at <= at
        check_nothing_after_a_later_stop(history, place, T, matter)


@unhurried
@given(histories, st.lists(not_grants))
def test_after_a_bare_stop_nothing_is_allowed_until_a_grant(
    before: list[ConsentEvent], after: list[ConsentEvent]
) -> None:
    assert allowed([*before, STOP, *after]) == ""


@unhurried
@given(histories, stops, st.lists(not_grants), moments)
def test_a_stop_counts_whatever_the_clock_shows(
    before: list[ConsentEvent], stop: ConsentEvent, after: list[ConsentEvent], at: datetime
) -> None:
    for message_class, matter in ((P, None), (P, "VIP"), (T, "order:1"), (C, None)):
        history = [*before, JOIN, VIP, ORDER_1, stop, *after]
        assert isinstance(decide(message_class, matter, history, at), Refusal)


@unhurried
@given(histories, spellings, overs, spellings, moments)
def test_a_matter_that_is_over_is_closed_however_it_is_spelled(
    before: list[ConsentEvent], bought: str, over: ConsentEvent, asked: str, at: datetime
) -> None:
    purchase = line(GRANT, T, bought, Basis.EXPRESS)
    assert isinstance(decide(T, asked, [*before, purchase, over], at), Refusal)


@unhurried
@given(histories)
def test_nothing_goes_to_a_number_that_the_provider_blocks(history: list[ConsentEvent]) -> None:
    if fold(history).provider_blocks:
        assert allowed(history) == ""


@unhurried
@given(histories, st.lists(purchases | named))
def test_only_the_provider_lifts_what_the_provider_blocks(
    before: list[ConsentEvent], after: list[ConsentEvent]
) -> None:
    assert allowed([*before, REPORTED_21610, *after]) == ""


@unhurried
@given(histories, answers)
def test_after_an_answer_only_what_it_kept_is_open(
    before: list[ConsentEvent], answer: ConsentEvent
) -> None:
    stood = fold(before)
    assume(not stood.provider_blocks)
    kept = {
        "o": answer is KEEP_OFFERS and stood.promotional,
        "v": answer is KEEP_VIP and "VIP" in stood.programmes,
        "1": answer in (KEEP_ORDERS, KEEP_ORDER_1) and "order:1" in stood.transactional,
        "2": answer is KEEP_ORDERS and "order:2" in stood.transactional,
    }
    letters = "".join(letter for letter, is_kept in kept.items() if is_kept)
    expected = f"a{letters}" if letters and not stood.stopped else ""
    assert allowed([*before, STOP, answer]) == expected
    assert allowed([*before, STOP, answer, STOP]) == ""


late = st.builds(line, st.just(KEEP), st.sampled_from([P, T]), day=st.just(2), clarifies=st.just("SM1"))  # fmt: skip
of_another = st.builds(line, st.just(KEEP), st.sampled_from([P, T]), clarifies=st.sampled_from([None, "SM2"]))  # fmt: skip


@unhurried
@given(histories, st.lists(not_grants | late | of_another))
def test_an_answer_too_late_or_to_another_stop_narrows_nothing(
    before: list[ConsentEvent], after: list[ConsentEvent]
) -> None:
    assert allowed([*before, STOP, *after]) == ""


@unhurried
@given(histories, st.lists(purchases), answers)
def test_an_answer_after_another_stop_narrows_nothing(
    before: list[ConsentEvent], between: list[ConsentEvent], answer: ConsentEvent
) -> None:
    assert allowed([*before, STOP, *between, STOP, answer]) == ""


@unhurried
@given(histories, st.lists(purchases))
def test_no_purchase_lifts_a_stop(before: list[ConsentEvent], after: list[ConsentEvent]) -> None:
    assert allowed([*before, STOP, *after]) == ""


@unhurried
@given(histories)
def test_in_doubt_only_answers_go_out(history: list[ConsentEvent]) -> None:
    assert allowed([*history, MAYBE_STOP]) in ("", "a")


@unhurried
@given(histories)
def test_nobody_is_written_to_unasked(history: list[ConsentEvent]) -> None:
    assert isinstance(decide(C, None, history), Refusal)

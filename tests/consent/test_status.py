"""What a history comes to: named ones, and what holds for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.status import ConsentStatus, fold
from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass, Method
from tests.consent.lines import line
from tests.storage.strategies import unhurried

P, T, C = MessageClass.PROMOTIONAL, MessageClass.TRANSACTIONAL, MessageClass.CONVERSATIONAL


GRANT, REVOKE, HOLD = ConsentAction.GRANT, ConsentAction.REVOKE, ConsentAction.HOLD
JOIN = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-10-01")
START = line(GRANT, C, basis=Basis.EXPRESS)
STOP = line(REVOKE)
STOP_AT_PROVIDER = line(REVOKE, by="provider")
START_AT_PROVIDER = line(GRANT, C, basis=Basis.EXPRESS, by="provider")
STOP_OFFERS = line(REVOKE, P)
STOP_ORDERS = line(REVOKE, T)
MAYBE_STOP = line(HOLD)
ORDER_1 = line(GRANT, T, "order:1", Basis.EXPRESS)
ORDER_2 = line(GRANT, T, "order:2", Basis.EXPRESS)
STOP_ORDER_1 = line(REVOKE, T, "order:1")
BOX_WITHOUT_DISCLOSURE = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN)
NUMBER_GIVEN = line(GRANT, P, basis=Basis.IMPLIED, disclosure="2026-10-01")
ORDER_OF_NONE = line(GRANT, T, basis=Basis.EXPRESS)
VIP = line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="2026-11-01", programme="VIP")
KEEP = ConsentAction.KEEP
KEEP_OFFERS = line(KEEP, P, clarifies="SM1")
KEEP_VIP = line(KEEP, P, programme="VIP", clarifies="SM1")
KEEP_ORDERS = line(KEEP, T, clarifies="SM1")
ORDER_1_IS_OVER = line(ConsentAction.END, matter="order:1")
NEW_OWNER = line(ConsentAction.REASSIGN)
REPORTED_21610 = line(REVOKE, by="shop", method=Method.PROVIDER)
RELEASE = ConsentAction.RELEASE
MAYBE_STOP_2 = line(HOLD, sid="SM2")
ORDER_AB = line(GRANT, T, "order:#ab-1", Basis.EXPRESS)
STOPPED_FOR_GOOD = ConsentStatus(stopped=STOP)


@pytest.mark.parametrize(
    ("history", "status"),
    [
        pytest.param([], ConsentStatus(), id="nothing-said"),
        pytest.param([JOIN], ConsentStatus(promotional=JOIN), id="join"),
        pytest.param([STOP], ConsentStatus(stopped=STOP), id="stop"),
        pytest.param([JOIN, ORDER_1, STOP], ConsentStatus(stopped=STOP), id="stop-ends-all"),
        pytest.param([JOIN, STOP, START], ConsentStatus(), id="start-brings-no-promotion-back"),
        pytest.param([STOP, JOIN], ConsentStatus(promotional=JOIN), id="join-lifts-a-stop"),
        pytest.param(
            [STOP, ORDER_1],
            ConsentStatus(stopped=STOP, transactional={"order:1": ORDER_1}),
            id="a-purchase-lifts-no-stop",
        ),
        pytest.param(
            [JOIN, ORDER_1, STOP_OFFERS],
            ConsentStatus(transactional={"order:1": ORDER_1}),
            id="stop-offers",
        ),
        pytest.param(
            [JOIN, ORDER_1, ORDER_2, STOP_ORDER_1],
            ConsentStatus(promotional=JOIN, transactional={"order:2": ORDER_2}),
            id="stop-one-order",
        ),
        pytest.param(
            [JOIN, ORDER_1, ORDER_2, STOP_ORDERS],
            ConsentStatus(promotional=JOIN),
            id="stop-all-orders",
        ),
        pytest.param([STOP_ORDER_1], ConsentStatus(), id="stop-an-unknown-order"),
        pytest.param(
            [line(REVOKE, C)], ConsentStatus(stopped=line(REVOKE, C)), id="stop-answers-is-stop"
        ),
        pytest.param([MAYBE_STOP], ConsentStatus(holds=(MAYBE_STOP,)), id="maybe-stop"),
        pytest.param([MAYBE_STOP, START], ConsentStatus(), id="start-lifts-a-hold"),
        pytest.param([MAYBE_STOP, STOP], ConsentStatus(stopped=STOP), id="stop-settles-a-hold"),
        pytest.param([BOX_WITHOUT_DISCLOSURE], ConsentStatus(), id="no-disclosure-no-grant"),
        pytest.param(
            [line(GRANT, P, basis=Basis.EXPRESS_WRITTEN, disclosure="")],
            ConsentStatus(),
            id="an-empty-disclosure-is-none",
        ),
        pytest.param([NUMBER_GIVEN], ConsentStatus(), id="implied-is-not-written"),
        pytest.param([STOP, NUMBER_GIVEN], ConsentStatus(stopped=STOP), id="implied-lifts-no-stop"),
        pytest.param([ORDER_OF_NONE], ConsentStatus(), id="an-order-needs-a-number"),
        pytest.param(
            [STOP_AT_PROVIDER],
            ConsentStatus(stopped=STOP_AT_PROVIDER, provider_blocks=STOP_AT_PROVIDER),
            id="provider-stop",
        ),
        pytest.param(
            [STOP_AT_PROVIDER, JOIN],
            ConsentStatus(promotional=JOIN, provider_blocks=STOP_AT_PROVIDER),
            id="join-lifts-no-block-of-the-provider",
        ),
        pytest.param(
            [STOP_AT_PROVIDER, JOIN, START_AT_PROVIDER],
            ConsentStatus(promotional=JOIN),
            id="start-lifts-the-block",
        ),
        pytest.param(
            [STOP_AT_PROVIDER, line(HOLD, by="provider")],
            ConsentStatus(
                stopped=STOP_AT_PROVIDER,
                holds=(line(HOLD, by="provider"),),
                provider_blocks=STOP_AT_PROVIDER,
            ),
            id="a-hold-lifts-no-block",
        ),
        pytest.param(
            [REPORTED_21610],
            ConsentStatus(stopped=REPORTED_21610, provider_blocks=REPORTED_21610),
            id="an-opt-out-that-another-system-has-from-the-provider",
        ),
        pytest.param(
            [REPORTED_21610, NEW_OWNER],
            ConsentStatus(provider_blocks=REPORTED_21610),
            id="the-block-hangs-on-the-number",
        ),
        pytest.param(
            [JOIN, line(ConsentAction.REASSIGN, method=Method.PROVIDER)],
            ConsentStatus(),
            id="reassigned-as-the-provider-says-is-no-block",
        ),
        pytest.param(
            [MAYBE_STOP, MAYBE_STOP_2, line(RELEASE, decides="SM1")],
            ConsentStatus(holds=(MAYBE_STOP_2,)),
            id="a-release-is-of-the-text-it-names",
        ),
        pytest.param(
            [MAYBE_STOP, MAYBE_STOP_2, line(RELEASE, decides="SM2")],
            ConsentStatus(),
            id="a-release-is-of-those-before-it-too",
        ),
        pytest.param(
            [MAYBE_STOP, MAYBE_STOP_2, line(RELEASE)], ConsentStatus(), id="a-release-of-all"
        ),
        pytest.param(
            [MAYBE_STOP, line(RELEASE, decides="SM9")],
            ConsentStatus(holds=(MAYBE_STOP,)),
            id="a-release-of-a-text-that-holds-nothing",
        ),
        pytest.param(
            [ORDER_AB, line(REVOKE, T, "order:AB-1")], ConsentStatus(), id="spelled-in-capitals"
        ),
        pytest.param(
            [line(GRANT, T, "order:AB-1", Basis.EXPRESS), ORDER_AB],
            ConsentStatus(transactional={"order:ab-1": ORDER_AB}),
            id="one-order-however-spelled",
        ),
        pytest.param(
            [JOIN, ORDER_AB, STOP, line(KEEP, T, "order:#AB-1", clarifies="SM1")],
            ConsentStatus(
                transactional={"order:ab-1": ORDER_AB},
                kept=line(KEEP, T, "order:#AB-1", clarifies="SM1"),
            ),
            id="kept-and-spelled-otherwise",
        ),
        pytest.param(
            [JOIN, ORDER_AB, STOP, line(ConsentAction.END, matter="order:AB-1"), KEEP_ORDERS],
            STOPPED_FOR_GOOD,
            id="over-and-spelled-otherwise",
        ),
        pytest.param(
            [JOIN, VIP, ORDER_1, STOP, KEEP_OFFERS],
            ConsentStatus(promotional=JOIN, kept=KEEP_OFFERS),
            id="keeps-offers-alone",
        ),
        pytest.param(
            [JOIN, VIP, ORDER_1, STOP, KEEP_VIP],
            ConsentStatus(programmes={"VIP": VIP}, kept=KEEP_VIP),
            id="keeps-one-programme-alone",
        ),
        pytest.param(
            [JOIN, VIP, ORDER_1, ORDER_2, STOP, KEEP_ORDERS],
            ConsentStatus(transactional={"order:1": ORDER_1, "order:2": ORDER_2}, kept=KEEP_ORDERS),
            id="keeps-orders-alone",
        ),
        pytest.param([JOIN, STOP, KEEP_ORDERS], STOPPED_FOR_GOOD, id="keeps-what-never-stood"),
        pytest.param([JOIN, KEEP_OFFERS], ConsentStatus(promotional=JOIN), id="no-stop-to-clarify"),
        pytest.param(
            [JOIN, STOP, line(KEEP, P)], STOPPED_FOR_GOOD, id="an-answer-that-names-no-stop"
        ),
        pytest.param(
            [JOIN, STOP, line(KEEP, P, clarifies="SM2")],
            STOPPED_FOR_GOOD,
            id="an-answer-that-names-another-stop",
        ),
        pytest.param(
            [JOIN, STOP, line(KEEP, P, clarifies="SM1", day=1)],
            ConsentStatus(promotional=JOIN, kept=line(KEEP, P, clarifies="SM1", day=1)),
            id="an-answer-within-a-day",
        ),
        pytest.param(
            [JOIN, STOP, line(KEEP, P, clarifies="SM1", day=2)],
            STOPPED_FOR_GOOD,
            id="an-answer-too-late",
        ),
        pytest.param(
            [JOIN, line(REVOKE, day=1), KEEP_OFFERS],
            ConsentStatus(stopped=line(REVOKE, day=1)),
            id="an-answer-from-before-the-stop",
        ),
        pytest.param([JOIN, STOP, STOP, KEEP_OFFERS], STOPPED_FOR_GOOD, id="stopped-twice"),
        pytest.param(
            [JOIN, ORDER_1, STOP, STOP_OFFERS, KEEP_ORDERS],
            STOPPED_FOR_GOOD,
            id="another-revocation-before-the-answer",
        ),
        pytest.param(
            [JOIN, STOP, MAYBE_STOP, KEEP_OFFERS],
            ConsentStatus(stopped=STOP, holds=(MAYBE_STOP,)),
            id="a-doubt-before-the-answer",
        ),
        pytest.param(
            [JOIN, STOP, START, KEEP_OFFERS], ConsentStatus(), id="start-before-the-answer"
        ),
        pytest.param(
            [JOIN, STOP, NEW_OWNER, KEEP_OFFERS], ConsentStatus(), id="a-new-owner-before-it"
        ),
        pytest.param(
            [ORDER_1, ORDER_2, STOP, ORDER_1_IS_OVER, KEEP_ORDERS],
            ConsentStatus(transactional={"order:2": ORDER_2}, kept=KEEP_ORDERS),
            id="over-before-the-answer",
        ),
        pytest.param(
            [JOIN, ORDER_1, STOP, KEEP_OFFERS, KEEP_ORDERS],
            ConsentStatus(promotional=JOIN, kept=KEEP_OFFERS),
            id="answered-once",
        ),
        pytest.param(
            [JOIN, STOP, KEEP_OFFERS, STOP], STOPPED_FOR_GOOD, id="a-stop-after-the-answer"
        ),
        pytest.param(
            [JOIN, ORDER_1, STOP, KEEP_OFFERS, STOP, KEEP_ORDERS],
            STOPPED_FOR_GOOD,
            id="given-up-by-the-first-answer",
        ),
    ],
)
def test_a_history_comes_to_a_status(history: list[ConsentEvent], status: ConsentStatus) -> None:
    assert fold(history) == status


# Any history

matters = st.sampled_from([None, "order:1", "order:2", "appointment:3", "order:#1"])
events = st.builds(
    line,
    action=st.sampled_from(ConsentAction),
    message_class=st.none() | st.sampled_from(MessageClass),
    matter=matters,
    basis=st.none() | st.sampled_from(Basis),
    disclosure=st.sampled_from([None, "2026-10-01"]),
    by=st.sampled_from(["bot", "provider", "Ann"]),
    day=st.integers(0, 9),
    programme=st.sampled_from([None, "VIP"]),
    sid=st.sampled_from(["SM1", "SM2"]),
    clarifies=st.sampled_from([None, "SM1"]),
    decides=st.sampled_from([None, "SM1", "SM2"]),
    method=st.sampled_from([Method.KEYWORD, Method.PROVIDER]),
)
histories = st.lists(events, max_size=12)


@unhurried
@given(histories)
def test_every_consent_is_a_line_of_the_history(history: list[ConsentEvent]) -> None:
    status = fold(history)
    found = (status.stopped, status.provider_blocks, status.kept)
    for kept in (*found, *status.holds, *status.grants, *status.keepable):
        assert kept is None or kept in history


@unhurried
@given(histories, histories)
def test_unless_it_is_kept_nothing_from_before_a_stop_counts_but_the_providers_block(
    before: list[ConsentEvent], after: list[ConsentEvent]
) -> None:
    after = [event for event in after if event.action is not KEEP]
    block = fold(before).provider_blocks
    assert fold([*before, STOP, *after]) == fold([*([block] if block else []), STOP, *after])


@unhurried
@given(histories)
def test_the_provider_blocks_as_it_last_said(history: list[ConsentEvent]) -> None:
    said = [
        event
        for event in history
        if event.action in (GRANT, REVOKE)
        and (event.recorded_by == "provider" or event.method is Method.PROVIDER)
    ]
    blocks = said[-1] if said and said[-1].action is REVOKE else None
    assert fold(history).provider_blocks is blocks


@unhurried
@given(histories, st.sampled_from(["SM1", "SM2"]))
def test_a_release_lifts_nothing_that_came_after_the_text_it_names(
    history: list[ConsentEvent], named: str
) -> None:
    holds = fold(history).holds
    left = fold([*history, line(RELEASE, decides=named)]).holds
    assert left == holds[len(holds) - len(left) :]
    assert named not in {hold.message_sid for hold in left}
    lifted = holds[: len(holds) - len(left)]
    assert not lifted or lifted[-1].message_sid == named

"""Who may be sent what, case by case, through every storage.

Each word of a history happens a day after the one before it; the question is asked on the last day,
or "day 9". The answer is the line of the ledger, or the MessageSid, that permits; or "no" and why.
"""

from datetime import datetime, timedelta

import pytest

from consent.gate import Known, Permit, may_send
from storage.contract import Store
from storage.records import (
    Basis,
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    MessageClass,
    Method,
)
from tests.conftest import MAYA, TUESDAY

A, M = ConsentAction, MessageClass

# What each word of a history puts into the ledger.
WORDS: dict[str, dict[str, object]] = {
    "JOIN": {"action": A.GRANT, "message_class": M.PROMOTIONAL, "basis": Basis.EXPRESS_WRITTEN, "disclosure_version": "2026-10-01"},
    "VIP": {"action": A.GRANT, "message_class": M.PROMOTIONAL, "basis": Basis.EXPRESS_WRITTEN, "disclosure_version": "2026-10-01", "programme": "VIP"},
    "said-yes": {"action": A.GRANT, "message_class": M.PROMOTIONAL, "basis": Basis.EXPRESS, "method": Method.VOICE},
    "gave-number": {"action": A.GRANT, "message_class": M.PROMOTIONAL, "basis": Basis.IMPLIED},
    "signed-nothing": {"action": A.GRANT, "message_class": M.PROMOTIONAL, "basis": Basis.EXPRESS_WRITTEN},
    "START": {"action": A.GRANT, "message_class": M.CONVERSATIONAL, "basis": Basis.EXPRESS},
    "buys-1": {"action": A.GRANT, "message_class": M.TRANSACTIONAL, "basis": Basis.EXPRESS, "matter": "order:1"},
    "buys-2": {"action": A.GRANT, "message_class": M.TRANSACTIONAL, "basis": Basis.EXPRESS, "matter": "order:2"},
    "books-1": {"action": A.GRANT, "message_class": M.TRANSACTIONAL, "basis": Basis.EXPRESS, "matter": "appointment:1"},
    "buys-3-for-5-days": {"action": A.GRANT, "message_class": M.TRANSACTIONAL, "basis": Basis.EXPRESS, "matter": "order:3", "ends_at": 5},
    "over-1": {"action": A.END, "matter": "order:1", "method": Method.SYSTEM},
    "STOP": {"action": A.REVOKE},
    "stops-by-e-mail": {"action": A.REVOKE, "method": Method.EMAIL},
    "stops-by-voice": {"action": A.REVOKE, "method": Method.VOICE},
    "blocked-21610": {"action": A.REVOKE, "method": Method.PROVIDER, "recorded_by": "provider"},
    "told-21610": {"action": A.REVOKE, "method": Method.PROVIDER, "recorded_by": "shop"},
    "reassigned-21610": {"action": A.REASSIGN, "method": Method.PROVIDER, "recorded_by": "shop"},
    "START-there": {"action": A.GRANT, "message_class": M.CONVERSATIONAL, "basis": Basis.EXPRESS, "recorded_by": "provider"},
    "buys-#A1": {"action": A.GRANT, "message_class": M.TRANSACTIONAL, "basis": Basis.EXPRESS, "matter": "order:#A1"},
    "STOP-a1": {"action": A.REVOKE, "message_class": M.TRANSACTIONAL, "matter": "order:a1"},
    "maybe-stop-2": {"action": A.HOLD, "method": Method.FREE_TEXT},
    "was-no-stop-1": {"action": A.RELEASE, "method": Method.PERSON, "details": (("decides", "maybe-stop"),)},
    "STOP-1": {"action": A.REVOKE, "message_class": M.TRANSACTIONAL, "matter": "order:1"},
    "STOP-orders": {"action": A.REVOKE, "message_class": M.TRANSACTIONAL},
    "STOP-OFFERS": {"action": A.REVOKE, "message_class": M.PROMOTIONAL},
    "STOP-VIP": {"action": A.REVOKE, "message_class": M.PROMOTIONAL, "programme": "VIP"},
    "STOP-answers": {"action": A.REVOKE, "message_class": M.CONVERSATIONAL},
    "maybe-stop": {"action": A.HOLD, "method": Method.FREE_TEXT},
    "was-no-stop": {"action": A.RELEASE, "method": Method.PERSON, "recorded_by": "Ann"},
    # Answers to the question which texts the STOP meant; all words of a kind share a MessageSid.
    "keep-offers": {"action": A.KEEP, "message_class": M.PROMOTIONAL, "details": (("clarifies", "STOP"),)},
    "keep-vip": {"action": A.KEEP, "message_class": M.PROMOTIONAL, "programme": "VIP", "details": (("clarifies", "STOP"),)},
    "keep-orders": {"action": A.KEEP, "message_class": M.TRANSACTIONAL, "details": (("clarifies", "STOP"),)},
    "keep-of-no-stop": {"action": A.KEEP, "message_class": M.PROMOTIONAL},
    "new-owner": {"action": A.REASSIGN, "method": Method.FREE_TEXT},
}  # fmt: skip
ASKED = {
    "offers": (M.PROMOTIONAL, None),
    "vip-offers": (M.PROMOTIONAL, "VIP"),
    "order:1": (M.TRANSACTIONAL, "order:1"),
    "order:a1": (M.TRANSACTIONAL, "order:a1"),
    "order:2": (M.TRANSACTIONAL, "order:2"),
    "order:3": (M.TRANSACTIONAL, "order:3"),
    "appointment:1": (M.TRANSACTIONAL, "appointment:1"),
    "anything": (M.TRANSACTIONAL, None),
    "answer": (M.CONVERSATIONAL, None),
}

CASES = """
nothing-said: : offers: no express written consent
nothing-said: : order:1: no consent for order:1
nothing-said: : answer: it has texted nothing
nothing-said: : anything: a transactional text is about one matter
join: JOIN: offers: line 1
join-is-no-order: JOIN: order:1: no consent for order:1
join-is-no-answer: JOIN: answer: it has texted nothing
join-is-not-vip: JOIN: vip-offers: no express written consent to VIP
vip: VIP: vip-offers: line 1
vip-is-not-join: VIP: offers: no express written consent
both-programmes: JOIN VIP: vip-offers: line 2
both-programmes: JOIN VIP: offers: line 1
joined-twice-the-later-line-proves: JOIN JOIN: offers: line 2
said-on-the-phone-is-not-written: said-yes: offers: no express written consent
a-number-given-is-not-written: gave-number: offers: no express written consent
no-disclosure-no-consent: signed-nothing: offers: no express written consent
start-grants-no-offers: START: offers: no express written consent
start-grants-no-order: START: order:1: no consent for order:1
one-purchase: buys-1: order:1: line 1
one-purchase-is-not-another: buys-1: order:2: no consent for order:2
a-purchase-is-no-booking: buys-1: appointment:1: no consent for appointment:1
a-booking-is-no-purchase: books-1: order:1: no consent for order:1
a-booking: books-1: appointment:1: line 1
a-purchase-is-no-consent-to-offers: buys-1: offers: no express written consent
a-purchase-without-its-number: buys-1: anything: a transactional text is about one matter
two-purchases: buys-1 buys-2: order:1: line 1
two-purchases: buys-1 buys-2: order:2: line 2
the-purchase-is-over: buys-1 over-1: order:1: no consent for order:1
the-other-purchase-is-not-over: buys-1 buys-2 over-1: order:2: line 2
over-does-not-end-offers: JOIN buys-1 over-1: offers: line 1
bought-again-after-it-was-over: buys-1 over-1 buys-1: order:1: line 3
before-its-end: buys-3-for-5-days: order:3 on day 5: line 1
after-its-end: buys-3-for-5-days: order:3 on day 7: order:3 ended on
stop: JOIN STOP: offers: opted out on
stop-ends-orders-too: buys-1 STOP: order:1: opted out on
stop-ends-answers-too: text STOP: answer: opted out on
stop-ends-every-programme: JOIN VIP STOP: vip-offers: opted out on
stop-by-e-mail: JOIN stops-by-e-mail: offers: opted out on
stop-by-voice: JOIN stops-by-voice: offers: opted out on
blocked-by-the-provider: JOIN blocked-21610: offers: opted out on
blocked-by-the-provider-as-another-system-says: JOIN told-21610: offers: opted out on
a-join-lifts-no-block: told-21610 JOIN: offers: blocked by the provider since
a-start-that-the-bot-took-lifts-no-block: told-21610 START buys-1: order:1: blocked by the provider since
no-answer-arrives-while-it-blocks: told-21610 JOIN text: answer: blocked by the provider since
a-start-that-the-provider-took-lifts-its-block: told-21610 START-there JOIN: offers: line 3
a-new-owner-is-blocked-all-the-same: told-21610 new-owner JOIN: offers: blocked by the provider since
reassigned-as-the-provider-says: JOIN reassigned-21610 JOIN: offers: line 3
stop-answers-is-stop: JOIN STOP-answers: offers: opted out on
stop-alone: STOP: order:1: opted out on
a-purchase-lifts-no-stop: STOP buys-1: order:1: opted out on
a-spoken-yes-lifts-no-stop: STOP said-yes: offers: opted out on
join-lifts-a-stop: STOP JOIN: offers: line 2
join-brings-no-order-back: buys-1 STOP JOIN: order:1: no consent for order:1
start-brings-no-offers-back: JOIN STOP START: offers: no express written consent
start-brings-no-order-back: buys-1 STOP START: order:1: no consent for order:1
start-then-a-purchase: STOP START buys-1: order:1: line 3
a-purchase-after-the-stop-counts-after-start: STOP buys-1 START: order:1: line 2
vip-lifts-a-stop-for-vip: STOP VIP: vip-offers: line 2
vip-lifts-a-stop-but-grants-no-other-offers: JOIN STOP VIP: offers: no express written consent
stop-one-order: buys-1 STOP-1: order:1: no consent for order:1
stop-one-order-spelled-otherwise: buys-#A1 STOP-a1: order:a1: no consent for order:a1
one-order-however-spelled: buys-#A1: order:a1: line 1
stop-one-order-leaves-the-other: buys-1 buys-2 STOP-1: order:2: line 2
stop-one-order-leaves-offers: JOIN buys-1 STOP-1: offers: line 1
stop-orders: buys-1 buys-2 STOP-orders: order:2: no consent for order:2
stop-orders-leaves-offers: JOIN buys-1 STOP-orders: offers: line 1
stop-offers: JOIN STOP-OFFERS: offers: no express written consent
stop-offers-ends-every-programme: VIP STOP-OFFERS: vip-offers: no express written consent to VIP
stop-offers-leaves-orders: JOIN buys-1 STOP-OFFERS: order:1: line 2
stop-one-programme: JOIN VIP STOP-VIP: vip-offers: no express written consent to VIP
stop-one-programme-leaves-the-other: JOIN VIP STOP-VIP: offers: line 1
joined-again-after-stop-offers: JOIN STOP-OFFERS JOIN: offers: line 3
maybe-stop-holds-offers: JOIN maybe-stop: offers: held since
maybe-stop-holds-orders: buys-1 maybe-stop: order:1: held since
maybe-stop-holds-no-answer: JOIN maybe-stop text: answer: SM3
a-person-releases: JOIN maybe-stop was-no-stop: offers: line 1
a-person-releases-one-of-two: JOIN maybe-stop maybe-stop-2 was-no-stop-1: offers: held since
a-person-releases-both: JOIN maybe-stop maybe-stop-2 was-no-stop-1 was-no-stop: offers: line 1
a-person-decides-it-was-a-stop: JOIN maybe-stop STOP: offers: opted out on
released-is-no-start: STOP was-no-stop: offers: opted out on
a-purchase-lifts-no-hold: maybe-stop buys-1: order:1: held since
start-lifts-a-hold: JOIN maybe-stop START: offers: line 1
kept-offers: JOIN buys-1 STOP keep-offers: offers: line 1
kept-offers-alone: JOIN buys-1 STOP keep-offers: order:1: no consent for order:1
kept-offers-are-of-the-first-programme: JOIN VIP STOP keep-offers: vip-offers: no express written consent to VIP
kept-vip: JOIN VIP STOP keep-vip: vip-offers: line 2
kept-vip-alone: JOIN VIP STOP keep-vip: offers: no express written consent
kept-orders: JOIN buys-1 STOP keep-orders: order:1: line 2
kept-orders-are-all-of-them: buys-1 buys-2 STOP keep-orders: order:2: line 2
kept-orders-alone: JOIN buys-1 STOP keep-orders: offers: no express written consent
kept-orders-end-when-they-would-have: buys-3-for-5-days STOP keep-orders: order:3 on day 7: order:3 ended on
kept-orders-that-were-over: buys-1 buys-2 over-1 STOP keep-orders: order:1: no consent for order:1
what-never-stood-is-not-kept: buys-1 STOP keep-offers: offers: opted out on
silence-means-all: JOIN buys-1 STOP: offers on day 9: opted out on
kept-too-late: JOIN buys-1 STOP text keep-offers: offers: opted out on
kept-without-a-stop: keep-offers: offers: no express written consent
kept-before-the-stop: JOIN keep-offers STOP: offers: opted out on
kept-of-no-stop: JOIN buys-1 STOP keep-of-no-stop: offers: opted out on
kept-of-another-stop: JOIN buys-1 stops-by-e-mail keep-offers: offers: opted out on
kept-then-stop: JOIN buys-1 STOP keep-offers STOP: offers: opted out on
kept-then-stop-then-kept-again: JOIN buys-1 STOP keep-offers STOP keep-offers: offers: line 1
kept-of-what-a-first-answer-gave-up: JOIN buys-1 STOP keep-offers STOP keep-orders: order:1: opted out on
kept-then-stop-offers: JOIN buys-1 STOP keep-offers STOP-OFFERS: offers: no express written consent
kept-after-two-stops: JOIN buys-1 STOP STOP keep-offers: offers: opted out on
kept-opens-answers: JOIN buys-1 STOP keep-offers text: answer: SM5
joined-again-after-keeping: JOIN buys-1 STOP keep-offers JOIN: offers: line 5
new-owner-has-not-joined: JOIN new-owner: offers: no express written consent
new-owner-bought-nothing: buys-1 new-owner: order:1: no consent for order:1
new-owner-did-not-stop: STOP new-owner text: answer: SM3
new-owner-gets-no-answer-to-the-old-text: text new-owner: answer: the number has changed hands
new-owner-joins: JOIN new-owner JOIN: offers: line 3
new-owner-wants-nothing: JOIN new-owner STOP: offers: opted out on
an-answer: text: answer: SM1
an-answer-a-day-later: text: answer on day 2: SM1
an-answer-two-days-later: text: answer on day 3: its last text
a-text-is-no-consent-to-offers: text: offers: no express written consent
a-text-is-no-consent-to-orders: text: order:1: no consent for order:1
a-text-lifts-no-stop: STOP text: answer: opted out on
asked-of-a-day-before-it-joined: buys-1 JOIN: offers on day 1: no express written consent
asked-by-a-clock-put-back-to-before-the-stop: JOIN STOP: offers on day 1: opted out on
asked-by-a-clock-put-back-to-before-the-hold: JOIN maybe-stop: offers on day 1: held since
asked-by-a-clock-put-back-to-before-the-new-owner: JOIN new-owner: offers on day 1: no express written consent
asked-by-a-clock-put-back-to-before-it-was-over: buys-1 over-1: order:1 on day 1: no consent for order:1
asked-by-a-clock-put-back-to-before-the-release: JOIN maybe-stop was-no-stop: offers on day 2: held since
"""


def case(line: str) -> list[str]:
    return [part.strip() for part in line.split(": ", 3)]


NAMED = [case(line) for line in CASES.strip().splitlines()]


def day(number: int) -> datetime:
    return TUESDAY + timedelta(days=number - 1)


def happens(word: str, number: int, store: Store) -> None:
    if word == "text":
        store.claim(InboundMessage(f"SM{number}", MAYA, "+12125550140", "open?", day(number)))
        return
    what = dict(WORDS[word])
    ends_on = what.pop("ends_at", None)
    line = {
        "number": MAYA, "message_class": None, "matter": None, "basis": None,
        "method": Method.KEYWORD, "evidence": word, "disclosure_version": None,
        "message_sid": word, "recorded_by": "bot", "recorded_at": day(number),
    } | what  # fmt: skip
    if isinstance(ends_on, int):
        line["ends_at"] = day(ends_on + 1)
    store.append_consent(ConsentEvent(**line))  # type: ignore[arg-type]


def test_there_are_enough_cases() -> None:
    assert len(NAMED) >= 60


@pytest.mark.parametrize(
    ("history", "asked", "answer"),
    [pytest.param(*rest, id=f"{name}-{rest[1]}".replace(" ", "-")) for name, *rest in NAMED],
)
def test_it_is_decided_as_the_table_says(
    store: Store, history: str, asked: str, answer: str
) -> None:
    words = history.split()
    for number, word in enumerate(words, 1):
        happens(word, number, store)
    what, _, on = asked.partition(" on day ")
    texts = store.messages(MAYA, 1)
    known = Known(tuple(store.ledger(MAYA)), texts[-1] if texts else None)
    decision = may_send(*ASKED[what], known, day(int(on or max(1, len(words)))))
    if isinstance(decision, Permit):
        assert decision.evidence == answer
    else:
        assert decision.because.startswith(answer)

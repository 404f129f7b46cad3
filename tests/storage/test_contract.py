"""What `storage.contract` promises, held against every storage."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from storage.contract import StorageUnavailable, Store
from storage.ledger import BEGINNING, Whole, verify
from storage.records import (
    AccessToken,
    Awaiting,
    ConsentEvent,
    Delivery,
    Disclosure,
    InboundMessage,
    KeyedRequest,
    Media,
    OpenQuestion,
    QuestionState,
    Reply,
    TokenScope,
)
from storage.sqlite import SqliteStore
from tests.storage import samples, strategies
from tests.storage.samples import BEN, EVENT, MAYA, MESSAGE, NOW, QUESTION, REPLY, claimed
from tests.storage.strategies import unhurried
from tests.storage.threads import at_once, elsewhere, open_files

# How each storage opens the store that lives in a folder. A storage is added by a line.
STORAGES = [
    pytest.param(lambda folder: SqliteStore(folder / "answerback.db"), id="sqlite"),
]


@pytest.fixture(params=STORAGES)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens one and the same store, as often as it is called."""
    with ExitStack() as opened:

        def open_it() -> Store:
            store: Store = request.param(tmp_path)
            opened.callback(store.close)
            return store

        yield open_it


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


@pytest.fixture
def stores(open_store: Callable[[], Store]) -> tuple[Store, Store]:
    return open_store(), open_store()


def assert_same(kept: object, given: object) -> None:
    """Equal, and of the same types: "grant" equals ConsentAction.GRANT, and 1 equals True."""
    assert kept == given
    assert repr(kept) == repr(given)


# Messages


def test_a_message_is_claimed_once(store: Store) -> None:
    assert [store.claim(MESSAGE) for _ in range(3)] == [True, False, False]


def test_a_message_stays_as_it_was_first_claimed(store: Store) -> None:
    store.claim(MESSAGE)
    assert not store.claim(replace(MESSAGE, sender=BEN, body="something else"))
    assert store.message(MESSAGE.sid) == MESSAGE
    assert store.messages(BEN) == []


def test_a_message_nobody_claimed_is_none(store: Store) -> None:
    assert store.message("SM-unheard-of") is None


def test_sids_that_look_alike_are_different(store: Store) -> None:
    for sid in ("SM1", "sm1", "SM1 ", "SM1\0", "", "1", "01"):
        assert store.claim(replace(MESSAGE, sid=sid))


def claims_won(*stores: Store) -> list[int]:
    """How many of sixteen threads won the claim of each of three messages."""

    def rush(message: InboundMessage) -> int:
        return sum(at_once(16, lambda n: stores[n % len(stores)].claim(message)))

    return [rush(replace(MESSAGE, sid=sid)) for sid in ("SM1", "SM2", "SM3")]


def test_one_of_sixteen_threads_wins_a_claim(store: Store) -> None:
    assert claims_won(store) == [1, 1, 1]


def test_one_of_two_stores_wins_a_claim(stores: tuple[Store, Store]) -> None:
    assert claims_won(*stores) == [1, 1, 1]


def test_the_latest_messages_come_oldest_first(store: Store) -> None:
    kept = [claimed(store) for _ in range(5)]
    claimed(store, sender=BEN)
    assert [message.sid for message in store.messages(MAYA, limit=3)] == kept[-3:]
    assert [message.sid for message in store.messages(MAYA, limit=9)] == kept


def test_messages_come_as_they_arrived_whatever_their_sids(store: Store) -> None:
    for sid in ("SM9", "SM1", "SM5"):
        store.claim(replace(MESSAGE, sid=sid))
    assert [message.sid for message in store.messages(MAYA)] == ["SM9", "SM1", "SM5"]


def test_fifty_messages_come_unless_told_otherwise(store: Store) -> None:
    with store.transaction():
        kept = [claimed(store) for _ in range(52)]
    assert [message.sid for message in store.messages(MAYA)] == kept[-50:]


def test_a_number_that_never_wrote_has_no_messages(store: Store) -> None:
    assert store.messages(BEN) == []


def test_the_last_message_of_each_of_many_numbers(store: Store) -> None:
    for sid, sender in (("SM9", MAYA), ("SM5", BEN), ("SM1", MAYA)):
        store.claim(replace(MESSAGE, sid=sid, sender=sender))
    last = store.last_messages([MAYA, BEN, "+1"])
    assert {number: message.sid for number, message in last.items()} == {MAYA: "SM1", BEN: "SM5"}
    assert store.last_messages([]) == {}


# Transactions


def write_everything(store: Store) -> None:
    store.claim(MESSAGE)
    store.append_consent(EVENT)
    store.save_reply(REPLY)
    store.ask_person(QUESTION)


def everything(store: Store) -> tuple[object, ...]:
    return (
        store.message(MESSAGE.sid),
        store.messages(MAYA),
        store.consent_history(MAYA),
        [line.event for line in store.ledger()],
        store.reply_to(MESSAGE.sid),
        store.last_reply(MAYA),
        store.questions(),
    )


NOTHING: tuple[object, ...] = (None, [], [], [], None, None, [])
ALL_OF_IT = (MESSAGE, [MESSAGE], [EVENT], [EVENT], REPLY, REPLY, [QUESTION])


def lose_everything(store: Store, error: BaseException) -> None:
    with store.transaction():
        write_everything(store)
        raise error


def test_a_transaction_keeps_all_of_it(store: Store) -> None:
    with store.transaction():
        write_everything(store)
        assert everything(store) == ALL_OF_IT
    assert everything(store) == ALL_OF_IT


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(RuntimeError(), id="a-fault"),
        pytest.param(StorageUnavailable(), id="no-storage"),
        pytest.param(KeyboardInterrupt(), id="an-interrupt"),
        pytest.param(GeneratorExit(), id="left-by-a-generator"),
    ],
)
def test_an_exception_loses_all_of_a_transaction(store: Store, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        lose_everything(store, error)
    assert raised.value is error
    assert everything(store) == NOTHING


def test_a_store_goes_on_after_a_lost_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError):
        lose_everything(store, RuntimeError())
    with store.transaction():
        write_everything(store)
    assert everything(store) == ALL_OF_IT
    assert verify(store.ledger()) == Whole(1, next(store.ledger()).seal)


def test_an_open_transaction_is_seen_by_nobody_else(stores: tuple[Store, Store]) -> None:
    store, other = stores
    with store.transaction():
        write_everything(store)
        assert elsewhere(lambda: everything(store)) == NOTHING
        assert everything(other) == NOTHING
    assert elsewhere(lambda: everything(store)) == ALL_OF_IT
    assert everything(other) == ALL_OF_IT


def test_a_lost_transaction_takes_nothing_of_another_thread_with_it(store: Store) -> None:
    def odd_ones_fail(which: int) -> None:
        for _ in range(5):
            try:
                with store.transaction():
                    claimed(store, sender=f"thread {which}")
                    store.append_consent(replace(EVENT, number=f"thread {which}"))
                    if which % 2:
                        raise RuntimeError
            except RuntimeError:
                pass
            else:
                claimed(store, sender=f"thread {which}")

    at_once(8, odd_ones_fail)
    for which in range(8):
        number = f"thread {which}"
        expected = (0, 0) if which % 2 else (10, 5)
        assert (len(store.messages(number)), len(store.consent_history(number))) == expected
    assert isinstance(verify(store.ledger()), Whole)


def test_what_goes_with_a_claim_is_written_once(stores: tuple[Store, Store]) -> None:
    """The way of every text: sixteen deliveries at once of one STOP write one line."""

    def deliver(which: int) -> None:
        store = stores[which % 2]
        with store.transaction():
            if store.claim(MESSAGE):
                store.append_consent(EVENT)

    at_once(16, deliver)
    assert stores[0].consent_history(MAYA) == [EVENT]


# Consent


def test_each_line_is_sealed_to_the_line_before(store: Store) -> None:
    first, second, third = (store.append_consent(EVENT) for _ in range(3))
    assert [line.seq for line in (first, second, third)] == [1, 2, 3]
    assert [line.previous for line in (first, second, third)] == [
        BEGINNING,
        first.seal,
        second.seal,
    ]
    assert list(store.ledger()) == [first, second, third]
    assert verify(store.ledger()) == Whole(3, third.seal)


def test_eight_threads_leave_no_gap_in_the_ledger(stores: tuple[Store, Store]) -> None:
    def append(which: int) -> list[int]:
        return [
            stores[which % 2].append_consent(replace(EVENT, evidence=f"{which}.{n}")).seq
            for n in range(10)
        ]

    given_out = at_once(8, append)
    assert sorted(seq for of_one in given_out for seq in of_one) == list(range(1, 81))
    assert all(of_one == sorted(of_one) for of_one in given_out)
    result = verify(stores[0].ledger())
    assert isinstance(result, Whole)
    assert result.lines == 80


def test_a_history_is_in_order_and_of_one_number(store: Store) -> None:
    # Times that run backwards: the order is that of the ledger.
    said = [replace(EVENT, evidence=str(n), recorded_at=NOW - timedelta(n)) for n in range(5)]
    for event in said:
        store.append_consent(event)
        store.append_consent(replace(event, number=BEN))
    assert store.consent_history(MAYA) == said
    assert store.consent_history("+1") == []


def test_the_ledger_of_one_number_keeps_its_places_in_the_whole(store: Store) -> None:
    lines = [store.append_consent(replace(EVENT, number=who)) for who in (MAYA, BEN, BEN, MAYA)]
    assert list(store.ledger(MAYA)) == [lines[0], lines[3]]
    assert list(store.ledger("+1")) == []


def test_the_end_of_the_ledger_is_its_last_line(store: Store) -> None:
    assert store.last_line() is None
    assert store.append_consent(EVENT) == store.last_line()


def test_a_ledger_can_be_read_on_from_any_line(store: Store) -> None:
    lines = [store.append_consent(replace(EVENT, number=who)) for who in (MAYA, BEN, BEN, MAYA)]
    assert list(store.ledger(after=2)) == lines[2:]
    assert list(store.ledger(MAYA, after=1)) == [lines[3]]
    assert list(store.ledger(MAYA, after=4)) == []


def test_no_more_of_a_ledger_is_read_than_asked_for(store: Store) -> None:
    with store.transaction():
        lines = [store.append_consent(EVENT) for _ in range(2100)]
    for limit in (0, 1, 999, 1000, 1001, 2100, 9999):
        assert list(store.ledger(limit=limit)) == lines[:limit]
        assert list(store.ledger(MAYA, after=50, limit=limit)) == lines[50 : 50 + limit]


def test_the_ledgers_of_many_numbers_come_at_once(store: Store) -> None:
    lines = [store.append_consent(replace(EVENT, number=who)) for who in (MAYA, BEN, BEN, MAYA)]
    assert store.ledger_of(["+1", BEN]) == {"+1": [], BEN: lines[1:3]}
    assert store.ledger_of([MAYA, MAYA]) == {MAYA: [lines[0], lines[3]]}
    assert store.ledger_of([]) == {}


def test_more_numbers_than_one_statement_takes(store: Store) -> None:
    numbers = [f"+1212555{n:04}" for n in range(2100)]
    with store.transaction():
        lines = [store.append_consent(replace(EVENT, number=number)) for number in numbers]
        for number in numbers:
            claimed(store, sender=number)
    assert store.ledger_of(numbers) == {line.event.number: [line] for line in lines}
    assert store.last_messages(numbers).keys() == set(numbers)


def test_a_long_ledger_comes_whole_and_in_order(store: Store) -> None:
    with store.transaction():
        for n in range(2100):
            last = store.append_consent(replace(EVENT, evidence=str(n)))
    assert verify(store.ledger()) == Whole(2100, last.seal)
    assert [line.event.evidence for line in store.ledger(MAYA)] == [str(n) for n in range(2100)]


def test_a_line_can_be_added_while_the_ledger_is_read(store: Store) -> None:
    store.append_consent(EVENT)
    reading = store.ledger()
    first = next(reading)
    elsewhere(lambda: store.append_consent(EVENT))
    assert isinstance(verify([first, *reading]), Whole)


def test_an_empty_ledger_is_whole(store: Store) -> None:
    assert verify(store.ledger()) == Whole(0, BEGINNING)


# Replies


def test_the_first_reply_is_kept_and_given_back(store: Store) -> None:
    first = replace(REPLY, message_sid=claimed(store))
    second = replace(first, body="another", topics=(), awaiting=Awaiting("opt_in"))
    assert store.save_reply(first) == first
    assert store.save_reply(second) == first
    assert store.reply_to(first.message_sid) == first


def test_sixteen_threads_are_given_the_same_reply(stores: tuple[Store, Store]) -> None:
    reply = replace(REPLY, message_sid=claimed(stores[0]))
    given_back = at_once(
        16, lambda n: stores[n % 2].save_reply(replace(reply, body=f"from thread {n}"))
    )
    assert set(given_back) == {stores[0].reply_to(reply.message_sid)}


def test_what_a_reply_asked_is_kept(store: Store) -> None:
    awaiting = Awaiting("topic", ("returns", "orders"), "it came broken 😢")
    reply = replace(REPLY, message_sid=claimed(store), awaiting=awaiting)
    assert store.save_reply(reply).awaiting == awaiting
    last = store.last_reply(MAYA)
    assert last is not None
    assert last.awaiting == awaiting


def test_silence_is_kept_as_a_reply(store: Store) -> None:
    silence = replace(REPLY, message_sid=claimed(store), body="", segments=0)
    assert store.save_reply(silence) == silence
    assert store.reply_to(silence.message_sid) == silence


def test_a_message_without_a_reply_has_none(store: Store) -> None:
    assert store.reply_to(claimed(store)) is None
    assert store.reply_to("SM-unheard-of") is None


def test_the_last_reply_is_the_latest_to_that_number(store: Store) -> None:
    for sender, body in ((MAYA, "first"), (MAYA, "second"), (BEN, "to Ben")):
        store.save_reply(replace(REPLY, message_sid=claimed(store, sender), body=body))
    last = store.last_reply(MAYA)
    assert last is not None
    assert last.body == "second"


def test_a_number_without_replies_has_no_last_one(store: Store) -> None:
    store.save_reply(replace(REPLY, message_sid=claimed(store, BEN)))
    claimed(store)
    assert store.last_reply(MAYA) is None


def test_no_silence_is_long_enough_to_forget_the_last_reply(store: Store) -> None:
    with store.transaction():
        reply = store.save_reply(replace(REPLY, message_sid=claimed(store)))
        for _ in range(60):
            store.save_reply(replace(REPLY, message_sid=claimed(store), body=""))
    assert store.last_reply(MAYA) == reply


# Questions


def test_a_second_question_for_a_message_changes_nothing(store: Store) -> None:
    question = replace(QUESTION, message_sid=claimed(store))
    for asked in (question, question, replace(question, reason="another", body="another")):
        store.ask_person(asked)
    assert store.questions(include_closed=True) == [question]


def test_sixteen_threads_ask_one_question(stores: tuple[Store, Store]) -> None:
    question = replace(QUESTION, message_sid=claimed(stores[0]))
    at_once(16, lambda n: stores[n % 2].ask_person(question))
    assert stores[0].questions() == [question]


def test_questions_come_oldest_first(store: Store) -> None:
    asked = [
        replace(QUESTION, message_sid=sid, asked_at=NOW + timedelta(seconds=n))
        for n, sid in enumerate(reversed([claimed(store) for _ in range(5)]))
    ]
    for question in asked:
        store.ask_person(question)
    assert store.questions() == asked


def test_closed_questions_come_only_when_asked_for(store: Store) -> None:
    waiting = replace(QUESTION, message_sid=claimed(store))
    closed = replace(QUESTION, message_sid=claimed(store), state=QuestionState.CLOSED)
    store.ask_person(closed)
    store.ask_person(waiting)
    assert store.questions() == [waiting]
    assert store.questions(include_closed=True) == [closed, waiting]


# The register for other systems

SHOP = AccessToken("shop", TokenScope.WRITE, "5a" * 32, NOW)
REQUEST = KeyedRequest("shop", "order-1", "f0" * 32, NOW)


def test_the_name_of_a_token_is_never_taken_twice(store: Store) -> None:
    again = replace(SHOP, digest="5b" * 32, scope=TokenScope.READ)
    assert store.add_token(SHOP)
    assert not store.add_token(again)
    assert store.revoke_token("shop", NOW)
    assert not store.add_token(again)
    assert store.tokens() == [replace(SHOP, revoked_at=NOW)]


def test_tokens_come_oldest_first(store: Store) -> None:
    till = replace(SHOP, name="a till", scope=TokenScope.READ, digest="5b" * 32)
    for token in (SHOP, till):
        store.add_token(token)
    assert_same(store.tokens(), [SHOP, till])


def test_a_token_is_revoked_once(store: Store) -> None:
    store.add_token(SHOP)
    assert store.revoke_token("shop", NOW)
    assert not store.revoke_token("shop", NOW + timedelta(days=1))
    assert not store.revoke_token("till", NOW)
    assert_same(store.tokens(), [replace(SHOP, revoked_at=NOW)])


def test_a_key_is_claimed_once_by_each_token(store: Store) -> None:
    other = replace(REQUEST, fingerprint="f1" * 32, answer="another")
    assert [store.claim_key(each) for each in (REQUEST, REQUEST, other)] == [True, False, False]
    assert store.claim_key(replace(other, token="till"))
    assert_same(store.keyed_request("shop", "order-1"), REQUEST)
    assert store.keyed_request("shop", "order-2") is None


def test_the_first_answer_to_a_key_is_kept(store: Store) -> None:
    answered = replace(REQUEST, answer='{"seq": 1}')
    store.claim_key(REQUEST)
    store.keep_answer(answered)
    store.keep_answer(replace(REQUEST, answer="another"))
    assert_same(store.keyed_request("shop", "order-1"), answered)


def test_sixteen_repeated_requests_write_one_line(stores: tuple[Store, Store]) -> None:
    def record(which: int) -> KeyedRequest | None:
        store = stores[which % 2]
        with store.transaction():
            if store.claim_key(REQUEST):
                line = store.append_consent(EVENT)
                store.keep_answer(replace(REQUEST, answer=line.seal))
        return store.keyed_request("shop", "order-1")

    answers = at_once(16, record)
    [line] = stores[0].ledger()
    assert answers == [replace(REQUEST, answer=line.seal)] * 16


def lose_a_claim(store: Store) -> None:
    with store.transaction():
        assert store.claim_key(REQUEST)
        raise RuntimeError


def test_the_key_of_a_lost_transaction_is_free_again(store: Store) -> None:
    with pytest.raises(RuntimeError):
        lose_a_claim(store)
    assert store.claim_key(REQUEST)


# The outgoing webhook


def test_at_first_the_receiver_took_nothing_and_the_first_try_is_due(store: Store) -> None:
    first = store.delivery()
    assert (first.taken, first.upto, first.failures) == (0, 0, 0)
    assert (first.answer, first.answered_at) == ("", None)
    assert max(first.due_at, first.held_until) < NOW


DELIVERY = Delivery(
    taken=100,
    upto=200,
    failures=3,
    due_at=NOW,
    held_until=NOW + timedelta(seconds=30),
    answer="500",
    answered_at=NOW - timedelta(microseconds=1),
)


def test_how_far_the_receiver_has_come_is_kept(stores: tuple[Store, Store]) -> None:
    assert stores[0].replace_delivery(stores[0].delivery(), DELIVERY)
    assert_same(stores[1].delivery(), DELIVERY)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"taken": 99}, id="taken"),
        pytest.param({"upto": 201}, id="upto"),
        pytest.param({"failures": 2}, id="failures"),
        pytest.param({"due_at": NOW + timedelta(microseconds=1)}, id="due"),
        pytest.param({"held_until": NOW}, id="held"),
        pytest.param({"answer": ""}, id="answer"),
        pytest.param({"answered_at": None}, id="answered"),
    ],
)
def test_what_somebody_else_has_changed_is_not_replaced(
    store: Store, change: dict[str, Any]
) -> None:
    store.replace_delivery(store.delivery(), DELIVERY)
    assert not store.replace_delivery(replace(DELIVERY, **change), replace(DELIVERY, taken=0))
    assert_same(store.delivery(), DELIVERY)


def test_one_of_sixteen_replaces_what_all_of_them_know(stores: tuple[Store, Store]) -> None:
    known = stores[0].delivery()

    def replace_it(which: int) -> bool:
        return stores[which % 2].replace_delivery(known, replace(DELIVERY, upto=which))

    assert sum(at_once(16, replace_it)) == 1


# Byte for byte


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("👩🏽‍🔧 thx 🙏", id="emoji"),
        pytest.param("before\0after\0", id="NUL"),
        pytest.param("x" * 1600, id="1600-characters"),
        pytest.param("🙏" * 1600, id="1600-emoji"),
        pytest.param("e\u0301 \u00e9 \u212b", id="not-normalised"),
        pytest.param(" \r\n\t\u00a0\u2028\ufeff", id="white-space"),
        pytest.param("'; DROP TABLE consent; --", id="SQL"),
    ],
)
def test_a_body_comes_back_byte_for_byte(store: Store, body: str) -> None:
    store.claim(replace(MESSAGE, body=body))
    kept = store.message(MESSAGE.sid)
    assert kept is not None
    assert kept.body.encode() == body.encode()


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param((), id="none"),
        pytest.param((("Body", "a"), ("Body", "b"), ("Body", "a")), id="repeated"),
        pytest.param((("Body", ""), ("", "x"), ("", "")), id="empty"),
        pytest.param((("Z", "1"), ("A", "2")), id="out-of-order"),
        pytest.param((("Body", "a\0b 🙏"),), id="NUL-and-emoji"),
    ],
)
def test_all_that_the_provider_sent_is_kept(
    store: Store, parameters: tuple[tuple[str, str], ...]
) -> None:
    store.claim(replace(MESSAGE, parameters=parameters))
    kept = store.message(MESSAGE.sid)
    assert kept is not None
    assert kept.parameters == parameters


def test_media_are_kept_in_their_order(store: Store) -> None:
    media = (Media("https://b.example/2", "image/png"), Media("https://a.example/1", ""))
    store.claim(replace(MESSAGE, media=media))
    assert store.message(MESSAGE.sid) == replace(MESSAGE, media=media)


def test_a_time_comes_back_as_the_same_instant_in_utc(store: Store) -> None:
    in_new_york = NOW.astimezone(timezone(timedelta(hours=-5)))
    store.claim(replace(MESSAGE, received_at=in_new_york))
    assert_same(store.message(MESSAGE.sid), MESSAGE)
    assert store.append_consent(replace(EVENT, recorded_at=in_new_york)).seal == (
        next(store.ledger()).seal
    )
    assert isinstance(verify(store.ledger()), Whole)


@unhurried
@given(message=strategies.messages)
def test_any_message_comes_back_the_same(store: Store, message: InboundMessage) -> None:
    message = replace(message, sid=f"{message.sid} {next(samples.numbers)}")
    assert store.claim(message)
    assert_same(store.message(message.sid), message)
    assert_same(store.messages(message.sender, limit=1), [message])


@unhurried
@given(event=strategies.events)
def test_any_consent_comes_back_the_same(store: Store, event: ConsentEvent) -> None:
    line = store.append_consent(event)
    assert_same(line.event, event)
    assert_same(store.consent_history(event.number)[-1], event)
    assert_same(list(store.ledger(event.number))[-1], line)
    assert verify(store.ledger()) == Whole(line.seq, line.seal)


@unhurried
@given(reply=strategies.replies)
def test_any_reply_comes_back_the_same(store: Store, reply: Reply) -> None:
    reply = replace(reply, message_sid=claimed(store))
    assert_same(store.save_reply(reply), reply)
    assert_same(store.reply_to(reply.message_sid), reply)
    if reply.body:
        assert_same(store.last_reply(MAYA), reply)


@unhurried
@given(question=strategies.questions)
def test_any_question_comes_back_the_same(store: Store, question: OpenQuestion) -> None:
    question = replace(question, message_sid=claimed(store))
    store.ask_person(question)
    assert_same(store.questions(include_closed=True)[-1], question)


# Threads, health and the end


def test_a_disclosure_on_record_is_never_changed(store: Store) -> None:
    first = Disclosure("2026-10-01", "By texting JOIN you agree ...", NOW)
    assert store.keep_disclosure(first) == first
    assert store.keep_disclosure(replace(first, text="something else")) == first
    later = Disclosure("2026-11-01", "other words", NOW + timedelta(days=31))
    store.keep_disclosure(later)
    assert store.disclosures() == [first, later]


def test_the_first_programme_is_kept_once_there_is_a_ledger(store: Store) -> None:
    assert store.keep_first_programme("JOIN") == "JOIN"
    assert store.keep_first_programme("NEWS") == "NEWS"
    store.append_consent(EVENT)
    assert store.keep_first_programme("JOIN") == "NEWS"


def test_a_store_works_in_a_thread_that_did_not_make_it(store: Store) -> None:
    elsewhere(lambda: write_everything(store))
    assert everything(store) == ALL_OF_IT
    assert elsewhere(lambda: everything(store)) == ALL_OF_IT


def test_a_sound_store_passes_its_check(store: Store) -> None:
    write_everything(store)
    at_once(4, lambda _: store.check())
    assert everything(store) == ALL_OF_IT


def test_what_was_written_is_there_when_opened_again(open_store: Callable[[], Store]) -> None:
    store = open_store()
    write_everything(store)
    store.close()
    assert everything(open_store()) == ALL_OF_IT


def test_many_may_open_a_new_store_at_once(open_store: Callable[[], Store]) -> None:
    first, *others = at_once(8, lambda _: open_store())
    write_everything(first)
    assert all(everything(other) == ALL_OF_IT for other in others)


def test_closing_lets_go_of_every_connection(open_store: Callable[[], Store]) -> None:
    before = open_files()
    store = open_store()
    at_once(8, lambda _: store.check())
    store.check()
    store.close()
    assert open_files() == before


def test_a_thread_that_ends_leaves_no_connection_behind(store: Store) -> None:
    store.check()
    before = open_files()
    for _ in range(30):
        elsewhere(store.check)
    assert open_files() < before + 10


def test_a_closed_store_serves_no_thread(store: Store) -> None:
    store.check()
    store.close()
    before = open_files()
    for use in (store.check, lambda: store.claim(MESSAGE), lambda: store.append_consent(EVENT)):
        with pytest.raises(StorageUnavailable):
            use()
        with pytest.raises(StorageUnavailable):
            elsewhere(use)
    assert open_files() == before


def test_closing_twice_is_closing(store: Store) -> None:
    store.close()
    store.close()

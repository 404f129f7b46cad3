"""Any record of each kind. The awkward texts come up in every run; by chance alone they would not."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from storage.records import (
    Awaiting,
    Basis,
    ConsentAction,
    ConsentEvent,
    InboundMessage,
    Media,
    MessageClass,
    Method,
    OpenQuestion,
    QuestionState,
    Reply,
)

# A busy machine is no fault of ours; and a store, only ever added to, will do for all examples.
unhurried = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

AWKWARD = (
    "",
    "\0",
    "STOP\0",
    "👩🏽‍🔧 thx 🙏",
    "x" * 1600,
    "🙏" * 1600,
    "e\u0301 is not \u00e9",
    "\r\n\t\u2028\ufeff\uffff",
    "'; DROP TABLE consent; --",
    '{"a": [1]}',
    "0123",
    "null",
)
texts = st.text() | st.sampled_from(AWKWARD)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(fold=0)  # in UTC no hour comes twice
)
topics = st.lists(texts, max_size=3).map(tuple)
pairs = st.tuples(texts, texts)

messages = st.builds(
    InboundMessage,
    sid=texts,
    sender=texts,
    recipient=texts,
    body=texts,
    received_at=moments,
    media=st.lists(st.builds(Media, texts, texts), max_size=3).map(tuple),
    opt_out_type=st.none() | texts,
    parameters=st.lists(pairs | st.just(("Body", "")), max_size=6).map(tuple),
)
events = st.builds(
    ConsentEvent,
    number=texts,
    action=st.sampled_from(ConsentAction),
    message_class=st.none() | st.sampled_from(MessageClass),
    matter=st.none() | texts,
    basis=st.none() | st.sampled_from(Basis),
    method=st.sampled_from(Method),
    evidence=texts,
    disclosure_version=st.none() | texts,
    message_sid=st.none() | texts,
    recorded_by=texts,
    recorded_at=moments,
    programme=st.none() | texts,
    ends_at=st.none() | moments,
    details=st.lists(pairs, max_size=3).map(tuple),
)
replies = st.builds(
    Reply,
    message_sid=texts,
    topics=topics,
    body=texts,
    encoding=texts,
    segments=st.integers(0, 2**63 - 1),
    because=texts,
    awaiting=st.none() | st.builds(Awaiting, texts, topics, texts),
    created_at=moments,
)
questions = st.builds(
    OpenQuestion,
    message_sid=texts,
    number=texts,
    body=texts,
    topics=topics,
    reason=texts,
    reachable=st.booleans(),
    state=st.sampled_from(QuestionState),
    asked_at=moments,
    due_on=st.none() | st.dates(),
)

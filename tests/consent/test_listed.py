"""What was said since a list was made, against what the list says."""

import pytest

from consent.listed import word_against
from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass
from tests.consent.lines import line

A = ConsentAction
ORDER = line(A.GRANT, MessageClass.TRANSACTIONAL, "order:#AB-1", Basis.EXPRESS)
STOP_ORDER = line(A.REVOKE, MessageClass.TRANSACTIONAL, "order:ab-1")
GRANTED_AGAIN = line(A.GRANT, MessageClass.TRANSACTIONAL, "order:AB-1", Basis.EXPRESS)
HOLD, HOLD_2 = line(A.HOLD), line(A.HOLD, sid="SM2")


@pytest.mark.parametrize(
    ("history", "against"),
    [
        pytest.param([STOP_ORDER], STOP_ORDER, id="one-order-however-spelled"),
        pytest.param([STOP_ORDER, GRANTED_AGAIN], None, id="granted-again-however-spelled"),
        pytest.param([HOLD, HOLD_2], HOLD_2, id="held-twice"),
        pytest.param([HOLD, HOLD_2, line(A.RELEASE)], None, id="all-released"),
        pytest.param(
            [HOLD, HOLD_2, line(A.RELEASE, decides="SM1")], HOLD_2, id="the-first-released"
        ),
        pytest.param(
            [STOP_ORDER, HOLD, line(A.RELEASE, decides="SM1")],
            STOP_ORDER,
            id="released-is-no-grant",
        ),
    ],
)
def test_what_was_said_since_weighs_more(
    history: list[ConsentEvent], against: ConsentEvent | None
) -> None:
    assert word_against(ORDER, None, history) == against

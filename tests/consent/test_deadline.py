"""Ten business days, federal holidays left out, in the business's own time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from consent.deadline import due

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("asked_at", "by"),
    [
        # Thanksgiving, November 26, is left out.
        pytest.param(datetime(2026, 11, 24, 15, tzinfo=UTC), date(2026, 12, 9), id="thanksgiving"),
        pytest.param(datetime(2026, 3, 2, 15, tzinfo=UTC), date(2026, 3, 16), id="plain"),
        pytest.param(datetime(2026, 3, 7, 15, tzinfo=UTC), date(2026, 3, 20), id="on-a-saturday"),
        # July 4 is a Saturday in 2026: the Friday before it is the holiday.
        pytest.param(datetime(2026, 6, 25, 15, tzinfo=UTC), date(2026, 7, 10), id="observed"),
        pytest.param(datetime(2026, 12, 21, 15, tzinfo=UTC), date(2027, 1, 6), id="turn-of-year"),
        # Half past midnight UTC is still the day before in New York.
        pytest.param(datetime(2026, 3, 3, 0, 30, tzinfo=UTC), date(2026, 3, 16), id="late-evening"),
    ],
)
def test_a_request_is_due_ten_business_days_later(asked_at: datetime, by: date) -> None:
    assert due(asked_at, NEW_YORK) == by

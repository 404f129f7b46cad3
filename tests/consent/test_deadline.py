"""Ten business days, federal holidays left out, in the business's own time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from consent.deadline import due

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
HONOLULU = ZoneInfo("Pacific/Honolulu")


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("asked_at", "by"),
    [
        pytest.param(noon(2026, 3, 2), date(2026, 3, 16), id="a-plain-monday"),
        pytest.param(noon(2026, 3, 6), date(2026, 3, 20), id="on-a-friday"),
        pytest.param(noon(2026, 3, 7), date(2026, 3, 20), id="on-a-saturday"),
        pytest.param(noon(2026, 3, 8), date(2026, 3, 20), id="on-a-sunday"),
        # November 26, a Thursday; the Friday after it is no federal holiday.
        pytest.param(noon(2026, 11, 24), date(2026, 12, 9), id="thanksgiving"),
        pytest.param(noon(2026, 11, 26), date(2026, 12, 10), id="on-thanksgiving"),
        # Columbus Day and Veterans Day are a month apart: October 12, November 11.
        pytest.param(noon(2026, 10, 9), date(2026, 10, 26), id="columbus-day"),
        pytest.param(noon(2026, 11, 9), date(2026, 11, 24), id="veterans-day"),
        pytest.param(noon(2026, 12, 21), date(2027, 1, 6), id="christmas-and-new-year"),
        # December 25, 2027 is a Saturday: its Friday is the holiday, and so is that of January 1,
        # 2028, which falls into the year before.
        pytest.param(noon(2027, 12, 20), date(2028, 1, 5), id="christmas-on-a-saturday"),
        pytest.param(noon(2027, 12, 30), date(2028, 1, 14), id="new-year-on-a-saturday"),
        # December 25, 2022 and January 1, 2023 are Sundays: the Mondays after them.
        pytest.param(noon(2022, 12, 23), date(2023, 1, 10), id="christmas-on-a-sunday"),
        pytest.param(noon(2022, 12, 30), date(2023, 1, 17), id="new-year-on-a-sunday"),
        # July 4, 2026 is a Saturday; June 19 a Friday.
        pytest.param(noon(2026, 6, 25), date(2026, 7, 10), id="independence-day-on-a-saturday"),
        pytest.param(noon(2026, 6, 15), date(2026, 6, 30), id="juneteenth"),
        pytest.param(noon(2028, 2, 18), date(2028, 3, 6), id="presidents-day-and-a-leap-day"),
        # January 20, 2025: an inauguration, on Martin Luther King's day.
        pytest.param(noon(2025, 1, 15), date(2025, 1, 30), id="martin-luther-king-day"),
    ],
)
def test_a_request_is_due_ten_business_days_later(asked_at: datetime, by: date) -> None:
    assert due(asked_at, NEW_YORK) == by


@pytest.mark.parametrize(
    ("asked_at", "zone", "by"),
    [
        # Half past midnight UTC is still the day before in New York.
        pytest.param(datetime(2026, 3, 3, 0, 30, tzinfo=UTC), NEW_YORK, date(2026, 3, 16), id="late-evening"),
        pytest.param(datetime(2026, 3, 3, 4, 59, 59, tzinfo=UTC), NEW_YORK, date(2026, 3, 16), id="a-second-before-midnight"),
        pytest.param(datetime(2026, 3, 3, 5, 0, tzinfo=UTC), NEW_YORK, date(2026, 3, 17), id="midnight"),
        pytest.param(datetime(2026, 3, 3, 5, 0, tzinfo=UTC), LOS_ANGELES, date(2026, 3, 16), id="midnight-three-hours-west"),
        pytest.param(datetime(2026, 3, 3, 9, 59, tzinfo=UTC), HONOLULU, date(2026, 3, 16), id="far-west"),
        # The clocks go forward on March 8, 2026 and back on November 1.
        pytest.param(datetime(2026, 3, 9, 3, 59, tzinfo=UTC), NEW_YORK, date(2026, 3, 20), id="in-summer-time"),
        pytest.param(datetime(2026, 11, 2, 4, 59, tzinfo=UTC), NEW_YORK, date(2026, 11, 16), id="in-winter-time"),
        # Friday night in Los Angeles, and Saturday in UTC
        pytest.param(datetime(2026, 3, 7, 7, 0, tzinfo=UTC), LOS_ANGELES, date(2026, 3, 20), id="a-weekend-elsewhere"),
    ],
)  # fmt: skip
def test_the_day_of_a_request_is_the_business_own(
    asked_at: datetime, zone: ZoneInfo, by: date
) -> None:
    assert due(asked_at, zone) == by

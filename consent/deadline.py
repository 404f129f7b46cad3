"""By when a request to be texted no more must be honoured.

"Within a reasonable time not to exceed ten business days" (47 CFR 64.1200(a)(10)). A business day
is Monday to Friday and no federal holiday. Counted from the day after the request, in the
business's time zone.
"""

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

BUSINESS_DAYS = 10


def due(asked_at: datetime, zone: ZoneInfo) -> date:
    """The last day on which a request of `asked_at` is honoured in time."""
    return after_business_days(asked_at.astimezone(zone).date(), BUSINESS_DAYS, federal_holidays())


def federal_holidays() -> Container[date]:
    """Those of any year: the library works each year out when it is first asked for."""
    return country_holidays("US", subdiv=None, categories=("public",))


def after_business_days(start: date, count: int, holidays: Container[date]) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day

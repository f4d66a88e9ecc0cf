"""Chinese time: the calendar that days, deadlines and quotas go by."""

from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Final

CHINA: Final[tzinfo] = timezone(timedelta(hours=8), "CST")
"""China has one zone and no summer time."""


def china_day(moment: datetime) -> date:
    """The calendar day in China of an aware ``moment``."""
    return moment.astimezone(CHINA).date()

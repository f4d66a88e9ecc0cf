"""Times as the pages say them."""

from datetime import datetime, timedelta

from kiosk.core.china import CHINA

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Told:
    """How pages say times; each page is drawn at one moment."""

    now: datetime

    @staticmethod
    def clock(at: datetime | str) -> str:
        """When, as staff say it."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return f"{moment.astimezone(CHINA):%m-%d %H:%M:%S}"

    @staticmethod
    def day(at: datetime) -> str:
        """When, also years later."""
        return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"

    @staticmethod
    def minute(at: datetime) -> str:
        """When, where seconds do not count."""
        return f"{at.astimezone(CHINA):%m-%d %H:%M}"

    def ago(self, at: datetime) -> tuple[str, int]:
        """How long ago, as a unit and a number."""
        age = max(timedelta(0), self.now - at)
        for unit, length in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
            if age >= length:
                return unit, age // length
        return "seconds", age // timedelta(seconds=1)

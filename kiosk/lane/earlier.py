"""Forms of today: who registered once need not fill it all in again.

The kiosk cannot read what it sealed, so this is kept in memory alone, until midnight
or until the service ends, and nowhere else.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from kiosk.core.china import china_day

_MOST: Final = 2000
"""Forms kept at once; the busiest gates write a few hundred a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierForm:
    """A form that was sent today.

    Attributes:
        fields: As kept. Personal.
        masked_name: The name as screens may show it.
        at: When, wall time.
    """

    fields: Mapping[str, str] = field(repr=False)
    masked_name: str
    at: datetime


class EarlierForms:
    """The forms of one day, found by what they are known by; of all lanes."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._forms: OrderedDict[str, EarlierForm] = OrderedDict()

    def note(self, subjects: Iterable[str], form: EarlierForm) -> None:
        """Remember a form until midnight.

        Args:
            subjects: What the person is known by: numbers of document, phone, pass.
            form: As it was accepted.
        """
        self._begin(form.at)
        for subject in subjects:
            self._forms[subject] = form
            self._forms.move_to_end(subject)
        while len(self._forms) > _MOST:
            self._forms.popitem(last=False)

    def find(self, subjects: Iterable[str], now: datetime) -> EarlierForm | None:
        """The newest form of today by the first subject that is known."""
        self._begin(now)
        return next((self._forms[s] for s in subjects if s in self._forms), None)

    def _begin(self, now: datetime) -> None:
        if self._day != china_day(now):
            self._day = china_day(now)
            self._forms.clear()

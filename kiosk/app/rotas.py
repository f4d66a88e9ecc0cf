"""When shifts change, and who comes: by the rota from above, else by the settings."""

from datetime import time

from kiosk.app.list_lights import age_hours
from kiosk.app.lists import Lists
from kiosk.codes.rota_list import RotaList
from kiosk.config.tables import Settings
from kiosk.core.shift import Plan, Rota
from kiosk.ports import Clock
from kiosk.store.district import ROTA


class Rotas:
    """Asks the rota in force.

    Args:
        settings: Say when shifts change while no rota came, and what this place is.
        clock: For the rota's age.
        lists: The signed lists.
    """

    def __init__(self, settings: Settings, clock: Clock, lists: Lists) -> None:
        self._own = Rota(
            hours=settings.shifts.hours,
            first=time.fromisoformat(settings.shifts.first),
            people=settings.shifts.people,
        )
        self._places = ("", settings.kiosk.id, settings.kiosk.checkpoint)
        self._clock, self._lists = clock, lists

    def rota(self) -> Rota:
        """When shifts change now."""
        listed = self._listed()
        return self._own if listed is None else listed.rota

    def plan(self) -> Plan | None:
        """Who is to come here, or None while no rota came."""
        listed, now = self._listed(), self._clock.now()
        if listed is None:
            return None
        sure = self._clock.state() != "unsure"
        return Plan(
            assignments=tuple(e for e in listed.entries if e.place in self._places),
            age_hours=age_hours(listed, now),
            stale=sure and listed.next_update < now,
        )

    def _listed(self) -> RotaList | None:
        listed = self._lists.listed(ROTA)
        return listed if isinstance(listed, RotaList) else None

"""Offices of shifts over a real journal, with invented people."""

from pathlib import Path

from kiosk.app.handover_office import JournalHandoverOffice
from kiosk.app.shift_office import JournalShiftOffice
from kiosk.app.shift_rows import ShiftRows
from kiosk.core.household import Quota
from kiosk.core.shift import Rota
from kiosk.core.staff import Role, Staff
from kiosk.ports import Journal
from kiosk.store.shift_book import ShiftBook
from kiosk.store.tally import Tally
from tests.fakes import FakeClock

FIRST = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)
SECOND = Staff(id="2", name="测试乙", role=Role.VOLUNTEER)
LEADER = Staff(id="3", name="测试丙", role=Role.LEADER)
SIGNATURE = "300.100*10.10.200.90"


class Rig:
    """Both offices of one kiosk; a second one is that kiosk after a restart."""

    def __init__(self, store: Path, journal: Journal) -> None:
        self.clock, self.book = FakeClock(), ShiftBook(store)
        self.rows = ShiftRows(
            self.book,
            Rota,
            clock=self.clock,
            journal=journal,
            place={"kiosk": "kiosk-1", "checkpoint": "gate-1"},
        )
        self.shifts = JournalShiftOffice(self.rows, lambda: None)
        self.handovers = JournalHandoverOffice(self.rows, Tally(store), quota=Quota)

    def names(self) -> list[str]:
        """Who is on duty."""
        return [duty.name for duty in self.shifts.present() or ()]

    async def offered(self) -> int:
        """The offer that waits."""
        offered = (await self.handovers.board()).offered
        assert offered is not None
        return offered.seq

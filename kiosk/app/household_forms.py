"""Forms of households 户信息登记表: on paper or as a file, each with a row."""

import asyncio
from dataclasses import replace
from pathlib import Path

from kiosk.app.handing_out import Errand, hand_out
from kiosk.app.refusing import refusing
from kiosk.core.household_form import FormKind, HandedForm, HouseholdSheet
from kiosk.core.record import Bearer
from kiosk.core.why import checked_purpose
from kiosk.office.bundle import bundled
from kiosk.office.household_form import household_file
from kiosk.ports import Clock, HeadedJournal
from kiosk.store.holders import Holders
from kiosk.store.household_members import HouseholdMembers


class HouseholdForms:
    """Makes and records them.

    Args:
        store: The store folder.
        grid: 县/乡镇/社区/网格 of the community, or an empty string.
        clock: Wall time.
        journal: Gets an ``audit`` row for each, before anybody has it.
    """

    def __init__(
        self, store: Path, grid: str, *, clock: Clock, journal: HeadedJournal
    ) -> None:
        self._members = HouseholdMembers(store, Holders(store).masked_name)
        self._grid, self._clock, self._journal = grid, clock, journal

    async def hand_out(
        self, household: str, kind: FormKind, by: str, why: str
    ) -> HandedForm:
        """Make a household's form and write down who has it.

        Args:
            household: Keyed hash, 12 hex digits.
            kind: Printed, or as a file.
            by: Who wants it.
            why: What for.

        Raises:
            FormError: The purpose is missing, or the records cannot be read or written.
        """
        errand = Errand(
            event="household-form-exported",
            form=kind,
            asked={},
            by=by,
            why=checked_purpose(why),
            bearer=Bearer(household=household),
        )
        head = self._journal.head.short()
        with refusing("household", "household-unreadable"):
            members = await asyncio.to_thread(self._members.of, household)
        sheet = HouseholdSheet(
            household=household,
            at=self._clock.now(),
            grid=self._grid,
            members=members,
        )
        written = await asyncio.to_thread(household_file, sheet, kind)
        with refusing("household", "household-unrecorded"):
            told = await hand_out(
                written, errand, head=head, clock=self._clock, journal=self._journal
            )
        handed = HandedForm(sheet=sheet, head=head, sha256=written.exported.sha256)
        if kind == "print":
            return handed
        return replace(handed, file=bundled(written, told))

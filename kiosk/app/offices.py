"""The offices, wired: what leaders and supervisors can have done at this kiosk."""

from kiosk.app.handover_office import JournalHandoverOffice
from kiosk.app.hold_desk import JournalHoldDesk
from kiosk.app.house import House
from kiosk.app.household_office import GateHouseholdOffice
from kiosk.app.incident_office import JournalIncidentOffice
from kiosk.app.log_office import JournalLogOffice
from kiosk.app.pass_office import GatePassOffice
from kiosk.app.policy_office import GatePolicyOffice
from kiosk.app.report_office import JournalReportOffice
from kiosk.app.shift_office import JournalShiftOffice
from kiosk.app.sign_in import SignIn
from kiosk.app.unseal_desk import JournalUnsealDesk
from kiosk.store.pins import open_pepper
from kiosk.store.staff import StaffBook
from kiosk.store.tally import Tally
from kiosk.web.offices import Offices


def offices_of(house: House) -> Offices:
    """Every office of this kiosk, over the house's journal and clock."""
    incidents = JournalIncidentOffice(
        house.directory, clock=house.clock, journal=house.journal
    )
    passes = GatePassOffice(
        house.keys.directory,
        house.directory,
        clock=house.clock,
        journal=house.journal,
    )
    sign_in = SignIn(
        StaffBook(house.directory),
        open_pepper(house.keys.directory),
        house.rotas.rota,
        clock=house.clock,
        journal=house.journal,
    )
    households = GateHouseholdOffice(
        house.keys.directory,
        house.directory,
        clock=house.clock,
        journal=house.journal,
        quota=house.policies.quota,
        grid=house.settings.kiosk.grid,
    )
    return Offices(
        incidents=incidents,
        households=households,
        log=JournalLogOffice(
            house.directory,
            clock=house.clock,
            journal=house.journal,
            keys=house.keys.seals,
            rota=house.rotas.rota,
        ),
        reports=JournalReportOffice(
            house.reports, clock=house.clock, journal=house.journal
        ),
        holds=JournalHoldDesk(
            house.directory,
            clock=house.clock,
            journal=house.journal,
            keys=house.keys.seals,
        ),
        unsealing=JournalUnsealDesk(
            house.directory, clock=house.clock, journal=house.journal
        ),
        passes=passes,
        rules=GatePolicyOffice(house.policies, house.directory, house.clock),
        sign_in=sign_in,
        badges=house.badges,
        tokens=house.tokens,
        shifts=JournalShiftOffice(house.shifts, house.rotas.plan),
        handovers=JournalHandoverOffice(
            house.shifts, Tally(house.directory), quota=house.policies.quota
        ),
    )

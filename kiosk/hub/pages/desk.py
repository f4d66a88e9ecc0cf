"""The desk: everything that the supervisors' pages draw from."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from kiosk.hub.alarms import Alarms
from kiosk.hub.deeds import Deeds, Doer
from kiosk.hub.enrolment_codes import EnrolmentCodes
from kiosk.hub.incidents import Incidents
from kiosk.hub.kiosks import Kiosks
from kiosk.hub.node import Node
from kiosk.hub.overview import Overview
from kiosk.hub.proof import Prover
from kiosk.hub.relays import Relays
from kiosk.hub.search import Search
from kiosk.hub.sessions import Sessions
from kiosk.hub.staff import HubStaff, Person
from kiosk.hub.upwards import Upwards
from kiosk.ports import Clock
from kiosk.web import pages as kiosk_pages
from kiosk.web.options import WebOptions
from kiosk.web.pages import Pages

_HERE: Final = Path(__file__).parents[1]
STATIC: Final = _HERE / "static"
TEMPLATES: Final = _HERE / "templates"
KIOSK_STATIC: Final = kiosk_pages.TEMPLATES.with_name("static")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the pages ask.

    Attributes:
        pages: Draws templates.
        clock: Wall time.
        staff: Who may sign in.
        sessions: Who did.
        deeds: What they did.
        kiosks: Who may send.
        codes: By which kiosks are let in.
        relays: The hubs below.
        upwards: How far the hub above has what is here.
        overview: Every checkpoint.
        search: Their passages.
        prover: Their chains.
        alarms: What must be looked into.
        incidents: What checkpoints have not closed.
        secure: Whether browsers come by TLS, so that the cookie needs it.
    """

    pages: Pages
    clock: Clock
    staff: HubStaff
    sessions: Sessions
    deeds: Deeds
    kiosks: Kiosks
    codes: EnrolmentCodes
    relays: Relays
    upwards: Upwards
    overview: Overview
    search: Search
    prover: Prover
    alarms: Alarms
    incidents: Incidents
    secure: bool

    def doer(self, person: Person) -> Doer:
        """Somebody who does something now."""
        return Doer(by=str(person), at=self.clock.now())


def desk_of(node: Node, *, secure: bool, grace: timedelta) -> Desk:
    """Furnish a desk at a node; a daily report may come ``grace`` after its time."""
    return Desk(
        pages=Pages(WebOptions(), TEMPLATES),
        clock=node.clock,
        staff=HubStaff(node.database),
        sessions=Sessions(node.database),
        deeds=Deeds(node.database),
        kiosks=node.kiosks,
        codes=node.codes,
        relays=node.relays,
        upwards=Upwards(node.database),
        overview=Overview(node.database, grace),
        search=Search(node.database),
        prover=Prover(node.database),
        alarms=node.alarms,
        incidents=Incidents(node.database),
        secure=secure,
    )

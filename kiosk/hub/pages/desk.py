"""The desk: everything that the supervisors' pages draw from."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from kiosk.hub.alarms import Alarms
from kiosk.hub.incidents import Incidents
from kiosk.hub.node import Node
from kiosk.hub.overview import Overview
from kiosk.hub.proof import Prover
from kiosk.hub.search import Search
from kiosk.hub.staff import HubStaff
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
    overview: Overview
    search: Search
    prover: Prover
    alarms: Alarms
    incidents: Incidents
    secure: bool


def desk_of(node: Node, *, secure: bool, grace: timedelta) -> Desk:
    """Furnish a desk at a node; a daily report may come ``grace`` after its time."""
    return Desk(
        pages=Pages(WebOptions(), TEMPLATES),
        clock=node.clock,
        staff=HubStaff(node.database),
        overview=Overview(node.database, grace),
        search=Search(node.database),
        prover=Prover(node.database),
        alarms=node.alarms,
        incidents=Incidents(node.database),
        secure=secure,
    )

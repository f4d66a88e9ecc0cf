"""Every port: what a room asks of another, written for its caller."""

from kiosk.ports.desk import Desk, Drafts, Journeys
from kiosk.ports.devices import Device, Preview, Stop
from kiosk.ports.lane import (
    Clock,
    ClockState,
    Gate,
    HeadedJournal,
    HealthCodeService,
    Journal,
    Judge,
    NameOf,
    Recognise,
    StandingOf,
    Status,
)
from kiosk.ports.offices import (
    HouseholdOffice,
    IncidentOffice,
    LogOffice,
    PassOffice,
    PolicyOffice,
)
from kiosk.ports.reports import ReportForm, ReportOffice, WantedReports
from kiosk.ports.staff import Badges, HandoverOffice, ShiftOffice, SignInDesk, TokenDesk

__all__ = [
    "Badges",
    "Clock",
    "ClockState",
    "Desk",
    "Device",
    "Drafts",
    "Gate",
    "HandoverOffice",
    "HeadedJournal",
    "HealthCodeService",
    "HouseholdOffice",
    "IncidentOffice",
    "Journal",
    "Journeys",
    "Judge",
    "LogOffice",
    "NameOf",
    "PassOffice",
    "PolicyOffice",
    "Preview",
    "Recognise",
    "ReportForm",
    "ReportOffice",
    "ShiftOffice",
    "SignInDesk",
    "StandingOf",
    "Status",
    "Stop",
    "TokenDesk",
    "WantedReports",
]

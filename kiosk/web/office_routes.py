"""Routes of the offices there are: leaders' and supervisors' pages."""

from collections.abc import Iterator

from fastapi import APIRouter

from kiosk.web.handover_routes import handover_routes
from kiosk.web.hold_routes import hold_routes
from kiosk.web.household_routes import household_routes
from kiosk.web.incident_routes import incident_routes
from kiosk.web.log_routes import log_routes
from kiosk.web.pass_routes import pass_routes
from kiosk.web.policy_routes import policy_routes
from kiosk.web.pull_routes import pull_routes
from kiosk.web.report_routes import report_routes
from kiosk.web.shift_routes import shift_routes
from kiosk.web.sign_in_routes import sign_in_routes
from kiosk.web.site import Site
from kiosk.web.unseal_routes import unseal_routes


def office_routes(site: Site) -> Iterator[APIRouter]:
    """The routes of every office that this kiosk has."""
    offices = site.offices
    if offices.incidents is not None:
        yield incident_routes(site, offices.incidents)
    if offices.households is not None:
        yield household_routes(site, offices.households)
    if offices.log is not None:
        yield log_routes(site, offices.log)
        yield pull_routes(site, offices.log)
    if offices.reports is not None:
        yield report_routes(site, offices.reports, offices.households)
    if offices.passes is not None:
        yield pass_routes(site, offices.passes)
    if offices.rules is not None:
        yield policy_routes(site, offices.rules)
    yield from _record_routes(site)
    yield from _signed_routes(site)


def _record_routes(site: Site) -> Iterator[APIRouter]:
    """What supervisors do with personal records."""
    offices = site.offices
    if offices.unsealing is not None:
        yield unseal_routes(site, offices.unsealing)
    if offices.holds is not None:
        yield hold_routes(site, offices.holds)


def _signed_routes(site: Site) -> Iterator[APIRouter]:
    """Whoever signs for a shift proves who they are at the sign-in desk."""
    shifts, desk = site.offices.shifts, site.offices.sign_in
    if desk is None:
        return
    yield sign_in_routes(site, desk)
    if shifts is not None:
        yield shift_routes(site, shifts, desk)
    if shifts is not None and site.offices.handovers is not None:
        yield handover_routes(site, site.offices.handovers, shifts, desk)

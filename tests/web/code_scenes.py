"""Views with more than a pass: health codes, certificates, somebody else's codes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from kiosk.core.certificate import CertificateKind, HealthCertificate
from kiosk.core.evidence import Answer
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneView
from tests.web.scenes import ALLOWED, HELD, NEEDS_MASK, NEEDS_TEMPERATURE

TESTED = HealthCertificate(
    kind=CertificateKind.TEST,
    country="AT",
    masked_name="Z** T**",
    expires=datetime(2027, 1, 1, tzinfo=UTC),
    result="negative",
    method="naat",
    sampled_at=datetime(2026, 11, 20, tzinfo=UTC),
)
VACCINATED = replace(TESTED, kind=CertificateKind.VACCINATION, dose=3, doses=2)
RECOVERED = replace(
    TESTED, kind=CertificateKind.RECOVERY, valid_until=date(2027, 3, 31)
)

TWO_PEOPLE = replace(NEEDS_TEMPERATURE, crowd=True)
ASKING = replace(
    NEEDS_MASK, needs=(Need.HEALTH,), mask=True, code_name="健康码", asking=True
)
NOT_ASKED = replace(NEEDS_MASK, code_name="健康码")
GREEN = replace(
    NEEDS_MASK, code_name="健康码", health=Answer.ANSWERED, health_colour="green"
)
YELLOW = replace(GREEN, mask=False, health_colour="yellow")
RED = replace(ALLOWED, code_name="健康码", health=Answer.ANSWERED, health_colour="red")
EXPIRED = replace(NEEDS_MASK, code_name="健康码", health=Answer.EXPIRED)
NOT_FOUND = replace(NEEDS_MASK, code_name="健康码", health=Answer.NOT_FOUND)
UNVERIFIED = replace(NEEDS_MASK, code_name="健康码", health=Answer.UNVERIFIED)
MISMATCH = replace(
    HELD,
    reasons=("health-colour-mismatch",),
    actions=("reopen-health-code", "report-community"),
    code_error=None,
    code_name="健康码",
    health=Answer.ANSWERED,
    health_colour="red",
)
DISAGREE = replace(
    MISMATCH,
    reasons=("codes-disagree",),
    actions=("check-by-eye", "report-community"),
    health_colour="green",
)
TEST_PROVEN = replace(GREEN, certificate=TESTED)
DOSES_PROVEN = replace(NEEDS_TEMPERATURE, certificate=VACCINATED)
RECOVERY_PROVEN = replace(NEEDS_TEMPERATURE, certificate=RECOVERED)
FORGED = replace(
    HELD,
    verdict=Verdict.REFUSE,
    reasons=("certificate-forged",),
    actions=("report-community",),
    code_error=None,
    certificate_error="dcc-forged",
)
EVERYTHING_WRONG = replace(
    UNVERIFIED, crowd=True, certificate_error="dcc-unsupported-algorithm"
)
ALL = {
    name.lower().replace("_", "-"): view
    for name, view in globals().items()
    if isinstance(view, LaneView)
}
for _imported in ("allowed", "held", "needs-mask", "needs-temperature"):
    del ALL[_imported]

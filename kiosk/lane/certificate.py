"""What a health certificate says, as facts and as part of a record."""

from collections.abc import Mapping
from typing import Any, Final

from kiosk.core.certificate import CertificateKind, HealthCertificate
from kiosk.core.evidence import Answer, CodeReading
from kiosk.core.sections import NatFacts, VaccinationFacts

MOST_DOSES: Final = 20
_ERROR: Final = "dcc-"


def validity(reading: CodeReading) -> str:
    """``verified``, or the refusal's slug without the family."""
    return (reading.error or "verified").removeprefix(_ERROR)


def newest_test(service: NatFacts, certificate: HealthCertificate | None) -> NatFacts:
    """The newer one of the service's test and the certificate's.

    An antigen test is no nucleic acid test and says nothing here.
    """
    if certificate is None or certificate.method != "naat":
        return service
    signed = NatFacts(
        answer=Answer.ANSWERED,
        source="certificate",
        result=certificate.result,
        sampled_at=certificate.sampled_at,
    )
    if service.answer is not Answer.ANSWERED or service.result in {None, "none"}:
        return signed
    if service.sampled_at is None or signed.sampled_at is None:
        return service
    return signed if signed.sampled_at > service.sampled_at else service


def most_doses(
    service: VaccinationFacts, certificate: HealthCertificate | None
) -> VaccinationFacts:
    """The service's count of doses or the certificate's: a dose is never taken back."""
    if certificate is None or certificate.kind is not CertificateKind.VACCINATION:
        return service
    doses = min(certificate.dose or 0, MOST_DOSES)
    if service.answer is Answer.ANSWERED and (service.doses or 0) >= doses:
        return service
    return VaccinationFacts(answer=Answer.ANSWERED, source="certificate", doses=doses)


def certificate_record(reading: CodeReading) -> Mapping[str, Any]:
    """A certificate as it is journalled: what it proves and who issued it, no name."""
    record: dict[str, Any] = {"validity": validity(reading)}
    if (found := reading.certificate) is None:
        return record
    said = {
        "kind": str(found.kind),
        "country": found.country,
        "expires": found.expires,
        "result": found.result,
        "method": found.method,
        "sampled_at": found.sampled_at,
        "dose": found.dose,
        "doses": found.doses,
        "vaccinated_on": found.vaccinated_on,
        "valid_from": found.valid_from,
        "valid_until": found.valid_until,
    }
    days = {
        key: v.isoformat() if hasattr(v, "isoformat") else v for key, v in said.items()
    }
    return record | {key: value for key, value in days.items() if value is not None}

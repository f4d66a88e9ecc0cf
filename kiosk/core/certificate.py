"""Health certificates 健康证明: what a signed one says, with next to nothing personal.

Full name, date of birth and the certificate's number are read, checked and dropped:
the rules do not need them and a stolen kiosk must not have them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

TestMethod = Literal["naat", "rapid"]
"""naat: nucleic acid amplification 核酸; rapid: antigen 抗原."""


class CertificateKind(StrEnum):
    """What a certificate is about."""

    VACCINATION = "vaccination"
    TEST = "test"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCertificate:
    """The verified content of a health certificate.

    Attributes:
        kind: What it is about; the fields of the other kinds are None.
        country: Who issued it, ISO 3166-1 alpha-2, or the short name of an
            international organisation, e.g. ``UNHCR``.
        masked_name: The holder as screens may show it, surname first: ``M** G**``.
        expires: When the issuer's signature stops counting, aware UTC; says nothing
            about how long a test or a vaccination is good for.
        issued_at: When it was signed, aware UTC, if it says so.
        dose: Number of the dose, from 1 without an upper bound; may exceed ``doses``
            after a booster.
        doses: Doses of the series, from 1 without an upper bound.
        vaccinated_on: Day of that dose, where it was given.
        result: Of the test.
        method: Of the test.
        sampled_at: When the sample was taken, aware.
        valid_from: First day of a recovery's validity.
        valid_until: Last day of it.
    """

    kind: CertificateKind
    country: str
    masked_name: str = field(repr=False)
    expires: datetime
    issued_at: datetime | None = None
    dose: int | None = None
    doses: int | None = None
    vaccinated_on: date | None = None
    result: Literal["negative", "positive"] | None = None
    method: TestMethod | None = None
    sampled_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None

"""What is kept of a certificate that passed every check."""

import unicodedata
from typing import Any, Final

from kiosk.codes.dcc.claims import Claims
from kiosk.codes.dcc.moments import read_date, read_moment
from kiosk.codes.dcc.schema import Entry
from kiosk.codes.dcc.value_sets import TEST_METHODS, TEST_RESULTS, is_country
from kiosk.core.certificate import CertificateKind, HealthCertificate

_STARS: Final = "**"


def describe(claims: Claims, entry: Entry) -> HealthCertificate:
    """Keep what the rules and the screen need of a checked certificate."""
    country = claims.issuer if claims.issuer and is_country(claims.issuer) else None
    return HealthCertificate(
        kind=entry.kind,
        country=country or entry.fields["co"],
        masked_name=masked_name(entry.person),
        expires=claims.expires,
        issued_at=claims.issued,
        **_DETAILS[entry.kind](entry.fields),
    )


def masked_name(name: dict[Any, Any]) -> str:
    """The first letters of surname and forename with stars, e.g. ``M** G**``."""
    initials = (_initial(name, "fn", "fnt"), _initial(name, "gn", "gnt"))
    return " ".join(letter + _STARS for letter in initials if letter) or _STARS


def _initial(name: dict[Any, Any], *fields: str) -> str:
    """The first letter; nothing else of a stranger's text reaches a screen."""
    text = "".join(name.get(field, "") for field in fields)
    letters = (sign for sign in unicodedata.normalize("NFC", text) if sign.isalpha())
    return next(letters, "")


def _vaccination(entry: dict[Any, Any]) -> dict[str, Any]:
    return {
        "dose": int(entry["dn"]),
        "doses": int(entry["sd"]),
        "vaccinated_on": read_date(entry["dt"]),
    }


def _test(entry: dict[Any, Any]) -> dict[str, Any]:
    return {
        "result": TEST_RESULTS[entry["tr"]],
        "method": TEST_METHODS[entry["tt"]],
        "sampled_at": read_moment(entry["sc"]),
    }


def _recovery(entry: dict[Any, Any]) -> dict[str, Any]:
    return {
        "valid_from": read_date(entry["df"]),
        "valid_until": read_date(entry["du"]),
    }


_DETAILS: Final = {
    CertificateKind.VACCINATION: _vaccination,
    CertificateKind.TEST: _test,
    CertificateKind.RECOVERY: _recovery,
}

"""What a certificate must contain: the DCC JSON schema 1.0.0 to 1.3.3, as a table.

A certificate is held to the version it names: fields became optional and texts longer
over time. Beyond the letter of the schema, coded values must be in their value sets,
and there is one kind of entry (before 1.3.0 only the specification said so). Less than
the letter: a day may carry a time. Fields nobody knows are let be, as the schema does.
"""

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes.cbor import is_plain_map
from kiosk.codes.dcc import fields, value_sets
from kiosk.codes.dcc.errors import DccBadSchema
from kiosk.codes.dcc.fields import Fits, Version
from kiosk.core.certificate import CertificateKind

GROUPS: Final = MappingProxyType(
    {
        "v": CertificateKind.VACCINATION,
        "t": CertificateKind.TEST,
        "r": CertificateKind.RECOVERY,
    }
)
_ALWAYS: Final = (10_000,)  # no version comes later, see _VERSION
_NEVER: Final = (0,)
_VERSION: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_MANY: Final = 100  # more do not fit into a symbol


@dataclass(frozen=True, slots=True)
class _Field:
    """One field: what fits it, and before which version it may not be missing."""

    name: str
    fits: Fits
    required_before: Version = _ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The part of a checked certificate that counts.

    Attributes:
        kind: What it is about.
        person: The holder's names by their field names.
        fields: The entry, by its field names.
    """

    kind: CertificateKind
    person: dict[Any, Any] = field(repr=False)
    fields: dict[Any, Any] = field(repr=False)


def check_content(content: dict[Any, Any]) -> Entry:
    """Hold a certificate to its schema and take out what counts.

    Raises:
        DccBadSchema: Names the first field that is missing or wrong.
    """
    text = content.get("ver")
    if type(text) is not str or not _VERSION.fullmatch(text):
        raise DccBadSchema("ver")
    version = tuple(int(part) for part in text.split("."))
    _check(content, _CERTIFICATE, version, "")
    _check(content["nam"], _NAME, version, "nam/")
    if not content["nam"].keys() & {"fnt", "gnt"}:
        raise DccBadSchema("nam/fnt")
    given = [group for group in GROUPS if group in content]
    if len(given) != 1:
        raise DccBadSchema("v, t or r")
    return Entry(
        kind=GROUPS[given[0]],
        person=content["nam"],
        fields=_newest(content[given[0]], given[0], version),
    )


def _newest(entries: object, group: str, version: Version) -> dict[Any, Any]:
    """Check all entries of a group; the last one counts."""
    if type(entries) is not list or not 1 <= len(entries) <= _most_entries(version):
        raise DccBadSchema(group)
    for number, entry in enumerate(entries):
        if not is_plain_map(entry):
            raise DccBadSchema(group)
        _check(entry, _ENTRIES[group], version, f"{group}/{number}/")
        if group == "t" and not _has_fitting_device(entry):
            raise DccBadSchema(f"t/{number}/ma")
    newest: dict[Any, Any] = entries[-1]
    return newest


def _most_entries(version: Version) -> int:
    return _MANY if version < fields.V1_3 else 1


def _check(
    values: dict[Any, Any], rows: tuple[_Field, ...], version: Version, path: str
) -> None:
    for row in rows:
        if row.name not in values:
            if version < row.required_before:
                raise DccBadSchema(path + row.name)
        elif not row.fits(values[row.name], version):
            raise DccBadSchema(path + row.name)


def _has_fitting_device(test: dict[Any, Any]) -> bool:
    """Only a rapid test has a device; an empty text is how some leave it out."""
    device = test.get("ma", "")
    if type(device) is not str:
        return False
    rapid = test["tt"] == value_sets.RAPID_TEST
    return not (rapid and device) or value_sets.is_device(device)


_CERTIFICATE: Final = (_Field("nam", fields.is_map), _Field("dob", fields.is_birth))
_NAME: Final = (
    _Field("fnt", fields.is_standardised, fields.V1_3_2),
    _Field("gnt", fields.is_standardised, _NEVER),
    _Field("fn", fields.is_text, _NEVER),
    _Field("gn", fields.is_text, _NEVER),
)
_EVERY: Final = (
    _Field("tg", fields.one_of(value_sets.DISEASES)),
    _Field("co", fields.is_country),
    _Field("is", fields.is_text),
    _Field("ci", fields.is_text),
)
_ENTRIES: Final = MappingProxyType(
    {
        "v": (
            *_EVERY,
            _Field("vp", fields.one_of(value_sets.PROPHYLAXES)),
            _Field("mp", fields.one_of(value_sets.VACCINES)),
            _Field("ma", fields.one_of(value_sets.MANUFACTURERS)),
            _Field("dn", fields.is_dose),
            _Field("sd", fields.is_dose),
            _Field("dt", fields.is_date),
        ),
        "t": (
            *_EVERY,
            _Field("tt", fields.one_of(value_sets.TEST_METHODS)),
            _Field("nm", fields.is_test_name, _NEVER),
            _Field("sc", fields.is_moment),
            _Field("tr", fields.one_of(value_sets.TEST_RESULTS)),
            _Field("tc", fields.is_text, fields.V1_3),
        ),
        "r": (
            *_EVERY,
            _Field("fr", fields.is_date),
            _Field("df", fields.is_date),
            _Field("du", fields.is_date),
        ),
    }
)

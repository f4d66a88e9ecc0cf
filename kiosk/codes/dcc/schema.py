"""What a certificate must contain: the DCC JSON schema 1.0.0 to 1.3.3, as a table.

A certificate is held to the version it names: fields became optional and texts longer
over time. Beyond the letter of the schema, coded values must be in their value sets,
and there is exactly one entry (before 1.3.0 only the specification said so). Less than
the letter: a day may carry a time. Fields nobody knows are let be, as the schema does.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes.cbor import is_plain_map
from kiosk.codes.dcc import value_sets
from kiosk.codes.dcc.errors import DccBadSchema
from kiosk.codes.dcc.moments import read_date, read_moment
from kiosk.core.certificate import CertificateKind

Version = tuple[int, ...]
Fits = Callable[[Any, Version], bool]

GROUPS: Final = MappingProxyType(
    {
        "v": CertificateKind.VACCINATION,
        "t": CertificateKind.TEST,
        "r": CertificateKind.RECOVERY,
    }
)
_V1_1, _V1_3, _V1_3_2 = (1, 1), (1, 3), (1, 3, 2)
_ALWAYS: Final = (10_000,)  # no version comes later, see _VERSION
_NEVER: Final = (0,)
_VERSION: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_STANDARDISED: Final = re.compile(r"[A-Z<]*")  # ICAO Doc 9303
_BIRTHDAY: Final = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_BIRTH: Final = re.compile(r"(19|20)[0-9]{2}(-[0-9]{2}){0,2}")
_MOST_DOSES: Final = 9


@dataclass(frozen=True, slots=True)
class _Field:
    """One field: what fits it, and before which version it may not be missing."""

    name: str
    fits: Fits
    required_before: Version = _ALWAYS


def check_content(content: dict[Any, Any]) -> CertificateKind:
    """Hold a certificate to its schema and say of what kind it is.

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
    entry = _only_entry(content, given[0])
    _check(entry, _ENTRIES[given[0]], version, f"{given[0]}/0/")
    kind = GROUPS[given[0]]
    if kind is CertificateKind.TEST:
        _check_device(entry)
    return kind


def only_entry(content: dict[Any, Any]) -> dict[Any, Any]:
    """The one entry of a certificate that was checked."""
    entry: dict[Any, Any] = next(
        content[group][0] for group in GROUPS if group in content
    )
    return entry


def _only_entry(content: dict[Any, Any], group: str) -> dict[Any, Any]:
    entries = content[group]
    if type(entries) is not list or len(entries) != 1 or not is_plain_map(entries[0]):
        raise DccBadSchema(group)
    entry: dict[Any, Any] = entries[0]
    return entry


def _check(
    values: dict[Any, Any], fields: tuple[_Field, ...], version: Version, path: str
) -> None:
    for field in fields:
        if field.name not in values:
            if version < field.required_before:
                raise DccBadSchema(path + field.name)
        elif not field.fits(values[field.name], version):
            raise DccBadSchema(path + field.name)


def _check_device(test: dict[Any, Any]) -> None:
    """Only a rapid test has a device; an empty text is how some leave it out."""
    device = test.get("ma", "")
    wanted = test["tt"] == value_sets.RAPID_TEST and device != ""
    if type(device) is not str or (wanted and not value_sets.is_device(device)):
        raise DccBadSchema("t/0/ma")


def _text(value: Any, version: Version) -> bool:
    return type(value) is str and len(value) <= (50 if version < _V1_3 else 80)


def _test_name(value: Any, version: Version) -> bool:
    return type(value) is str if version < _V1_3 else _text(value, version)


def _standardised(value: Any, version: Version) -> bool:
    return _text(value, version) and _STANDARDISED.fullmatch(value) is not None


def _birth(value: Any, version: Version) -> bool:
    if type(value) is not str:
        return False
    if version < _V1_1:
        return _BIRTHDAY.match(value) is not None and read_date(value) is not None
    unknown = value == "" and version >= _V1_3
    return unknown or _BIRTH.fullmatch(value) is not None


def _dose(value: Any, version: Version) -> bool:
    # To the schema 2.0 is an integer, to Python True is one.
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return whole and value >= 1 and (version >= _V1_3 or value <= _MOST_DOSES)


def _date(value: Any, _version: Version) -> bool:
    return read_date(value) is not None


def _moment(value: Any, _version: Version) -> bool:
    return read_moment(value) is not None


def _country(value: Any, _version: Version) -> bool:
    return type(value) is str and value_sets.is_country(value)


def _map(value: Any, _version: Version) -> bool:
    return is_plain_map(value)


def _one_of(codes: Container[str]) -> Fits:
    return lambda value, _version: type(value) is str and value in codes


_CERTIFICATE: Final = (_Field("nam", _map), _Field("dob", _birth))
_NAME: Final = (
    _Field("fnt", _standardised, _V1_3_2),
    _Field("gnt", _standardised, _NEVER),
    _Field("fn", _text, _NEVER),
    _Field("gn", _text, _NEVER),
)
_EVERY: Final = (
    _Field("tg", _one_of(value_sets.DISEASES)),
    _Field("co", _country),
    _Field("is", _text),
    _Field("ci", _text),
)
_ENTRIES: Final = MappingProxyType(
    {
        "v": (
            *_EVERY,
            _Field("vp", _one_of(value_sets.PROPHYLAXES)),
            _Field("mp", _one_of(value_sets.VACCINES)),
            _Field("ma", _one_of(value_sets.MANUFACTURERS)),
            _Field("dn", _dose),
            _Field("sd", _dose),
            _Field("dt", _date),
        ),
        "t": (
            *_EVERY,
            _Field("tt", _one_of(value_sets.TEST_METHODS)),
            _Field("nm", _test_name, _NEVER),
            _Field("sc", _moment),
            _Field("tr", _one_of(value_sets.TEST_RESULTS)),
            _Field("tc", _text, _V1_3),
        ),
        "r": (*_EVERY, _Field("fr", _date), _Field("df", _date), _Field("du", _date)),
    }
)

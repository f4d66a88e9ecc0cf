"""What fits a field of a certificate, by the version of the schema it names."""

import re
from collections.abc import Callable, Container
from typing import Any, Final

from kiosk.codes import cbor
from kiosk.codes.dcc import value_sets
from kiosk.codes.dcc.moments import read_date, read_moment

Version = tuple[int, ...]
Fits = Callable[[Any, Version], bool]
"""Whether a value fits; the value may be anything CBOR can say."""

V1_1: Final[Version] = (1, 1)
V1_3: Final[Version] = (1, 3)
V1_3_2: Final[Version] = (1, 3, 2)
_STANDARDISED: Final = re.compile(r"[A-Z<]*")  # ICAO Doc 9303
_BIRTHDAY: Final = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_BIRTH: Final = re.compile(r"(19|20)[0-9]{2}(-[0-9]{2}){0,2}")
_MOST_DOSES: Final = 9  # before 1.3.0


def is_text(value: Any, version: Version) -> bool:
    """A text of the schema: up to 80 characters, 50 before 1.3.0."""
    return type(value) is str and len(value) <= (50 if version < V1_3 else 80)


def is_test_name(value: Any, version: Version) -> bool:
    """The name of a laboratory test; of any length before 1.3.0."""
    return type(value) is str if version < V1_3 else is_text(value, version)


def is_standardised(value: Any, version: Version) -> bool:
    """A name in capitals and ``<``."""
    return is_text(value, version) and _STANDARDISED.fullmatch(value) is not None


def is_birth(value: Any, version: Version) -> bool:
    """A date of birth: a day, since 1.1.0 a month or year, since 1.3.0 nothing."""
    if type(value) is not str:
        return False
    if version < V1_1:
        return _BIRTHDAY.match(value) is not None and read_date(value) is not None
    unknown = value == "" and version >= V1_3
    return unknown or _BIRTH.fullmatch(value) is not None


def is_dose(value: Any, version: Version) -> bool:
    """A count of doses, from 1; up to 9 before 1.3.0."""
    # To the schema 2.0 is an integer, to Python True is one.
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return whole and value >= 1 and (version >= V1_3 or value <= _MOST_DOSES)


def is_date(value: Any, _version: Version) -> bool:
    """A day."""
    return read_date(value) is not None


def is_moment(value: Any, _version: Version) -> bool:
    """A moment with its zone."""
    return read_moment(value) is not None


def is_country(value: Any, _version: Version) -> bool:
    """A country or an international organisation."""
    return type(value) is str and value_sets.is_country(value)


def is_map(value: Any, _version: Version) -> bool:
    """A map of fields."""
    return cbor.is_plain_map(value)


def one_of(codes: Container[str]) -> Fits:
    """A code out of a value set."""
    return lambda value, _version: type(value) is str and value in codes

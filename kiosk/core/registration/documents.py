"""Documents 证件: whatever a person proves the name with, each with its own number.

Shapes are those printed on the documents; where an authority publishes no check
digit, only the shape is looked at.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.core.registration.id_number import (
    birth_is_real,
    foreign_number_fault,
    id_number_fault,
    permit_number_fault,
)


class Document(StrEnum):
    """Kinds of documents, most frequent first."""

    ID_CARD = "id-card"  # 居民身份证
    RESIDENCE_PERMIT = "residence-permit"  # 港澳台居民居住证
    HK_MACAU_PERMIT = "hk-macau-permit"  # 港澳居民来往内地通行证
    TAIWAN_PERMIT = "taiwan-permit"  # 台湾居民来往大陆通行证
    FOREIGN_RESIDENT = "foreign-resident"  # 外国人永久居留身份证
    PASSPORT = "passport"  # 护照
    NONE = "none"  # a child, or left at home: said so, and on the record


# H or M, eight digits of the person; older cards add two digits of the issue.
_HK_MACAU: Final = re.compile(r"[HM]\d{8}(?:\d\d)?", re.ASCII)
# Eight digits on the card of today, ten and a letter in brackets on paper ones.
_TAIWAN: Final = re.compile(r"\d{8}|\d{10}[A-Z]?", re.ASCII)
# ICAO 9303: up to nine letters and digits in the machine-readable zone.
_PASSPORT: Final = re.compile(r"(?=.*\d)[A-Z0-9]{5,9}", re.ASCII)
# The card of before 2023: country, four digits of place, YYMMDD, two more.
_OLD_FOREIGN: Final = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)

Fault = Callable[[str, date], str | None]


def _shaped(shape: re.Pattern[str]) -> Fault:
    def fault(text: str, _today: date) -> str | None:
        return None if shape.fullmatch(text) else "document-shape"

    return fault


def _foreign_fault(text: str, today: date) -> str | None:
    if not _OLD_FOREIGN.fullmatch(text):
        return foreign_number_fault(text, today)
    centuries = (birth_is_real(c + text[7:13], today) for c in ("19", "20"))
    return None if any(centuries) else "id-birth"


_FAULTS: Final[Mapping[Document, Fault]] = MappingProxyType(
    {
        Document.ID_CARD: id_number_fault,
        Document.RESIDENCE_PERMIT: permit_number_fault,
        Document.HK_MACAU_PERMIT: _shaped(_HK_MACAU),
        Document.TAIWAN_PERMIT: _shaped(_TAIWAN),
        Document.FOREIGN_RESIDENT: _foreign_fault,
        Document.PASSPORT: _shaped(_PASSPORT),
    }
)


def number_fault(document: Document, text: str, today: date) -> str | None:
    """What is wrong with a document's number, or None.

    Args:
        document: Any but ``none``, which has no number.
        text: As ``tidy_number`` leaves it.
        today: The local date.

    Returns:
        A slug of ``id_number``, or ``document-shape``.
    """
    return _FAULTS[document](text, today)

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.documents import Document, number_fault
from kiosk.core.registration.id_number import check_character

TODAY = date(2026, 11, 21)
NUMBERED = sorted(set(Document) - {Document.NONE})


def checked(first17: str) -> str:
    return first17 + check_character(first17)


@pytest.mark.parametrize(
    ("document", "number"),
    [
        (Document.ID_CARD, "11010519491231002X"),
        (Document.RESIDENCE_PERMIT, checked("83000019900101001")),
        (Document.HK_MACAU_PERMIT, "H00000000"),
        (Document.HK_MACAU_PERMIT, "M0000000001"),
        (Document.TAIWAN_PERMIT, "00000000"),
        (Document.TAIWAN_PERMIT, "0000000000B"),
        (Document.FOREIGN_RESIDENT, checked("91115619900101001")),
        (Document.FOREIGN_RESIDENT, "USA110090010100"),
        (Document.PASSPORT, "E00000000"),
        (Document.PASSPORT, "EA0000000"),
    ],
)
def test_a_number_as_printed_is_right(document: Document, number: str) -> None:
    assert number_fault(document, number, TODAY) is None


@pytest.mark.parametrize(
    ("document", "number", "fault"),
    [
        (Document.HK_MACAU_PERMIT, "H0000000", "document-shape"),
        (Document.HK_MACAU_PERMIT, "X00000000", "document-shape"),
        (Document.TAIWAN_PERMIT, "000000000", "document-shape"),
        (Document.FOREIGN_RESIDENT, "USA110099139900", "id-birth"),
        (Document.FOREIGN_RESIDENT, "11010519491231002X", "id-region"),
        (Document.PASSPORT, "ABCDEFG", "document-shape"),
        (Document.PASSPORT, "1234", "document-shape"),
        (Document.PASSPORT, "E000000000", "document-shape"),
    ],
)
def test_a_number_of_another_shape_is_refused(
    document: Document, number: str, fault: str
) -> None:
    assert number_fault(document, number, TODAY) == fault


@given(st.sampled_from(NUMBERED), st.text(max_size=20))
def test_any_text_is_right_or_has_a_fault(document: Document, text: str) -> None:
    fault = number_fault(document, text, TODAY)

    assert fault is None or fault.startswith(("id-", "document-"))

"""Is the form complete and right? Every fault is told at once, and no value in it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kiosk.core.errors import FormError, FormRefused
from kiosk.core.registration.asked import CHOICES, ORDER, Asked
from kiosk.core.registration.documents import Document, number_fault
from kiosk.core.registration.phone import phone_number
from kiosk.core.registration.plate import plate_kind, tidy_plate
from kiosk.core.registration.signature import signature_fault
from kiosk.core.registration.tidy import tidy_number, tidy_text

LONGEST: Final = MappingProxyType(
    {"name": 40, "domicile": 80, "residence": 80, "household": 40, "proof": 60}
    | {"firm": 40, "hospital": 40, "escort": 40}
)
"""Longest text of each typed field, characters."""

_ADVICE: Final = MappingProxyType(
    {
        "missing": "is needed",
        "too-long": "shorten it",
        "unknown-field": "is not asked",
        "not-offered": "choose one of those offered",
        "not-a-name": "letters only, as on the document",
        "not-a-phone": "11 digits of a mobile, or area and landline, or + and country",
        "not-a-plate": "province, letter, five or six characters; else 其他 and a copy",
        "id-length": "18 characters as on the document",
        "id-check": "a digit is wrong; compare with the document",
        "id-region": "the first digits are of no region; compare with the document",
        "id-birth": "the birth date in it cannot be; compare with the document",
        "document-shape": "compare with the document, or choose another document",
        "not-a-signature": "sign once more",
        "signature-short": "sign once more, larger",
    }
)


def check_form(
    fields: Mapping[str, str], asked: Asked, today: date
) -> Mapping[str, str]:
    """The form as it is kept: tidied, empty fields left out.

    Args:
        fields: As typed. Personal.
        asked: What is asked of this person.
        today: The local date.

    Raises:
        FormRefused: Names every field that is missing or wrong.
    """
    foreign = sorted(set(fields) - set(ORDER))
    problems = [_problem("form", "unknown-field")] if foreign else []
    typed = {name: fields[name] for name in ORDER if fields.get(name, "").strip()}
    clean: dict[str, str] = {}
    document = typed.get("document", Document.ID_CARD.value)
    for name, text in typed.items():
        value, slug = _read(name, text, document, today)
        if slug:
            problems.append(_problem(name, slug))
        else:
            clean[name] = value
    problems += [_problem(name, "missing") for name in _missing(typed, asked)]
    if problems:
        order = {name: place for place, name in enumerate(ORDER)}
        raise FormRefused(sorted(problems, key=lambda p: order.get(p.field, -1)))
    if clean.get("document") == Document.NONE:
        clean.pop("id_number", None)
    elif "id_number" in clean:
        clean["document"] = document
    else:
        clean.pop("document", None)
    return clean


def _missing(typed: Mapping[str, str], asked: Asked) -> Iterator[str]:
    excused = set()
    if typed.get("document") == Document.NONE:
        excused.add("id_number")
    if "unsigned" in typed:
        excused.add("signature")
    yield from asked.required - typed.keys() - excused


def _read(name: str, text: str, document: str, today: date) -> tuple[str, str | None]:
    """A field's kept value, and the slug of what is wrong with it or None."""
    if name == "id_number":
        return _read_number(text, document, today)
    if name == "document":
        return text, None if text in set(Document) else "not-offered"
    if name in CHOICES:
        return text, None if text in CHOICES[name] else "not-offered"
    if name in _READERS:
        return _READERS[name](text)
    value = tidy_text(text)
    if not value:
        return "", "missing"
    return value, "too-long" if len(value) > LONGEST[name] else None


def _read_number(text: str, document: str, today: date) -> tuple[str, str | None]:
    number = tidy_number(text)
    if document not in set(Document) or document == Document.NONE:
        return number, None  # the document is what is wrong, or has no number
    return number, number_fault(Document(document), number, today)


def _read_phone(text: str) -> tuple[str, str | None]:
    number = phone_number(text)
    return number or "", None if number else "not-a-phone"


def _read_plate(text: str) -> tuple[str, str | None]:
    plate = tidy_plate(text)
    return plate, None if plate_kind(plate) else "not-a-plate"


def _read_name(text: str) -> tuple[str, str | None]:
    name = tidy_text(text)
    if len(name) > LONGEST["name"]:
        return name, "too-long"
    # 买买提·艾力 and O'Neill-Test are names; a number or a bare dot is none.
    lettered = any(c.isalpha() for c in name)
    fits = lettered and all(c.isalpha() or c in " ·•.'’-" for c in name)
    return name, None if fits else "not-a-name"


def _read_signature(text: str) -> tuple[str, str | None]:
    return text, signature_fault(text)


_READERS: Final[Mapping[str, Callable[[str], tuple[str, str | None]]]] = (
    MappingProxyType(
        {
            "name": _read_name,
            "phone": _read_phone,
            "host_phone": _read_phone,
            "plate": _read_plate,
            "signature": _read_signature,
        }
    )
)


def _problem(field: str, slug: str) -> FormError:
    return FormError(field, slug, _ADVICE[slug])

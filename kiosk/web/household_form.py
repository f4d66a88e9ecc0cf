"""The cells of 户信息登记表, in the shape of annex 3 (S2), on paper and in files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from kiosk.core.china import CHINA
from kiosk.core.household_form import Fact, HouseholdSheet, Member, Noted
from kiosk.web.texts import Texts

COLUMNS: Final = (
    *("name", "sex", "id", "employer", "vehicle", "phone", "nat", "key", "away"),
    *("pass", "origin", "colour", "temperature", "left", "returned"),
)
"""Those of the annex in its order, then what the gate adds."""

BY_HAND: Final = frozenset({"sex", "id", "employer", "phone"})
"""What no gate is told openly; the cell is left empty."""

HEAD_BY_HAND: Final = ("address", "living")
"""The same of the form's head."""

LIVING: Final = ("own", "rented", "borrowed")
_LEAST_ROWS: Final = 7
_TESTED: Final = {"negative": "yes", "positive": "yes", "pending": "yes", "none": "no"}


def head(column: str, texts: Texts) -> str:
    """What a column is called; one that is filled in by hand says so."""
    name = texts(f"household-form.{column}")
    return name + texts("household-form.by-hand") if column in BY_HAND else name


def rows(sheet: HouseholdSheet, texts: Texts) -> Iterator[dict[str, str]]:
    """A row for each member, then empty ones for whoever never came by.

    Args:
        sheet: The household.
        texts: The form's language.
    """
    for member in sheet.members:
        yield _row(member, texts)
    for _ in range(max(1, _LEAST_ROWS - len(sheet.members))):
        yield _row(None, texts)


def _row(member: Member | None, texts: Texts) -> dict[str, str]:
    said = dict.fromkeys(COLUMNS, "") | {
        "nat": boxes(texts, ("yes", "no")),
        "key": boxes(texts, ("yes", "no")),
        "away": boxes(texts, ("district", "city", "province")),
    }
    if member is None:
        return said
    noted = member.noted
    unnamed = "–" if member.member is None else member.member
    return said | {
        "name": member.masked_name or texts("household.member", member=unnamed),
        "vehicle": _dated(noted, "vehicle", "vehicle-kind", texts),
        "nat": _nat(noted.get("nat"), texts),
        "key": _key(noted.get("key_region"), texts),
        "away": _away(member, said["away"], texts),
        "pass": member.pass_id,
        "origin": _origin(noted, texts),
        "colour": _dated(noted, "colour", "colour", texts),
        "temperature": _temperature(noted.get("celsius")),
        "left": clock(member.left),
        "returned": clock(member.returned),
    }


def boxes(texts: Texts, words: Iterable[str], ticked: str | None = None) -> str:
    """Words with a box each, a line each; one may be ticked."""
    return "\n".join(
        texts(f"household-form.{word}") + ("☑" if word == ticked else "□")
        for word in words
    )


def clock(moment: datetime | None) -> str:
    """A time as paper needs it, with its year; empty where there is none."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""


def _day(noted: Noted) -> str:
    return f"{noted.at.astimezone(CHINA):%Y-%m-%d}"


def _dated(noted: Mapping[Fact, Noted], fact: Fact, group: str, texts: Texts) -> str:
    found = noted.get(fact)
    if found is None:
        return ""
    return f"{texts.or_own(group, str(found.value))}\n{_day(found)}"


def _nat(noted: Noted | None, texts: Texts) -> str:
    if noted is None:
        return boxes(texts, ("yes", "no"))
    ticked = boxes(texts, ("yes", "no"), _TESTED.get(str(noted.value)))
    return f"{ticked}\n{texts.or_own('nat-result', str(noted.value))}\n{_day(noted)}"


def _key(noted: Noted | None, texts: Texts) -> str:
    word = None if noted is None else "yes" if noted.value else "no"
    said = boxes(texts, ("yes", "no"), word)
    return said if noted is None else f"{said}\n{_day(noted)}"


def _away(member: Member, empty: str, texts: Texts) -> str:
    """Where somebody is, no gate knows; only that they went out, and when."""
    if not member.out:
        return empty
    return f"{empty}\n{texts('household.left', at=clock(member.left))}"


def _origin(noted: Mapping[Fact, Noted], texts: Texts) -> str:
    """From where they came: returnee 返来, and the level of risk."""
    words = []
    returnee, risk = noted.get("returnee"), noted.get("risk")
    if returnee is not None and returnee.value:
        words.append(f"{texts('arrival.returnee')}\n{_day(returnee)}")
    if risk is not None and risk.value != "none":
        words.append(f"{texts.or_own('arrival', str(risk.value))}\n{_day(risk)}")
    return "\n".join(words)


def _temperature(noted: Noted | None) -> str:
    return "" if noted is None else f"{noted.value} ℃\n{clock(noted.at)}"

"""Handing files out: who, why, which range, how many rows and their digest, as a row.

The row is in the journal before the file is anybody's, and the same facts go with the
file, so that a copy can be told from the original.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kiosk.core.record import Bearer, Draft, Kind, Person
from kiosk.office.bundle import Written
from kiosk.office.export import manifest
from kiosk.ports import Clock, Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Who wants what, and what for.

    Attributes:
        event: Of the row.
        form: What kind of file.
        asked: Range and filter, in words; nothing personal.
        by: Who.
        why: What for, as typed; may name somebody, so it is sealed.
        bearer: Whose records they are, or None: everybody's.
    """

    event: str
    form: str
    asked: Mapping[str, str]
    by: str
    why: str = field(repr=False)
    bearer: Bearer | None = None


def handed_row(
    errand: Errand, told: Mapping[str, Any], at: datetime, **private: str
) -> Draft:
    """The row of a file that is handed out.

    Args:
        errand: Who and why.
        told: The file's manifest.
        at: Wall time, aware.
        private: What else is sealed.
    """
    about = Person(
        subject=f"export {errand.by}",
        masked="",
        private={"why": errand.why, **private},
    )
    return Draft(
        kind=Kind.AUDIT,
        at=at,
        payload={"event": errand.event, "form": errand.form, **told},
        person=about,
        bearer=errand.bearer,
    )


async def hand_out(
    written: Written, errand: Errand, *, head: str, clock: Clock, journal: Journal
) -> dict[str, Any]:
    """Write the row of a file; returns its manifest.

    Args:
        written: The file.
        errand: Who wants it, and why.
        head: The journal's, in its short form, from before the records were read.
        clock: Wall time.
        journal: Gets the row.

    Raises:
        StoreError: It is not on record, so nobody may have it.
    """
    at = clock.now()
    told = manifest(
        [written.exported], asked=errand.asked, head=head, by=errand.by, at=at
    )
    await journal.append(handed_row(errand, told, at))
    return told

"""Revocation 作废: the list of passes withdrawn before their end, signed by the root.

``{"seq", "issued", "next_update", "revoked": [[kid, cti, until, reason]]}``; see
``kiosk.codes.listing``. An entry may be dropped once ``until``, the pass's own end, is
over: 20,000 entries take some 500 KB.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes.claims import PASS_ID_SIZE
from kiosk.codes.listing import (
    BadPart,
    ListForged,
    ListFormat,
    ListMalformed,
    SignedList,
    head,
    moment,
    seconds,
)
from kiosk.codes.trust import KID_SIZE

REVOKED_AAD: Final = b"KP1-REVOKED"
REASONS: Final = ("lost", "stolen", "moved", "misused", "returned", "other")
"""Words the command offers; ``returned`` voids a pass after a journey (practice)."""
_REASON: Final = re.compile(r"[a-z][a-z-]{0,31}")
_COPY_IT: Final = "copy it from the supervisor's machine again"

PassIds = Mapping[bytes, frozenset[bytes]]
"""Ids of passes (6 bytes) by the key id (2 bytes) of their issuer."""


class RevocationsForged(ListForged):
    """The root did not sign this list."""

    slug = "revocations-forged"
    advice = _COPY_IT


class RevocationsMalformed(ListMalformed):
    """Not a revocation list of this format."""

    slug = "revocations-malformed"
    advice = _COPY_IT


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One withdrawn pass.

    Attributes:
        kid: Key id of its issuer, 2 bytes.
        pass_id: 6 bytes.
        until: When the pass would have ended by itself, aware.
        reason: A word, a-z and hyphens; nothing personal.
    """

    kid: bytes
    pass_id: bytes
    until: datetime
    reason: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList(SignedList):
    """A verified revocation list.

    Attributes:
        entries: Every withdrawn pass.
        by_kid: Their ids by key id.
    """

    entries: tuple[Revocation, ...]
    by_kid: PassIds = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table: dict[bytes, set[bytes]] = {}
        for entry in self.entries:
            table.setdefault(entry.kid, set()).add(entry.pass_id)
        frozen = {kid: frozenset(ids) for kid, ids in table.items()}
        object.__setattr__(self, "by_kid", MappingProxyType(frozen))


def next_list(
    before: RevocationList | None,
    added: Iterable[Revocation],
    now: datetime,
    update: timedelta,
) -> RevocationList:
    """The list after ``before``: entries added, those whose pass ended dropped.

    Args:
        before: The list in force, or None.
        added: Passes withdrawn now; one that is in the list already changes nothing.
        now: Wall time, aware.
        update: How soon the list after this one is due.
    """
    kept = before.entries if before is not None else ()
    table = {(entry.kid, entry.pass_id): entry for entry in kept if entry.until >= now}
    for entry in added:
        table.setdefault((entry.kid, entry.pass_id), entry)
    return RevocationList(
        seq=1 + (before.seq if before is not None else 0),
        issued=now,
        next_update=now + update,
        entries=tuple(table.values()),
    )


def _write(revocations: RevocationList) -> dict[str, object]:
    rows = [
        [entry.kid, entry.pass_id, seconds(entry.until), entry.reason]
        for entry in revocations.entries
    ]
    return {"revoked": rows}


def _read(content: Mapping[str, Any]) -> RevocationList:
    rows = content["revoked"]
    if type(rows) is not list:
        raise BadPart("revoked")
    return RevocationList(
        **head(content), entries=tuple(_read_entry(row) for row in rows)
    )


def _read_entry(row: object) -> Revocation:
    match row:
        case [bytes(kid), bytes(pass_id), until, str(reason)]:
            pass
        case _:
            raise BadPart("entry")
    if len(kid) != KID_SIZE or len(pass_id) != PASS_ID_SIZE:
        raise BadPart("entry size")
    if not _REASON.fullmatch(reason):
        raise BadPart("reason")
    end = moment(until, "end")
    return Revocation(kid=kid, pass_id=pass_id, until=end, reason=reason)


REVOCATION_FORMAT: Final = ListFormat(
    aad=REVOKED_AAD,
    members=frozenset({"revoked"}),
    write=_write,
    read=_read,
    forged=RevocationsForged,
    malformed=RevocationsMalformed,
)

sign_revocations: Final = REVOCATION_FORMAT.sign
read_revocations: Final = REVOCATION_FORMAT.open

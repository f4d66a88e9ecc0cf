"""Signed lists that come as a file: told by who signed them, taken over if newer.

Nothing is asked of the file's name. A list counts if this kiosk's own root signed it,
or the root of a community in the trust list; the latter speaks for that community only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.codes.listing import ListForged
from kiosk.codes.revocation import RevocationList, read_revocations
from kiosk.codes.trust import TrustedRoot, TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.core.errors import ConfigError
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.lists import (
    REVOCATIONS,
    OtherListUnusable,
    load_pass_trust,
    load_revocations,
    load_root,
    other_list,
    read_other_list,
)

AnyList = TrustList | RevocationList
_READERS: Final[tuple[Callable[[bytes, bytes, str], AnyList], ...]] = (
    read_trust_list,
    read_revocations,
)


class SignerUnknown(ConfigError):
    """Nobody this kiosk knows signed the list."""

    slug = "list-signer-unknown"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is signed neither by this kiosk's root key nor by that of a "
            "community in the trust list; import that community's trust file first"
        )


class KeysNeedRoot(ConfigError):
    """Another community's trust list: only this kiosk's root may take its keys."""

    slug = "keys-need-root"

    def __init__(self, source: str, community: str) -> None:
        super().__init__(
            f"{source} is the trust list of community {community}; take its keys with "
            "`kiosk trust import` and the supervisor's root key"
        )


class ListOlder(ConfigError):
    """A signed list that is not newer than the one in force."""

    slug = "list-older"

    def __init__(self, source: str, *, seq: int, in_force: int) -> None:
        said = f"is number {seq}"
        if seq > in_force:
            said += ", but was signed earlier,"
        super().__init__(
            f"{source} {said} and number {in_force} is in force; ask for the newest"
        )
        self.seq, self.in_force = seq, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A verified list and where it came from.

    Attributes:
        source: What errors call the file.
        signed: The whole of it.
        listed: What it says.
        root: Whose it is, or None for this kiosk's own.
    """

    source: str
    signed: bytes = field(repr=False)
    listed: AnyList
    root: TrustedRoot | None


def recognise_list(keys: Path, signed: bytes, source: str) -> Arrival:
    """Tell by its signature whose list a file is, and which.

    Raises:
        SignerUnknown: Nobody's.
        ConfigError: It is damaged, or the key folder cannot be read.
    """
    for root, public in _roots(keys):
        for read in _READERS:
            try:
                listed = read(signed, public, source)
            except ListForged:
                continue
            return Arrival(source=source, signed=signed, listed=listed, root=root)
    raise SignerUnknown(source)


def _roots(keys: Path) -> Iterator[tuple[TrustedRoot | None, bytes]]:
    yield None, load_root(keys)
    for root in load_pass_trust(keys).roots:
        yield root, root.public


def put_in_force(keys: Path, arrival: Arrival) -> AnyList | None:
    """Put a newer list in force, in one step; needs no secret key.

    Returns:
        The list it follows, or None for the first.

    Raises:
        KeysNeedRoot: It is the trust list of another community.
        ListOlder: It is not newer.
        ConfigError: It cannot be written; the old one is in force.
    """
    if arrival.root is not None and isinstance(arrival.listed, TrustList):
        raise KeysNeedRoot(arrival.source, arrival.root.community)
    with locked(keys):
        path, before = _in_force(keys, arrival)
        if before is not None:
            refuse_older(arrival.listed, before, arrival.source)
            if arrival.listed.seq == before.seq:
                raise ListOlder(arrival.source, seq=before.seq, in_force=before.seq)
        replace_file(path, arrival.signed)
    return before


def refuse_older(listed: AnyList, before: AnyList | TrustedRoot, source: str) -> None:
    """Refuse a list with a lower number or an earlier time than one taken before.

    Raises:
        ListOlder: It is such a list.
    """
    if listed.seq < before.seq or listed.issued < before.issued:
        raise ListOlder(source, seq=listed.seq, in_force=before.seq)


def _in_force(keys: Path, arrival: Arrival) -> tuple[Path, AnyList | None]:
    if arrival.root is not None:
        try:
            before = read_other_list(keys, arrival.root)
        except OtherListUnusable:
            before = None  # what is damaged is mended by importing it again
        return other_list(keys, arrival.root), before
    if isinstance(arrival.listed, TrustList):
        return keys / TRUST_LIST, load_pass_trust(keys)
    return keys / REVOCATIONS, load_revocations(keys)

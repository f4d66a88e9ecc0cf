"""Lists that come from above 上级下发: kept in the key folder, replaced by newer ones.

Each lies there as ``NAME.cose``, signed by the root. What a file is, its signature
tells, never its name. Whatever brings a list, a stick or the network, hands its bytes
to ``take_district_list``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kiosk.codes.duty_list import DUTY_FORMAT
from kiosk.codes.listing import ListForged, ListFormat, SignedList
from kiosk.codes.risk_list import RISK_FORMAT
from kiosk.codes.rota_list import ROTA_FORMAT
from kiosk.codes.watch_list import WATCH_FORMAT, WatchList, key_id_of
from kiosk.core.errors import ConfigError
from kiosk.store import keyfile
from kiosk.store.arrivals import ListOlder
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.listmaking import Signer
from kiosk.store.lists import load_root

RISK: Final = "risk-areas"
WATCH: Final = "watch-list"
DUTY: Final = "duty-phones"
ROTA: Final = "rota"
FORMATS: Final[Mapping[str, ListFormat[Any]]] = MappingProxyType(
    {RISK: RISK_FORMAT, WATCH: WATCH_FORMAT, DUTY: DUTY_FORMAT, ROTA: ROTA_FORMAT}
)
"""The lists by name."""
WATCH_KEY: Final = "watch.key"
_ASK_KEY: Final = (
    "copy it from the machine on which the watch-list is made, by another way than "
    "the list itself"
)


class WatchKeyOther(ConfigError):
    """The watch-list was made with another key than the one here."""

    slug = "watch-key-other"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} was made with another key than {WATCH_KEY} here, so nobody "
            f"could be found on it; {_ASK_KEY}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A list that was put in force.

    Attributes:
        name: Which one, a key of ``FORMATS``.
        listed: What it says.
    """

    name: str
    listed: SignedList


def list_path(keys: Path, name: str) -> Path:
    """Where the list ``name`` lies in a key folder."""
    return keys / f"{name}.cose"


def load_district_list(keys: Path, name: str) -> SignedList | None:
    """A list of the key folder; None while none came.

    Raises:
        ConfigError: It is damaged, open to others or not signed by ``root.pub``, or
            the watch-list's key is missing or another.
    """
    path = list_path(keys, name)
    try:
        signed = keyfile.read_file(path, "")
    except keyfile.KeyMissing:
        return None
    listed: SignedList = FORMATS[name].open(signed, load_root(keys), str(path))
    _check_key(keys, listed, str(path))
    return listed


def take_district_list(
    keys: Path, signed: bytes, source: str, floor: Mapping[str, int]
) -> Taken | None:
    """Verify a list and put it in force, in one step; needs no secret of the root.

    Args:
        keys: The key folder.
        signed: The list.
        source: What errors call it.
        floor: The highest number of each list that was ever in force here.

    Returns:
        The list, or None when the root signed no such list.

    Raises:
        ListOlder: It is not newer than what is or was in force.
        ConfigError: It cannot be used or written; the old one is in force.
    """
    for name, kind in FORMATS.items():
        try:
            listed: SignedList = kind.open(signed, load_root(keys), source)
        except ListForged:
            continue
        _check_key(keys, listed, source)
        with locked(keys):
            newest = max(_seq_in_force(keys, name), floor.get(name, 0))
            if listed.seq <= newest:
                raise ListOlder(source, seq=listed.seq, in_force=newest)
            replace_file(list_path(keys, name), signed)
        return Taken(name=name, listed=listed)
    return None


def put_district_list(signer: Signer, name: str, listed: SignedList) -> None:
    """Sign a list and put it in force in the signer's own key folder.

    Raises:
        ListOlder: One of this number is there already; somebody else made it just now.
        ConfigError: It could not be written; the old one is in force.
    """
    with locked(signer.keys):
        newest = _seq_in_force(signer.keys, name)
        if listed.seq <= newest:
            raise ListOlder(name, seq=listed.seq, in_force=newest)
        signed = FORMATS[name].sign(listed, signer.seed)
        replace_file(list_path(signer.keys, name), signed)


def load_watch_key(keys: Path) -> bytes:
    """The 32 secret bytes that key the watch-list's marks.

    Raises:
        ConfigError: It is missing, damaged or open to others.
    """
    return keyfile.read_key(keys / WATCH_KEY, "watch", _ASK_KEY)


def make_watch_key(keys: Path, random: bytes) -> bytes:
    """The watch-list's key, made of ``random`` (32 bytes) if there is none yet.

    Raises:
        ConfigError: It is damaged or open to others, or cannot be written.
    """
    with locked(keys):
        if not (keys / WATCH_KEY).exists():
            keyfile.write_key(keys / WATCH_KEY, "watch", random)
    return load_watch_key(keys)


def _seq_in_force(keys: Path, name: str) -> int:
    """The number of the list that is there; 0 for none, or for a damaged one."""
    path = list_path(keys, name)
    try:
        signed = keyfile.read_file(path, "")
        before: SignedList = FORMATS[name].open(signed, load_root(keys), str(path))
    except keyfile.KeyUnreachable:
        raise
    except ConfigError:
        return 0  # what is damaged is mended by importing it again
    return before.seq


def _check_key(keys: Path, listed: SignedList, source: str) -> None:
    if isinstance(listed, WatchList) and listed.key_id != key_id_of(
        load_watch_key(keys)
    ):
        raise WatchKeyOther(source)

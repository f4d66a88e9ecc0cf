"""Which signed lists a key folder has, by the names the journal knows them by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.codes.duty_list import DutyList
from kiosk.codes.listing import SignedList
from kiosk.codes.revocation import RevocationList
from kiosk.codes.risk_list import RiskList
from kiosk.codes.rota_list import RotaList
from kiosk.codes.trust import TrustList
from kiosk.codes.watch_list import WatchList
from kiosk.store.district import FORMATS, list_path, load_district_list
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.lists import (
    REVOCATIONS,
    load_pass_trust,
    load_revocations,
    other_list,
    read_other_list,
)
from kiosk.store.stamp import Stamp, stamp_of

TRUST: Final = "trust"
REVOKED: Final = "revocations"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """One signed list of a key folder.

    Attributes:
        label: What the status page calls it.
        path: Where it lies.
        load: Reads it; None while there is none. Raises ``ConfigError``.
        communities: Whose it is; empty for this kiosk's own.
    """

    label: str
    path: Path
    load: Callable[[], SignedList | None]
    communities: tuple[str, ...] = ()

    def stamp(self) -> Stamp | None:
        """What changes when the file does; None while there is none."""
        return stamp_of(self.path)


def list_files(folder: Path, trust: TrustList) -> Mapping[str, ListFile]:
    """The lists by name: our own, and one for each root that ours vouches for."""
    files = {
        TRUST: ListFile(
            label=f"{TRUST}_list",
            path=folder / TRUST_LIST,
            load=partial(load_pass_trust, folder),
        ),
        REVOKED: ListFile(
            label=f"{REVOKED}_list",
            path=folder / REVOCATIONS,
            load=partial(load_revocations, folder),
        ),
    }
    for name in FORMATS:
        files[name] = ListFile(
            label=f"{name}_list",
            path=list_path(folder, name),
            load=partial(load_district_list, folder, name),
        )
    for root in trust.roots:
        path = other_list(folder, root)
        before = files[path.stem].communities if path.stem in files else ()
        communities = (*before, root.community)
        files[path.stem] = ListFile(
            label=" ".join((f"{REVOKED}_list", *communities)),
            path=path,
            load=partial(read_other_list, folder, root),
            communities=communities,
        )
    return files


def told(content: SignedList | None, now: datetime) -> str:
    """Number, size and age of a list in a few characters."""
    match content:
        case TrustList():
            many = len(content.keys)
        case RevocationList() | RiskList() | WatchList() | DutyList() | RotaList():
            many = len(content.entries)
        case _:
            return "–"
    return f"#{content.seq} · {many} · {_age(now - content.issued)}"


def _age(age: timedelta) -> str:
    hours = max(age, timedelta()) // timedelta(hours=1)
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"  # noqa: PLR2004 - two days

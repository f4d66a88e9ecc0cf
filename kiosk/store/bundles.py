"""Which bundles were looked at: one small file, so that none is looked at twice."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from kiosk.store.keyfolder import locked, replace_file

NAME: Final = "bundles.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of the newest bundle of a kind.

    Attributes:
        digest: SHA-256 of its content, hex.
        fault: Slug of why it was refused, or None: it was taken.
    """

    digest: str
    fault: str | None


def digest_of(content: bytes) -> str:
    """SHA-256, hex; the hub's ETags are the same."""
    return sha256(content).hexdigest()


def read_seen(store: Path) -> dict[str, Seen]:
    """By kind, or by file name; what cannot be read is looked at again."""
    try:
        content = json.loads((store / NAME).read_bytes())
        return {
            kind: Seen(digest=str(one["digest"]), fault=one["fault"])
            for kind, one in content.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_seen(store: Path, seen: Mapping[str, Seen]) -> None:
    """Keep it, durably.

    Raises:
        KeyUnreachable: The card refuses; the old file stays.
    """
    content = {kind: asdict(one) for kind, one in seen.items()}
    with locked(store):
        replace_file(store / NAME, json.dumps(content).encode())

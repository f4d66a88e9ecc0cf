"""A pointer: one small JSON file that names a policy of the policy folder."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, get_args

from kiosk.core.policy import PolicySource

_SOURCES: Final[Mapping[str, PolicySource]] = {w: w for w in get_args(PolicySource)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Names a policy of the folder.

    Attributes:
        digest: SHA-256 of its text, 64 hex digits.
        source: Where it came from.
        by: Who asked for it, e.g. ``screen``.
        at: When, aware.
        after: Digest of the policy that was in force then.
        back: True for going back to one that was in force before.
    """

    digest: str
    source: PolicySource
    by: str
    at: datetime
    after: str
    back: bool = False


def write_pointer(pointer: Pointer) -> bytes:
    """A pointer as its file holds it."""
    said = asdict(pointer) | {"at": pointer.at.isoformat()}
    return json.dumps(said, indent=1).encode() + b"\n"


def read_pointer(content: bytes) -> Pointer:
    """Read a pointer.

    Raises:
        ValueError: It is none.
    """
    try:
        return _pointer(json.loads(content))
    except (KeyError, TypeError, RecursionError) as exc:
        raise ValueError("no pointer") from exc


def _pointer(said: dict[str, str]) -> Pointer:
    digest = str(said["digest"])
    at = datetime.fromisoformat(said["at"])
    if len(bytes.fromhex(digest)) != sha256().digest_size or at.tzinfo is None:
        raise ValueError("digest or moment")
    return Pointer(
        digest=digest,
        source=_SOURCES[said["source"]],
        by=str(said["by"]),
        at=at,
        after=str(said["after"]),
        back=bool(said["back"]),
    )

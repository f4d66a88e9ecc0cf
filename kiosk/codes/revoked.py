"""Every withdrawn pass a kiosk knows of: its own list's and those of others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from kiosk.codes.revocation import PassIds, RevocationList
from kiosk.codes.trust import TrustedKey

_NO_IDS: Final[PassIds] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """Every withdrawn pass this kiosk knows of.

    Attributes:
        own: By this kiosk's own supervisor, who may turn away anybody's pass.
        others: By other communities, each by its code: their own passes only, for
            key ids are the same everywhere.
    """

    own: PassIds = field(default_factory=lambda: _NO_IDS)
    others: Mapping[str, PassIds] = field(default_factory=dict)

    def holds(self, key: TrustedKey, pass_id: bytes) -> bool:
        """True when the pass ``pass_id`` that ``key`` signed was withdrawn."""
        theirs = self.others.get(key.community, _NO_IDS)
        nobody: frozenset[bytes] = frozenset()
        return any(pass_id in ids.get(key.kid, nobody) for ids in (self.own, theirs))


NONE_REVOKED: Final = Revoked()


def revoked_by(
    own: RevocationList | None, others: Mapping[str, RevocationList]
) -> Revoked:
    """What these lists withdraw.

    Args:
        own: This kiosk's own list, if it has one.
        others: Lists of other communities by community code.
    """
    return Revoked(
        own=_NO_IDS if own is None else own.by_kid,
        others={community: theirs.by_kid for community, theirs in others.items()},
    )

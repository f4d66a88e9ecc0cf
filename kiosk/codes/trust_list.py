"""The trust list as it travels: signed by an offline root.

``{"seq", "issued", "next_update", "keys": [[kid, pub, iss, classes, nbf, exp,
max_ttl, ?generation]]}`` in canonical order; see ``kiosk.codes.listing``. The
generation is left out while it is 0.
"""

from datetime import timedelta
from typing import Any, Final

from kiosk.codes.listing import (
    SECOND,
    BadPart,
    moment,
    open_list,
    seconds,
    sign_list,
    uint,
)
from kiosk.codes.trust import (
    KID_SIZE,
    LARGEST_GENERATION,
    PUBLIC_KEY_SIZE,
    TrustedKey,
    TrustList,
    is_community_code,
)
from kiosk.core.errors import ConfigError

TRUST_AAD: Final = b"KP1-TRUST"
_LONGEST_LIFE: Final = timedelta(days=3660)  # a pass beyond ten years is a mistake
_FIELDS: Final = frozenset({"seq", "issued", "next_update", "keys"})


class TrustListForged(ConfigError):
    """The root did not sign this list."""

    slug = "trust-list-forged"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed by this kiosk's root key; "
            "restore it and root.pub from the same backup"
        )


class TrustListMalformed(ConfigError):
    """Not a trust list of this format."""

    slug = "trust-list-malformed"

    def __init__(self, source: str, part: str) -> None:
        super().__init__(f"{source} is damaged ({part}); restore it from a backup")
        self.part = part


def sign_trust_list(trust: TrustList, root_seed: bytes) -> bytes:
    """Write and sign a list; fractions of a second are dropped.

    Args:
        trust: The list.
        root_seed: 32-byte Ed25519 seed of the offline root.
    """
    content = {
        "seq": trust.seq,
        "keys": [_row(key) for key in trust.keys],
        "issued": seconds(trust.issued),
        "next_update": seconds(trust.next_update),
    }
    return sign_list(content, TRUST_AAD, root_seed)


def _row(key: TrustedKey) -> list[object]:
    row: list[object] = [
        key.kid,
        key.public,
        key.community,
        sorted(key.classes),
        seconds(key.not_before),
        seconds(key.expires),
        key.max_ttl // SECOND,
    ]
    return [*row, key.generation] if key.generation else row


def read_trust_list(
    data: bytes, root_public: bytes, source: str = "the trust list"
) -> TrustList:
    """Verify and read a signed list.

    Args:
        data: The COSE_Sign1.
        root_public: 32-byte Ed25519 public key of the offline root.
        source: What errors call the list, e.g. its file.

    Raises:
        TrustListForged: Another key signed it, or it was altered.
        TrustListMalformed: It is no trust list.
    """
    try:
        content = open_list(data, root_public, TRUST_AAD, _FIELDS)
        trust = None if content is None else _read(content)
    except BadPart as exc:
        raise TrustListMalformed(source, str(exc)) from None
    if trust is None:
        raise TrustListForged(source)
    return trust


def _read(content: dict[str, Any]) -> TrustList:
    rows = content["keys"]
    if type(rows) is not list or not rows:
        raise BadPart("keys")
    return TrustList(
        seq=uint(content["seq"], "seq"),
        issued=moment(content["issued"], "issued"),
        next_update=moment(content["next_update"], "next_update"),
        keys=tuple(_read_key(row) for row in rows),
    )


def _read_key(row: object) -> TrustedKey:
    match row:
        case [
            bytes(kid), bytes(public), str(community), list(classes), nbf, exp, ttl,
            *more,
        ] if len(more) <= 1:  # fmt: skip
            pass
        case _:
            raise BadPart("key")
    if len(kid) != KID_SIZE or len(public) != PUBLIC_KEY_SIZE:
        raise BadPart("key size")
    if not is_community_code(community):
        raise BadPart("community code")
    life = uint(ttl, "longest life")
    if life > _LONGEST_LIFE // SECOND:
        raise BadPart("longest life")
    return TrustedKey(
        kid=kid,
        public=public,
        community=community,
        classes=frozenset(uint(number, "classes") for number in classes),
        not_before=moment(nbf, "key window"),
        expires=moment(exp, "key window"),
        max_ttl=timedelta(seconds=life),
        generation=_generation(more),
    )


def _generation(more: list[object]) -> int:
    if not more:
        return 0
    generation = uint(more[0], "generation")
    if not 1 <= generation <= LARGEST_GENERATION:
        raise BadPart("generation")
    return generation

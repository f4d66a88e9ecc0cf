"""The trust list as it travels: signed by an offline root.

``{"seq", "issued", "next_update", "keys": [[kid, pub, iss, classes, nbf, exp,
max_ttl, ?generation]], ?"roots": [[iss, pub, seq, issued]]}`` in canonical order; see
``kiosk.codes.listing``. The generation is left out while it is 0, the roots while there
are none.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from kiosk.codes.listing import (
    SECOND,
    BadPart,
    ListForged,
    ListFormat,
    ListMalformed,
    head,
    moment,
    seconds,
    uint,
)
from kiosk.codes.trust import (
    KID_SIZE,
    LARGEST_GENERATION,
    PUBLIC_KEY_SIZE,
    TrustedKey,
    TrustedRoot,
    TrustList,
    is_community_code,
)

TRUST_AAD: Final = b"KP1-TRUST"
_LONGEST_LIFE: Final = timedelta(days=3660)  # a pass beyond ten years is a mistake


class TrustListForged(ListForged):
    """The root did not sign this list."""

    slug = "trust-list-forged"
    advice = "restore it and root.pub from the same backup"


class TrustListMalformed(ListMalformed):
    """Not a trust list of this format."""

    slug = "trust-list-malformed"
    advice = "restore it from a backup"


def _write(trust: TrustList) -> dict[str, object]:
    keys = [_row(key) for key in trust.keys]
    if not trust.roots:
        return {"keys": keys}
    roots = [[r.community, r.public, r.seq, seconds(r.issued)] for r in trust.roots]
    return {"keys": keys, "roots": roots}


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


def _read(content: Mapping[str, Any]) -> TrustList:
    rows = content["keys"]
    if type(rows) is not list or not rows:
        raise BadPart("keys")
    return TrustList(
        **head(content),
        keys=tuple(_read_key(row) for row in rows),
        roots=_read_roots(content["roots"]) if "roots" in content else (),
    )


def _read_roots(rows: object) -> tuple[TrustedRoot, ...]:
    if type(rows) is not list or not rows:
        raise BadPart("roots")
    roots = tuple(_read_root(row) for row in rows)
    if len({root.community for root in roots}) < len(roots):
        raise BadPart("two roots of one community")
    return roots


def _read_root(row: object) -> TrustedRoot:
    match row:
        case [str(community), bytes(public), seq, issued]:
            pass
        case _:
            raise BadPart("root")
    if len(public) != PUBLIC_KEY_SIZE or not is_community_code(community):
        raise BadPart("root")
    return TrustedRoot(
        community=community,
        public=public,
        seq=uint(seq, "root"),
        issued=moment(issued, "root"),
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


TRUST_FORMAT: Final = ListFormat(
    aad=TRUST_AAD,
    members=frozenset({"keys"}),
    optional=frozenset({"roots"}),
    write=_write,
    read=_read,
    forged=TrustListForged,
    malformed=TrustListMalformed,
)

sign_trust_list: Final = TRUST_FORMAT.sign
read_trust_list: Final = TRUST_FORMAT.open

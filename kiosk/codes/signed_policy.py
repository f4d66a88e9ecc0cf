"""A signed policy: the text of the rules as it travels from a supervisor to a kiosk.

Two COSE_Sign1, one inside the other. The root signs a *commission*,
``{"serial", "public", "not_before", "expires"}``: whoever holds this key may sign
policies. That key signs ``{"text", "issued", "commission"}``. A kiosk needs nothing
but ``root.pub`` to check both, and the root stays in its safe when rules change.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from nacl.signing import SigningKey

from kiosk.codes import cbor, cose
from kiosk.codes.listing import BadPart, moment, seconds, uint
from kiosk.codes.trust import PUBLIC_KEY_SIZE
from kiosk.core.errors import PolicyError

COMMISSION_AAD: Final = b"KP1-POLICY-KEY"
POLICY_AAD: Final = b"KP1-POLICY"
LARGEST_SERIAL: Final = 0xFFFF
_COMMISSION: Final = frozenset({"serial", "public", "not_before", "expires"})
_POLICY: Final = frozenset({"text", "issued", "commission"})


class PolicyForged(PolicyError):
    """The signature is not that of a policy key of this kiosk's root."""

    slug = "policy-forged"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed by a policy key of this kiosk's root; "
            "copy it from the supervisor's machine again"
        )


class PolicyMalformed(PolicyError):
    """Not a signed policy of this format."""

    slug = "policy-malformed"

    def __init__(self, source: str, part: str) -> None:
        super().__init__(
            f"{source} is no signed policy ({part}); "
            "copy it from the supervisor's machine again"
        )
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """Who may sign policies, and when.

    Attributes:
        serial: From 1; a later key of the same root has a higher one.
        public: 32-byte Ed25519 public key.
        not_before: From when it may sign, aware.
        expires: Until when it may sign, aware. What it signed stays good.
    """

    serial: int
    public: bytes
    not_before: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPolicy:
    """A policy whose two signatures are right.

    Attributes:
        text: TOML, whole.
        issued: When it was signed, aware.
        commission: The key that signed it.
    """

    text: str = field(repr=False)
    issued: datetime
    commission: Commission


def commission_key(commission: Commission, root_seed: bytes) -> bytes:
    """Let a policy key sign, with the 32-byte Ed25519 seed of the root."""
    content = {
        "serial": commission.serial,
        "public": commission.public,
        "expires": seconds(commission.expires),
        "not_before": seconds(commission.not_before),
    }
    return cose.sign(cbor.encode(content), {}, COMMISSION_AAD, root_seed)


def read_commission(data: bytes, root_public: bytes | None, source: str) -> Commission:
    """Verify and read a commission; without a root it is read and not believed.

    Raises:
        PolicyForged: The root did not sign it.
        PolicyMalformed: It is none.
    """
    try:
        return _commission(_open(data, root_public, COMMISSION_AAD, _COMMISSION))
    except BadPart as exc:
        raise PolicyMalformed(source, str(exc)) from None
    except _NotSigned:
        raise PolicyForged(source) from None


def sign_policy(text: str, issued: datetime, commission: bytes, seed: bytes) -> bytes:
    """Sign the text of a policy.

    Args:
        text: TOML, whole.
        issued: Wall time, aware; fractions of a second are dropped.
        commission: The commission of the key, as ``commission_key`` made it.
        seed: The key's 32-byte Ed25519 seed.
    """
    content = {"text": text, "issued": seconds(issued), "commission": commission}
    return cose.sign(cbor.encode(content), {}, POLICY_AAD, seed)


def read_signed_policy(
    data: bytes, root_public: bytes | None, source: str
) -> SignedPolicy:
    """Verify both signatures and read the policy's text; the text is not compiled.

    Args:
        data: The outer COSE_Sign1.
        root_public: 32-byte Ed25519 public key of the offline root; None where
            something else, such as the journal, vouches for the text.
        source: What errors call it, e.g. its file.

    Raises:
        PolicyForged: A signature is not right, or it was made outside the key's time.
        PolicyMalformed: It is no signed policy.
    """
    try:
        commission = read_commission(_carried(data), root_public, source)
        public = None if root_public is None else commission.public
        content = _open(data, public, POLICY_AAD, _POLICY)
        issued = moment(content["issued"], "issued")
    except BadPart as exc:
        raise PolicyMalformed(source, str(exc)) from None
    except _NotSigned:
        raise PolicyForged(source) from None
    if type(content["text"]) is not str:
        raise PolicyMalformed(source, "text")
    if not commission.not_before <= issued <= commission.expires:
        raise PolicyForged(source)
    return SignedPolicy(text=content["text"], issued=issued, commission=commission)


def public_of(seed: bytes) -> bytes:
    """The public half of a 32-byte Ed25519 seed."""
    return bytes(SigningKey(seed).verify_key)


class _NotSigned(Exception):
    """The signature is somebody else's."""


def _commission(content: dict[str, Any]) -> Commission:
    public, serial = content["public"], uint(content["serial"], "serial")
    if type(public) is not bytes or len(public) != PUBLIC_KEY_SIZE:
        raise BadPart("public key")
    if not 1 <= serial <= LARGEST_SERIAL:
        raise BadPart("serial")
    return Commission(
        serial=serial,
        public=public,
        not_before=moment(content["not_before"], "key window"),
        expires=moment(content["expires"], "key window"),
    )


def _carried(data: bytes) -> bytes:
    """The commission inside a signed policy whose signer is not known yet."""
    carried = _open(data, None, POLICY_AAD, _POLICY)["commission"]
    if type(carried) is not bytes:
        raise BadPart("commission")
    return carried


def _open(
    data: bytes, public: bytes | None, aad: bytes, fields: frozenset[str]
) -> dict[str, Any]:
    try:
        envelope = cose.parse(data)
        if public is not None and not envelope.signed_by(public, aad):
            raise _NotSigned
        content = cbor.decode(envelope.payload)
    except (cose.NotSign1, cbor.NotCbor) as exc:
        raise BadPart(str(exc)) from None
    if envelope.headers.keys() != {cose.ALGORITHM}:
        raise BadPart("protected headers")
    if not cbor.is_plain_map(content) or content.keys() != fields:
        raise BadPart("content")
    plain: dict[str, Any] = content
    return plain

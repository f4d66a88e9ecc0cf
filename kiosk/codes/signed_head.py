"""The signed head: how far a hub has a kiosk's journal, as the hub swears.

It is a witness outside of the kiosk: a journal whose tail was cut off later does not
have the row that the head names.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.codes.batch_seal import key_id
from kiosk.core.chain import Anchor, canonical
from kiosk.core.errors import UpstreamError

_CONTEXT: Final = b"checkpoint-kiosk head 1\n"
_MOST_TEXT: Final = 500
_LARGEST_SEQ: Final = 2**63 - 1
_HASH_DIGITS: Final = 64


class HubAnswerMalformed(UpstreamError):
    """An answer that is not built as the wire says.

    Args:
        part: What is wrong, in words of the format.
    """

    slug = "hub-answer-malformed"
    advice = "check hub.url; bring kiosk and hub to the same release"

    def __init__(self, part: str) -> None:
        super().__init__(f"the hub's answer cannot be read: {part}")
        self.part = part


class HubForged(UpstreamError):
    """The head is not signed by the hub this kiosk was enrolled with."""

    slug = "hub-forged"
    advice = "the hub is another than at enrolment: ask whoever runs it, enrol again"

    def __init__(self) -> None:
        super().__init__("the hub cannot prove that it is the one of the enrolment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last row of a kiosk that a hub has and found right.

    Attributes:
        kiosk: The kiosk's id.
        seq: Its number; 0 before the first.
        hash: Its hash, 64 hex digits.
        at: Wall time of the hub when it signed, RFC 3339.
    """

    kiosk: str
    seq: int
    hash: str
    at: str

    @property
    def anchor(self) -> Anchor:
        """The same as a place in the chain."""
        return Anchor(self.seq, self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head and the hub's signature, as the kiosk keeps it.

    Attributes:
        head: The head.
        signature: 64 bytes, Ed25519.
        key: ``key_id`` of the hub's key.
    """

    head: Head
    signature: bytes
    key: str

    def check(self, hub_public: bytes) -> None:
        """Check the signature.

        Raises:
            HubForged: Another key signed it, or it was altered.
        """
        try:
            VerifyKey(hub_public).verify(_message(self.head), self.signature)
        except (BadSignatureError, ValueError):
            raise HubForged from None


def sign_head(head: Head, seed: bytes) -> SignedHead:
    """Sign a head with the hub's 32-byte Ed25519 seed."""
    key = SigningKey(seed)
    signature = key.sign(_message(head)).signature
    return SignedHead(head=head, signature=signature, key=key_id(bytes(key.verify_key)))


def write_signed_head(signed: SignedHead) -> dict[str, Any]:
    """A signed head as JSON members."""
    return {
        "head": asdict(signed.head),
        "signature": b64encode(signed.signature).decode("ascii"),
        "key": signed.key,
    }


def read_signed_head(content: Mapping[str, Any]) -> SignedHead:
    """Undo ``write_signed_head``; the signature is not checked.

    Raises:
        HubAnswerMalformed: It is none.
    """
    head = content.get("head")
    if type(head) is not dict:
        raise HubAnswerMalformed("head")
    known = text_in(head, "hash")
    if len(known) != _HASH_DIGITS:
        raise HubAnswerMalformed("hash")
    try:
        signature = b64decode(text_in(content, "signature"), validate=True)
    except ValueError:
        raise HubAnswerMalformed("signature") from None
    return SignedHead(
        head=Head(
            kiosk=text_in(head, "kiosk"),
            seq=seq_in(head, "seq"),
            hash=known,
            at=text_in(head, "at"),
        ),
        signature=signature,
        key=text_in(content, "key"),
    )


def text_in(content: Mapping[str, Any], name: str) -> str:
    """A text of the hub's that may be journalled, else ``HubAnswerMalformed``."""
    value = content.get(name)
    if type(value) is not str or len(value) > _MOST_TEXT:
        raise HubAnswerMalformed(name)
    # The journal takes no lone surrogates.
    return value.encode(errors="replace").decode()


def seq_in(content: Mapping[str, Any], name: str) -> int:
    """A row's number, or 0, else ``HubAnswerMalformed``."""
    value = content.get(name)
    if type(value) is not int or not 0 <= value <= _LARGEST_SEQ:
        raise HubAnswerMalformed(name)
    return value


def _message(head: Head) -> bytes:
    return _CONTEXT + canonical(asdict(head)).encode()

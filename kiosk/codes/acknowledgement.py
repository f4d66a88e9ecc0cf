"""What a hub answers to a batch: how far it has everything, and what is wrong."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kiosk.codes.signed_head import (
    HubAnswerMalformed,
    HubForged,
    SignedHead,
    read_signed_head,
    seq_in,
    text_in,
    write_signed_head,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A row the hub keeps apart.

    Attributes:
        seq: Its number.
        code: Why, a slug: ``fork``, ``hash-mismatch``, ``prev-mismatch``, ``lost``, …
        detail: The same as a sentence.
    """

    seq: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A hub's answer.

    Attributes:
        accepted_through: The hub keeps every row up to this one, rejected ones too.
        rejected: Rows of this batch that it keeps apart.
        signed: The last right row, not above ``accepted_through``.
    """

    accepted_through: int
    rejected: Sequence[Rejection]
    signed: SignedHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """What a kiosk keeps of its hub's answers.

    Attributes:
        through: Every row up to this one is at the hub.
        witness: The newest signed head that names a row of this journal, or None.
        contact: When the hub answered last, by the kiosk's clock, aware, or None.
    """

    through: int = 0
    witness: SignedHead | None = None
    contact: datetime | None = None


def write_acknowledgement(answer: Acknowledgement) -> dict[str, Any]:
    """An answer as JSON members."""
    return {
        "accepted_through": answer.accepted_through,
        "rejected": [asdict(one) for one in answer.rejected],
        **write_signed_head(answer.signed),
    }


def read_acknowledgement(
    body: bytes, *, kiosk: str, hub_public: bytes
) -> Acknowledgement:
    """Read and believe a hub's answer.

    Args:
        body: JSON.
        kiosk: Whose head it must be.
        hub_public: The hub's 32-byte Ed25519 public key.

    Raises:
        HubAnswerMalformed: It is none.
        HubForged: Another hub, or about another kiosk.
    """
    content = _parsed(body)
    through, signed = seq_in(content, "accepted_through"), read_signed_head(content)
    signed.check(hub_public)
    if signed.head.kiosk != kiosk:
        raise HubForged
    if signed.head.seq > through:
        raise HubAnswerMalformed("the head is beyond what is accepted")
    rejected = content.get("rejected")
    if type(rejected) is not list:
        raise HubAnswerMalformed("rejected")
    return Acknowledgement(
        accepted_through=through,
        rejected=[_rejection(one) for one in rejected],
        signed=signed,
    )


def _rejection(item: Any) -> Rejection:
    if type(item) is not dict:
        raise HubAnswerMalformed("rejected")
    return Rejection(
        seq=seq_in(item, "seq"),
        code=text_in(item, "code"),
        detail=text_in(item, "detail"),
    )


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise HubAnswerMalformed("not JSON") from None
    if type(content) is not dict:
        raise HubAnswerMalformed("no object")
    plain: dict[str, Any] = content
    return plain

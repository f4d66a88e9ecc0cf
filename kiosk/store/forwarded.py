"""How far the hub has the journal: one small file beside it, replaced in one step.

It may be older than the truth, never newer: what it does not tell is sent again, and
the hub takes each row once.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.signed_head import (
    HubAnswerMalformed,
    read_signed_head,
    write_signed_head,
)
from kiosk.core.chain import START, Anchor
from kiosk.core.errors import UpstreamError
from kiosk.store.keyfolder import locked, replace_file

NAME: Final = "forwarded.json"


def read_forwarded(directory: Path) -> Forwarded:
    """What was kept; nothing, if that cannot be read: everything is sent again."""
    try:
        content = json.loads((directory / NAME).read_bytes())
        contact, signed = content["contact"], content["witness"]
        return Forwarded(
            through=int(content["through"]),
            witness=None if signed is None else read_signed_head(signed),
            contact=None if contact is None else datetime.fromisoformat(contact),
        )
    except (OSError, ValueError, KeyError, TypeError, HubAnswerMalformed):
        return Forwarded()


def write_forwarded(directory: Path, forwarded: Forwarded) -> None:
    """Keep what the hub said, durably.

    Raises:
        KeyUnreachable: The card refuses; the old file stays.
    """
    signed, contact = forwarded.witness, forwarded.contact
    content: dict[str, Any] = {
        "through": forwarded.through,
        "witness": None if signed is None else write_signed_head(signed),
        "contact": None if contact is None else contact.isoformat(),
    }
    with locked(directory):
        replace_file(directory / NAME, json.dumps(content).encode())


def known_to_hub(directory: Path, kiosk: str, hub_public: bytes) -> Anchor:
    """The last row that the hub swore to have; a journal without it was cut.

    Args:
        directory: The store folder.
        kiosk: This kiosk's id.
        hub_public: The hub's 32-byte Ed25519 public key.
    """
    signed = read_forwarded(directory).witness
    if signed is None or signed.head.kiosk != kiosk:
        return START
    try:
        signed.check(hub_public)
    except UpstreamError:
        return START  # of a hub before this one
    return signed.head.anchor

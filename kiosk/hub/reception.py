"""The reception: from a request's headers and bytes to an answer, step by step."""

from datetime import datetime
from typing import Final

from kiosk.codes.acknowledgement import Acknowledgement
from kiosk.codes.batch import CONTENT_TYPE
from kiosk.codes.batch_seal import check_sent, check_signature, inflate
from kiosk.codes.hub_refusal import (
    ClockAhead,
    ClockBehind,
    CredentialUnknown,
    KioskRevoked,
    NotCloudEvents,
    SignatureWrong,
)
from kiosk.hub.forms import BatchHeaders, Credentials
from kiosk.hub.intake import Sent
from kiosk.hub.kiosks import Known
from kiosk.hub.node import Node
from kiosk.hub.reading import read

_BEARER: Final = "bearer "
_ALARMING: Final = (SignatureWrong, ClockAhead, ClockBehind)
_LONGEST_NUMBER: Final = 18


def recognise(node: Node, said: Credentials, now: datetime) -> Known:
    """Who sent a request, by its credential.

    Raises:
        CredentialUnknown: Nobody who was enrolled, or no relay of that kiosk.
        KioskRevoked: Somebody whose credential was withdrawn.
    """
    if not said.authorization.lower().startswith(_BEARER):
        raise CredentialUnknown
    kiosk = node.kiosks.known(said.authorization[len(_BEARER) :].strip())
    if not kiosk.revoked and said.kiosk_id not in {"", kiosk.id}:
        kiosk = node.relays.behind(kiosk, said.kiosk_id)
    if kiosk.revoked:
        refusal = KioskRevoked()
        node.alarms.raise_one(kiosk.id, refusal.slug, str(refusal), now)
        raise refusal
    return kiosk


def receive(node: Node, headers: BatchHeaders, body: bytes) -> Acknowledgement:
    """Check a batch from the outside in, and file it.

    Args:
        node: Where.
        headers: As sent.
        body: As sent, gzipped.

    Raises:
        HubRefusal: Nothing of it was taken.
        StoreError: The database cannot be used now.
    """
    now = node.clock.now()
    kiosk = recognise(node, headers, now)
    try:
        sent = _opened(kiosk, headers, body, now)
    except _ALARMING as refusal:
        node.alarms.raise_one(kiosk.id, refusal.slug, str(refusal), now)
        raise
    return node.intake.take(sent, now)


def _opened(kiosk: Known, headers: BatchHeaders, body: bytes, now: datetime) -> Sent:
    media, _, _ = headers.content_type.partition(";")
    coding = headers.content_encoding
    if (media.strip().lower(), coding.strip().lower()) != (CONTENT_TYPE, "gzip"):
        raise NotCloudEvents
    check_signature(
        kiosk.id,
        body,
        sent=headers.kiosk_sent,
        signature=headers.kiosk_signature,
        public=kiosk.public,
    )
    at = check_sent(headers.kiosk_sent, now)
    return Sent(
        kiosk=kiosk,
        read=read(kiosk.id, inflate(body)),
        at=at,
        journal_seq=_number(headers.kiosk_head),
    )


def _number(text: str) -> int | None:
    """Where the kiosk's journal ends, if it says so, e.g. ``128:3f9a1c2277b0``."""
    digits, _, _ = text.partition(":")
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    return int(digits) if fits else None

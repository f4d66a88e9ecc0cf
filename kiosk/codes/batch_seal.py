"""What goes around a batch: gzip, and the signature of the kiosk that sends it."""

import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.codes.hub_refusal import (
    BatchMalformed,
    BatchNotGzip,
    BatchTooLarge,
    BatchTruncated,
    ClockAhead,
    ClockBehind,
    SignatureWrong,
)

MOST_INFLATED: Final = 1024 * 1024
"""Bytes a hub inflates before it gives up."""

AHEAD: Final = timedelta(minutes=10)
BEHIND: Final = timedelta(hours=24)
_CONTEXT: Final = b"checkpoint-kiosk batch 1\n"
_KEY_ID_BYTES: Final = 8
_GZIP_WBITS: Final = 16 + zlib.MAX_WBITS
# 1 is four times as fast as 6 on journal rows, and sends a fifth more.
_LEVEL: Final = 1
_PIECE: Final = 16 * 1024


def squeeze(body: bytes, between: Callable[[], object] = lambda: None) -> bytes:
    """Gzip a batch's JSON; the same bytes each time.

    Args:
        body: The JSON.
        between: Called each fraction of a millisecond of work.
    """
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WBITS)
    parts = []
    for start in range(0, len(body), _PIECE):
        between()
        parts.append(stream.compress(body[start : start + _PIECE]))
    return b"".join((*parts, stream.flush()))


def inflate(body: bytes) -> bytes:
    """Undo ``squeeze``, whatever the body is, in bounded memory.

    Raises:
        BatchTooLarge: More than ``MOST_INFLATED`` come out.
        BatchTruncated: It ends early.
        BatchNotGzip: It is not gzip, or more than one member.
    """
    stream = zlib.decompressobj(_GZIP_WBITS)
    try:
        found = stream.decompress(body, MOST_INFLATED + 1)
    except zlib.error:
        raise BatchNotGzip from None
    if len(found) > MOST_INFLATED:
        raise BatchTooLarge
    if not stream.eof:
        raise BatchTruncated
    if stream.unused_data:
        raise BatchNotGzip
    return found


def key_id(public: bytes) -> str:
    """Name a 32-byte Ed25519 public key: 11 characters of base64url."""
    digest = sha256(public).digest()[:_KEY_ID_BYTES]
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def sent_text(at: datetime) -> str:
    """Wall time ``at``, aware, as ``Kiosk-Sent`` has it: RFC 3339, UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def sign(kiosk: str, body: bytes, sent: str, seed: bytes) -> str:
    """Sign a request.

    Args:
        kiosk: The kiosk's id.
        body: As sent, gzipped.
        sent: As ``sent_text``.
        seed: 32-byte Ed25519 seed of the kiosk.

    Returns:
        Base64, for ``Kiosk-Signature``.
    """
    signed = SigningKey(seed).sign(_message(kiosk, body, sent))
    return b64encode(signed.signature).decode("ascii")


def check_signature(
    kiosk: str, body: bytes, *, sent: str, signature: str, public: bytes
) -> None:
    """Check that the kiosk with the key ``public`` sent this; arguments as ``sign``.

    Raises:
        SignatureWrong: It did not.
    """
    try:
        VerifyKey(public).verify(
            _message(kiosk, body, sent), b64decode(signature, validate=True)
        )
    except (BadSignatureError, ValueError):
        raise SignatureWrong from None


def check_sent(sent: str, now: datetime) -> datetime:
    """Check a signed time of sending against the hub's clock ``now``, aware.

    Raises:
        ClockAhead: More than ``AHEAD`` in the future.
        ClockBehind: More than ``BEHIND`` ago.
        BatchMalformed: It is no such time.
    """
    try:
        at = datetime.fromisoformat(sent)
    except ValueError:
        raise BatchMalformed("Kiosk-Sent") from None
    if at.tzinfo is None:
        raise BatchMalformed("Kiosk-Sent")
    if at - now > AHEAD:
        raise ClockAhead
    if now - at > BEHIND:
        raise ClockBehind
    return at


def _message(kiosk: str, body: bytes, sent: str) -> bytes:
    digest = sha256(body).digest()
    return _CONTEXT + kiosk.encode() + b"\n" + digest + b"\n" + sent.encode()

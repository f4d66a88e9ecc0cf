"""From the text of a code to the signed bytes: prefix, base45, zlib."""

import zlib
from typing import Final

from kiosk.codes import base45
from kiosk.codes.dcc.errors import DccMalformed, DccTooLarge
from kiosk.codes.errors import LONGEST_TEXT, CodeTooLong, UnknownCode

PREFIX: Final = "HC1:"
LARGEST: Final = 16_384
"""Bytes a code may unpack to. The largest real ones have some 2,000; the 2,900 bytes
that fit into a symbol could unpack to three million."""


def unpack(text: str) -> bytes:
    """Take the signed envelope out of the text of a code.

    Raises:
        CodeTooLong: More characters than a symbol holds.
        UnknownCode: Another prefix.
        DccMalformed: Not base45, not zlib, cut short, or with something behind it.
        DccTooLarge: It unpacks to more than ``LARGEST`` bytes.
    """
    if len(text) > LONGEST_TEXT:
        raise CodeTooLong(size=len(text))
    if not text.startswith(PREFIX):
        raise UnknownCode
    try:
        packed = base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45 as exc:
        raise DccMalformed(str(exc)) from None
    return _inflate(packed)


def _inflate(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        # One byte more than allowed, so that exactly the limit is told from beyond it.
        data = stream.decompress(packed, LARGEST + 1)
    except zlib.error:
        raise DccMalformed("compression") from None  # its text may quote the bytes
    if len(data) > LARGEST:
        raise DccTooLarge(limit=LARGEST)
    if not stream.eof:
        raise DccMalformed("compression, cut short")
    if stream.unused_data:
        raise DccMalformed("something trails behind the compression")
    return data

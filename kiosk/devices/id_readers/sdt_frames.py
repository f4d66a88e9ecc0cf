"""The frames of SDT readers of ID cards, apart from any line. Pure.

``AA AA AA 96 69``, a big-endian u16 that counts everything after itself, the body, and
the exclusive or of everything from the length on. A request's body is command and
parameter, a reply's three status bytes and data.
"""

import struct
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Final

START: Final = b"\xaa\xaa\xaa\x96\x69"
_SHORTEST: Final = 4  # three status bytes and the check
_LONGEST: Final = 2400  # with fingerprints a reply counts 2,314 bytes

FOUND: Final = b"\x00\x00\x9f"
DONE: Final = b"\x00\x00\x90"

_LENGTHS: Final = struct.Struct(">HH")
_TEXT_BYTES: Final = 256
_ADDRESS: Final = slice(26, 61)  # UTF-16 units, half of the bytes in the layout
_NUMBER: Final = slice(61, 79)
_NAME: Final = slice(0, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the reader answered.

    Attributes:
        status: Three bytes; the last one tells success from failure.
        data: What was asked for. Personal when it is a card.
    """

    status: bytes
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """What is printed on a card, without the picture. Personal."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    number: str = field(repr=False)


class ReplyParser:
    """Finds replies in a stream of bytes, wherever it is cut."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Reply]:
        """Take bytes; return the replies they complete, oldest first."""
        self._held += data
        replies = []
        while (end := self._whole()) is not None:
            body = bytes(self._held[len(START) : end])
            if reduce(xor, body, 0) == 0:
                replies.append(Reply(status=body[2:5], data=body[5:-1]))
                del self._held[:end]
            else:
                del self._held[0]  # the next reply may have begun inside this one
        return replies

    def _whole(self) -> int | None:
        """Where the reply at the beginning ends, or None while it is not all there."""
        while True:
            at = self._held.find(START)
            keep = len(self._held) - at if at >= 0 else len(START) - 1
            del self._held[: max(0, len(self._held) - keep)]
            if at < 0 or len(self._held) < len(START) + 2:
                return None
            count = int.from_bytes(self._held[len(START) : len(START) + 2])
            if _SHORTEST <= count <= _LONGEST:
                end = len(START) + 2 + count
                return end if len(self._held) >= end else None
            del self._held[0]


def write_frame(body: bytes) -> bytes:
    """A frame around ``body``: a request of ours, or a simulator's reply."""
    counted = struct.pack(">H", len(body) + 1) + body
    return START + counted + bytes([reduce(xor, counted)])


FIND: Final = write_frame(b"\x20\x01")
SELECT: Final = write_frame(b"\x20\x02")
READ: Final = write_frame(b"\x30\x01")


def read_card(data: bytes) -> CardText | None:
    """What a card's data say, or None when they are no citizen's card.

    Args:
        data: Of the answer to ``READ``: lengths of text and picture, both.
    """
    if len(data) < _LENGTHS.size + _TEXT_BYTES:
        return None
    size, _picture = _LENGTHS.unpack_from(data)
    if size != _TEXT_BYTES:
        return None
    raw = data[_LENGTHS.size : _LENGTHS.size + _TEXT_BYTES]
    # Cut by units of two bytes: a letter beyond them would move what follows.
    units = [raw[i : i + 2] for i in range(0, _TEXT_BYTES, 2)]
    try:
        name, address, number = (
            b"".join(units[part]).decode("utf-16-le").rstrip(" \0")
            for part in (_NAME, _ADDRESS, _NUMBER)
        )
    except UnicodeDecodeError:
        return None
    return CardText(name=name, address=address, number=number)


def write_card(card: CardText) -> bytes:
    """The data of a card as a reader sends them, without a picture in it."""
    text = bytearray(" ".encode("utf-16-le") * (_TEXT_BYTES // 2))
    for part, value in (
        (_NAME, card.name),
        (_ADDRESS, card.address),
        (_NUMBER, card.number),
    ):
        room = part.stop - part.start
        padded = value.ljust(room)[:room].encode("utf-16-le")
        text[2 * part.start : 2 * part.stop] = padded[: 2 * room]
    picture = bytes(1024)
    return _LENGTHS.pack(_TEXT_BYTES, len(picture)) + bytes(text) + picture

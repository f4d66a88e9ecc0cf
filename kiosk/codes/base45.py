"""Base45 (RFC 9285): bytes as characters of the QR alphanumeric mode."""

import struct
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_BASE: Final = len(ALPHABET)
_SQUARE: Final = _BASE * _BASE
_LARGEST_WORD, _LARGEST_BYTE = 0xFFFF, 0xFF


class NotBase45(ValueError):
    """The text is not base45. Says what is wrong, never the text."""


def encode(data: bytes) -> str:
    """Write two bytes as three characters, an odd last byte as two."""
    count, odd = divmod(len(data), 2)
    text = "".join(
        ALPHABET[word % _BASE]
        + ALPHABET[word // _BASE % _BASE]
        + ALPHABET[word // _SQUARE]
        for word in struct.unpack(f">{count}H", data[: 2 * count])
    )
    if odd:
        text += ALPHABET[data[-1] % _BASE] + ALPHABET[data[-1] // _BASE]
    return text


def decode(text: str) -> bytes:
    """Read base45 strictly: one text per bytes, no other spelling.

    Raises:
        NotBase45: Foreign character, impossible length, or a group above its range.
    """
    if len(text) % 3 == 1:
        raise NotBase45("one character is left over")
    try:
        digits = [_VALUE[character] for character in text]
    except KeyError:
        # "from None": the KeyError would carry a character of the payload.
        raise NotBase45("a character is outside the alphabet") from None
    lows, middles, highs = digits[::3], digits[1::3], digits[2::3]
    words = [
        low + _BASE * middle + _SQUARE * high
        for low, middle, high in zip(lows, middles, highs, strict=False)
    ]
    if max(words, default=0) > _LARGEST_WORD:
        raise NotBase45(f"three characters exceed {_LARGEST_WORD}")
    data = struct.pack(f">{len(words)}H", *words)
    if len(lows) == len(highs):
        return data
    last = lows[-1] + _BASE * middles[-1]
    if last > _LARGEST_BYTE:
        raise NotBase45(f"two characters exceed {_LARGEST_BYTE}")
    return data + bytes([last])

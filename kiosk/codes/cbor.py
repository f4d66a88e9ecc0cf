"""CBOR for codes: a decoder that gives plain values and nothing clever.

cbor2 turns tags into regular expressions, decimals, e-mails and shared references;
from a stranger's code none of these is wanted. Tags are therefore refused before
their content is interpreted, and so is any encoding but the shortest: one value has
one spelling, and nothing can trail behind it.
"""

from typing import Any, Final, NoReturn

import cbor2

SIGN1_TAG: Final = 18  # RFC 9052: COSE_Sign1
_DEEPEST: Final = 5  # a trust list: map, keys, key, classes


class NotCbor(ValueError):
    """The bytes are no plain, shortest-form CBOR item."""


def _refuse(_value: object, _immutable: object) -> NoReturn:
    raise NotCbor("a tag")


def _keep_sign1(value: object, _immutable: object) -> cbor2.CBORTag:
    return cbor2.CBORTag(SIGN1_TAG, value)


class _OnlySign1(dict[int, Any]):
    """Semantic decoders: every tag but COSE_Sign1 is refused."""

    def __missing__(self, tag: int) -> Any:
        return _refuse


_DECODERS: Final = _OnlySign1({SIGN1_TAG: _keep_sign1})


def encode(value: object) -> bytes:
    """Encode in shortest form; map keys keep their order."""
    return cbor2.dumps(value)


def decode(data: bytes) -> Any:
    """Decode one item that fills ``data``: plain values and COSE_Sign1 tags only.

    Raises:
        NotCbor: Anything else, whatever it is.
    """
    try:
        value = cbor2.loads(
            data,
            semantic_decoders=_DECODERS,
            max_depth=_DEEPEST,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        same = encode(value) == data
    # cbor2 has let decimal.Overflow and others through its own tree before; whatever
    # it raises over a stranger's bytes means the bytes are bad.
    except Exception:  # noqa: BLE001
        raise NotCbor("not a CBOR item") from None  # its text quotes the bytes
    if not same:
        raise NotCbor("not in shortest form, or something trails behind")
    return value


def is_plain_map(value: object) -> bool:
    """True for a map whose keys are ints and texts.

    To Python 1, 1.0 and True are the same key; to the format they are not.
    """
    return type(value) is dict and all(type(key) in {int, str} for key in value)

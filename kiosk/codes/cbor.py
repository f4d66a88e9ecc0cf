"""CBOR for codes: a decoder that gives plain values and nothing clever.

cbor2 turns tags into regular expressions, decimals, e-mails and shared references;
from a stranger's code none of these is wanted. Tags are therefore refused before
their content is interpreted, and so is any encoding but the shortest: one value has
one spelling, and nothing can trail behind it. What other issuers write is read less
strictly, but to plain values all the same.
"""

import io
from typing import Any, Final, NoReturn

import cbor2

SIGN1_TAG: Final = 18  # RFC 9052: COSE_Sign1
CWT_TAG: Final = 61  # RFC 8392: a CWT
_DEEPEST: Final = 5  # a trust list: map, keys, key, classes
_FOREIGN_DEEPEST: Final = 12  # a certificate needs 7; others may add to it


class NotCbor(ValueError):
    """The bytes are no plain, shortest-form CBOR item."""


def _refuse(_value: object, _immutable: object) -> NoReturn:
    raise NotCbor("a tag")


def _keep_sign1(value: object, _immutable: object) -> cbor2.CBORTag:
    return cbor2.CBORTag(SIGN1_TAG, value)


def _keep_cwt(value: object, _immutable: object) -> cbor2.CBORTag:
    return cbor2.CBORTag(CWT_TAG, value)


def _drop_tag(value: object, _immutable: object) -> str:
    if type(value) is not str:
        raise NotCbor("a date that is no text")
    return value


class _Only(dict[int, Any]):
    """Semantic decoders: every tag but those given is refused."""

    def __missing__(self, tag: int) -> Any:
        return _refuse


_DECODERS: Final = _Only({SIGN1_TAG: _keep_sign1})
_FOREIGN_DECODERS: Final = _Only(
    {
        SIGN1_TAG: _keep_sign1,
        CWT_TAG: _keep_cwt,
        0: _drop_tag,  # RFC 8949: a date and time as text
        1004: _drop_tag,  # RFC 8943: a date as text
    }
)


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


def decode_foreign(data: bytes) -> Any:
    """Decode one item that fills ``data``, in any of the spellings CBOR allows.

    Plain values come out, COSE_Sign1 and CWT tags too; tags that only say that a text
    is a date are dropped.

    Raises:
        NotCbor: Anything else, whatever it is.
    """
    stream = io.BytesIO(data)
    try:
        value = cbor2.CBORDecoder(
            stream,
            semantic_decoders=_FOREIGN_DECODERS,
            max_depth=_FOREIGN_DEEPEST,
            allow_duplicate_keys=False,
        ).decode()
    except Exception:  # noqa: BLE001 - as in decode()
        raise NotCbor("not a CBOR item") from None
    if stream.read(1):
        raise NotCbor("something trails behind")
    return value


def is_plain_map(value: object) -> bool:
    """True for a map whose keys are ints and texts.

    To Python 1, 1.0 and True are the same key; to the format they are not.
    """
    return type(value) is dict and all(type(key) in {int, str} for key in value)

"""The extended key usage of a certificate: which kinds of it may be signed.

Read from the DER by hand: an issuer's certificate that names no usage in an empty list,
against RFC 5280 but found in the field, makes ``cryptography`` refuse all extensions.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kiosk.core.certificate import CertificateKind

_SEQUENCE, _OCTETS, _OID, _EXTENSIONS = 0x30, 0x04, 0x06, 0xA3  # DER tags
_EXTENDED_KEY_USAGE: Final = bytes.fromhex("551d25")  # 2.5.29.37
_ARCS: Final = (
    bytes.fromhex("2b060104018e378f6501"),  # 1.3.6.1.4.1.1847.2021.1
    bytes.fromhex("2b06010401008e378f6501"),  # 1.3.6.1.4.1.0.1847.2021.1, an early slip
)
_KINDS: Final[Mapping[bytes, CertificateKind]] = MappingProxyType(
    {
        arc + bytes([number]): kind
        for arc in _ARCS
        for number, kind in (
            (1, CertificateKind.TEST),
            (2, CertificateKind.VACCINATION),
            (3, CertificateKind.RECOVERY),
        )
    }
)
_LONG_LENGTH: Final = 0x80
_CUT_SHORT: Final = "a DER value is cut short"


def named_kinds(tbs_certificate: bytes) -> frozenset[CertificateKind]:
    """The kinds a certificate names; a certificate that names none may sign all.

    Args:
        tbs_certificate: The signed part of an X.509 certificate, DER.

    Raises:
        ValueError: It is no DER, or built otherwise.
    """
    oids = (
        oid
        for fields in _inside(_items(tbs_certificate), _SEQUENCE)
        for extensions in _inside(fields, _EXTENSIONS)
        for rows in _inside(extensions, _SEQUENCE)
        for row in _inside(rows, _SEQUENCE)
        for oid in _usages(dict(row))
    )
    return frozenset(_KINDS[oid] for oid in oids if oid in _KINDS)


def _usages(extension: dict[int, bytes]) -> Iterator[bytes]:
    if extension.get(_OID) == _EXTENDED_KEY_USAGE:
        for usages in _inside(_items(extension.get(_OCTETS, b"")), _SEQUENCE):
            yield from (content for tag, content in usages if tag == _OID)


def _inside(
    items: Iterator[tuple[int, bytes]], wanted: int
) -> Iterator[Iterator[tuple[int, bytes]]]:
    return (_items(content) for tag, content in items if tag == wanted)


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each DER value in ``data``."""
    at = 0
    while at < len(data):
        size, start = _length(data, at + 1)
        if start + size > len(data):
            raise ValueError(_CUT_SHORT)
        yield data[at], data[start : start + size]
        at = start + size


def _length(data: bytes, at: int) -> tuple[int, int]:
    """The length that is written at ``at``, and where the content begins."""
    if at >= len(data):
        raise ValueError(_CUT_SHORT)
    first = data[at]
    if first < _LONG_LENGTH:
        return first, at + 1
    start = at + 1 + first - _LONG_LENGTH
    return int.from_bytes(data[at + 1 : start]), start

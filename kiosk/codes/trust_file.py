"""The trust file: whose passes and whose health certificates a kiosk believes.

One JSON object with at least one of ``dcc`` and ``kp1``; members that are null or not
known here are passed over:

``dcc``       list of ``{"certificate": base64 of the X.509 certificate (DER)}``
``kp1``       the signed trust list of passes, base64 of the COSE_Sign1
``kp1_root``  base64 of the 32-byte root public key that signed it; without it the key
              folder's ``root.pub`` is meant
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kiosk.codes.recognise import CertificateTrust
from kiosk.codes.trust import PUBLIC_KEY_SIZE, TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.core.errors import ConfigError

_TRUSTED: Final = frozenset({"dcc", "kp1"})


class TrustFileWrong(ConfigError):
    """The trust file cannot be used; names the file, the place and the mistake."""

    slug = "trust-file-wrong"

    def __init__(self, source: str, where: str, problem: str) -> None:
        super().__init__(f"{source}: {where}: {problem}")
        self.where, self.problem = where, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustFile:
    """What a trust file says; a member it leaves out is None.

    Attributes:
        passes: The verified trust list of passes.
        root: The 32-byte key that signed it.
        certificates: The signers of health certificates.
    """

    passes: TrustList | None = None
    root: bytes | None = None
    certificates: CertificateTrust | None = None


def read_trust_file(
    text: str, root: Callable[[], bytes], source: str = "the trust file"
) -> TrustFile:
    """Read and check a whole trust file.

    Args:
        text: Its text.
        root: Gives the 32-byte Ed25519 root key of the key folder; only asked when
            the file lists passes and names no root of its own.
        source: What errors call the file.

    Raises:
        TrustFileWrong: Not such an object, or a member cannot be used.
        TrustListForged: The root did not sign the list of passes.
        TrustListMalformed: It is no such list.
    """
    reader = _Reader(source)
    members = reader.members(text)
    public = reader.root(members, root) if "kp1" in members else None
    return TrustFile(
        passes=None if public is None else reader.passes(members["kp1"], public),
        root=public,
        certificates=reader.signers(members["dcc"]) if "dcc" in members else None,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts of one file, whose name every complaint begins with."""

    source: str

    def wrong(self, where: str, problem: str) -> TrustFileWrong:
        return TrustFileWrong(self.source, where, problem)

    def members(self, text: str) -> dict[str, Any]:
        try:
            content = json.loads(text)
        except json.JSONDecodeError as exc:
            where = f"line {exc.lineno}, column {exc.colno}"
            raise self.wrong(where, f"not JSON: {exc.msg}") from None
        except (ValueError, RecursionError):  # a giant number, a thousand brackets
            raise self.wrong("file", "not JSON that can be read") from None
        if type(content) is not dict:
            raise self.wrong("file", "must be one JSON object")
        given = {name: value for name, value in content.items() if value is not None}
        if not given.keys() & _TRUSTED:
            raise self.wrong("file", "has neither a member dcc nor a member kp1")
        return given

    def root(self, members: dict[str, Any], root: Callable[[], bytes]) -> bytes:
        named = members.get("kp1_root")
        public = root() if named is None else self.octets(named, "kp1_root")
        if len(public) != PUBLIC_KEY_SIZE:
            raise self.wrong("kp1_root", f"must be {PUBLIC_KEY_SIZE} bytes")
        return public

    def passes(self, signed: object, root: bytes) -> TrustList:
        octets = self.octets(signed, "kp1")
        return read_trust_list(octets, root, f"{self.source}: kp1")

    def signers(self, entries: object) -> CertificateTrust:
        # Imported where it is needed: `cryptography` is slow to load, and most kiosks
        # trust no health certificates.
        from kiosk.codes.dcc.signer import UnusableSigner, read_signer  # noqa: PLC0415
        from kiosk.codes.dcc.trust import DccTrust  # noqa: PLC0415

        if type(entries) is not list:
            raise self.wrong("dcc", "must be a list")
        found = []
        for number, entry in enumerate(entries):
            where = f"dcc[{number}]"
            if type(entry) is not dict or "certificate" not in entry:
                raise self.wrong(where, 'must be {"certificate": "…"}')
            try:
                der = self.octets(entry["certificate"], f"{where}.certificate")
                found.append(read_signer(der))
            except UnusableSigner as exc:
                raise self.wrong(f"{where}.certificate", str(exc)) from None
        return DccTrust(tuple(found))

    def octets(self, value: object, where: str) -> bytes:
        if type(value) is not str:
            raise self.wrong(where, "must be a text in base64")
        # Pasted as PEM, with lines around it; or with the padding lost on the way.
        lines = (line for line in value.splitlines() if not line.startswith("-----"))
        digits = "".join("".join(lines).split()).rstrip("=")
        try:
            return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
        except (ValueError, binascii.Error):  # ValueError: not ASCII
            raise self.wrong(where, "is no base64") from None

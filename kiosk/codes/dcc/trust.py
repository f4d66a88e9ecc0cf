"""Whose certificates are believed, and the order in which one is verified."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from kiosk.codes.dcc import errors
from kiosk.codes.dcc.claims import judge_times, read_claims
from kiosk.codes.dcc.describe import describe
from kiosk.codes.dcc.envelope import Envelope, open_envelope
from kiosk.codes.dcc.schema import check_content
from kiosk.codes.dcc.signer import Signer
from kiosk.codes.dcc.transport import unpack
from kiosk.codes.kp1 import ClockState
from kiosk.core.certificate import HealthCertificate


@dataclass(frozen=True, slots=True)
class DccTrust:
    """Every trusted signer of health certificates.

    Attributes:
        signers: As listed; several may share a key id.
    """

    signers: tuple[Signer, ...]
    _by_kid: Mapping[bytes, tuple[Signer, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_kid", _by_kid(self.signers))

    def verify(
        self, text: str, now: datetime, clock_state: ClockState
    ) -> HealthCertificate:
        """Verify a certificate offline; the first thing that is wrong is named.

        Order: length, prefix, base45, zlib, envelope, algorithm, key id, signature,
        claims, times, schema, key usage. With an unsure clock the times are not
        judged; what can be refused without a clock still is, and the rest is
        unverified.

        Args:
            text: The code as read.
            now: Wall time, aware.
            clock_state: How far ``now`` can be trusted.

        Raises:
            CodeError: The refusal; see ``kiosk.codes.dcc.errors``.
        """
        envelope = open_envelope(unpack(text))
        signer = self._signer(envelope)
        claims = read_claims(envelope.payload)
        if clock_state != "unsure":
            judge_times(claims, now)
        entry = check_content(claims.content)
        if entry.kind not in signer.kinds:
            raise errors.DccWrongKeyUsage
        if clock_state == "unsure":
            raise errors.DccUnverified
        return describe(claims, entry)

    def _signer(self, envelope: Envelope) -> Signer:
        """Find who signed; two signers may share a key id, so all are tried."""
        candidates = self._by_kid.get(envelope.kid)
        if candidates is None:
            raise errors.DccUnknownIssuer
        for signer in candidates:
            if signer.signed(envelope):
                return signer
        raise errors.DccForged


def _by_kid(signers: Iterable[Signer]) -> Mapping[bytes, tuple[Signer, ...]]:
    table: dict[bytes, tuple[Signer, ...]] = {}
    for signer in signers:
        table[signer.kid] = (*table.get(signer.kid, ()), signer)
    return MappingProxyType(table)

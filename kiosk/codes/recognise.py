"""Recognition: what family a text belongs to, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from kiosk.codes import errors, kp1
from kiosk.codes.dcc import transport as dcc
from kiosk.codes.dcc.errors import DccUnknownIssuer
from kiosk.codes.health import HealthPattern, code_name
from kiosk.codes.revoked import NONE_REVOKED, Revoked
from kiosk.codes.trust import TrustList
from kiosk.core.certificate import HealthCertificate
from kiosk.core.errors import CodeError
from kiosk.core.evidence import CodeKind, CodeReading

# A family with a prefix joins here, and in recognise() with its reader.
_FAMILIES: Final = ((kp1.PREFIX, CodeKind.PASS), (dcc.PREFIX, CodeKind.DCC))


class CertificateTrust(Protocol):
    """Whoever can verify health certificates; ``kiosk.codes.dcc.trust.DccTrust`` can.

    Said as a protocol, so that a kiosk that trusts none loads no library for them.
    """

    def verify(
        self, text: str, now: datetime, clock_state: kp1.ClockState
    ) -> HealthCertificate:
        """Verify one offline.

        Raises:
            CodeError: The refusal.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What this kiosk can tell apart and whom it believes.

    Attributes:
        passes: The verified trust list of passes; without one none is believed.
        revoked: Passes withdrawn before their end.
        certificates: Signers of health certificates; without them none is believed.
        health: Shapes of health codes; the first that fits names the code.
    """

    passes: TrustList | None = None
    revoked: Revoked = NONE_REVOKED
    certificates: CertificateTrust | None = None
    health: tuple[HealthPattern, ...] = ()


def recognise(
    text: str, now: datetime, clock_state: kp1.ClockState, *, known: Known
) -> CodeReading:
    """Turn the text of a code into a reading; never raises.

    ``functools.partial(recognise, known=known)`` is a ``kiosk.ports.Recognise``.

    Args:
        text: The code as read.
        now: Wall time, aware.
        clock_state: How far ``now`` can be trusted.
        known: What can be told apart, and who is believed.
    """
    try:
        return verify(text, now, clock_state, known)
    except CodeError as exc:
        return CodeReading(kind=family(text), error=exc.slug)


def verify(
    text: str, now: datetime, clock_state: kp1.ClockState, known: Known
) -> CodeReading:
    """As ``recognise``, but a code that is refused raises.

    Raises:
        CodeError: The refusal, in words.
    """
    match family(text):
        case CodeKind.PASS:
            return _pass(text, now, clock_state, known)
        case CodeKind.DCC:
            return _certificate(text, now, clock_state, known)
        case _:
            return _opaque(text, known)


def family(text: str) -> CodeKind:
    """The family whose prefix a text carries; nothing is verified.

    A text no symbol can hold belongs to none, whatever it begins with.
    """
    if len(text) > errors.LONGEST_TEXT:
        return CodeKind.UNKNOWN
    matches = (kind for prefix, kind in _FAMILIES if text.startswith(prefix))
    return next(matches, CodeKind.UNKNOWN)


def _pass(
    text: str, now: datetime, clock_state: kp1.ClockState, known: Known
) -> CodeReading:
    if known.passes is None:
        raise errors.PassUnknownIssuer
    verified = kp1.verify(text, known.passes, now, clock_state, known.revoked)
    return CodeReading(kind=CodeKind.PASS, claims=verified)


def _certificate(
    text: str, now: datetime, clock_state: kp1.ClockState, known: Known
) -> CodeReading:
    if known.certificates is None:
        raise DccUnknownIssuer
    verified = known.certificates.verify(text, now, clock_state)
    return CodeReading(kind=CodeKind.DCC, certificate=verified)


def _opaque(text: str, known: Known) -> CodeReading:
    """A text without a prefix: a health code by its shape, or none we know."""
    if name := code_name(text, known.health):
        return CodeReading(kind=CodeKind.HEALTH, code_name=name)
    if len(text) > errors.LONGEST_TEXT:
        raise errors.CodeTooLong(size=len(text))
    raise errors.UnknownCode

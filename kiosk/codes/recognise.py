"""Recognition: what family a text belongs to, and what it says."""

from datetime import datetime
from typing import Final

from kiosk.codes import errors, kp1
from kiosk.codes.trust import TrustList
from kiosk.core.errors import CodeError
from kiosk.core.evidence import CodeKind, CodeReading

# A family joins here with its prefix, and in recognise() with its reader.
_FAMILIES: Final = ((kp1.PREFIX, CodeKind.PASS),)


def recognise(
    text: str,
    now: datetime,
    clock_state: kp1.ClockState,
    *,
    trust: TrustList,
    revoked: kp1.Revoked = kp1.NONE_REVOKED,
) -> CodeReading:
    """Turn the text of a code into a reading; never raises.

    ``functools.partial(recognise, trust=trust)`` is a ``kiosk.ports.Recognise``.

    Args:
        text: The code as read.
        now: Wall time, aware.
        clock_state: How far ``now`` can be trusted.
        trust: The verified trust list.
        revoked: Revoked pass ids by key id.
    """
    kind = family(text)
    if kind is CodeKind.UNKNOWN:
        too_long = len(text) > errors.LONGEST_TEXT
        refusal = errors.CodeTooLong if too_long else errors.UnknownCode
        return CodeReading(kind=kind, error=refusal.slug)
    try:
        verified = kp1.verify(text, trust, now, clock_state, revoked)
    except CodeError as exc:
        return CodeReading(kind=kind, error=exc.slug)
    return CodeReading(kind=kind, claims=verified)


def family(text: str) -> CodeKind:
    """The family a text claims to belong to; nothing is verified.

    A text no symbol can hold belongs to none, whatever it begins with.
    """
    if len(text) > errors.LONGEST_TEXT:
        return CodeKind.UNKNOWN
    matches = (kind for prefix, kind in _FAMILIES if text.startswith(prefix))
    return next(matches, CodeKind.UNKNOWN)

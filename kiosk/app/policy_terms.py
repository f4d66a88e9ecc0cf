"""On what terms a policy may come into force."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.policy import PolicyStamp
from kiosk.core.sections import ControlLevel
from kiosk.store.policies import OpenPolicy
from kiosk.store.policy_errors import (
    NoPrevious,
    PolicyKeyWithdrawn,
    PolicyNotYet,
    PolicyOlder,
    PolicyOtherLevel,
    PolicyReused,
    PolicyUnsigned,
)
from kiosk.store.policy_history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is asked of a policy before it may come into force.

    Attributes:
        signed: Whether one from outside the programme must be signed.
        now: Wall time, aware; None where the clock is unsure, then no date is judged.
        level: The control level it must be for, or None for any.
    """

    signed: bool
    now: datetime | None
    level: ControlLevel | None = None


def admit(opened: OpenPolicy, history: History, terms: Terms) -> None:
    """Refuse a policy that may not come into force here.

    Raises:
        PolicyError: Says why, and what to do.
    """
    stamp, origin = opened.stamp, opened.file.origin
    if terms.level is not None and stamp.level is not terms.level:
        raise PolicyOtherLevel(origin, level=stamp.level, wanted=terms.level)
    if stamp.source == "file" and terms.signed:
        raise PolicyUnsigned(origin)
    admit_among_choices(opened, history)
    valid_from = opened.policy.header.valid_from
    if terms.now is not None and valid_from > terms.now:
        raise PolicyNotYet(origin, valid_from=valid_from)


def admit_among_choices(opened: OpenPolicy, history: History) -> None:
    """Refuse a policy that can never come into force here again but by going back.

    Raises:
        PolicyError: Says why, and what to do.
    """
    stamp, origin = opened.stamp, opened.file.origin
    if stamp.key is not None:
        _refuse_old_key(origin, stamp.key, history)
    _refuse_older(origin, stamp, history)


def admit_back(opened: OpenPolicy, history: History) -> None:
    """Refuse to go back to what was never in force here.

    Raises:
        NoPrevious: So it is.
        PolicyKeyWithdrawn: It was, and the key that signed it is withdrawn since.
    """
    stamp = opened.stamp
    if stamp.digest not in history.digests():
        raise NoPrevious
    if stamp.key is not None and stamp.key < history.key:
        origin = opened.file.origin
        raise PolicyKeyWithdrawn(origin, serial=stamp.key, newest=history.key)


def _refuse_old_key(origin: str, serial: int, history: History) -> None:
    used = max((row.stamp.key or 0 for row in history.rows), default=0)
    newest = max(used, history.key)
    if serial < newest:
        raise PolicyKeyWithdrawn(origin, serial=serial, newest=newest)


def _refuse_older(origin: str, stamp: PolicyStamp, history: History) -> None:
    name, number = _number(stamp.version)
    for row in history.rows:
        known, before = _number(row.stamp.version)
        if known == name and before > number:
            raise PolicyOlder(origin, version=stamp.version, newest=row.stamp.version)
    same = history.version(stamp.version)
    # The programme's own text is what the programme says it is.
    other = same is not None and same.stamp.digest != stamp.digest
    if other and stamp.source != "shipped":
        raise PolicyReused(origin, version=stamp.version)


def _number(version: str) -> tuple[str, int]:
    name, _, number = version.rpartition("/")
    return name, int(number)

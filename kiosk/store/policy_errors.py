"""Why a policy does not come into force, by who must act.

The author of a policy, or the supervisor who sent it: ``PolicyUnsigned`` to
``PolicyNotYet``. The installer of this kiosk: ``PolicyDamaged``. The leader who is
about to activate one: ``StagedChanged``.
"""

from datetime import datetime

from kiosk.core.errors import FormError, PolicyError
from kiosk.core.sections import ControlLevel


class PolicyUnsigned(PolicyError):
    """Nobody signed it, and this kiosk takes signed policies only."""

    slug = "policy-unsigned"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} is not signed; have the supervisor sign it (kiosk policy sign), "
            "or set [policy] signed = false in the settings"
        )


class PolicyKeyWithdrawn(PolicyError):
    """A newer policy key was used here before; the one that signed this is over."""

    slug = "policy-key-withdrawn"

    def __init__(self, source: str, *, serial: int, newest: int) -> None:
        super().__init__(
            f"{source} is signed by policy key {serial}, but key {newest} has taken "
            "its place; have the supervisor sign it again"
        )


class PolicyOlder(PolicyError):
    """A higher version of it was in force here already."""

    slug = "policy-older"

    def __init__(self, source: str, *, version: str, newest: str) -> None:
        super().__init__(
            f"{source} is {version}, but {newest} was in force here already; raise its "
            "version, or go back with: kiosk policy activate --previous"
        )


class PolicyReused(PolicyError):
    """Another text was in force under the same version."""

    slug = "policy-version-reused"

    def __init__(self, source: str, *, version: str) -> None:
        super().__init__(
            f"{source} says {version}, as another text did that was in force here; "
            "raise its version"
        )


class PolicyOtherLevel(PolicyError):
    """It is for another control level than the one that was asked for."""

    slug = "policy-wrong-level"

    def __init__(
        self, source: str, *, level: ControlLevel, wanted: ControlLevel
    ) -> None:
        super().__init__(
            f"{source} is for the level {level}, not {wanted}; choose another file"
        )


class PolicyNotYet(PolicyError):
    """Its time has not come."""

    slug = "policy-not-yet"

    def __init__(self, source: str, *, valid_from: datetime) -> None:
        super().__init__(
            f"{source} counts from {valid_from:%Y-%m-%d %H:%M %z}; activate it then"
        )


class PolicyDamaged(PolicyError):
    """A file that the kiosk itself wrote is not what it was."""

    slug = "policy-damaged"

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(
            f"{source} {problem}; activate a policy again (kiosk policy activate)"
        )


class NoPrevious(PolicyError):
    """There is no policy to go back to."""

    slug = "policy-no-previous"

    def __init__(self) -> None:
        super().__init__("no other policy was in force here before this one")


class StagedChanged(FormError):
    """What is staged is not what the leader looked at."""

    def __init__(self) -> None:
        super().__init__(
            "policy",
            "staged-changed",
            "what waits is not what was shown; look at it again, then confirm",
        )


class NothingStaged(FormError):
    """There is nothing to confirm."""

    def __init__(self) -> None:
        super().__init__("policy", "nothing-staged", "choose a policy first")

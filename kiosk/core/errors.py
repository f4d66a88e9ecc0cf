"""The error tree: a family says who must act.

Every family carries a ``slug`` (stable: stored, translated, tested) and a message
that says what was wrong and what to do. Anything that is not a ``KioskError`` and
leaves a room is a bug.
"""

from collections.abc import Sequence
from typing import Any


class KioskError(Exception):
    """Something the kiosk expects to go wrong one day.

    Attributes:
        slug: Stable word for journals, translations and tests.
    """

    slug = "error"

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as it is: no constructor is called again."""
        return _arrived, (type(self), self.args), self.__dict__


class CodeError(KioskError):
    """The visitor's code cannot be accepted; the visitor acts."""

    slug = "code-error"


class DeviceError(KioskError):
    """A device is missing, silent or talking nonsense; the staff act.

    Args:
        device: The device's name in the settings, e.g. ``camera``.
        slug: What happened, e.g. ``unplugged``.
        advice: What the staff should do, e.g. ``check the USB cable``.
    """

    slug = "device-error"

    def __init__(self, device: str, slug: str, advice: str) -> None:
        super().__init__(f"{device}: {slug}; {advice}")
        self.device, self.slug, self.advice = device, slug, advice


class ConfigError(KioskError):
    """A setting, key file or policy is wrong; the installer acts."""

    slug = "config-error"


class PolicyError(ConfigError):
    """A policy file was refused whole; the last good one stays active."""

    slug = "policy-error"


class StoreError(KioskError):
    """The journal cannot be read or written; the gate stays shut, the staff act.

    Attributes:
        advice: What the staff should do about it, for the screen.
        lasting: True when trying again cannot help.
    """

    slug = "store-error"
    advice = "call the installer"
    lasting = False


class Outdated(StoreError):
    """Somebody of the same household was recorded since the rules were asked.

    Nothing was recorded; the lane asks the rules again with the newest facts.
    """

    slug = "record-outdated"
    advice = "wait a moment: the rules are asked again by themselves"

    def __init__(self) -> None:
        super().__init__(f"journal: the household moved meanwhile; {self.advice}")


class UpstreamError(KioskError):
    """A service above cannot be asked now; nobody acts, it is tried again.

    Attributes:
        advice: What to look at when it lasts, for the status light.
    """

    slug = "upstream-error"
    advice = "check the network; the kiosk goes on without it"


class FormError(KioskError):
    """A value typed by the volunteer was refused; the volunteer corrects it.

    Args:
        field: The form field's name.
        slug: What is wrong, e.g. ``out-of-range``.
        message: What would be accepted. Never repeats the value: it may be personal.
    """

    slug = "form-error"

    def __init__(self, field: str, slug: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.slug = field, slug


class FormRefused(FormError):
    """A form with several fields to correct; stands for its first one.

    Args:
        problems: Every field that is missing or wrong, in the order of the form.
    """

    def __init__(self, problems: Sequence[FormError]) -> None:
        first = problems[0]
        super().__init__(first.field, first.slug, str(first).partition(": ")[2])
        self.args = ("; ".join(str(problem) for problem in problems),)
        self.problems = tuple(problems)


def _arrived(kind: type[KioskError], words: tuple[Any, ...]) -> KioskError:
    return kind.__new__(kind, *words)

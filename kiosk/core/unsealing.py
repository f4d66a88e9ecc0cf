"""Unsealing 解封: a supervisor reads the personal side of a record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenKey:
    """A sealing key as a supervisor hands it over for one answer.

    Attributes:
        file: The key file's bytes.
        passphrase: What it opens with.
    """

    file: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The personal side of one row, opened.

    Attributes:
        seq: Its number.
        at: Its wall time as stored.
        kind: What it is about.
        said: Everything in it by name; personal.
    """

    seq: int
    at: str
    kind: str
    said: Mapping[str, str] = field(repr=False)


def flat(private: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """What was sealed, as names and texts: ``form.name``, ``pass.plate`` and so on."""
    for name, value in private.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{path}.")
        elif value not in (None, ""):
            yield path, str(value)

"""What the pass verbs need from outside, so that tests can hand it to them."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.store.holders import Holders
from kiosk.store.keyring import Keyring, load_keyring

Remember = Callable[[Path, Iterable[tuple[str, str]]], None]
"""Keep holders' masked names: store folder, pairs of pass id and masked name."""


def _remember(store: Path, holders: Iterable[tuple[str, str]]) -> None:
    Holders(store).note_all(holders)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassDesk:
    """The outside of ``kiosk pass``.

    Attributes:
        now: Wall time, aware. Whoever types the command vouches for it.
        remember: Keeps holders' masked names.
        open_keys: Opens the key folder.
        random: Source of pass ids.
    """

    now: Callable[[], datetime] = field(default_factory=lambda: SystemClock().now)
    remember: Remember = _remember
    open_keys: Callable[[Path], Keyring] = load_keyring
    random: Callable[[int], bytes] = secrets.token_bytes


def print_json(answer: dict[str, Any]) -> None:
    """One line for a program."""
    print(json.dumps(answer, ensure_ascii=False))

"""What the forwarder is put together from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.codes.acknowledgement import Forwarded
from kiosk.ports import Clock, Journal
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line
from kiosk.upstream.forwarder.parcel import Sender, Source


class Keep(Protocol):
    """Keeps what the hub said, durably."""

    def __call__(self, forwarded: Forwarded) -> None:
        """Raises a StoreError or ConfigError when it cannot."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The hub, and who this kiosk is to it.

    Attributes:
        line: The connections.
        sender: Who sends.
        hub_public: 32-byte Ed25519 public key that signs the answers.
    """

    line: Line
    sender: Sender
    hub_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the forwarder works with at the kiosk.

    Attributes:
        source: The journal as it is read.
        newest: Number of the journal's last row; cheap.
        journal: Gets ``forward`` rows.
        keep: Keeps what the hub said.
        clock: Both times.
        light: Told of answers and failures.
    """

    source: Source
    newest: Callable[[], int]
    journal: Journal
    keep: Keep
    clock: Clock
    light: HubLight

"""How this kiosk gets at a service: plain values, and nothing that opens anything."""

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.upstream.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who this kiosk is to the service.

    Attributes:
        account: Id the service gave to this customer (appId and the like).
        secret: What it shares with us, or an empty string.
        device: This kiosk's id (sn, deviceIndexCode and the like).
    """

    account: str = ""
    secret: str = field(default="", repr=False)
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait and to remember.

    Attributes:
        budget_s: For a whole question: connecting, asking, one retry.
        keep_s: How long an answer is remembered.
        failures: So many in a row and the service is left alone …
        pause_s: … for so long.
    """

    budget_s: float = 0.4
    keep_s: float = 30.0
    failures: int = 5
    pause_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Everything there is to know before the first connection.

    Attributes:
        profile: How the service is asked.
        url: ``https://host[:port][/prefix]``.
        access: Who asks.
        ca_file: PEM of the one authority that is trusted; None trusts the system's.
        patience: How long to wait and to remember.
    """

    profile: Profile
    url: str
    access: Access = Access()
    ca_file: Path | None = None
    patience: Patience = Patience()

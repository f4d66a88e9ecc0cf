"""What can keep rows from reaching the hub: one class each; the rows wait here."""

from typing import Final

from kiosk.core.errors import UpstreamError

_ADVICES: Final = {
    "credential-unknown": "ask the district for a code; kiosk upstream enrol CODE",
    "signature-wrong": "ask the district for a code; kiosk upstream enrol CODE",
    "kiosk-revoked": "the district withdrew this kiosk: telephone them",
    "clock-ahead": "the clock is fast: set it, or connect a time server",
    "clock-behind": "the clock is slow: set it, or connect a time server",
}
_OTHER: Final = "bring kiosk and hub to the same release; telephone the district"


class HubError(UpstreamError):
    """The hub took nothing now.

    Attributes:
        retry_after_s: How long the hub wants to be left alone, seconds, or None.
        urgent: True where it does not go away by waiting: somebody must act.
    """

    slug = "hub-error"
    retry_after_s: float | None = None
    urgent = False


class HubDown(HubError):
    """No connection, no answer in time, or it broke."""

    slug = "hub-down"
    advice = "check the network and hub.url; records wait here, nothing is lost"

    def __init__(self) -> None:
        super().__init__("the hub cannot be reached")


class HubUntrusted(HubError):
    """The server's certificate is not the hub's."""

    slug = "hub-untrusted"
    advice = "check hub.ca_file and the clock; somebody may be in between"
    urgent = True

    def __init__(self) -> None:
        super().__init__("the hub cannot prove that it is the one")


class HubBusy(HubError):
    """The hub, or what stands before it, asks for patience."""

    slug = "hub-busy"
    advice = "it is tried again by itself; records wait here, nothing is lost"

    def __init__(self, *, status: int, retry_after_s: float | None) -> None:
        super().__init__(f"the hub is busy (status {status})")
        self.status, self.retry_after_s = status, retry_after_s


class HubRefused(HubError):
    """The hub said no, and why.

    Args:
        status: HTTP status.
        code: The slug of a ``codes.hub_refusal``, or of a newer hub.
        accepted_through: The last row the hub has, where it said so.
    """

    urgent = True

    def __init__(
        self, *, status: int, code: str, accepted_through: int | None = None
    ) -> None:
        super().__init__(f"the hub refuses: {code} (status {status})")
        known = code in _ADVICES
        self.slug = f"hub-{code}" if known else "hub-refused"
        self.advice = _ADVICES.get(code, _OTHER)
        self.status, self.code = status, code
        self.accepted_through = accepted_through

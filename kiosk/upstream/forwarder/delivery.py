"""A parcel travels to the hub and brings back what the hub says of it."""

from dataclasses import dataclass
from typing import Final

from kiosk.codes.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.parcel import Load, Parcel, Sender, Source

BATCHES: Final = "/v1/batches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """From where to where; another process can be told of it.

    Attributes:
        source: The journal.
        sender: Who sends.
        address: Of the hub.
        hub_public: 32-byte Ed25519 public key that signs the answers.
    """

    source: Source
    sender: Sender
    address: HubAddress
    hub_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of a batch.

    Attributes:
        load: What was in it.
        answer: What the hub says, for whoever sent it to act on.
    """

    load: Load
    answer: Acknowledgement | HubRefused


async def deliver(parcel: Parcel, line: Line, route: Route) -> Delivered:
    """Send a batch and believe the answer.

    Args:
        parcel: The batch.
        line: To the hub.
        route: Names the kiosk and the hub.

    Raises:
        HubError: There was no answer; a refusal is one.
        HubAnswerMalformed: What answered is no hub.
        HubForged: Another hub, or about another kiosk.
    """
    try:
        reply = await line.post(BATCHES, parcel.body, parcel.headers)
    except HubRefused as refusal:
        return Delivered(load=parcel.load, answer=refusal)
    answer = read_acknowledgement(
        reply.body, kiosk=route.sender.kiosk, hub_public=route.hub_public
    )
    return Delivered(load=parcel.load, answer=answer)

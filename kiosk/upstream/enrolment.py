"""Enrolling at the hub: a one-time code for a credential."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from typing import Final

from nacl.signing import SigningKey

from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.line import Line

ENROL: Final = "/v1/enrol"
_ADVICES: Final = {
    "code-unknown": "ask the district for a new code for this kiosk.id",
    "code-other-community": "the code still counts: correct kiosk.community in "
    "kiosk.toml, or ask the district for a code for this community",
}
_LONGEST: Final = 200
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a kiosk says of itself.

    Attributes:
        code: One-time code, from whoever runs the hub.
        kiosk: The kiosk's id.
        community: 12-digit code.
        name: How supervisors shall see it.
    """

    code: str = field(repr=False)
    kiosk: str
    community: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What the hub answers.

    Attributes:
        credential: Bearer credential from now on.
        hub_public: 32-byte Ed25519 public key of the hub.
    """

    credential: str = field(repr=False)
    hub_public: bytes


class EnrolmentRefused(HubRefused):
    """The hub does not let this kiosk in; the message says what to do.

    Args:
        refusal: As the hub said it.
    """

    def __init__(self, refusal: HubRefused) -> None:
        super().__init__(status=refusal.status, code=refusal.code)
        self.advice = _ADVICES.get(refusal.code, self.advice)

    def __str__(self) -> str:
        """With what to do: whoever types the code has no status light to look at."""
        return f"{super().__str__()}; {self.advice}"


async def enrol(line: Line, application: Application, seed: bytes) -> Admission:
    """Enrol this kiosk.

    Args:
        line: To the hub; needs no credential.
        application: Who asks.
        seed: 32-byte Ed25519 seed of the kiosk.

    Raises:
        EnrolmentRefused: The code is used, too old, or for another community.
        HubError: There is no answer.
        HubAnswerMalformed: What answered is no hub.
    """
    public = b64encode(bytes(SigningKey(seed).verify_key)).decode("ascii")
    body = json.dumps(asdict(application) | {"public_key": public}).encode()
    try:
        reply = await line.post(ENROL, body, {"Content-Type": "application/json"})
    except HubRefused as refusal:
        raise EnrolmentRefused(refusal) from None
    try:
        content = json.loads(reply.body)
        credential = content["credential"]
        hub_public = b64decode(content["hub_key"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HubAnswerMalformed("no admission") from None
    plain = isinstance(credential, str) and credential.isascii()
    if (
        not plain
        or not 0 < len(credential) <= _LONGEST
        or len(hub_public) != _KEY_BYTES
    ):
        raise HubAnswerMalformed("no admission")
    return Admission(credential=credential, hub_public=hub_public)

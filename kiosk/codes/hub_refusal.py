"""How a hub refuses a request: one class each, with a stable slug and a status.

The hub raises them; the kiosk tells by the slug who must act. No message repeats a part
of the request.
"""

from typing import ClassVar

from kiosk.core.errors import KioskError


class HubRefusal(KioskError):
    """The hub took nothing of this request.

    Attributes:
        status: HTTP status.
        sentence: What is wrong and what to do.
    """

    slug = "hub-refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "the hub refuses; ask whoever runs the hub"

    def __init__(self) -> None:
        super().__init__(self.sentence)


class BatchMalformed(HubRefusal):
    """Not a batch of events of this wire.

    Args:
        part: What is wrong, in words of the format.
    """

    slug = "batch-malformed"

    def __init__(self, part: str) -> None:
        Exception.__init__(
            self,
            f"the batch is not built as the wire says ({part}); "
            "bring kiosk and hub to the same release",
        )
        self.part = part


class BatchNotGzip(HubRefusal):
    """The body is not gzip, or something follows it."""

    slug = "batch-not-gzip"
    sentence = (
        "the body is not one gzip member; look at what lies between kiosk and hub"
    )


class BatchTruncated(HubRefusal):
    """The gzip body ends before its end."""

    slug = "batch-truncated"
    sentence = "the body ends early; send it again"


class NotCloudEvents(HubRefusal):
    """Content-Type or Content-Encoding is another."""

    slug = "not-cloudevents"
    status = 415
    sentence = (
        "send application/cloudevents-batch+json with Content-Encoding gzip, "
        "and bring kiosk and hub to the same release"
    )


class BatchTooLarge(HubRefusal):
    """More events or bytes than a batch may have."""

    slug = "batch-too-large"
    status = 413
    sentence = "the batch is larger than 500 events or 512 KiB; send fewer at once"


class BatchGap(HubRefusal):
    """Rows are missing between what the hub has and this batch.

    Args:
        accepted_through: The last row the hub has without a gap; 0: none.
    """

    slug = "gap"
    status = 409

    def __init__(self, accepted_through: int) -> None:
        Exception.__init__(
            self,
            f"the hub has rows through {accepted_through}; send the next one first",
        )
        self.accepted_through = accepted_through


class CredentialUnknown(HubRefusal):
    """The hub gave this credential to nobody."""

    slug = "credential-unknown"
    status = 401
    sentence = "the hub does not know this kiosk's credential; enrol the kiosk again"


class KioskRevoked(HubRefusal):
    """The district withdrew this kiosk."""

    slug = "kiosk-revoked"
    status = 403
    sentence = "the district withdrew this kiosk; ask whoever runs the hub"


class SignatureWrong(HubRefusal):
    """The request is not signed by the key this kiosk was enrolled with."""

    slug = "signature-wrong"
    status = 403
    sentence = "the signature is not that of the enrolled kiosk; enrol the kiosk again"


class ClockAhead(HubRefusal):
    """It says it was sent in the hub's future."""

    slug = "clock-ahead"
    status = 403
    sentence = "it was sent in the future by the hub's clock; set the kiosk's clock"


class ClockBehind(HubRefusal):
    """It says it was sent long ago."""

    slug = "clock-behind"
    status = 403
    sentence = "it was sent long ago by the hub's clock; set the kiosk's clock"

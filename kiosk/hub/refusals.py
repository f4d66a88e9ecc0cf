"""How the hub refuses what is no batch; see ``codes.hub_refusal``."""

from kiosk.codes.hub_refusal import HubRefusal


class CodeUnknown(HubRefusal):
    """An enrolment code that was never given, is used, too old, or another kiosk's."""

    slug = "code-unknown"
    status = 403
    sentence = "the enrolment code does not count (any more); ask for a new one"


class CodeOfOtherCommunity(HubRefusal):
    """A kiosk says that it is in another community than its code is for."""

    slug = "code-other-community"
    status = 403
    sentence = (
        "the enrolment code is for another community, and still counts; correct "
        "kiosk.community in kiosk.toml, or ask for a code for this community"
    )


class RequestMalformed(HubRefusal):
    """A value that is missing or wrong.

    Args:
        part: Where, never what.
    """

    slug = "request-malformed"
    status = 422

    def __init__(self, part: str) -> None:
        Exception.__init__(
            self, f"{part} is missing or wrong; see the interface's page"
        )
        self.part = part


class BundleUnknown(HubRefusal):
    """There is no such bundle."""

    slug = "bundle-unknown"
    status = 404
    sentence = "nothing of that kind was published for this kiosk; ask the hub's staff"

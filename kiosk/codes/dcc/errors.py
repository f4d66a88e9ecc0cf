"""Refusals of a health certificate, each with its slug.

No message repeats any part of the payload.
"""

from kiosk.codes.errors import Malformed, Refusal
from kiosk.core.errors import CodeError


class DccMalformed(Malformed):
    """Announced as a certificate, but not built like one."""

    slug = "dcc-malformed"
    sentence = "the certificate is damaged: {part}; scan it again or show another one"


class DccTooLarge(CodeError):
    """Unpacks to more than any certificate needs: a decompression bomb."""

    slug = "dcc-too-large"

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            f"the certificate unpacks to more than {limit} bytes, no issuer writes "
            "that; keep it and call"
        )
        self.limit = limit


class DccUnsupportedAlgorithm(Refusal):
    """Signed by an algorithm the standard does not allow."""

    slug = "dcc-unsupported-algorithm"
    sentence = "the certificate is signed in a way no issuer may; show another one"


class DccUnknownIssuer(Refusal):
    """No trusted certificate answers to the key id."""

    slug = "dcc-unknown-issuer"
    sentence = "nobody in the trust file signed this certificate; ask for another proof"


class DccForged(Refusal):
    """The signature does not belong to the content and the issuer's key."""

    slug = "dcc-forged"
    sentence = "the signature is wrong, it is forged or altered; keep it and call"


class DccNotYetValid(Refusal):
    """Issued more than a minute from now."""

    slug = "dcc-not-yet-valid"
    sentence = "the certificate is dated in the future; check the kiosk's clock first"


class DccExpired(Refusal):
    """The signature ended more than a minute ago."""

    slug = "dcc-expired"
    sentence = "the certificate has expired; have a new one issued"


class DccBadSchema(Malformed):
    """Well signed, but its content is not what the schema wants.

    Args:
        part: The field by its path in the schema, e.g. ``v/0/ma``; never its value.
    """

    slug = "dcc-bad-schema"
    sentence = "the certificate's field {part} is missing or wrong; ask its issuer"


class DccWrongKeyUsage(Refusal):
    """The signer may issue other kinds of certificate, not this one."""

    slug = "dcc-wrong-key-usage"
    sentence = "its signer may not issue certificates of this kind; keep it and call"


class DccUnverified(Refusal):
    """Good in all that needs no clock; the clock is too unsure to judge its time."""

    slug = "dcc-unverified"
    sentence = "the kiosk's clock is unsure, the time cannot be judged; set the clock"

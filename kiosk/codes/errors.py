"""Refusals of a code: one class each, with a stable slug.

No message repeats any part of the payload: messages reach logs and screens, and a
payload is personal.
"""

from typing import ClassVar, Final

from kiosk.core.errors import CodeError

LONGEST_TEXT: Final = 4296
"""Characters of the largest QR symbol: version 40-L, alphanumeric (ISO/IEC 18004)."""


class Refusal(CodeError):
    """A refusal that needs no further facts to be understood."""

    sentence: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.sentence)


class Malformed(CodeError):
    """A code that is not built as it announces.

    Args:
        part: What is wrong, in words of the format; never its content.
    """

    sentence: ClassVar[str]

    def __init__(self, part: str) -> None:
        super().__init__(self.sentence.format(part=part))
        self.part = part


class CodeTooLong(CodeError):
    """More characters than any QR symbol holds; not worth parsing."""

    slug = "code-too-long"

    def __init__(self, *, size: int) -> None:
        super().__init__(
            f"the code has {size} characters, the limit is {LONGEST_TEXT}; "
            "show the code of the pass itself"
        )
        self.size = size


class UnknownCode(Refusal):
    """A text of no family the kiosk knows; neither good nor bad."""

    slug = "unknown-code"
    sentence = "this is no code the kiosk knows; show the pass or the health code"


class PassMalformed(Malformed):
    """Announced as a pass, but not built like one."""

    slug = "pass-malformed"
    sentence = (
        "the pass is damaged or not made by an issuer: {part}; "
        "scan it again or have a new one issued"
    )


class PassUnknownIssuer(Refusal):
    """No trusted key answers to the pass's key id, or its issuer is another."""

    slug = "pass-unknown-issuer"
    sentence = "nobody in the trust list issued this pass; ask the issuing community"


class PassForged(Refusal):
    """The signature does not belong to the content and the issuer's key."""

    slug = "pass-forged"
    sentence = "the signature is wrong, the pass is forged or altered; keep it and call"


class PassIssuerExpired(Refusal):
    """The issuer's key is outside its own window of trust."""

    slug = "pass-issuer-expired"
    sentence = "the issuer's key is not in force today; have a new pass issued"


class PassNotYetValid(Refusal):
    """The pass begins more than a minute from now."""

    slug = "pass-not-yet-valid"
    sentence = "the pass is not valid yet; come back when it begins"


class PassExpired(Refusal):
    """The pass ended more than a minute ago."""

    slug = "pass-expired"
    sentence = "the pass has expired; have a new one issued"


class PassTooLongLived(Refusal):
    """The pass lives longer than its issuer's key may grant."""

    slug = "pass-too-long-lived"
    sentence = "the pass runs longer than its issuer may grant; ask the issuer"


class PassWrongClass(Refusal):
    """The issuer's key may not issue this class, or the class is unknown."""

    slug = "pass-wrong-class"
    sentence = "the issuer may not issue passes of this class; ask the issuer"


class PassRevoked(Refusal):
    """The issuer withdrew this pass."""

    slug = "pass-revoked"
    sentence = "the pass was revoked; ask the issuing community"


class PassUnverified(Refusal):
    """Good in all that needs no clock; the clock is too unsure to judge its time."""

    slug = "pass-unverified"
    sentence = "the kiosk's clock is unsure, the pass's time cannot be judged; set it"

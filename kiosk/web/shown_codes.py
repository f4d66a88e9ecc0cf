"""Health code and certificate as the screen shows them: sign, name and word. Pure."""

from dataclasses import dataclass
from typing import Final

from kiosk.core.certificate import CertificateKind, HealthCertificate
from kiosk.core.evidence import Answer
from kiosk.core.view import LaneState, LaneView
from kiosk.web.texts import Texts

_SIGNS: Final = {"green": "good", "yellow": "warn", "red": "bad"}
_REFUSED: Final = {
    Answer.EXPIRED: "health-expired",
    Answer.NOT_FOUND: "health-not-found",
    Answer.UNVERIFIED: "health-unverified",
}
_OVER: Final = {LaneState.PASSING, LaneState.UNRECORDED, LaneState.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """One line about a code.

    Attributes:
        kind: ``health`` or ``certificate``.
        sign: ``good``, ``warn``, ``bad``, ``open`` or ``busy``: its drawing and colour.
        name: What it is called.
        word: What it says, so that nobody needs to tell colours apart.
    """

    kind: str
    sign: str
    name: str
    word: str


def shown_codes(view: LaneView, texts: Texts) -> tuple[ShownCode, ...]:
    """What was shown beside the pass."""
    found = (_health(view, texts), _certificate(view, texts))
    return tuple(code for code in found if code is not None)


def code_slugs(view: LaneView) -> list[str]:
    """What is wrong with the codes, as slugs of reasons, most urgent first.

    The policy's own reasons say the rest; nothing is said of who passed.
    """
    if view.state in _OVER:
        return []
    slugs = ["crowd"] if view.crowd else []
    if view.code_error:
        slugs.append(view.code_error)
    if view.certificate_error and "certificate-forged" not in view.reasons:
        slugs.append(view.certificate_error)
    if view.health in _REFUSED:
        slugs.append(_REFUSED[view.health])
    return [slug for slug in dict.fromkeys(slugs) if slug not in view.reasons]


def _health(view: LaneView, texts: Texts) -> ShownCode | None:
    if view.code_name is None and view.health is None:
        return None
    name, sign = view.code_name or texts("code.health-code"), "open"
    if view.health is None:
        word = "health.asking" if view.asking else "health.unasked"
        sign = "busy" if view.asking else "open"
    elif view.health is Answer.ANSWERED and view.health_colour:
        word, sign = f"colour.{view.health_colour}", _sign_of(view.health_colour)
    else:
        word = f"health.{view.health}"
        sign = "good" if view.health is Answer.ANSWERED else "warn"
    return ShownCode(kind="health", sign=sign, name=name, word=texts(word))


def _sign_of(colour: str) -> str:
    return _SIGNS.get(colour, "bad")  # grey, black …: whatever else there may be


def _certificate(view: LaneView, texts: Texts) -> ShownCode | None:
    if view.certificate_error is not None:
        return ShownCode(
            kind="certificate",
            sign="bad",
            name=texts("certificate.refused"),
            word=texts("certificate-word.refused"),
        )
    if (found := view.certificate) is None:
        return None
    return ShownCode(
        kind="certificate",
        sign="bad" if found.result == "positive" else "good",
        name=texts(f"certificate.{found.kind}"),
        word=_says(found, texts),
    )


def _says(found: HealthCertificate, texts: Texts) -> str:
    match found.kind:
        case CertificateKind.VACCINATION:
            said = {"dose": found.dose, "doses": found.doses}
            return texts("certificate-word.doses", **said)
        case CertificateKind.TEST:
            return texts(f"certificate-word.{found.result}")
        case CertificateKind.RECOVERY:
            return texts("certificate-word.until", day=f"{found.valid_until:%y-%m-%d}")

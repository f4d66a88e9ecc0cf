"""The advice on the volunteer's screen: why, and what to do about it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.china import CHINA
from kiosk.core.view import LaneState, LaneView
from kiosk.web.shown_codes import code_slugs
from kiosk.web.texts import Texts

_TIMED = "return-deadline"  # the reason of who goes out for a while
_MOST_ADVICE = 4  # what fits the touchscreen
_OVERRULED = "leader-override"  # the reason that a leader's word is recorded with


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A reason, and what to do next about it; empty where that is decided."""

    reason: str
    next: str


def advice_of(
    view: LaneView, texts: Texts, back_by: datetime | None
) -> tuple[Advice, ...]:
    """Say why, the worst first, and what to do about each.

    Args:
        view: The lane.
        texts: The screen's language.
        back_by: When who goes out now should be back, aware, or None: nobody knows.
    """
    if view.state is LaneState.UNRECORDED:
        return ()
    wrong = code_slugs(view)
    first = [slug for slug in wrong if slug == "crowd"]  # else it is not read in time
    slugs = dict.fromkeys([*first, *view.reasons, *wrong])
    # Whoever is let through by a leader is not sent to wait as well.
    overruled = slugs.keys() - {_OVERRULED} if _OVERRULED in slugs else set()
    return tuple(
        Advice(
            reason=texts.slug("reason", slug),
            next="" if slug in overruled else _next(slug, texts, back_by),
        )
        for slug in list(slugs)[:_MOST_ADVICE]
    )


def _next(slug: str, texts: Texts, back_by: datetime | None) -> str:
    if slug == _TIMED and back_by is not None:
        return texts("next.return-by", time=f"{back_by.astimezone(CHINA):%H:%M}")
    return texts.slug("next", slug)

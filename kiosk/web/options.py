"""What the installer may choose about the screens, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.web.lan import Lan

LANGUAGES: Final[Mapping[str, str]] = {"zh-CN": "zh_CN", "en": "en"}
"""Languages that ship: the tag browsers use, and the catalogue's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a lane has, as far as its screen speaks of it.

    Attributes:
        camera: Else codes are held before a scan engine.
        thermometer: Else somebody measures by hand and types the figure.
    """

    camera: bool = True
    thermometer: bool = True


FULLY: Final = Fitted()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the screens behave.

    Attributes:
        languages: Tags from ``LANGUAGES``; the first is the one a new screen starts
            with.
        lane_names: What a lane is called on the screen, by lane id; a lane without a
            name shows its id.
        fitted: What each lane has, by lane id; a lane not named has everything.
        demonstration: True when anything simulated stands in for a device: every
            page carries the demonstration band.
        allowed_hosts: Host names, without port, under which the kiosk may be
            reached; everything else is refused (DNS rebinding).
        lan: How other machines reach the kiosk now; None where they do not.
        beat_s: Seconds between two signs of life on a panel's stream.
        preview_fps: Pictures a second of the camera preview, at most 6.
        preview_viewers: Screens that may watch the preview at once.
    """

    languages: tuple[str, ...] = tuple(LANGUAGES)
    lane_names: Mapping[str, str] = field(default_factory=dict)
    fitted: Mapping[str, Fitted] = field(default_factory=dict)
    demonstration: bool = False
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    lan: Callable[[], Lan] | None = None
    beat_s: float = 2.0
    preview_fps: float = 5.0
    preview_viewers: int = 4

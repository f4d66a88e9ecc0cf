"""Number plates 号牌 of mainland China, by GA 36-2018 and the plates beside it.

I and O are not used in serials, being too like 1 and 0. A new-energy plate has six
characters after the issuing letter: a small car's begins, a large one's ends with the
letter of its drive (A to E electric, F to K other; D and F were the first).

Whatever else drives up (temporary, farm and foreign plates, none at all) can be written
down too: 其他 and what stands on it, or 无牌. No vehicle goes unrecorded.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.core.registration.tidy import tidy_number

OTHER: Final = "其他"
"""Begins a plate of no kind that is known here."""
UNPLATED: Final = "无牌"
"""Stands for the plate of a vehicle that has none."""
PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


class PlateKind(StrEnum):
    """Whose plate it is."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new-energy"
    POLICE = "police"
    TRAILER = "trailer"
    LEARNER = "learner"
    HK_MACAU = "hk-macau"  # 粤Z, to and from Hong Kong and Macau
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    RESCUE = "rescue"  # 应急: X fire brigades, S forest and mine rescue
    ARMED_POLICE = "armed-police"
    MILITARY = "military"
    CIVIL_AVIATION = "civil-aviation"
    OTHER = "other"  # 其他, copied as it is
    NONE = "none"  # 无牌


_P: Final = f"[{PROVINCES}]"
_ISSUER: Final = f"{_P}[A-HJ-Z]"  # O as well: some police of old
_C: Final = "[A-HJ-NP-Z0-9]"
_DRIVE: Final = "[A-HJK]"
_SHAPES: Final[Mapping[PlateKind, re.Pattern[str]]] = MappingProxyType(
    {
        kind: re.compile(shape, re.ASCII)
        for kind, shape in {
            PlateKind.HK_MACAU: f"粤Z{_C}{{4}}[港澳]",
            PlateKind.RESCUE: rf"{_P}[XS]\d{{4}}应急",
            PlateKind.ORDINARY: f"{_ISSUER}{_C}{{5}}",
            PlateKind.NEW_ENERGY: rf"{_ISSUER}(?:{_DRIVE}{_C}\d{{4}}|\d{{5}}{_DRIVE})",
            PlateKind.POLICE: f"{_ISSUER}{_C}{{4}}警",
            PlateKind.TRAILER: f"{_ISSUER}{_C}{{4}}挂",
            PlateKind.LEARNER: f"{_ISSUER}{_C}{{4}}学",
            PlateKind.EMBASSY: r"使\d{6}|\d{6}使",
            # Not A alone: there are consulates in 青岛 (鲁B) and 厦门 (闽D).
            PlateKind.CONSULATE: rf"{_ISSUER}\d{{4}}领|{_P}\d{{5}}领",
            PlateKind.ARMED_POLICE: rf"WJ{_P}?\d{{4}}[A-Z0-9]",
            PlateKind.MILITARY: r"[A-HJ-NP-Z]{2}\d{5}",
            PlateKind.CIVIL_AVIATION: f"民航{_C}{{5}}",
            PlateKind.OTHER: rf"{OTHER}\S{{1,12}}",
            PlateKind.NONE: UNPLATED,
        }.items()
    }
)


def tidy_plate(text: str) -> str:
    """The plate without dots, dashes and spaces, letters large."""
    return tidy_number(text)


def plate_kind(plate: str) -> PlateKind | None:
    """Whose plate it is, or None when no mainland plate looks so.

    Args:
        plate: As ``tidy_plate`` leaves it.
    """
    return next((k for k, shape in _SHAPES.items() if shape.fullmatch(plate)), None)


def plate_shapes() -> dict[str, str]:
    """What each kind looks like, for a screen that helps while it is typed."""
    return {kind.value: shape.pattern for kind, shape in _SHAPES.items()}

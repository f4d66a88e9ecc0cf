"""What is asked of whom: one table for kinds of people, one for reasons.

The whole list is 「姓名、身份证、户口所在地、常住地、联系电话、车牌号码以及近期是否
接触…」 and 「登记结束后,实行实名签字制度」 (S4); who passes daily is asked less, so
that no queue forms (S2).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

ORDER: Final = (
    *("name", "document", "id_number", "phone", "domicile", "residence"),
    *("purpose", "household", "host_phone", "firm", "hospital", "escort"),
    *("plate", "proof", "contact", "census", "apply", "signature", "unsigned"),
)
"""Every field of the form, in the order of the screen."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "purpose": (
            *("visit", "care", "work", "repair", "delivery"),
            *("medical", "official", "other"),
        ),
        "contact": ("no", "yes"),
        "census": ("missed",),  # 对网格摸排遗漏的人员及时补登 (S2)
        "apply": ("pass",),  # 为群众帮办通行证登记 (S2)
        "unsigned": ("cannot-write", "refused"),
    }
)
"""Fields that are chosen, not typed; ``document`` is another."""

_ALWAYS: Final = frozenset({"name", "phone", "contact", "signature"})
_WHOLE: Final = _ALWAYS | {"id_number", "domicile", "residence", "purpose"}
_BY_KIND: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "resident": _ALWAYS | {"household"},
        "visitor": _WHOLE | {"household"},
        "commuter": _ALWAYS | {"id_number", "household", "firm"},
        "worker": _WHOLE | {"firm"},
        "delivery": _ALWAYS | {"firm"},
        "patient": _ALWAYS | {"household", "hospital", "escort"},
    }
)
_BY_REASON: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        # S1: 「对无阴性证明的详细登记个人信息」
        **dict.fromkeys(
            (
                *("nat-missing", "low-risk-arrival", "medium-risk-arrival"),
                *("overseas-arrival", "returnee", "returnee-unannounced"),
                "watch-list",
            ),
            _WHOLE,
        ),
        "vehicle-unregistered": _WHOLE | {"plate"},
        "signature-missing": frozenset({"signature"}),
    }
)
_SELDOM: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "firm": frozenset({"commuter", "worker", "delivery"}),
        "hospital": frozenset({"patient"}),
        "escort": frozenset({"patient"}),
        "host_phone": frozenset({"visitor", "worker"}),
        "census": frozenset({"resident"}),
        "apply": frozenset({"resident", "visitor", "commuter", "worker"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One person's form.

    Attributes:
        offered: The fields shown, in order.
        required: Those without which it is not complete. ``signature`` is given by
            ``unsigned`` too, ``id_number`` by the document ``none``.
    """

    offered: tuple[str, ...]
    required: frozenset[str]


def asked_of(kind: str | None, reasons: Collection[str] = ()) -> Asked:
    """What is asked of a person.

    Args:
        kind: One of the kinds of ``facts.person``, or None: then the whole list.
        reasons: Reasons of the verdict, for what they ask in addition.
    """
    required = _BY_KIND.get(kind or "", _WHOLE)
    for reason in reasons:
        required |= _BY_REASON.get(reason, frozenset())
    offered = tuple(
        field
        for field in ORDER
        if field in required or kind in _SELDOM.get(field, {kind})
    )
    return Asked(offered=offered, required=required)

"""Staff: who works at the kiosk, and what each may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do, in rising order; each may do what those before may."""

    VOLUNTEER = "volunteer"  # 志愿者
    LEADER = "leader"  # 组长
    SUPERVISOR = "supervisor"  # 督导
    ADMIN = "admin"  # 管理员

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what ``needed`` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One member of the staff.

    Attributes:
        id: Staff number 工号, as records carry it; never used for anybody else.
        name: The name as screens show it.
        role: What they may do.
    """

    id: str
    name: str
    role: Role

    def __str__(self) -> str:
        """As journal rows name them."""
        return f"{self.id} {self.name}"


UNREGISTERED = Staff(id="0", name="本机", role=Role.ADMIN)
"""Whoever stands before the screen of a kiosk that knows no staff yet."""

SCREEN = "screen"
"""The kiosk's own screen, as a device from which people sign in."""


def person(number: str, device: str = SCREEN) -> str:
    """How failures of one person are counted, beside those of a device.

    Apart for the screen and the network: whoever guesses from afar keeps nobody from
    signing in at the gate.
    """
    return f"staff {number}" if device == SCREEN else f"staff {number} lan"

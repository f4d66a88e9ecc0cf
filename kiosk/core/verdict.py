"""Verdicts and decisions: what the rules answer."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.core.facts import Facts


class Verdict(StrEnum):
    """结论, in rising severity."""

    ALLOW = "allow"  # 放行
    REGISTER = "register"  # 登记后放行
    REFUSE = "refuse"  # 劝返
    HOLD = "hold"  # 现场留观

    @property
    def severity(self) -> int:
        """0 (allow) to 3 (hold)."""
        return _ORDER.index(self)


_ORDER = tuple(Verdict)


class Need(StrEnum):
    """待查项: evidence a rule still lacks, in the order the queue is asked for it.

    First what a scan, the thermometer and one tap bring, then what must be asked for,
    the form last of these; what the kiosk looks up itself comes without being asked.
    Each is a section of the facts; ``clock`` also stands for ``now``.
    """

    CODE = "code"
    PASS = "pass"  # noqa: S105 - 出入证, not a secret
    TEMPERATURE = "temperature"
    MASK = "mask"
    DISINFECTION = "disinfection"
    HEALTH = "health"
    TRAVEL = "travel"
    NAT = "nat"
    VACCINATION = "vaccination"
    PERSON = "person"
    VEHICLE = "vehicle"
    PROOFS = "proofs"
    GOODS = "goods"
    REGISTRATION = "registration"
    WATCH_LIST = "watch_list"
    HOUSEHOLD = "household"
    PRESENCE = "presence"
    LANE = "lane"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules say of one set of facts.

    Attributes:
        verdict: The worst verdict found. While ``needs`` is not empty it is
            provisional and never ``allow``.
        reasons: Reason slugs of every rule that applied, worst first.
        needs: Evidence that could still make the verdict worse, in asking order.
        actions: What staff must do, without repeats, e.g. ``report-community``.
        rules: Ids of the rules that applied, worst first, for the record.
        policy: Version of the policy that was asked, e.g. ``routine/1``.
        asked: The facts it was asked about, where they are to be recorded.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    actions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    policy: str = ""
    asked: Facts | None = field(default=None, repr=False, compare=False)

    @property
    def final(self) -> bool:
        """True when no further evidence could make the verdict worse."""
        return not self.needs

"""A policy 规则集 and a part of one, as they are written in TOML."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Need, Verdict

Action = Literal[
    "retest",
    "contact-thermometer",
    "isolate-on-spot",
    "report-community",
    "report-health-department",
    "hand-over-isolation",
    "home-monitoring",
    "take-sample",
    "escort",
    "show-pass",
    "help-apply",
    "check-by-eye",
    "reopen-health-code",
    "put-on-mask",
    "disinfect",
    "sign",
    "hand-over-outside",
    "disinfect-goods",
    "record-occupants",
    "record-afterwards",
    "turn-vehicle",
    "show-employer-proof",
    "tell-return-time",
    "update-lists",
    "call-installer",
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,48}$")]
TermName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,30}$")]
Limit = bool | int | float | str | dict[str, float]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Header(_Table):
    """What the policy is and from when it counts."""

    name: Slug
    title: str = Field(min_length=1, max_length=40)
    control_level: ControlLevel
    version: int = Field(ge=1)
    valid_from: AwareDatetime


class PartHeader(_Table):
    """What a part is; policies include it as ``name/version``."""

    name: Slug
    version: int = Field(ge=1)


class RuleText(_Table):
    """One rule as written."""

    id: Slug
    when: str = Field(min_length=1, max_length=2000, description="CEL, true = applies")
    verdict: Verdict
    once_registered: Verdict | None = Field(
        default=None,
        description="what the verdict becomes when the person is registered; "
        "reason and actions stay",
    )
    reason: Slug
    reason_registered: Slug | None = Field(
        default=None, description="reason to show once the person is registered"
    )
    gives_way: bool = Field(
        default=False,
        description="left unsaid where another verdict is worse than its own",
    )
    actions: tuple[Action, ...] = ()
    asks: Need | None = Field(
        default=None,
        description="while the rule applies, ask for this evidence again "
        "instead of giving the verdict",
    )
    at_once: bool = Field(
        default=False,
        description="where it applies no other rule is asked and nothing is waited for",
    )
    source: str = Field(min_length=3, description="file and clause the rule rests on")
    requirements: tuple[int, ...] = Field(
        default=(), description="rows of docs/requirements.md"
    )


class Example(_Table):
    """Facts and what the policy must say of them; run at every load."""

    title: str = Field(min_length=1)
    facts: dict[str, Any]
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


class _Rules(_Table):
    sources: dict[str, str] = Field(
        default={}, description="file by its short name in the rules' source"
    )
    parameters: dict[str, Limit] = {}
    terms: dict[TermName, str] = Field(
        default={}, description="CEL by name, usable in every condition"
    )
    rule: tuple[RuleText, ...] = ()


class PartText(_Rules):
    """A part: rules, terms and limits that several policies include."""

    part: PartHeader


class PolicyText(_Rules):
    """The whole file of a policy."""

    include: tuple[str, ...] = Field(
        default=(), description="parts as name/version; a later one overrides"
    )
    without: tuple[Slug, ...] = Field(
        default=(), description="ids of included rules that do not count here"
    )
    policy: Header
    example: tuple[Example, ...] = Field(min_length=1)

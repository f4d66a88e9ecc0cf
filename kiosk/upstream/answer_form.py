"""The part of a profile that says where an answer says what, and in which words."""

import re
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kiosk.core.evidence import Colour, NatResult, TravelRisk

_LAYOUT = re.compile(r"(?:%[YmdHMS]|[^%\x00-\x1f])+")

AnswerWord = Literal["answered", "expired", "not-found", "unverified"]
OutcomeWord = Literal[
    "answered",
    "expired",
    "not-found",
    "unverified",  # the service says that it cannot answer now
    "log-in-again",  # the session is over
]
Word = TypeVar("Word")
FieldPath = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,5}$", max_length=200)
]


def _layout(text: str) -> str:
    if text in {"iso", "unix-s", "unix-ms"} or _LAYOUT.fullmatch(text):
        return text
    raise ValueError(
        '"iso", "unix-s", "unix-ms" or %Y %m %d %H %M %S with signs between'
    )


class Table(BaseModel):
    """A closed table of a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Lookup(Table, Generic[Word]):
    """A field of the answer and what its values mean in our words."""

    field: FieldPath
    values: dict[str, Word] = Field(min_length=1, max_length=100)


class Flag(Table):
    """A field whose one value decides the outcome, whatever else is said."""

    field: FieldPath
    value: str = Field(alias="is")
    outcome: OutcomeWord


class Moment(Table):
    """A field that holds a time."""

    field: FieldPath
    format: Annotated[str, Field(max_length=60), AfterValidator(_layout)] = "iso"
    zone: Annotated[str, Field(pattern=r"^[+-][01]\d:[0-5]\d$")] = "+08:00"


class Doses(Table):
    """A field that counts vaccinations, or words that stand for counts."""

    field: FieldPath
    values: dict[str, Annotated[int, Field(ge=0, le=20)]] | None = None


class Answer(Table):
    """Where the answer says what; colour apart, every part may be left out."""

    statuses: dict[Annotated[str, Field(pattern=r"^[45]\d\d$")], OutcomeWord] = {}
    outcome: Lookup[OutcomeWord]
    flags: tuple[Flag, ...] = Field(default=(), max_length=10)
    colour: Lookup[Colour]
    refreshed_at: Moment | None = None
    nat_result: Lookup[NatResult] | None = None
    nat_sampled_at: Moment | None = None
    doses: Doses | None = None
    masked_name: FieldPath | None = None
    travel_risk: Lookup[TravelRisk] | None = None
    returnee: Lookup[bool] | None = None

"""Profiles: how one province's health-code service is asked and what it answers.

A profile is a TOML file and nothing else: a new province needs no code. It is closed:
an unknown key, a placeholder that does not exist or a word that is none of ours is
refused, everything wrong in one message.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from kiosk.codes.health import HealthPattern
from kiosk.core.evidence import CodeKind, Colour, NatResult, TravelRisk
from kiosk.upstream.answer_form import (
    Answer,
    AnswerWord,
    FieldPath,
    Lookup,
    OutcomeWord,
    Table,
)

PLACEHOLDERS = frozenset(
    {"code", "account", "secret", "device", "token", "nonce"}
    | {"timestamp_s", "timestamp_ms", "time"}
)
_PLACE = re.compile(r"\{([^{}]*)\}")


def _template(text: str) -> str:
    unknown = set(_PLACE.findall(text)) - PLACEHOLDERS
    if unknown or re.search(r"[{}]", _PLACE.sub("", text)):
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        raise ValueError(f"only {known} can be filled in")
    return text


Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$")]
HttpPath = Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=500)]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$")]
Template = Annotated[str, Field(max_length=500), AfterValidator(_template)]


class Title(Table):
    """What the profile is and where its facts come from."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
    title: Name
    source: str = Field(min_length=1, max_length=500)
    kinds: frozenset[Literal[CodeKind.HEALTH, CodeKind.PASS]] = frozenset(
        {CodeKind.HEALTH}
    )


class Code(Table):
    """A shape of this province's codes; see ``kiosk.codes.health``."""

    name: Name
    pattern: str
    example: str = Field(max_length=4296)

    @model_validator(mode="after")
    def _fits_its_example(self) -> "Code":
        if not self.shape.fits(self.example):
            raise ValueError("the pattern does not fit its own example")
        return self

    @property
    def shape(self) -> HealthPattern:
        """The pattern, ready to be tried."""
        return HealthPattern(self.name, self.pattern)


class Request(Table):
    """One HTTP request; fields and headers are templates."""

    method: Literal["GET", "POST"] = "POST"
    path: HttpPath
    body: Literal["json", "form", "query"] = "json"
    fields: dict[str, Template] = Field(min_length=1, max_length=40)
    headers: dict[HeaderName, Template] = Field(default={}, max_length=20)

    @model_validator(mode="after")
    def _get_has_no_body(self) -> "Request":
        if self.method == "GET" and self.body != "query":
            raise ValueError('a GET request sends its fields as body = "query"')
        return self


class Signature(Table):
    """How a request is signed: over ``k=v&…`` of its fields, sorted by name."""

    scheme: Literal["sha256", "hmac-sha256", "ed25519"]
    field: Name
    encoding: Literal["hex", "HEX", "base64"] = "HEX"
    unsent: frozenset[str] = Field(
        default=frozenset(), description="signed fields that are not sent"
    )


class LogIn(Request):
    """The request that opens a session, for services that want one."""

    outcome: Lookup[OutcomeWord]
    token: FieldPath
    life_s: float = Field(default=3600, ge=10, le=604_800)


class Timing(Table):
    """How patient to be; the budget of a question is a setting of the kiosk."""

    retry_left_ms: int = Field(default=150, ge=10, le=400, description="or no retry")
    log_in_ms: int = Field(default=3000, ge=100, le=10_000)
    warm_every_s: float = Field(default=20, ge=5, le=300)


class Example(Table):
    """An answer and what it must mean; read at every load."""

    title: str = Field(min_length=1, max_length=100)
    body: str = Field(max_length=20_000)
    answer: AnswerWord
    colour: Colour | None = None
    nat_result: NatResult | None = None
    doses: int | None = None
    travel_risk: TravelRisk | None = None


class Profile(Table):
    """The whole of a profile."""

    profile: Title
    code: tuple[Code, ...] = Field(min_length=1, max_length=50)
    request: Request
    sign: Signature | None = None
    log_in: LogIn | None = None
    answer: Answer
    timing: Timing = Timing()
    example: tuple[Example, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _fits_together(self) -> "Profile":
        wrong = [*self._missigned()]
        if "{code}" not in _written(self.request):
            wrong.append("request.fields must send the {code}")
        if self.log_in is None and "{token}" in _written(self.request):
            wrong.append("{token} needs a [log_in] table")
        if self.log_in and re.search(r"\{(token|code)\}", _written(self.log_in)):
            wrong.append("log_in can send neither {token} nor {code}")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _missigned(self) -> list[str]:
        if self.sign is None:
            return []
        asked = set(self.request.fields) | set(
            self.log_in.fields if self.log_in else ()
        )
        unknown = ", ".join(sorted(self.sign.unsent - asked))
        wrong = [f"sign.unsent names no field: {unknown}"] if unknown else []
        if self.sign.field in asked:
            wrong.append("sign.field is the name of a field already")
        return wrong

    @property
    def needs_secret(self) -> bool:
        """Whether the service shares a secret with this kiosk."""
        keyed = self.sign is not None and self.sign.scheme != "sha256"
        log_in = _written(self.log_in) if self.log_in else ""
        return keyed or "{secret}" in _written(self.request) + log_in

    @property
    def shapes(self) -> tuple[HealthPattern, ...]:
        """This province's codes."""
        return tuple(code.shape for code in self.code)


def _written(request: Request) -> str:
    return " ".join([*request.fields.values(), *request.headers.values()])

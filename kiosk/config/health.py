"""What ``kiosk.toml`` may say about health codes and the service that knows them."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from kiosk.codes.health import HealthPattern
from kiosk.config.base import MaybeText, Table, Text, WebAddress

NONE = "none"


def _pattern(text: str) -> str:
    HealthPattern("", text)
    return text


class HealthCode(Table):
    """A shape of health codes and its name here; tried before the profile's own."""

    name: Annotated[Text, Field(max_length=20)] = Field(
        description="as people say it", examples=["健康码", "安康码", "行程码"]
    )
    pattern: Annotated[str, AfterValidator(_pattern)] = Field(
        description="shape of the whole text, as in health-codes.md",
        examples=["ANKANG:{digits:6-20}"],
    )


class HealthSettings(Table):
    """The health-code service. Without one, health codes are told apart, not asked."""

    profile: Text = Field(
        default=NONE, description="shipped name, path of a .toml file, or none"
    )
    url: WebAddress = Field(
        default="", description="https address of the service, without the path"
    )
    account: MaybeText = Field(default="", description="id the operator gave you")
    secret_file: MaybeText = Field(
        default="", description="file with the shared secret, mode 600"
    )
    ca_file: MaybeText = Field(
        default="", description="PEM of the only authority trusted; empty: the system's"
    )
    budget_ms: int = Field(default=400, ge=50, le=400, description="for a question")
    cache_s: float = Field(default=30, ge=0, le=300, description="answers remembered")
    failures: int = Field(
        default=5, ge=1, le=100, description="in a row, then it is left alone"
    )
    pause_s: float = Field(default=10, ge=1, le=600, description="left alone so long")
    code: tuple[HealthCode, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _has_an_address(self) -> "HealthSettings":
        if self.profile != NONE and not self.url:
            raise ValueError("a profile needs health.url, the address of the service")
        return self


class CertificateSettings(Table):
    """Health certificates (EU DCC). Without a trust file none is believed."""

    trust_file: MaybeText = Field(
        default="",
        description="JSON file with the signers, as for `kiosk verify --trust`",
    )

"""What ``kiosk.toml`` may say: its tables, keys, bounds and defaults."""

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, field_validator, model_validator

from kiosk.config.base import Slug, Table, Text
from kiosk.config.cameras import AutoCamera, Camera
from kiosk.config.gates import GateSettings, NoGate
from kiosk.config.health import CertificateSettings, HealthSettings
from kiosk.config.hub import HubSettings
from kiosk.config.id_readers import IdReader, NoIdReader
from kiosk.config.scanners import NoScanner, Scanner
from kiosk.config.thermometers import AutoThermometer, TemperatureSettings, Thermometer
from kiosk.config.web import WebSettings
from kiosk.core.keeping import Kept
from kiosk.core.sections import ControlLevel, Direction

_TIME_OF_DAY: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _days(what: str) -> Any:
    return Field(default=None, ge=1, le=3650, description=what)


class KioskSettings(Table):
    """What this box is."""

    id: Slug = Field(
        default="kiosk-1", description="unique in the district; a-z, 0-9, -"
    )
    checkpoint: Slug = Field(default="gate-1", description="卡口 id")
    community: str = Field(
        default="620102001001", pattern=r"^[0-9]{12}$", description="12-digit code"
    )
    grid: str = Field(default="", max_length=80, description="县/乡镇/社区/网格")


class LaneSettings(Table):
    """One lane: a camera or a scan engine or both, a thermometer, a gate, a screen."""

    id: Slug = "1"
    direction: Direction = Direction.IN
    control_level: ControlLevel | None = Field(
        default=None, description="insist on a level; else that of the rules in force"
    )
    window_s: float = Field(default=10, ge=2, le=60, description="evidence together")
    debounce_s: float = Field(default=3, ge=0.5, le=30, description="same code again")
    join_s: float = Field(
        default=5, ge=1, le=30, description="codes of two kinds one after the other"
    )
    allow_s: float = Field(default=3, ge=1, le=15, description="allow on the screen")
    undo_s: float = Field(
        default=20, ge=1, le=120, description="未通过 can be said after an allow"
    )
    gate_s: float = Field(default=4, ge=0.5, le=30, description="gate open")
    ask_s: float = Field(
        default=60, ge=10, le=600, description="while the volunteer asks questions"
    )
    form_s: float = Field(default=300, ge=30, le=1800, description="form waits")
    camera: Camera = AutoCamera()
    scanner: Scanner = NoScanner()
    id_reader: IdReader = NoIdReader()
    thermometer: Thermometer = AutoThermometer()
    temperature: TemperatureSettings = TemperatureSettings()
    gate: GateSettings = NoGate()

    @model_validator(mode="after")
    def _reads_codes(self) -> "LaneSettings":
        if self.camera.driver == self.scanner.driver == "none":
            raise ValueError(
                "has neither a camera nor a scanner, so it reads no codes; name one"
            )
        return self


class KeepSettings(Table):
    """How long each kind of personal data is kept, where not as keep_days says."""

    passage: int | None = _days("who passed, without a form")
    registration: int | None = _days("who filled in the form 登记")
    incident: int | None = _days("notes on incidents 处置")
    shift: int | None = _days("remarks and signatures of handovers 交接班")
    bearer: int | None = _days("whose pass it was, and what a household used")


class StoreSettings(Table):
    """Where records and keys live."""

    directory: Path = Path("var")
    keep_days: int = Field(
        default=31, ge=1, le=3650, description="personal data older than this is erased"
    )
    keep: KeepSettings = KeepSettings()

    @field_validator("directory")
    @classmethod
    def _nameable(cls, directory: Path) -> Path:
        if "\0" in str(directory):
            raise ValueError("a path holds no NUL")
        return directory

    def kept(self) -> dict[Kept, int]:
        """How long each kind of personal data is kept, days."""
        own = self.keep.model_dump(exclude_none=True)
        return {kept: own.get(kept, self.keep_days) for kept in Kept}


class PolicySettings(Table):
    """Which rules, until others are activated."""

    name: Text = Field(
        default="routine",
        description="shipped name, or path of a .toml or .policy file",
    )
    signed: bool = Field(
        default=True,
        description="activate nothing from outside that no supervisor signed",
    )


class ClockSettings(Table):
    """How wall time is judged."""

    trusted: bool = Field(default=False, description="take it as right without proof")


class ShiftSettings(Table):
    """When shifts change, in Chinese time, and how many come, until a rota is sent."""

    hours: Literal[6, 8] = Field(default=8, description="four shifts a day, or three")
    first: str = Field(
        default="08:00",
        pattern=_TIME_OF_DAY,
        description="when the first shift of a day begins",
    )
    people: int = Field(default=2, ge=1, le=20, description="on duty in a shift")


class ReportSettings(Table):
    """The daily report 日报."""

    deadline: str = Field(
        default="17:00",
        pattern=_TIME_OF_DAY,
        description="when it is made, in Chinese time; each plan names its own hour",
    )


class ListSettings(Table):
    """The lists from above 上级下发."""

    expected: (
        tuple[Literal["risk-areas", "watch-list", "duty-phones", "rota"], ...] | None
    ) = Field(
        default=None,
        description="amber while one of these is missing; else those the rules in "
        "force look at, and in a demonstration none",
    )


class Settings(Table):
    """The whole of ``kiosk.toml``."""

    kiosk: KioskSettings = KioskSettings()
    lane: tuple[LaneSettings, ...] = Field(default=(LaneSettings(),), min_length=1)
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    policy: PolicySettings = PolicySettings()
    health: HealthSettings = HealthSettings()
    certificates: CertificateSettings = CertificateSettings()
    hub: HubSettings = HubSettings()
    lists: ListSettings = ListSettings()
    clock: ClockSettings = ClockSettings()
    shifts: ShiftSettings = ShiftSettings()
    reports: ReportSettings = ReportSettings()

    @field_validator("lane")
    @classmethod
    def _told_apart(cls, lanes: tuple[LaneSettings, ...]) -> tuple[LaneSettings, ...]:
        if len({lane.id for lane in lanes}) < len(lanes):
            raise ValueError("two lanes have the same id")
        return lanes

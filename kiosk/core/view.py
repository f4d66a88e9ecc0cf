"""Views: what a lane and its devices look like from outside, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.core.certificate import HealthCertificate
from kiosk.core.evidence import (
    Answer,
    CodeKind,
    Colour,
    Quality,
    TemperatureKind,
)
from kiosk.core.facts import Facts
from kiosk.core.vehicle import EmergencyView, VehicleView
from kiosk.core.verdict import Need, Verdict


class LaneState(StrEnum):
    """The states of a lane; the transitions are in ``kiosk.lane.states``."""

    WAITING = "waiting"  # nobody there
    GATHERING = "gathering"  # evidence is being collected
    RECORDING = "recording"  # the verdict is being written
    PASSING = "passing"  # allow: written, gate open
    STOPPED = "stopped"  # refuse or hold: written, until the volunteer acts
    REGISTERING = "registering"  # register: the form is open
    UNRECORDED = "unrecorded"  # the verdict could not be written: gate shut


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """What the volunteer's screen shows of one lane.

    Attributes:
        lane: The lane's id.
        revision: Grows by one with every change.
        state: Where the passage stands.
        passage: Id of the passage, or None while waiting.
        needs: Open needs, the first one is the prompt.
        verdict: Final verdict, or None while undecided.
        reasons: Reason slugs, worst first.
        actions: What staff must do now.
        code_kind: Family of the code, or None when none was shown.
        code_error: Slug of what is wrong with the code, or None.
        code_name: What the health code shown is called here, or None.
        crowd: True while codes of several people are held up at once.
        asking: True while the health-code service is being asked.
        health: How the service answered, or None.
        health_colour: The colour it answered, or None.
        certificate: A good health certificate, or None.
        certificate_error: Slug of what is wrong with one, or None.
        pass_class: Class of a valid pass, or None.
        masked_name: The holder's name as screens may show it, or None.
        celsius: Last temperature, °C, or None.
        temperature_kind: What it means, or None.
        quality: Whether it may be used, or None.
        mask: The mask tick, or None.
        person: Kind of person, stated or by the pass, or None.
        told: What the volunteer stated so far.
        card: Masked name of the ID card that was read, or None.
        vehicle: The vehicle before the lane, or None.
        rides: Others of it are still to come: the gate stays shut until then.
        emergencies: Emergency vehicles of the last minutes, newest first.
        seq: Journal number once recorded, or None.
        undoable: Id of the passage that may still be taken back, or None.
        fault: Slug of what keeps the record from being written, or None.
        fault_advice: What staff should do about it, or None.
    """

    lane: str
    revision: int = 0
    state: LaneState = LaneState.WAITING
    passage: str | None = None
    needs: tuple[Need, ...] = ()
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    code_kind: CodeKind | None = None
    code_error: str | None = None
    code_name: str | None = None
    crowd: bool = False
    asking: bool = False
    health: Answer | None = None
    health_colour: Colour | None = None
    certificate: HealthCertificate | None = None
    certificate_error: str | None = None
    pass_class: str | None = None
    masked_name: str | None = None
    celsius: float | None = None
    temperature_kind: TemperatureKind | None = None
    quality: Quality | None = None
    mask: bool | None = None
    person: str | None = None
    told: Facts = field(default_factory=Facts)
    card: str | None = None
    vehicle: VehicleView | None = None
    rides: bool = False
    emergencies: tuple[EmergencyView, ...] = ()
    seq: int | None = None
    undoable: str | None = None
    fault: str | None = None
    fault_advice: str | None = None


class Condition(StrEnum):
    """How a device is."""

    STARTING = "starting"
    OK = "ok"
    WARNING = "warning"  # works, but wants looking after
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """How one device is, for status lights.

    Attributes:
        name: ``camera``, ``thermometer``, ``journal``, ``gate``, ``clock`` …
        condition: Green, amber or red.
        slug: What is wrong, or None.
        advice: What staff should do about it, or None.
        demonstration: True when a simulator stands in for the device.
        age_hours: How old what it stands for is, where that counts.
        waiting: How many records wait for it, where that counts.
    """

    name: str
    condition: Condition
    slug: str | None = None
    advice: str | None = None
    demonstration: bool = False
    age_hours: float | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Live percentiles of one stage over the last passages, milliseconds."""

    stage: str
    count: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskStatus:
    """Everything the status page shows.

    Attributes:
        devices: Status by device name, in display order.
        latencies: Stage percentiles.
        facts: Plain label → value pairs (policy version, journal head …).
    """

    devices: tuple[DeviceStatus, ...]
    latencies: tuple[Latency, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

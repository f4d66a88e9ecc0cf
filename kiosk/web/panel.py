"""The panel: one lane's view turned into the words and signs of its screen. Pure."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.evidence import Quality
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.web.advice import Advice, advice_of
from kiosk.web.asking import Asking, asking_of
from kiosk.web.form_page import FormPage, form_page
from kiosk.web.options import FULLY, Fitted
from kiosk.web.shown_codes import ShownCode, shown_codes
from kiosk.web.texts import Texts
from kiosk.web.vehicle_panel import (
    EmergencyCall,
    emergency_calls,
    vehicle_headline,
    wants_vehicle,
)

_DECIDED = {LaneState.PASSING, LaneState.STOPPED, LaneState.REGISTERING}
_COLLECTING = {LaneState.WAITING, LaneState.GATHERING}
_OPEN = {LaneState.GATHERING, LaneState.REGISTERING}
_UNTOUCHABLE = {LaneState.WAITING, LaneState.RECORDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the three checks every passage goes through.

    Attributes:
        need: ``code``, ``temperature`` or ``mask``.
        mark: ``open``, ``asked``, ``done`` or ``bad``.
    """

    need: Need
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything the template of the volunteer screen shows of a lane.

    Attributes:
        view: The lane's view it was made from.
        tone: Picks colour, symbol and sound: a verdict's word, ``idle``, ``ask``,
            ``busy`` or ``unrecorded``.
        symbol: Name of the drawing beside the headline.
        headline: The one large prompt or verdict.
        hint: The line below it.
        alert: What is broken and what to do about it, or an empty string.
        advice: Reasons with their next steps, worst first.
        actions: What staff must do now, when reasons alone do not say it.
        steps: The three checks.
        codes: What was shown beside the pass.
        asking: What to ask now, and the answers to tap.
        form: The registration form while it is open.
        temperature: The figure, °C with one decimal, or an empty string.
        emergencies: Emergency vehicles that are still to be seen to.
        can_tick: Whether mask and temperature may be entered now.
        can_close: Whether there is somebody to close.
        wanted: Buttons the volunteer should tap next: ``mask``, ``measure``,
            ``vehicle``, ``next``.
    """

    view: LaneView
    tone: str
    symbol: str
    headline: str
    hint: str
    alert: str
    advice: tuple[Advice, ...]
    actions: tuple[str, ...]
    steps: tuple[Step, ...]
    codes: tuple[ShownCode, ...]
    asking: Asking
    form: FormPage | None
    temperature: str
    emergencies: tuple[EmergencyCall, ...]
    can_tick: bool
    can_close: bool
    wanted: frozenset[str]

    @property
    def shouts(self) -> bool:
        """Whether an emergency vehicle needs somebody at once."""
        return any(call.owed or call.stuck for call in self.emergencies)


def panel_of(
    view: LaneView,
    texts: Texts,
    fitted: Fitted = FULLY,
    back_by: datetime | None = None,
) -> Panel:
    """Put ``view`` into words.

    Args:
        view: The lane.
        texts: The screen's language.
        fitted: What the lane has.
        back_by: When who goes out now should be back, aware, or None: nobody knows.
    """
    tone, symbol = _tone(view)
    headline, hint = _headline(view, texts, fitted)
    return Panel(
        view=view,
        tone=tone,
        symbol=symbol,
        headline=headline,
        hint=hint,
        alert=_alert(view, texts),
        advice=advice_of(view, texts, back_by),
        actions=tuple(texts.slug("action", slug) for slug in view.actions),
        steps=_steps(view),
        codes=shown_codes(view, texts),
        asking=asking_of(view, _asked(view), texts),
        form=form_page(view) if view.state is LaneState.REGISTERING else None,
        temperature="" if view.celsius is None else f"{view.celsius:.1f}",
        emergencies=tuple(emergency_calls(view, texts)),
        can_tick=view.state in _COLLECTING,
        can_close=view.state not in _UNTOUCHABLE,
        wanted=_wanted(view, fitted),
    )


def shown_verdict(view: LaneView) -> Verdict | None:
    """The verdict the screen may show; none before it is in the journal."""
    return view.verdict if view.state in _DECIDED else None


def _asked(view: LaneView) -> Need | None:
    """What the screen asks for now, or None when it asks for nothing."""
    if view.state is LaneState.WAITING:
        return view.needs[0] if view.needs else Need.CODE
    if view.state in _OPEN and view.needs:
        return view.needs[0]
    if view.state is LaneState.GATHERING and view.asking:
        return Need.HEALTH  # all is there but the service's answer
    return None


def _tone(view: LaneView) -> tuple[str, str]:
    verdict, asked = shown_verdict(view), _asked(view)
    if view.state is LaneState.UNRECORDED:
        return "unrecorded", "unrecorded"
    if view.rides and view.state is LaneState.PASSING:
        return "ask", "register"  # not green: the gate is shut
    if verdict is not None:
        return verdict.value, verdict.value
    if asked in _ASKABLE and view.asking:
        return "busy", "busy"
    if asked is not None:
        tone = "idle" if view.state is LaneState.WAITING else "ask"
        return tone, asked.value if asked in _DRAWN else "code"
    return "busy", "busy"


_ASKABLE = {Need.HEALTH, Need.TRAVEL, Need.NAT, Need.VACCINATION}
_DRAWN = {Need.CODE, Need.TEMPERATURE, Need.MASK}


def _headline(view: LaneView, texts: Texts, fitted: Fitted) -> tuple[str, str]:
    verdict, asked = shown_verdict(view), _asked(view)
    if words := vehicle_headline(view, texts):
        return words
    if verdict is Verdict.ALLOW and view.fault is not None:
        return texts("verdict.allow"), texts("hint.gate-stuck")
    if verdict is not None:
        return texts(f"verdict.{verdict}"), texts(f"verdict-hint.{verdict}")
    if asked in _ASKABLE and view.asking:
        return texts("need.asking"), texts("need-hint.asking")
    if asked is None:
        return texts(f"state.{view.state}"), texts(f"hint.{view.state}")
    reader = "camera" if fitted.camera else "scanner"
    hint = texts(f"need-hint.{asked}", reader=texts(f"reader.{reader}"))
    if asked is Need.TEMPERATURE and not fitted.thermometer:
        hint = texts("need-hint.by-hand")
    doubtful = view.quality not in {None, Quality.GOOD}
    if asked is Need.TEMPERATURE and doubtful and not view.reasons:
        hint = texts(f"quality.{view.quality}")
    return texts(f"need.{asked}"), hint


def _alert(view: LaneView, texts: Texts) -> str:
    if view.fault is None:
        return ""
    fault, repair = fault_texts(view.fault, view.fault_advice, texts)
    if view.state is LaneState.PASSING:  # written and allowed, the gate did not move
        return texts("gate.fault", fault=fault)
    return texts("ui.fault", fault=fault, repair=repair)


def fault_texts(slug: str, advice: str | None, texts: Texts) -> tuple[str, str]:
    """Say what is wrong with a device or the journal, and what to do.

    A slug without a text of its own falls back to the device's own advice.
    """
    repair = f"repair.{slug}"
    if texts.has(repair) or not advice:
        return texts.slug("fault", slug), texts.slug("repair", slug)
    return texts.slug("fault", slug), advice


def _wanted(view: LaneView, fitted: Fitted) -> frozenset[str]:
    if view.state is LaneState.STOPPED:
        return frozenset({"next"})
    if view.state is not LaneState.GATHERING:
        return frozenset()
    by_hand = _asked(view) is Need.TEMPERATURE and not fitted.thermometer
    if by_hand or "contact-thermometer" in view.actions:
        return frozenset({"measure"})
    if wants_vehicle(view, _asked(view)):
        return frozenset({"vehicle"})
    return frozenset({"mask"} if _asked(view) is Need.MASK else ())


def _steps(view: LaneView) -> tuple[Step, ...]:
    good_heat = view.quality is Quality.GOOD and Need.TEMPERATURE not in view.needs
    marks = {
        Need.CODE: _mark(view.code_kind, good=view.code_error is None),
        Need.TEMPERATURE: _mark(view.celsius, good=good_heat),
        Need.MASK: _mark(view.mask, good=view.mask is True),
    }
    asked = _asked(view)
    asked = Need.CODE if asked is Need.PASS else asked
    if asked in marks and view.state is LaneState.GATHERING:
        marks[asked] = "asked"
    return tuple(Step(need=need, mark=mark) for need, mark in marks.items())


def _mark(seen: object, *, good: bool) -> str:
    if seen is None:
        return "open"
    return "done" if good else "bad"

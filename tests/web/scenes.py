"""Views of a lane, one for everything a volunteer may meet. The people are invented."""

from dataclasses import replace

from kiosk.core.evidence import CodeKind, Quality, TemperatureKind
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState, LaneView

WAITING = LaneView(lane="1")
NEEDS_TEMPERATURE = LaneView(
    lane="1",
    state=LaneState.GATHERING,
    passage="p1",
    needs=(Need.TEMPERATURE, Need.MASK),
    code_kind=CodeKind.PASS,
    pass_class="resident",
    masked_name="测**",
)
MEASURED_BADLY = LaneView(
    lane="1",
    state=LaneState.GATHERING,
    passage="p1",
    needs=(Need.TEMPERATURE, Need.MASK),
    reasons=("temperature-too-low",),
    code_kind=CodeKind.PASS,
    pass_class="resident",
    masked_name="测**",
    celsius=33.1,
    temperature_kind=TemperatureKind.SURFACE,
    quality=Quality.TOO_LOW,
)
NEEDS_MASK = LaneView(
    lane="1",
    state=LaneState.GATHERING,
    passage="p1",
    needs=(Need.MASK,),
    code_kind=CodeKind.PASS,
    pass_class="resident",
    masked_name="测**",
    celsius=36.5,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
)
NEEDS_CODE = LaneView(
    lane="1",
    state=LaneState.GATHERING,
    passage="p1",
    needs=(Need.CODE, Need.MASK),
    celsius=36.4,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
)
ASKED_WHO = LaneView(
    lane="1",
    state=LaneState.GATHERING,
    passage="p1",
    needs=(Need.PERSON,),
    celsius=36.5,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
    mask=True,
)
ASKED_FOR_A_TEST = replace(ASKED_WHO, needs=(Need.NAT,), person="visitor")
ASKED_FOR_GOODS = replace(ASKED_WHO, needs=(Need.GOODS,), person="delivery")
RECORDING = LaneView(lane="1", state=LaneState.RECORDING, passage="p1")
ALLOWED = LaneView(
    lane="1",
    state=LaneState.PASSING,
    passage="p1",
    verdict=Verdict.ALLOW,
    code_kind=CodeKind.PASS,
    pass_class="resident",
    masked_name="测**",
    celsius=36.5,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
    mask=True,
    seq=1027,
)
GATE_STUCK = LaneView(
    lane="1",
    state=LaneState.PASSING,
    passage="p1",
    verdict=Verdict.ALLOW,
    mask=True,
    seq=1027,
    fault="silent",
    fault_advice="open it by hand, check the relay",
)
REFUSED = LaneView(
    lane="1",
    state=LaneState.STOPPED,
    passage="p1",
    verdict=Verdict.REFUSE,
    reasons=("pass-expired", "mask-missing"),
    actions=("help-apply", "put-on-mask"),
    code_kind=CodeKind.PASS,
    code_error="pass-expired",
    celsius=36.5,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
    mask=False,
    seq=1028,
)
HELD = LaneView(
    lane="1",
    state=LaneState.STOPPED,
    passage="p1",
    verdict=Verdict.HOLD,
    reasons=("fever", "pass-forged"),
    actions=("isolate-on-spot", "report-community"),
    code_kind=CodeKind.PASS,
    code_error="pass-forged",
    celsius=38.2,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
    mask=True,
    seq=1029,
)
REGISTERING = LaneView(
    lane="1",
    state=LaneState.REGISTERING,
    passage="p1",
    verdict=Verdict.REGISTER,
    needs=(),
    reasons=("pass-missing",),
    celsius=36.5,
    temperature_kind=TemperatureKind.BODY,
    quality=Quality.GOOD,
    mask=True,
)
VISITOR_AT_THE_FORM = replace(REGISTERING, person="visitor", card="测**")
UNRECORDED = LaneView(
    lane="1",
    state=LaneState.UNRECORDED,
    passage="p1",
    verdict=Verdict.ALLOW,
    fault="store-full",
    fault_advice="free space on the kiosk's card",
)
ALL = {
    name.lower().replace("_", "-"): view
    for name, view in globals().items()
    if isinstance(view, LaneView)
}

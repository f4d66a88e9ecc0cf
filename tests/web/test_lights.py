"""The status lights."""

from kiosk.core.view import Condition, DeviceStatus, KioskStatus
from kiosk.web.lights import all_lights, bar_lights
from kiosk.web.texts import Texts

UNPLUGGED = DeviceStatus(
    name="camera", condition=Condition.FAILED, slug="unplugged", advice="check it"
)


def test_three_lights_are_always_there(zh: Texts) -> None:
    lights = bar_lights(KioskStatus(devices=()), zh)

    assert [light.name for light in lights] == ["camera", "thermometer", "journal"]
    assert {light.condition for light in lights} == {Condition.STARTING}


def test_other_devices_show_only_when_they_fail(zh: Texts) -> None:
    well = DeviceStatus(name="gate", condition=Condition.OK)
    ill = DeviceStatus(name="clock", condition=Condition.FAILED, slug="clock-unsure")

    lights = bar_lights(KioskStatus(devices=(well, ill, UNPLUGGED)), zh)

    assert [light.name for light in lights][-1] == "clock"
    assert "gate" not in {light.name for light in lights}


def test_a_failed_device_says_what_is_wrong_and_what_to_do(zh: Texts) -> None:
    (light,) = all_lights(KioskStatus(devices=(UNPLUGGED,)), zh)

    assert (light.label, light.word) == ("摄像头", "故障")
    assert (light.fault, light.repair) == ("线被拔了", "插好 USB 线")


def test_a_device_and_fault_nobody_has_words_for_keep_their_own(zh: Texts) -> None:
    odd = DeviceStatus(
        name="turnstile", condition=Condition.FAILED, slug="jammed", advice="oil it"
    )

    (light,) = all_lights(KioskStatus(devices=(odd,)), zh)

    assert (light.label, light.fault, light.repair) == ("turnstile", "jammed", "oil it")

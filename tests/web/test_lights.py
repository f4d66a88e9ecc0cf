"""The status lights."""

from kiosk.core.view import Condition, DeviceStatus, KioskStatus
from kiosk.web.lights import all_lights, bar_lights
from kiosk.web.texts import Texts

UNPLUGGED = DeviceStatus(
    name="camera", condition=Condition.FAILED, slug="unplugged", advice="check it"
)


def shown(texts: Texts, *names: str) -> list[str]:
    devices = tuple(DeviceStatus(name=n, condition=Condition.STARTING) for n in names)
    return [light.name for light in bar_lights(KioskStatus(devices=devices), texts)]


def test_what_reads_measures_and_records_is_always_shown(zh: Texts) -> None:
    beside = shown(zh, "journal", "scanner", "thermometer", "camera", "gate")

    assert beside == ["camera", "thermometer", "journal"]


def test_without_a_camera_the_scanners_light_takes_its_place(zh: Texts) -> None:
    assert shown(zh, "journal", "scanner") == ["scanner", "journal"]


def test_of_several_lanes_each_screen_shows_its_own_devices(zh: Texts) -> None:
    names = ("camera-1", "thermometer-1", "thermometer-2", "journal")
    devices = tuple(DeviceStatus(name=n, condition=Condition.OK) for n in names)
    failed = DeviceStatus(name="scanner-2", condition=Condition.FAILED)
    status = KioskStatus(devices=(*devices, failed))

    lights = bar_lights(status, zh, "1")

    assert [light.label for light in lights] == ["摄像头", "测温", "记录", "扫码器 2"]


def test_a_scanner_beside_a_camera_shows_when_it_fails(zh: Texts) -> None:
    well = DeviceStatus(name="camera", condition=Condition.OK)
    ill = DeviceStatus(name="scanner", condition=Condition.FAILED, slug="unplugged")

    lights = bar_lights(KioskStatus(devices=(well, ill)), zh)

    assert [light.name for light in lights] == ["camera", "scanner"]


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


def test_a_list_that_is_out_of_date_shows_its_age_and_a_fresh_one_nothing(
    zh: Texts,
) -> None:
    fresh = DeviceStatus(name="watch-list", condition=Condition.OK, age_hours=5.0)
    stale = DeviceStatus(
        name="risk-areas",
        condition=Condition.WARNING,
        slug="list-stale",
        age_hours=75.5,
    )

    lights = bar_lights(KioskStatus(devices=(fresh, stale)), zh)

    assert [(light.label, light.word) for light in lights] == [("风险区名单", "3 天前")]


def test_several_ambers_are_one_light_and_a_failure_keeps_its_own(zh: Texts) -> None:
    missing = [
        DeviceStatus(name=name, condition=Condition.WARNING, slug="list-missing")
        for name in ("risk-areas", "watch-list", "duty-phones")
    ]
    ill = DeviceStatus(name="clock", condition=Condition.FAILED, slug="clock-unsure")

    clock, several = bar_lights(KioskStatus(devices=(*missing, ill)), zh)

    assert clock.name == "clock"
    assert (several.label, several.word) == ("注意", "3 项")
    assert several.fault == "风险区名单、管控名单、值班电话"
    assert len(all_lights(KioskStatus(devices=tuple(missing)), zh)) == 3


def test_a_hub_that_is_away_shows_how_many_records_wait(zh: Texts) -> None:
    hub = DeviceStatus(
        name="hub",
        condition=Condition.WARNING,
        slug="hub-down",
        age_hours=3.2,
        waiting=1250,
    )

    (light,) = bar_lights(KioskStatus(devices=(hub,)), zh)

    assert (light.label, light.word) == ("上级平台", "1250 条待传 · 3 小时前")
    assert light.repair == "检查网络；记录存在本机，不会丢"

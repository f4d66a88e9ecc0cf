import numpy as np
import pytest

from kiosk.devices.simulated.infrared import InfraredSensor, Optics, forehead_of
from kiosk.devices.simulated.script import demo_script

PERFECT = Optics(noise_c=0.0, sway_c=0.0, warm_up_c=0.0)


def visit(seconds: float) -> float | None:
    return 36.6 if 1.0 <= seconds < 4.0 else None


def watch(optics: Optics, seconds: float, seed: int = 1) -> list[tuple[float, float]]:
    sensor = InfraredSensor(visit, optics, np.random.default_rng(seed), 0.0)
    return [sensor.measure(tick / 10) for tick in range(round(seconds * 10))]


def test_the_wall_is_seen_while_nobody_is_there() -> None:
    assert {seen for seen, _ in watch(PERFECT, 1.0)} == {24.0}


def test_a_forehead_is_approached_gradually_and_reached() -> None:
    seen = [value for value, _ in watch(PERFECT, 4.0)]

    assert seen[10:20] == sorted(seen[10:20])
    assert seen[12] < 34.0
    assert seen[-1] == pytest.approx(36.6, abs=0.011)


def test_a_forehead_that_leaves_fades() -> None:
    seen = [value for value, _ in watch(PERFECT, 7.0)]

    assert 24.5 < seen[42] < 36.0
    assert seen[-1] == pytest.approx(24.0, abs=0.011)


def test_a_fresh_sensor_reads_too_low_until_it_is_warm() -> None:
    optics = Optics(noise_c=0.0, sway_c=0.0, warm_up_c=1.0, warm_up_s=0.5)
    seen = [value for value, _ in watch(optics, 4.0)]

    assert seen[0] == pytest.approx(23.0, abs=0.011)
    assert seen[-1] == pytest.approx(36.6, abs=0.02)


def test_the_same_seed_gives_the_same_noise() -> None:
    assert watch(Optics(), 4.0, seed=7) == watch(Optics(), 4.0, seed=7)
    assert watch(Optics(), 4.0, seed=7) != watch(Optics(), 4.0, seed=8)


def test_noise_is_as_large_as_it_is_set() -> None:
    optics = Optics(noise_c=0.1, sway_c=0.0, warm_up_c=0.0)
    sensor = InfraredSensor(lambda _: None, optics, np.random.default_rng(1), 0.0)
    seen = [sensor.measure(tick / 10)[0] for tick in range(2000)]

    assert np.std(seen) == pytest.approx(0.1, rel=0.1)


def test_the_scripts_visitors_put_their_foreheads_forward() -> None:
    script = demo_script(1, ["测试甲"])
    forehead = forehead_of(script)
    first = script.visits[0]

    assert forehead(first.forehead_from - 0.01) is None
    assert forehead(first.forehead_from) == first.celsius
    assert forehead(first.forehead_until) is None
    assert forehead(0.0) is None

from statistics import median

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.evidence import Quality, TemperatureKind, TemperatureReading
from kiosk.core.temperature import Sample, Window, estimate

WINDOW = Window()


def samples(*objects: float, ambient: float = 24.0, step: float = 0.1) -> list[Sample]:
    return [
        Sample(at=index * step, object_c=value, ambient_c=ambient)
        for index, value in enumerate(objects)
    ]


def judge(
    held: list[Sample], window: Window = WINDOW, now: float | None = None
) -> TemperatureReading | None:
    moment = held[-1].at if now is None else now
    return estimate(held, window, episode=1, since=held[0].at, now=moment)


def quality(held: list[Sample], window: Window = WINDOW) -> Quality | None:
    reading = judge(held, window)
    return reading.quality if reading else None


def test_no_samples_say_nothing() -> None:
    assert estimate([], WINDOW, episode=1, since=0.0, now=9.0) is None


def test_too_few_samples_say_nothing() -> None:
    assert judge(samples(36.5, 36.5, 36.5, 36.5)) is None


def test_agreeing_samples_are_good() -> None:
    assert judge(samples(36.52, 36.5, 36.54, 36.5, 36.48)) == TemperatureReading(
        celsius=36.5,
        kind=TemperatureKind.SURFACE,
        quality=Quality.GOOD,
        episode=1,
        taken_at=0.4,
        object_c=36.5,
        ambient_c=24.0,
        samples=5,
        spread_c=0.06,
    )


def test_the_offset_is_added_and_kept_beside_the_raw_value() -> None:
    window = Window(offset_c=0.4, offset_version="gate-3/2")
    reading = judge(samples(*[36.9] * 5), window)

    assert reading is not None
    assert (reading.celsius, reading.object_c) == (37.3, 36.9)
    assert (reading.offset_c, reading.offset_version) == (0.4, "gate-3/2")


def test_a_spread_beyond_the_limit_is_no_agreement() -> None:
    assert judge(samples(36.3, 36.7, 36.3, 36.7, 36.5)) is None


def test_a_forehead_that_still_comes_nearer_is_no_agreement() -> None:
    assert judge(samples(36.0, 36.06, 36.12, 36.18, 36.24)) is None


def test_presence_without_agreement_becomes_unstable() -> None:
    held = samples(*[36.0, 37.0] * 16)

    assert held[-1].at > WINDOW.give_up_s
    assert quality(held) is Quality.UNSTABLE


def test_old_samples_do_not_count() -> None:
    held = samples(31.0, 33.0, 35.0, *[36.5] * 7)
    reading = judge(held)

    assert reading is not None
    assert (reading.celsius, reading.samples) == (36.5, 7)


def test_samples_that_stopped_coming_are_stale() -> None:
    reading = judge(samples(*[36.5] * 5), now=2.0)

    assert reading is not None
    assert reading.quality is Quality.STALE


@pytest.mark.parametrize(
    ("object_c", "expected"),
    [
        (34.99, Quality.TOO_LOW),
        (35.0, Quality.GOOD),
        (39.6, Quality.GOOD),
        (45.0, Quality.GOOD),
        (45.01, Quality.IMPLAUSIBLE),
        (19.99, Quality.IMPLAUSIBLE),
    ],
)
def test_each_figure_has_its_quality(object_c: float, expected: Quality) -> None:
    assert quality(samples(*[object_c] * 5)) is expected


@pytest.mark.parametrize("ambient", [-5.25, 15.99, 35.01, 60.0])
def test_ambient_outside_the_band_spoils_any_figure(ambient: float) -> None:
    assert quality(samples(*[36.5] * 5, ambient=ambient)) is Quality.AMBIENT


@pytest.mark.parametrize("ambient", [16.0, 35.0])
def test_the_edges_of_the_ambient_band_belong_to_it(ambient: float) -> None:
    assert quality(samples(*[36.5] * 5, ambient=ambient)) is Quality.GOOD


def test_a_body_window_judges_the_modules_own_value() -> None:
    window = Window(kind=TemperatureKind.BODY, offset_c=0.1)
    held = [
        Sample(at=n * 0.1, object_c=34.0, ambient_c=24.0, body_c=36.7) for n in range(5)
    ]
    reading = judge(held, window)

    assert reading is not None
    assert (reading.celsius, reading.body_c, reading.object_c) == (36.8, 36.7, 34.0)
    assert reading.kind is TemperatureKind.BODY


def test_a_body_window_never_takes_the_object_value_instead() -> None:
    assert judge(samples(*[36.5] * 5), Window(kind=TemperatureKind.BODY)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": TemperatureKind.CONTACT},
        {"min_count": 1},
        {"leave_count": 0},
        {"plausible_c": (45.0, 20.0)},
        {"ambient_c": (16.0, 16.0)},
        {"over_ambient_c": (12.0, 1.0)},
    ],
)
def test_a_window_that_could_not_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"contact|agreement|range"):
        Window(**wrong)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize(
    ("ambient", "line"), [(24.0, 30.0), (34.0, 35.0), (0.0, 12.0), (18.0, 30.0)]
)
def test_the_line_of_presence_follows_the_weather(ambient: float, line: float) -> None:
    assert WINDOW.line(ambient) == line


hundredths = st.integers(-32768, 32767)
near_skin = st.integers(3000, 4600)


@given(
    objects=st.lists(hundredths | near_skin, min_size=1, max_size=12),
    ambient=hundredths | st.integers(1500, 3600),
    offset=st.integers(-500, 500),
)
@example(objects=[3730] * 5, ambient=2400, offset=0)
@example(objects=[3320] * 5, ambient=2400, offset=0)
def test_a_reading_is_the_median_plus_the_offset_whatever_it_is(
    objects: list[int], ambient: int, offset: int
) -> None:
    window = Window(offset_c=offset / 100, give_up_s=0.0)
    held = samples(*[v / 100 for v in objects], ambient=ambient / 100, step=0.01)
    reading = judge(held, window)

    assert reading is not None
    # In whole thousandths: exact, so that no figure can hide behind a tolerance.
    assert round(reading.celsius * 1000) == round(median(objects) * 10) + offset * 10
    assert reading.object_c == median(v / 100 for v in objects)
    assert reading.ambient_c == ambient / 100
    assert reading.offset_c == offset / 100


@given(
    objects=st.lists(near_skin, min_size=1, max_size=12),
    ambient=st.integers(1000, 4000),
)
def test_good_means_every_condition_holds(objects: list[int], ambient: int) -> None:
    held = samples(*[v / 100 for v in objects], ambient=ambient / 100, step=0.01)
    reading = judge(held)

    if reading is not None and reading.quality is Quality.GOOD:
        assert reading.samples >= WINDOW.min_count
        assert max(objects) - min(objects) <= WINDOW.max_spread_c * 100
        assert WINDOW.too_low_c <= reading.celsius <= WINDOW.plausible_c[1]
        assert WINDOW.ambient_c[0] <= ambient / 100 <= WINDOW.ambient_c[1]


@given(
    objects=st.lists(near_skin, min_size=5, max_size=12),
    warmer=st.integers(1, 1000),
)
def test_a_warmer_forehead_never_reads_cooler(objects: list[int], warmer: int) -> None:
    window = Window(give_up_s=0.0)
    cool = judge(samples(*[v / 100 for v in objects], step=0.01), window)
    warm = judge(samples(*[(v + warmer) / 100 for v in objects], step=0.01), window)

    assert cool is not None
    assert warm is not None
    assert round((warm.celsius - cool.celsius) * 1000) == warmer * 10

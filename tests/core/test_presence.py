from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.evidence import Quality, TemperatureReading
from kiosk.core.presence import Presence
from kiosk.core.temperature import Sample, Window


class Sensor:
    """Feeds a presence ten samples a second."""

    def __init__(self, window: Window | None = None) -> None:
        self.presence = Presence(window or Window())
        self.now = 0.0

    def see(
        self, celsius: float, seconds: float, ambient: float = 24.0
    ) -> list[TemperatureReading]:
        return self.play([celsius] * round(seconds * 10), ambient)

    def play(
        self, objects: list[float], ambient: float = 24.0
    ) -> list[TemperatureReading]:
        readings = []
        for value in objects:
            self.now = round(self.now + 0.1, 3)
            sample = Sample(at=self.now, object_c=value, ambient_c=ambient)
            readings.append(self.presence.feed(sample))
        return [reading for reading in readings if reading is not None]


def told(readings: list[TemperatureReading]) -> list[tuple[Quality, int]]:
    return [(reading.quality, reading.episode) for reading in readings]


def test_an_empty_place_says_nothing() -> None:
    assert Sensor().see(24.3, seconds=60) == []


def test_one_presence_gives_one_good_reading() -> None:
    readings = Sensor().see(36.5, seconds=20)

    assert told(readings) == [(Quality.GOOD, 1)]
    assert readings[0].taken_at == 0.5


def test_coming_back_is_a_new_presence() -> None:
    sensor = Sensor()
    readings = sensor.see(36.5, 2) + sensor.see(24, 1) + sensor.see(37.8, 2)

    assert told(readings) == [(Quality.GOOD, 1), (Quality.GOOD, 2)]
    assert [reading.celsius for reading in readings] == [36.5, 37.8]


def test_one_low_sample_is_not_leaving() -> None:
    sensor = Sensor()
    readings = sensor.see(36.5, 1) + sensor.play([22.0]) + sensor.see(36.5, 2)

    assert told(readings) == [(Quality.GOOD, 1)]


def test_a_figure_on_the_line_does_not_flutter() -> None:
    sensor = Sensor()
    sensor.play([30.1, 29.8, 29.4, 29.2, 30.0, 29.3, 29.1] * 5)
    readings = sensor.see(36.5, 2)

    assert {reading.episode for reading in readings} == {1}


def test_a_hand_waved_past_says_nothing() -> None:
    sensor = Sensor()

    assert sensor.see(33.0, 0.3) + sensor.see(24.0, 2) == []


def test_who_stands_too_far_away_only_has_to_come_nearer() -> None:
    sensor = Sensor()
    readings = sensor.see(33.5, 5) + sensor.see(36.4, 5)

    assert told(readings) == [(Quality.TOO_LOW, 1), (Quality.GOOD, 1)]


def test_who_does_not_hold_still_is_told_once_and_may_go_on() -> None:
    sensor = Sensor()
    readings = sensor.play([35.5, 37.0] * 40) + sensor.see(36.6, 2)

    assert told(readings) == [(Quality.UNSTABLE, 1), (Quality.GOOD, 1)]


def test_nothing_follows_a_good_reading_of_the_same_presence() -> None:
    sensor = Sensor()
    readings = sensor.see(37.9, 2) + sensor.see(36.5, 5) + sensor.play([36, 38] * 40)

    assert [reading.celsius for reading in readings] == [37.9]


def test_a_cold_forehead_in_the_frost_is_still_somebody() -> None:
    readings = Sensor().see(28.0, seconds=2, ambient=2.0)

    assert told(readings) == [(Quality.AMBIENT, 1)]


def test_a_warm_wall_in_the_heat_is_nobody() -> None:
    assert Sensor().see(33.5, seconds=60, ambient=33.0) == []


def test_a_presence_cut_short_by_silence_is_stale() -> None:
    sensor = Sensor()
    sensor.see(36.5, 0.3)
    reading = sensor.presence.lapse(sensor.now + 1.5)

    assert reading is not None
    assert (reading.quality, reading.taken_at) == (Quality.STALE, 0.3)
    assert sensor.presence.lapse(sensor.now + 9) is None


def test_silence_after_a_reading_only_ends_the_presence() -> None:
    sensor = Sensor()
    sensor.see(36.5, 2)

    assert sensor.presence.lapse(sensor.now + 0.9) is None
    assert sensor.presence.present
    assert sensor.presence.lapse(sensor.now + 1.1) is None
    assert not sensor.presence.present


def test_samples_after_a_silence_are_a_new_presence() -> None:
    sensor = Sensor()
    before = sensor.see(36.5, 0.3)
    sensor.now += 5.0
    after = sensor.see(36.9, 1)

    assert told(before + after) == [(Quality.STALE, 1), (Quality.GOOD, 2)]
    assert after[-1].samples == 5


moods = st.lists(
    st.tuples(
        st.sampled_from([18.0, 24.0, 29.5, 33.0, 36.5, 38.2, 60.0]),
        st.floats(0.0, 0.4),
        st.integers(1, 40),
    ),
    max_size=12,
)


@given(moods=moods, data=st.randoms(use_true_random=False))
def test_whatever_comes_a_presence_has_at_most_one_good_and_no_repeats(
    moods: list[tuple[float, float, int]], data: object
) -> None:
    noise = data.uniform  # type: ignore[attr-defined] # hypothesis' own Random
    sensor = Sensor()
    objects = [
        level + noise(-spread, spread)
        for level, spread, count in moods
        for _ in range(count)
    ]
    readings = sensor.play(objects)
    episodes = [reading.episode for reading in readings]

    assert episodes == sorted(episodes)
    assert len(set(told(readings))) == len(readings)
    for episode in set(episodes):
        qualities = [r.quality for r in readings if r.episode == episode]
        assert Quality.GOOD not in qualities[:-1]
    for reading in readings:
        assert reading.object_c is not None
        assert abs(reading.celsius - reading.object_c) <= 0.0005

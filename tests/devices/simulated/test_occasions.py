import itertools

import numpy as np

from kiosk.core.evidence import Quality
from kiosk.core.presence import Presence
from kiosk.core.temperature import Sample, Window
from kiosk.devices.simulated import occasions
from kiosk.devices.simulated.infrared import InfraredSensor, Optics, forehead_of
from kiosk.devices.simulated.script import Script

CODES = [f"KP1:ZHANG TEST {number}" for number in range(12)]


def readings(script: Script, seconds: float) -> list[Quality]:
    """What a thermometer with ten frames a second makes of who comes."""
    rng = np.random.default_rng(1)
    sensor = InfraredSensor(forehead_of(script), Optics(warm_up_c=0.0), rng, 0.0)
    presence = Presence(Window())
    told = []
    for tick in range(1, round(seconds * 10)):
        object_c, ambient_c = sensor.measure(tick / 10)
        sample = Sample(at=tick / 10, object_c=object_c, ambient_c=ambient_c)
        told.append(presence.feed(sample))
    return [reading.quality for reading in told if reading is not None]


def test_a_queue_shows_every_code_in_turn_and_starts_again() -> None:
    script = occasions.queue(CODES)

    assert [visit.code_text for visit in script.visits] == CODES
    again = script.presence(script.period + script.visits[0].arrives)
    assert again is not None
    assert (again.number, again.visit) == (len(CODES), script.visits[0])


def test_nobody_in_the_queue_holds_a_code_up_while_another_does() -> None:
    visits = occasions.queue(CODES).visits

    for before, after in itertools.pairwise(visits):
        assert before.leaves <= after.arrives
        assert before.shows_until < after.shows_from
    assert len({(visit.medium, visit.difficulty) for visit in visits}) > 1


def test_a_code_in_the_queue_is_in_place_for_several_looks() -> None:
    for visit in occasions.queue(CODES).visits:
        raised = visit.shows_from + 0.5
        assert visit.shows_until - raised >= 0.5


def test_the_queue_leaves_temperatures_to_the_hand() -> None:
    script = occasions.queue(CODES)

    assert readings(script, script.period) == []


def test_nobody_is_nobody_all_day() -> None:
    script = occasions.nobody(CODES)

    assert script.visits == ()
    assert all(script.presence(hour * 3600.0) is None for hour in range(24))
    assert readings(script, 20.0) == []


def test_who_holds_a_code_up_stays_for_an_hour_and_is_measured_once() -> None:
    script = occasions.held_up(CODES)
    moments = [0.2, 60.0, 1800.0, 3599.0]
    present = [script.presence(at) for at in moments]

    assert [p.visit.code_text for p in present if p] == [CODES[0]] * len(moments)
    assert readings(script, 20.0) == [Quality.GOOD]

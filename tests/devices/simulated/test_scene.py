import numpy as np
import pytest

from kiosk.devices.readers import open_reader
from kiosk.devices.simulated.levels import LEVELS
from kiosk.devices.simulated.scene import Scene, Shot
from kiosk.devices.simulated.script import Colour, Difficulty, Medium, demo_script
from kiosk.devices.simulated.stills import render_empty, render_still
from tests.devices.cameras.rig import NOBODY, SOMEBODY, TEXT, VGA

SCRIPT = demo_script(5, ["KP1:ZHANG TEST", "KP1:LI TEST"])


def shots(start: float, count: int, scene: Scene) -> list[Shot]:
    first = round(start * 30)
    return [scene.shoot(number / 30, number) for number in range(first, first + count)]


def test_same_seed_draws_the_same_picture_in_any_order() -> None:
    one, other = (Scene(SCRIPT, seed=3, size=VGA) for _ in range(2))
    late = one.shoot(30.0, 900).frame
    early = one.shoot(3.5, 105).frame
    assert np.array_equal(early, other.shoot(3.5, 105).frame)
    assert np.array_equal(late, other.shoot(30.0, 900).frame)
    assert not np.array_equal(early, late)


def test_empty_gate_only_flickers() -> None:
    scene = Scene(NOBODY, seed=1, size=VGA)
    first, second = (shot.frame.astype(int) for shot in shots(1.0, 2, scene))
    assert not np.array_equal(first, second)
    assert np.abs(first - second).mean() < 8


def test_every_frame_says_that_it_is_a_demonstration() -> None:
    scene = Scene(SOMEBODY, seed=1, size=VGA)
    for shot in shots(0.0, 3, scene):
        corner = shot.frame[:30, :100].reshape(-1, 3).mean(axis=0)
        assert corner[2] > corner[0] + 40  # red


def test_code_is_read_from_the_moment_it_is_called_readable() -> None:
    reader, scene = open_reader(), Scene(SOMEBODY, seed=1, size=VGA)
    raised = shots(0.0, 45, scene)
    first = next(n for n, shot in enumerate(raised) if shot.readable)
    reads = [bool(reader.read(shot.frame)) for shot in raised]

    assert not any(reads[: max(0, first - 2)])
    assert [symbol.text for symbol in reader.read(raised[-1].frame)] == [TEXT]
    assert abs(reads.index(True) - first) <= 2


def test_every_visit_of_the_demonstration_becomes_readable_and_ends() -> None:
    scene = Scene(SCRIPT, seed=9, size=VGA)
    for number, visit in enumerate(SCRIPT.visits):
        held = scene.shoot(visit.shows_from + 1.2, 1)
        gone = scene.shoot(visit.leaves + 0.1, 2)
        assert held.visit == number
        assert held.readable or visit.difficulty is Difficulty.HARD
        assert (gone.visit, gone.corners, gone.readable) == (None, (), False)


@pytest.mark.parametrize("difficulty", list(Difficulty))
def test_still_holds_the_whole_code_in_the_size_it_promises(
    difficulty: Difficulty,
) -> None:
    rng, level = np.random.default_rng(2), LEVELS[difficulty]
    for medium in Medium:
        still = render_still(rng, difficulty, Colour.RED, medium)
        assert still.text is not None
        assert len(still.text) in (60, 180)
        corners = np.array(still.corners)
        assert ((corners >= 0) & (corners <= (1280, 720))).all()
        modules = 37 if len(still.text) == 60 else 53
        side = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).max()
        assert side / modules < level.module_px[1] * 1.35
        assert still.text not in repr(still)


def test_same_state_renders_the_same_still() -> None:
    one, other = (
        render_still(np.random.default_rng(8), Difficulty.HARD) for _ in range(2)
    )
    assert one.text == other.text
    assert np.array_equal(one.frame, other.frame)


def test_empty_still_has_no_text() -> None:
    still = render_empty(np.random.default_rng(1), VGA, phone=True)
    assert (still.text, still.corners) == (None, ())
    assert still.frame.shape == (480, 640, 3)

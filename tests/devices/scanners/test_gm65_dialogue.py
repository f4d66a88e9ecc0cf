import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.scanners.gm65_dialogue import (
    ANSWER_S,
    LOOK_S,
    PATIENCE,
    PAUSE_S,
    TRIGGER_S,
    Dialogue,
    Mode,
)
from kiosk.devices.scanners.gm65_frames import (
    ASK_MODE,
    SAVE,
    TRIGGER,
    ReadMode,
    Reply,
    with_mode,
)

OBEYED = Reply(status=0, data=b"\x00")
MANUAL, COMMAND, CONTINUOUS = 0xD4, 0xD5, 0xD6


def mode_is(zone: int) -> Reply:
    return Reply(status=0, data=bytes([zone, 0x00]))


def said(dialogue: Dialogue, now: float) -> bytes | None:
    return dialogue.due(now, busy=False)


def settled(mode: Mode, zone: int) -> Dialogue:
    """A dialogue whose engine had the right mode at 0.0."""
    dialogue = Dialogue(mode)
    assert said(dialogue, 0.0) == ASK_MODE
    dialogue.hear(mode_is(zone))
    return dialogue


def test_an_engine_in_the_right_mode_is_left_alone() -> None:
    dialogue = settled(Mode.CONTINUOUS, CONTINUOUS)

    assert dialogue.answered
    assert [said(dialogue, t) for t in (0.1, 5.0, LOOK_S - 0.1)] == [None] * 3
    assert said(dialogue, LOOK_S) == ASK_MODE


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        (Mode.CONTINUOUS, ReadMode.CONTINUOUS),
        (Mode.SENSE, ReadMode.SENSE),
        (Mode.TRIGGER, ReadMode.COMMAND),
    ],
)
def test_a_wrong_mode_is_set_and_light_and_sound_are_kept(
    mode: Mode, wanted: ReadMode
) -> None:
    dialogue = settled(mode, MANUAL)

    assert said(dialogue, 0.1) == with_mode(MANUAL, wanted)
    dialogue.hear(OBEYED)
    assert said(dialogue, 0.2) in (None, TRIGGER)


def test_a_mode_as_set_is_never_changed() -> None:
    dialogue = settled(Mode.AS_SET, MANUAL)

    assert said(dialogue, 0.1) is None


def test_only_a_changed_mode_is_saved_and_only_on_request() -> None:
    dialogue = Dialogue(Mode.CONTINUOUS, save=True)
    assert said(dialogue, 0.0) == ASK_MODE
    dialogue.hear(mode_is(MANUAL))
    assert said(dialogue, 0.1) == with_mode(MANUAL, ReadMode.CONTINUOUS)
    dialogue.hear(OBEYED)
    assert said(dialogue, 0.2) == SAVE
    dialogue.hear(OBEYED)

    assert said(dialogue, LOOK_S) == ASK_MODE
    dialogue.hear(mode_is(CONTINUOUS))
    assert said(dialogue, LOOK_S + 0.1) is None


def test_an_engine_that_lost_its_mode_gets_it_again() -> None:
    dialogue = settled(Mode.CONTINUOUS, CONTINUOUS)
    assert said(dialogue, LOOK_S) == ASK_MODE
    dialogue.hear(mode_is(MANUAL))

    assert said(dialogue, LOOK_S + 0.1) == with_mode(MANUAL, ReadMode.CONTINUOUS)


def test_a_question_is_asked_again_and_its_answers_missed_are_counted() -> None:
    dialogue = Dialogue(Mode.CONTINUOUS)
    for tries in range(PATIENCE):
        assert said(dialogue, tries * ANSWER_S) == ASK_MODE
        assert dialogue.unanswered == tries
        assert said(dialogue, tries * ANSWER_S + 0.9) is None

    assert said(dialogue, PATIENCE * ANSWER_S) == ASK_MODE
    assert dialogue.unanswered == PATIENCE
    assert not dialogue.answered

    dialogue.hear(mode_is(CONTINUOUS))
    assert (dialogue.answered, dialogue.unanswered) == (True, 0)


def test_a_scan_shows_that_the_engine_lives() -> None:
    dialogue = Dialogue(Mode.CONTINUOUS)
    said(dialogue, 0.0)
    said(dialogue, 1.0)
    assert dialogue.unanswered == 1

    dialogue.scanned(1.5)
    assert dialogue.unanswered == 0


def test_nothing_is_asked_and_no_answer_missed_while_a_scan_comes_in() -> None:
    dialogue = Dialogue(Mode.CONTINUOUS)
    assert dialogue.due(0.0, busy=True) is None
    assert said(dialogue, 0.1) == ASK_MODE

    assert dialogue.due(4.0, busy=True) is None
    assert said(dialogue, 4.5) is None
    assert dialogue.unanswered == 0


def test_the_answer_to_a_write_is_not_taken_for_a_mode() -> None:
    dialogue = Dialogue(Mode.CONTINUOUS)
    said(dialogue, 0.0)
    dialogue.hear(OBEYED)

    assert not dialogue.answered
    assert said(dialogue, 0.1) is None


@pytest.mark.parametrize(
    "reply", [Reply(status=1, data=b"\x00"), mode_is(MANUAL), Reply(status=0, data=b"")]
)
def test_a_write_is_not_believed_on_any_answer(reply: Reply) -> None:
    dialogue = settled(Mode.CONTINUOUS, MANUAL)
    said(dialogue, 0.1)
    dialogue.hear(reply)

    assert said(dialogue, 0.2) is None
    assert said(dialogue, 0.1 + ANSWER_S) == ASK_MODE


def test_in_trigger_mode_the_kiosk_starts_every_look() -> None:
    dialogue = settled(Mode.TRIGGER, COMMAND)
    assert said(dialogue, 0.1) == TRIGGER
    dialogue.hear(OBEYED)
    assert said(dialogue, 0.2) is None
    assert said(dialogue, 0.1 + TRIGGER_S) == TRIGGER
    dialogue.hear(OBEYED)

    dialogue.scanned(4.0)
    assert said(dialogue, 4.1) is None
    assert said(dialogue, 4.0 + PAUSE_S) == TRIGGER


@given(
    st.sampled_from(Mode),
    st.lists(
        st.builds(Reply, status=st.integers(0, 2), data=st.binary(max_size=3))
        | st.floats(0.0, 5.0)
        | st.booleans()
    ),
)
def test_any_replies_at_any_time_are_borne(
    mode: Mode, events: list[Reply | float | bool]
) -> None:
    dialogue, now = Dialogue(mode), 0.0
    for what in events:
        if isinstance(what, Reply):
            dialogue.hear(what)
        elif isinstance(what, bool):
            dialogue.scanned(now)
        else:
            now += what
            order = said(dialogue, now)
            assert order is None or order.startswith(b"\x7e\x00")
            assert order != SAVE

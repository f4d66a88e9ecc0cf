from kiosk.core.patience import Patience, pause_after


def test_five_tries_are_free_then_the_pause_doubles_up_to_a_quarter_hour() -> None:
    pauses = [pause_after(n) for n in (0, 4, 5, 6, 7, 9, 10, 11, 10_000)]

    assert pauses == [0, 0, 30, 60, 120, 480, 900, 900, 900]


def test_a_pause_ends_and_the_next_failure_makes_it_longer() -> None:
    patience = Patience({"staff 1": 5}, now=100.0)
    assert patience.left("staff 1", "screen", now=100.0) == 30.0
    assert patience.left("staff 1", now=130.0) == 0.0

    patience.failed("staff 1", "screen", now=130.0)

    assert patience.left("staff 1", now=130.0) == 60.0
    assert patience.left("screen", now=130.0) == 0.0
    assert patience.left("staff 2", now=130.0) == 0.0


def test_success_and_forgiveness_begin_anew() -> None:
    patience = Patience({"staff 1": 9, "screen": 9}, now=0.0)

    patience.succeeded("staff 1")
    patience.forgive({})

    assert patience.left("staff 1", "screen", now=0.0) == 0.0
    assert patience.failures == {}

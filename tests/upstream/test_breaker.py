from kiosk.upstream.breaker import Breaker


def breaker() -> Breaker:
    return Breaker(limit=3, pause_s=10.0)


def test_a_few_failures_in_a_row_open_it() -> None:
    it = breaker()
    for _ in range(3):
        assert it.allows(0.0)
        it.failed(0.0)

    assert it.is_open
    assert not it.allows(9.9)


def test_an_answer_in_between_starts_the_count_again() -> None:
    it = breaker()
    for _ in range(5):
        it.failed(0.0)
        it.failed(0.0)
        it.succeeded()

    assert it.allows(0.0)


def test_after_the_pause_one_question_is_let_through() -> None:
    it = breaker()
    for _ in range(3):
        it.failed(0.0)

    assert [it.allows(10.0) for _ in range(3)] == [True, False, False]


def test_a_probe_that_is_answered_closes_it() -> None:
    it = breaker()
    for _ in range(3):
        it.failed(0.0)
    assert it.allows(10.0)
    it.succeeded()

    assert [it.allows(10.0) for _ in range(3)] == [True, True, True]


def test_a_probe_that_fails_or_never_returns_costs_another_pause() -> None:
    it = breaker()
    for _ in range(3):
        it.failed(0.0)
    assert it.allows(10.0)
    it.failed(10.4)
    assert not it.allows(20.3)
    assert it.allows(20.5)
    assert not it.allows(30.4)
    assert it.allows(30.5)

from dataclasses import replace

from kiosk.upstream.memory import Memory
from tests.fakes import health_answer

GREEN, RED = health_answer("green"), health_answer("red")


def test_an_answer_is_recalled_until_it_is_too_old() -> None:
    memory = Memory(30.0)
    memory.keep(memory.digest("a"), GREEN, 100.0)

    assert memory.recall(memory.digest("a"), 129.9) is GREEN
    assert memory.recall(memory.digest("b"), 129.9) is None
    assert memory.recall(memory.digest("a"), 130.0) is None


def test_the_newest_answer_counts_and_lives_its_own_time() -> None:
    memory = Memory(30.0)
    memory.keep(memory.digest("a"), GREEN, 100.0)
    memory.keep(memory.digest("b"), GREEN, 101.0)
    memory.keep(memory.digest("a"), RED, 120.0)

    assert memory.recall(memory.digest("b"), 131.0) is None
    assert memory.recall(memory.digest("a"), 149.0) is RED


def test_a_zero_time_remembers_nothing() -> None:
    memory = Memory(0.0)
    memory.keep(memory.digest("a"), GREEN, 100.0)

    assert memory.recall(memory.digest("a"), 100.0) is None


def test_a_thousand_answers_are_enough() -> None:
    memory = Memory(30.0)
    for number in range(1100):
        answer = replace(GREEN, asked_at=float(number))
        memory.keep(memory.digest(str(number)), answer, 100.0)

    assert len(memory._answers) == 1000
    assert memory.recall(memory.digest("99"), 100.0) is None
    assert memory.recall(memory.digest("1099"), 100.0) is not None


def test_neither_a_code_nor_its_plain_hash_is_kept() -> None:
    one, other = Memory(30.0), Memory(30.0)
    one.keep(one.digest("V0ding00"), GREEN, 100.0)

    assert b"V0ding00" not in next(iter(one._answers))
    assert one.digest("V0ding00") != other.digest("V0ding00")

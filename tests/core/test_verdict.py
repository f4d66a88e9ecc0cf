from itertools import pairwise

from kiosk.core.verdict import Decision, Need, Verdict


def test_verdicts_rise_in_severity() -> None:
    order = [Verdict.ALLOW, Verdict.REGISTER, Verdict.REFUSE, Verdict.HOLD]

    assert [verdict.severity for verdict in order] == [0, 1, 2, 3]
    assert all(a.severity < b.severity for a, b in pairwise(Verdict))
    assert max(Verdict, key=lambda verdict: verdict.severity) is Verdict.HOLD


def test_verdicts_are_the_words_of_the_records() -> None:
    assert [str(verdict) for verdict in Verdict] == [
        "allow",
        "register",
        "refuse",
        "hold",
    ]


def test_a_decision_is_final_when_nothing_is_needed() -> None:
    assert Decision(verdict=Verdict.ALLOW).final
    assert not Decision(verdict=Verdict.HOLD, needs=(Need.MASK,)).final


def test_people_are_asked_for_the_code_first_and_the_mask_after_the_forehead() -> None:
    asked = list(Need)

    assert asked[0] is Need.CODE
    assert asked.index(Need.TEMPERATURE) < asked.index(Need.MASK)

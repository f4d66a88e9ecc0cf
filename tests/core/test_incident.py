import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.incident import Contact, Result, card_of
from kiosk.core.verdict import Verdict

WORDS = st.lists(st.sampled_from(["fever", "retest", "watch-list-hit"]), max_size=4)


@given(st.sampled_from([Verdict.HOLD, Verdict.REFUSE]), WORDS, WORDS)
def test_every_reason_has_a_card_with_no_step_twice(
    verdict: Verdict, reasons: list[str], actions: list[str]
) -> None:
    card = card_of(verdict, reasons, actions)

    assert set(actions) <= set(card.steps)
    assert len(set(card.steps)) == len(card.steps)
    assert Contact.COMMUNITY in card.calls
    assert len(card.results) == len(Result) - 1
    assert Result.OVERRIDDEN not in card.results  # a leader overrides at the lane


def test_who_is_held_is_isolated_first_and_reported() -> None:
    card = card_of(Verdict.HOLD, ["nat-missing"], ["check-by-eye"])

    assert card.steps == ("isolate-on-spot", "report-community", "check-by-eye")


@pytest.mark.parametrize(
    ("reason", "first"),
    [
        ("fever", Contact.HOSPITAL),
        ("temperature-unreliable", Contact.HOSPITAL),
        ("pass-forged", Contact.POLICE),
        ("watch-list-quarantine", Contact.POLICE),
        ("nat-missing", Contact.COMMUNITY),
    ],
)
def test_the_first_call_fits_the_reason(reason: str, first: Contact) -> None:
    assert card_of(Verdict.HOLD, [reason], []).calls[0] is first


def test_what_the_box_gets_wrong_is_told_to_the_installer() -> None:
    assert Contact.INSTALLER in card_of(Verdict.HOLD, ["rule-error"], []).calls


def test_who_is_turned_back_is_most_likely_turned_away() -> None:
    assert card_of(Verdict.REFUSE, ["pass-expired"], []).results[0] is (
        Result.TURNED_AWAY
    )

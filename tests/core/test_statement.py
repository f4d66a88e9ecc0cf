import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.core.evidence import Answer
from kiosk.core.facts import SECTIONS, Facts
from kiosk.core.statement import SAYABLE, joined, statement


def test_what_can_be_said_is_a_fact() -> None:
    for section, names in SAYABLE.items():
        fields = SECTIONS[section].model_fields
        assert names <= {info.serialization_alias or n for n, info in fields.items()}


def test_a_look_at_a_paper_is_an_answer_of_the_volunteers() -> None:
    nat = statement({"nat": {"result": "negative"}}, 1.0).facts.nat

    assert (nat.answer, nat.source, nat.result) == (
        Answer.ANSWERED,
        "volunteer",
        "negative",
    )


def test_a_volunteer_may_say_that_nothing_could_be_checked() -> None:
    health = statement({"health": {"answer": "unverified"}}, 1.0).facts.health

    assert (health.answer, health.colour) == (Answer.UNVERIFIED, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"temperature": {"celsius": 36.5}}, "temperature.celsius"),
        ({"pass": {"validity": "valid"}}, "pass.validity"),
        ({"pass": {"class": "resident"}}, "pass.class"),
        ({"household": {"relief": True}}, "household.relief"),
        ({"person": {"kind": "friend"}}, "person.kind"),
        ({"person": {}}, "person"),
        ({"nat": {"source": "service", "result": "negative"}}, "nat.source"),
        ({"vehicle": {"occupants": 0}}, "vehicle.occupants"),
        ({"nobody": {"kind": "x"}}, "nobody.kind"),
    ],
)
def test_what_has_another_source_cannot_be_said(
    said: dict[str, dict[str, object]], field: str
) -> None:
    with pytest.raises(FormError) as caught:
        statement(said, 1.0)

    assert caught.value.field == field


@given(
    st.dictionaries(
        st.sampled_from([*SECTIONS, "x"]),
        st.dictionaries(
            st.sampled_from(["kind", "result", "validity", "done", "answer"]),
            st.one_of(st.booleans(), st.integers(), st.text(max_size=8), st.none()),
        ),
    )
)
def test_any_word_is_a_statement_or_a_form_error(
    said: dict[str, dict[str, object]],
) -> None:
    try:
        told = statement(said, 1.0)
    except FormError:
        return
    assert isinstance(told.facts, Facts)


def test_the_newer_word_counts_and_the_rest_stays() -> None:
    before = statement({"person": {"kind": "visitor", "purpose": "family"}}, 1.0)
    after = statement({"person": {"purpose": "repair"}}, 2.0)

    person = joined(before.facts, after.facts).person

    assert (person.kind, person.purpose) == ("visitor", "repair")

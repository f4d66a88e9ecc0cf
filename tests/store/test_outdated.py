"""Two lanes at the same instant: one household's exit is recorded once."""

import asyncio
from pathlib import Path

import pytest

from kiosk.core.errors import Outdated
from kiosk.core.record import Bearer, Draft, Entry
from kiosk.core.view import Condition
from kiosk.store.reading import JournalReader
from tests.store.households import ALONE, MEMBER, NEIGHBOUR, SISTER, back, out
from tests.store.scenes import audit, journal


async def _together(store: Path, *drafts: Draft) -> list[object]:
    async with journal(store) as pen:
        answers = await asyncio.gather(
            *(pen.append(draft) for draft in drafts), return_exceptions=True
        )
        assert pen.status().condition is Condition.OK
        assert pen.head.seq == JournalReader(store).head().seq
    return list(answers)


async def test_only_the_first_of_one_household_is_recorded(tmp_path: Path) -> None:
    first, second = await _together(
        tmp_path, out(relies_on=0), out(SISTER, relies_on=0)
    )

    assert isinstance(first, Entry)
    assert isinstance(second, Outdated)
    assert [entry.seq for entry in JournalReader(tmp_path).last(9)] == [1]


async def test_everybody_else_of_the_group_is_recorded(tmp_path: Path) -> None:
    answers = await _together(
        tmp_path,
        out(relies_on=0),
        back(SISTER, relies_on=0),
        audit("between"),
        out(NEIGHBOUR, relies_on=0),
        out(ALONE, relies_on=0),
    )

    said = [a.seq if isinstance(a, Entry) else type(a) for a in answers]
    assert said == [1, Outdated, 2, 3, 4]
    survey = JournalReader(tmp_path).survey()
    assert (survey.count, survey.flaw) == (4, None)


async def test_a_group_of_nothing_but_outdated_records_leaves_no_row(
    tmp_path: Path,
) -> None:
    answers = await _together(tmp_path, out(relies_on=7), out(SISTER, relies_on=8))

    assert [type(answer) for answer in answers] == [Outdated, Outdated]
    assert JournalReader(tmp_path).head().seq == 0


async def test_with_the_newest_facts_it_is_recorded_after_all(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        await pen.append(out(relies_on=0))
        with pytest.raises(Outdated) as refused:
            await pen.append(out(SISTER, relies_on=0))
        assert (await pen.append(out(SISTER, relies_on=1))).seq == 2

    assert refused.value.slug == "record-outdated"
    assert refused.value.lasting is False


@pytest.mark.parametrize("bearer", [MEMBER, ALONE])
async def test_a_record_that_relies_on_nothing_is_always_written(
    tmp_path: Path, bearer: Bearer
) -> None:
    answers = await _together(tmp_path, out(bearer), out(bearer))

    assert all(isinstance(answer, Entry) for answer in answers)

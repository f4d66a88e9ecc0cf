"""What a leader looks up and writes down about a household."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kiosk.app.household_office import GateHouseholdOffice
from kiosk.codes import kp1
from kiosk.core.errors import FormError
from kiosk.core.household import HouseholdCard, HouseholdEvent, Quota
from kiosk.core.record import Bearer, Kind
from kiosk.core.standing import Identity
from kiosk.store.errors import StoreFull
from kiosk.store.holders import Holders
from kiosk.store.journal import SqliteJournal
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, open_keyring
from kiosk.store.reading import JournalReader
from kiosk.store.standing import RecordedStanding
from tests.fakes import HOME, NOON, FakeClock, FakeJournal, claims
from tests.store.households import back, out
from tests.store.scenes import journal

NUMBER = "3-2-501"
RELIEF = {"household": NUMBER, "reason": "medical"}


@dataclass
class Gate:
    """A household office over real keys and a real journal."""

    folder: Path
    pen: SqliteJournal
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        first = FirstStart(community=HOME, now=NOON)
        self.keys: Keyring = open_keyring(self.folder / "keys", first)
        self.office = self.made(self.pen)
        hashed = kp1.household_hash(self.keys.household_key, NUMBER)
        self.member = Bearer(pass_id="0000000000a1", household=hashed.hex(), member=1)

    def made(self, pen: SqliteJournal | FakeJournal) -> GateHouseholdOffice:
        return GateHouseholdOffice(
            self.folder / "keys",
            self.folder,
            clock=self.clock,
            journal=pen,
            quota=Quota,
        )

    async def word(self, event: HouseholdEvent, **changes: str) -> HouseholdCard:
        fields = {**RELIEF, "reason": "other", "note": "测试", **changes}
        return await self.office.record(event, fields, "7 组长甲")


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    async with journal(tmp_path) as pen:
        yield Gate(tmp_path, pen)


async def test_a_household_is_found_by_number_id_or_pass(gate: Gate) -> None:
    await gate.pen.append(out(gate.member))
    issuer = gate.keys.issuer("resident")
    claimed = replace(
        claims(), household=gate.member.household, expires=NOON + timedelta(days=9)
    )
    text = kp1.issue(claimed, kid=issuer.trusted.kid, seed=issuer.seed)

    for typed in (NUMBER, " ３-2-501 ", str(gate.member.household), text):
        card = await gate.office.find(typed)
        assert (card.household, card.uses) == (gate.member.household, 1)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("", "no-number"), ("x" * 65, "no-number"), ("KP1:FORGED", "not-a-pass")],
)
async def test_what_names_no_household_is_refused(
    gate: Gate, typed: str, slug: str
) -> None:
    with pytest.raises(FormError) as refused:
        await gate.office.find(typed)

    assert refused.value.slug == slug


async def test_who_is_out_is_listed_the_longest_first_with_when_they_are_due(
    gate: Gate,
) -> None:
    Holders(gate.folder).note("0000000000a1", "测**")
    sister = Bearer(pass_id="0000000000a2", household="0000000000cc", member=2)
    for draft in (out(sister, hours=1), out(gate.member), out(sister, hours=2)):
        await gate.pen.append(draft)
    await gate.pen.append(back(sister, hours=3))

    (one,) = await gate.office.out()

    assert (one.masked_name, one.member) == ("测**", 1)
    assert one.due_at == NOON + timedelta(hours=3)
    assert one.overdue(NOON + timedelta(hours=5)) == timedelta(hours=2)


async def test_relief_is_a_row_with_its_reason_and_counts_at_once(gate: Gate) -> None:
    await gate.pen.append(out(gate.member))

    card = await gate.office.record("relief", RELIEF, "7 组长甲")

    assert card.relief is True
    (entry,) = JournalReader(gate.folder).last(9, kind=Kind.AUDIT)
    payload = json.loads(entry.payload)
    said = (payload["event"], payload["reason"], payload["by"])
    assert said == ("household-relief", "medical", "7 组长甲")
    assert str(gate.member.household) not in entry.payload
    desk = RecordedStanding(gate.folder, clock=gate.clock, quota=Quota)
    asked = Identity(pass_id="0000000000a1", household=gate.member.household, member=1)
    assert desk.standing_of(asked, NOON).household.relief is True
    desk.close()


async def test_what_is_typed_is_sealed(gate: Gate) -> None:
    await gate.word(HouseholdEvent.RELIEF, note="测试甲 to the dentist")

    files = [f.read_bytes() for f in gate.folder.iterdir() if f.is_file()]
    assert not any("测试甲".encode() in content for content in files)


async def test_void_restored_and_home_again(gate: Gate) -> None:
    await gate.pen.append(out(gate.member))

    assert (await gate.word(HouseholdEvent.VOID)).voided == "other"
    assert (await gate.word(HouseholdEvent.RESTORE)).voided is None
    assert (await gate.word(HouseholdEvent.RETURNED)).out == ()


@pytest.mark.parametrize(
    ("before", "event", "slug"),
    [
        ((), HouseholdEvent.RESTORE, "not-voided"),
        ((), HouseholdEvent.RETURNED, "nobody-out"),
        ((HouseholdEvent.VOID,), HouseholdEvent.VOID, "voided-already"),
        ((HouseholdEvent.RELIEF,), HouseholdEvent.RELIEF, "relieved-already"),
    ],
)
async def test_what_is_so_already_is_not_written_again(
    gate: Gate, before: tuple[HouseholdEvent, ...], event: HouseholdEvent, slug: str
) -> None:
    for done in before:
        await gate.word(done)

    with pytest.raises(FormError) as refused:
        await gate.word(event)

    assert refused.value.slug == slug
    assert gate.pen.head.seq == len(before)


async def test_two_screens_grant_one_relief(gate: Gate) -> None:
    answers = await asyncio.gather(
        gate.word(HouseholdEvent.RELIEF),
        gate.word(HouseholdEvent.RELIEF),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [HouseholdCard, FormError]


@pytest.mark.parametrize(
    ("event", "changes", "field"),
    [
        ("pardon", {}, "event"),
        ("relief", {"reason": "bored"}, "reason"),
        ("relief", {"reason": "other", "note": "  "}, "note"),
        ("relief", {"note": "长" * 301}, "note"),
        ("void", {"reason": "medical"}, "reason"),
    ],
)
async def test_what_does_not_fit_is_named(
    gate: Gate, event: str, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(FormError) as refused:
        await gate.office.record(event, {**RELIEF, **changes}, "")

    assert refused.value.field == field
    assert gate.pen.head.seq == 0


async def test_no_relief_by_an_unsure_clock(gate: Gate) -> None:
    gate.clock.sureness = "unsure"

    with pytest.raises(FormError) as refused:
        await gate.word(HouseholdEvent.RELIEF)

    assert refused.value.slug == "household-clock"
    assert (await gate.word(HouseholdEvent.VOID)).voided == "other"


async def test_without_a_row_nothing_counts(gate: Gate) -> None:
    office = gate.made(FakeJournal(error=StoreFull("the card is full")))

    with pytest.raises(FormError) as refused:
        await office.record("relief", RELIEF, "")

    assert refused.value.slug == "household-unrecorded"
    assert (await gate.office.find(NUMBER)).relief is False


async def test_records_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    gate = Gate(tmp_path, journal(tmp_path))

    for question in (gate.office.out(), gate.office.find(NUMBER)):
        with pytest.raises(FormError) as refused:
            await question
        assert refused.value.slug == "household-unreadable"


def neighbour(gate: Gate, number: str, pass_id: str) -> Bearer:
    hashed = kp1.household_hash(gate.keys.household_key, number)
    return Bearer(pass_id=pass_id, household=hashed.hex(), member=0)


async def test_households_are_searched_by_less_than_their_number(gate: Gate) -> None:
    near = neighbour(gate, "3-2-1203", "0000000000b2")
    for one in (gate.member, near, neighbour(gate, "4-1-101", "0000000000c3")):
        await gate.pen.append(out(one))
    holders = Holders(gate.folder)
    holders.note_all([("0000000000a1", "测**"), ("0000000000b2", "试**")])

    async def found(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
        return [(m.number, m.names) for m in await gate.office.search(text)]

    both = [("3-2-501", ("测**",)), ("3-2-1203", ("试**",))]
    assert await found("3-2") == both
    assert await found("3") == both
    assert [n for n, _ in await found("4")] == ["4-1-101"]
    assert await found("0000000000B2") == [(None, ("试**",))]
    assert await found("测") == [(None, ("测**",))]
    (match,) = await gate.office.search("试")
    assert match.household == near.household
    assert "3-2-1203" not in repr(await gate.office.search("3-2"))


@pytest.mark.parametrize("text", ["3-2-501", "", "测试甲", "f" * 12, "9-9", "%"])
async def test_what_is_no_search_or_fits_nobody_finds_nothing(
    gate: Gate, text: str
) -> None:
    await gate.pen.append(out(gate.member))

    assert await gate.office.search(text) == ()


async def test_a_form_is_on_record_before_anybody_has_it(gate: Gate) -> None:
    await gate.pen.append(out(gate.member))

    handed = await gate.office.form(NUMBER, "xlsx", "7 组长甲", "底数核对")
    printed = await gate.office.form(NUMBER, "print", "7 组长甲", "底数核对")

    rows = JournalReader(gate.folder).last(2, kind=Kind.AUDIT)
    told = [json.loads(row.payload) for row in rows]
    assert [(row["event"], row["form"], row["by"]) for row in told] == [
        ("household-form-exported", "xlsx", "7 组长甲"),
        ("household-form-exported", "print", "7 组长甲"),
    ]
    assert [row["journal_head"][:2] for row in told] == ["1:", "2:"]
    manifest = json.loads(ZipFile(BytesIO(handed.file)).read("manifest.json"))
    assert manifest.items() <= told[0].items()
    assert manifest["files"]["household.xlsx"]["sha256"] == handed.sha256
    assert (printed.file, printed.sheet.members) == (b"", handed.sheet.members)
    assert str(gate.member.household) not in rows[0].payload
    assert (await gate.office.find(NUMBER)).uses == 1


async def test_a_form_that_is_not_recorded_is_not_handed_out(gate: Gate) -> None:
    full = gate.made(FakeJournal(error=StoreFull("the card is full")))
    with pytest.raises(FormError) as unrecorded:
        await full.form(NUMBER, "print", "7 组长甲", "底数核对")
    with pytest.raises(FormError) as purpose:
        await gate.office.form(NUMBER, "print", "7 组长甲", " ")

    slugs = unrecorded.value.slug, purpose.value.slug
    assert slugs == ("household-unrecorded", "missing")

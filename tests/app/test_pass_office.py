import json
from pathlib import Path

import pytest

from kiosk.app.pass_office import GatePassOffice
from kiosk.codes import kp1
from kiosk.core.errors import FormError
from kiosk.core.record import Kind
from kiosk.store.errors import StoreFull
from kiosk.store.holders import Holders
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import load_keyring, open_keyring
from kiosk.store.listmaking import open_signer
from kiosk.store.rotation import Rotation, rotate
from tests.app.rig import Site, serving
from tests.fakes import HOME, NOON, FakeClock, FakeJournal

FORM = {"class": "temporary", "hours": "4", "purpose": "visit"}


class Gate:
    """A pass office over real keys, with a journal in memory."""

    def __init__(self, folder: Path) -> None:
        self.keys, self.store = folder / "keys", folder
        self.clock, self.journal = FakeClock(), FakeJournal()
        open_keyring(self.keys, FirstStart(community=HOME, now=NOON))
        self.office = GatePassOffice(
            self.keys, folder, clock=self.clock, journal=self.journal
        )


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


async def test_the_pass_verifies_and_its_row_says_nothing_personal(gate: Gate) -> None:
    typed = {**FORM, "household": "3-2-501", "name": "测试甲"}

    card = await gate.office.issue(typed)

    claims = kp1.verify(card.text, load_keyring(gate.keys).trust, NOON, "synced")
    assert (claims.pass_class, claims.expires) == ("temporary", card.expires)
    assert (card.household, card.masked_name) == ("3-2-501", "测**")
    assert Holders(gate.store).masked_name(card.pass_id) == "测**"
    (row,) = gate.journal.drafts
    assert row.kind is Kind.AUDIT
    assert row.payload["event"] == "pass-issued"
    said = json.dumps(row.payload, ensure_ascii=False)
    for personal in ("测", "3-2-501", card.pass_id, card.text):
        assert personal not in said


async def test_a_key_rotated_meanwhile_is_used_at_once(gate: Gate) -> None:
    await gate.office.issue(FORM)
    rotation = Rotation(purpose="temporary", now=NOON, generation=4)
    rotate(open_signer(gate.keys), rotation)

    card = await gate.office.issue({**FORM, "class": "delivery"})

    assert (card.generation, card.pass_class) == (4, "delivery")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"class": "resident"}, "class"),
        ({"class": ""}, "class"),
        ({"purpose": "fun"}, "purpose"),
        ({"hours": "0"}, "hours"),
        ({"hours": "25"}, "hours"),
        ({"hours": "²"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"household": " "}, "household"),
        ({"name": "\n"}, "name"),
    ],
)
async def test_what_does_not_fit_is_named_and_leaves_nothing(
    gate: Gate, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(FormError) as refused:
        await gate.office.issue(FORM | changes)

    assert refused.value.field == field
    assert gate.journal.drafts == []


async def test_no_pass_without_a_record_a_key_or_a_clock(gate: Gate) -> None:
    async def slug() -> str:
        with pytest.raises(FormError) as refused:
            await gate.office.issue(FORM)
        return refused.value.slug

    gate.journal.error = StoreFull("the card is full")
    assert await slug() == "not-recorded"
    gate.clock.sureness = "unsure"
    assert await slug() == "clock-unsure"
    gate.clock.sureness = "rtc"
    (gate.keys / "temporary.key").unlink()
    assert await slug() == "cannot-issue"


async def test_a_running_kiosk_issues_and_journals(site: Site) -> None:
    settings = site.furnish()

    async with serving(settings) as screen:
        answer = await screen.web.post("/passes", data=FORM)

    assert answer.status_code == 200
    assert "临时证" in answer.text
    rows = [row for row in site.rows(Kind.AUDIT) if row["event"] == "pass-issued"]
    assert [(row["class"], row["hours"]) for row in rows] == [("temporary", 4)]

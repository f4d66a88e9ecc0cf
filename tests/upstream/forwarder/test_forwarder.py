"""Rows go up once each, in order; what the hub says of them is kept and told."""

from pathlib import Path

import pytest

from kiosk.codes.hub_refusal import BatchGap, ClockAhead, CredentialUnknown
from kiosk.codes.signed_head import HubAnswerMalformed, HubForged
from kiosk.core.chain import Anchor
from kiosk.core.errors import StoreError
from kiosk.store.forwarded import known_to_hub
from kiosk.upstream.forwarder.errors import HubBusy, HubDown, HubRefused
from tests.store.scenes import audit, fill, passage, tamper
from tests.upstream.forwarder.receiver import (
    HUB_PUBLIC,
    Receiver,
    Said,
    forked,
    refusing,
)
from tests.upstream.forwarder.rig import KIOSK, PUBLIC, forwarding


async def test_every_row_goes_up_with_its_hash(tmp_path: Path) -> None:
    written = fill(tmp_path, *(audit(f"row {n}") for n in range(3)))
    async with forwarding(tmp_path) as scene:
        taken = await scene.forwarder.drain()

    assert taken == 3
    assert [row.hash for row in scene.receiver.rows.values()] == [
        entry.hash for entry in written
    ]
    assert scene.receiver.apart == []


async def test_what_the_hub_has_is_not_sent_again_after_a_restart(
    tmp_path: Path,
) -> None:
    fill(tmp_path, *(audit(f"row {n}") for n in range(3)))
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()
    fill(tmp_path, audit("row 3"))
    async with forwarding(tmp_path, scene.receiver) as scene:
        await scene.forwarder.drain()

    assert scene.receiver.posts == [(1, 3), (4, 4)]
    assert scene.kept().through == 4


async def test_the_hubs_signed_head_is_a_witness_of_the_journal(tmp_path: Path) -> None:
    entry = fill(tmp_path, audit("one"), audit("two"))[-1]
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()

    assert known_to_hub(tmp_path, KIOSK, HUB_PUBLIC) == Anchor(2, entry.hash)
    assert known_to_hub(tmp_path, KIOSK, PUBLIC) == Anchor(0, "0" * 64)
    assert known_to_hub(tmp_path, "other", HUB_PUBLIC).seq == 0


async def test_a_head_that_is_not_ours_is_no_witness(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"), audit("two"))
    receiver = Receiver(PUBLIC)
    forked(receiver, 2)
    async with forwarding(tmp_path, receiver) as scene:
        await scene.forwarder.drain()

    assert receiver.apart == [(2, "fork")]
    assert scene.kept().witness is None
    assert scene.lamp() == ("failed", "hub-forked")


async def test_rejected_rows_are_journalled_and_block_nothing(tmp_path: Path) -> None:
    fill(tmp_path, *(passage(n) for n in range(3)))
    tamper(tmp_path, "UPDATE journal SET payload = '{\"a\": 1}' WHERE seq = 2")
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()

    assert sorted(scene.receiver.rows) == [1, 3]
    assert [draft.payload for draft in scene.journal.drafts] == [
        {
            "event": "rejected",
            "count": 1,
            "rows": [{"seq": 2, "code": "hash-mismatch"}],
        }
    ]
    assert scene.kept().through == 3


async def test_a_row_that_is_gone_is_told_as_lost(tmp_path: Path) -> None:
    fill(tmp_path, *(audit(f"row {n}") for n in range(4)))
    tamper(tmp_path, "DELETE FROM journal WHERE seq IN (1, 3)")
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()

    assert scene.receiver.apart == [(1, "lost"), (3, "lost")]
    assert sorted(scene.receiver.rows) == [2, 4]


async def test_a_hub_that_lost_rows_gets_them_again(tmp_path: Path) -> None:
    fill(tmp_path, *(audit(f"row {n}") for n in range(4)))
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()
    fill(tmp_path, audit("row 4"))
    restored = Receiver(PUBLIC, rows={1: scene.receiver.rows[1]}, through=1)
    async with forwarding(tmp_path, restored) as scene:
        await scene.forwarder.drain()

    assert restored.posts == [(2, 5)]
    assert scene.journal.drafts[0].payload == {
        "event": "hub-behind",
        "had": 4,
        "has": 1,
    }


async def test_a_row_the_hub_cannot_read_is_found_and_spared(tmp_path: Path) -> None:
    fill(tmp_path, *(audit(f"row {n}") for n in range(9)))
    receiver = Receiver(PUBLIC, unreadable={6})
    async with forwarding(tmp_path, receiver) as scene:
        await scene.forwarder.drain()

    assert receiver.apart == [(6, "lost")]
    assert receiver.through == 9
    assert [draft.payload["rows"] for draft in scene.journal.drafts] == [
        [{"seq": 6, "code": "batch-malformed"}],
        [{"seq": 6, "code": "lost"}],
    ]


async def test_rejected_rows_about_rejected_rows_are_not_journalled(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"))
    tamper(tmp_path, "UPDATE journal SET kind = 'forward'")
    async with forwarding(tmp_path) as scene:
        await scene.forwarder.drain()

    assert scene.receiver.apart == [(1, "hash-mismatch")]
    assert scene.journal.drafts == []


async def test_a_refusal_that_lasts_is_journalled_once(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path) as scene:
        scene.receiver.script = [refusing(CredentialUnknown())] * 2
        for _ in range(2):
            with pytest.raises(HubRefused, match="credential-unknown"):
                await scene.forwarder.push()

    assert [draft.payload for draft in scene.journal.drafts] == [
        {"event": "refused", "code": "credential-unknown"}
    ]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said(503, headers=((b"retry-after", b"7"),)), HubBusy),
        (Said(502, b"<html>"), HubBusy),
        (Said(200, b"<html>"), HubAnswerMalformed),
        (Said(200, b"x" * 300_000), HubAnswerMalformed),
        (Said(200, headers=((b"content-encoding", b"br"),)), HubAnswerMalformed),
        (Said(204, b""), HubAnswerMalformed),
        (Said(404, b"[]"), HubRefused),
        (refusing(ClockAhead()), HubRefused),
    ],
)
async def test_whatever_answers_nothing_is_lost(
    said: Said, error: type[Exception], tmp_path: Path
) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path) as scene:
        scene.receiver.script = [said]
        with pytest.raises(error):
            await scene.forwarder.drain()
        await scene.forwarder.drain()

    assert scene.receiver.posts == [(1, 1)]


async def test_a_hub_of_another_key_is_not_believed(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path, Receiver(PUBLIC, head_seed=b"x" * 32)) as scene:
        with pytest.raises(HubForged):
            await scene.forwarder.drain()

    assert scene.kept().through == 0


async def test_a_gap_that_is_none_is_not_filled_for_ever(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"), audit("two"))
    async with forwarding(tmp_path) as scene:
        scene.receiver.script = [refusing(BatchGap(0), accepted_through=0)]
        with pytest.raises(HubRefused, match="gap"):
            await scene.forwarder.drain()


async def test_no_hub_is_no_harm(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path) as scene:
        pass
    with pytest.raises(HubDown):
        await scene.forwarder.push()

    assert scene.forwarder.forwarded.through == 0


async def test_a_rejection_that_cannot_be_journalled_is_told_again(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"))
    tamper(tmp_path, "UPDATE journal SET at = 'then'")
    async with forwarding(tmp_path) as scene:
        scene.journal.error = StoreError("full")
        with pytest.raises(StoreError):
            await scene.forwarder.drain()
        scene.journal.error = None
        await scene.forwarder.drain()

    assert len(scene.journal.drafts) == 1

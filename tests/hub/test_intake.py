import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.codes.batch import lost
from kiosk.codes.hub_refusal import BatchGap
from kiosk.core.chain import ZERO, Row, row_hash
from kiosk.hub.node import Node, open_node
from tests.fakes import FakeClock
from tests.hub.gates import Hub, altered, chain, passage, passages


def test_a_batch_is_kept_and_acknowledged_with_a_signed_head(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(3)

    answer = hub.send(gate, rows)

    assert answer.accepted_through == 3
    assert not answer.rejected
    answer.signed.check(hub.node.key.public)
    assert answer.signed.head.anchor == (3, rows[-1].hash)
    kept = hub.ask("SELECT seq, at, payload, prev, hash FROM record ORDER BY seq")
    assert [(r[0], r[1], r[2], r[3].hex(), r[4].hex()) for r in kept] == [
        (r.seq, r.at, r.payload, r.prev, r.hash) for r in rows
    ]


def test_a_batch_sent_again_adds_nothing_and_is_answered_alike(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(5)
    first = hub.send(gate, rows)

    again = hub.send(gate, rows)
    part = hub.send(gate, rows[:2])

    assert again == first
    assert part.accepted_through == 5
    assert hub.count("record") == 5
    assert hub.ask("SELECT count FROM tally") == [(5,)]


def test_a_batch_that_overlaps_is_taken_from_where_it_is_new(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(10)
    hub.send(gate, rows[:6])

    assert hub.send(gate, rows[3:]).accepted_through == 10
    assert hub.count("record") == 10


def test_rows_that_are_skipped_are_asked_for(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(5)
    hub.send(gate, rows[:2])

    with pytest.raises(BatchGap) as refusal:
        hub.send(gate, rows[3:])

    assert refusal.value.accepted_through == 2
    assert hub.count("record") == 2
    assert hub.ask("SELECT gap_at FROM mark") == [(hub.clock.now(),)]


def test_an_altered_row_is_kept_apart_and_blocks_nothing(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(5)
    rows[2] = altered(rows[2])

    answer = hub.send(gate, rows)

    assert answer.accepted_through == 5
    assert [(one.seq, one.code) for one in answer.rejected] == [(3, "hash-mismatch")]
    assert hub.count("record") == 4
    assert [a.code for a in hub.node.alarms.standing()] == ["hash-mismatch"]


def test_a_rejection_is_told_again_and_kept_once(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(3)
    rows[1] = altered(rows[1])
    first = hub.send(gate, rows)

    again = hub.send(gate, rows)

    assert again == first
    assert hub.count("quarantine") == 1
    assert [alarm.count for alarm in hub.node.alarms.standing()] == [1]


def test_the_signed_head_is_the_last_right_row(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(3)
    rows[2] = altered(rows[2])

    answer = hub.send(gate, rows)

    assert answer.accepted_through == 3
    assert answer.signed.head.anchor == (2, rows[1].hash)


def test_a_restored_backup_is_a_fork_and_both_versions_are_kept(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(6)
    hub.send(gate, rows)
    other = rows[:3] + passages(4, after=rows[2], lane="south")

    answer = hub.send(gate, other)

    assert answer.accepted_through == 7
    found = [(one.seq, one.code) for one in answer.rejected]
    assert found == [(4, "fork"), (5, "fork"), (6, "fork"), (7, "prev-mismatch")]
    assert hub.count("record") == 6
    assert hub.count("quarantine") == 4
    assert {a.code for a in hub.node.alarms.standing()} == {"fork", "prev-mismatch"}
    later = passages(1, after=other[-1])
    assert not hub.send(gate, later).rejected


def test_a_row_that_the_kiosk_lost_is_noted_and_the_next_one_is_right(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(4)

    answer = hub.send(gate, [*rows[:2], lost(3), rows[3]])

    assert answer.accepted_through == 4
    assert [(one.seq, one.code) for one in answer.rejected] == [(3, "lost")]
    assert answer.signed.head.seq == 4


def test_a_damaged_row_is_kept_byte_for_byte(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(2)
    damaged = rows[1]._replace(payload='{"a":\udcff\0')

    answer = hub.send(gate, [rows[0], damaged])

    assert answer.accepted_through == 2
    ((row,),) = hub.ask("SELECT row FROM quarantine")
    assert "\\udcff\\u0000" in row


def test_a_new_segment_goes_on_from_the_damaged_one(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(3)
    hub.send(gate, rows)
    head = {"last_seq": 3, "last_hash": rows[2].hash}

    answer = hub.send(gate, chain([{"segment": head}], after=rows[2], kind="device"))

    assert (answer.accepted_through, list(answer.rejected)) == (4, [])


def test_what_is_acknowledged_is_in_the_month_of_the_hub(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(2)
    hub.send(gate, rows[:1])
    hub.clock.turn(40 * 86400)

    hub.send(gate, rows)

    assert hub.ask("SELECT tableoid::regclass::text, seq FROM record ORDER BY seq") == [
        ("record_2026_11", 1),
        ("record_2026_12", 2),
    ]
    assert hub.send(gate, rows).accepted_through == 2
    assert hub.count("record") == 2


def test_racing_senders_leave_each_row_once(
    hub: Hub, address: str, clock: FakeClock
) -> None:
    gate, rows = hub.gate(), passages(300)
    batches = [rows[at : at + 40] for at in range(0, 300, 20)]
    start = threading.Barrier(4)

    def send(node: Node) -> None:
        sender = Hub(node, clock)
        start.wait()
        at = 0
        while at < len(batches):
            try:
                through = sender.send(gate, batches[at]).accepted_through
            except BatchGap as gap:
                through = gap.accepted_through
            at = max(at + 1, through // 20)

    with open_node(address, clock) as other, ThreadPoolExecutor(4) as pool:
        list(pool.map(send, [hub.node, other, hub.node, other]))

    assert hub.ask("SELECT count(*), count(DISTINCT seq) FROM record") == [(300, 300)]
    assert hub.ask("SELECT through FROM mark") == [(300,)]
    assert hub.ask("SELECT sum(count) FROM tally") == [(300,)]
    assert hub.count("quarantine") == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wrong=st.sets(st.integers(1, 30)),
    cuts=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 12)), max_size=8),
)
def test_however_batches_are_cut_and_repeated_each_row_is_filed_or_apart(
    hub: Hub, wrong: set[int], cuts: list[tuple[int, int]]
) -> None:
    gate = hub.gate(SigningKey.generate().verify_key.encode().hex()[:12])
    rows = [altered(r) if r.seq in wrong else r for r in passages(30)]

    for at, size in [*cuts, (0, 30)]:
        try:
            hub.send(gate, rows[at : at + size])
        except BatchGap:
            continue

    filed = hub.ask("SELECT seq FROM record WHERE kiosk = %s ORDER BY seq", gate.id)
    apart = hub.ask("SELECT seq FROM quarantine WHERE kiosk = %s", gate.id)
    assert [seq for (seq,) in filed] == [n for n in range(1, 31) if n not in wrong]
    assert {seq for (seq,) in apart} == wrong


def test_hostile_rows_with_right_hashes_are_filed_or_kept_apart(hub: Hub) -> None:
    gate = hub.gate()
    payloads = [
        passage(passage="\0", lane="x" * 5000, reasons=[None], code="?"),
        passage(temperature={"celsius": 1e300}, verdict=["allow"]),
        passage(temperature={"celsius": 10**400}),
        passage(temperature={"celsius": 1e-300}),
        {"event": "closed", "incident": 5, "summary": {"overdue": -1}},
        {"day": "9999-99-99", "clock": "\ud7ff"},
    ]
    rows = chain(payloads)
    rows += chain(payloads[4:], after=rows[-1], kind="incident")
    rows += chain(payloads[5:], after=rows[-1], kind="report")
    rows += [
        *chain([{}], after=rows[-1], kind="x" * 40),
    ]

    answer = hub.send(gate, rows)

    assert answer.accepted_through == len(rows)
    assert [one.code for one in answer.rejected] == ["unreadable"]


def test_a_zone_with_a_part_of_a_second_is_a_time_too(hub: Hub) -> None:
    at = "2026-11-21T12:00:00+08:00:00.500000"
    row = Row(1, at, "passage", "{}", ZERO, row_hash(ZERO, 1, at, "passage", "{}"))

    assert not hub.send(hub.gate(), [row]).rejected
    assert hub.ask("SELECT at FROM record") == [(at,)]


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-11-21T12:00:00", "9999-12-31T23:59:59Z"]
)
def test_a_row_whose_time_cannot_be_read_is_kept_apart(hub: Hub, at: str) -> None:
    row = Row(1, at, "passage", "{}", ZERO, row_hash(ZERO, 1, at, "passage", "{}"))

    answer = hub.send(hub.gate(), [row])

    assert [one.code for one in answer.rejected] == ["unreadable"]

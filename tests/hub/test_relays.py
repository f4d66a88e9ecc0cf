"""A street's hub before a county's: the same records, once each, in both."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from kiosk.codes.batch import Event, encode, lost
from kiosk.codes.batch_seal import squeeze
from kiosk.codes.hub_refusal import CredentialUnknown, KioskRevoked
from kiosk.core.chain import row_hash
from kiosk.hub.app import build_hub
from kiosk.hub.forms import BatchHeaders
from kiosk.hub.node import open_node
from kiosk.hub.proof import Prover
from kiosk.hub.reception import receive, recognise
from kiosk.hub.relaying import Relaying, enrol_above, relay
from kiosk.hub.upwards import NotRelaying, Upwards
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.line import HubAddress, Line
from tests.fakes import FakeClock
from tests.hub.gates import Hub, altered, passages
from tests.upstream.forwarder.rig import receiving


@pytest.fixture
def county(server: str, prepared: str, clock: FakeClock) -> Iterator[Hub]:
    """A hub with another database of the same server."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE county")
    with open_node(prepared.replace("/postgres?", "/county?"), clock) as node:
        yield Hub(node, clock)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE county WITH (FORCE)")


@asynccontextmanager
async def relaying(street: Hub, county: Hub) -> AsyncIterator[Relaying]:
    """The street's hub, enrolled at the county's."""
    code = county.node.codes.issue("street-7", county.doer, relay=True)
    async with receiving(build_hub(county.node)) as port:
        url = f"http://127.0.0.1:{port}"
        asking = Line(HubAddress(url))
        await enrol_above(street.node, asking, code, "street-7")
        await asking.aclose()
        above = Upwards(street.node.database).above()
        line = Line(
            HubAddress(url, None, {"Authorization": f"Bearer {above.credential}"})
        )
        yield Relaying(street.node, above, line)
        await line.aclose()


async def test_what_a_street_has_the_county_has(hub: Hub, county: Hub) -> None:
    first, second = hub.gate("gate-1"), hub.gate("gate-2")
    rows = passages(700)
    hub.send(first, rows[:500])
    hub.send(first, rows[500:])
    wrong = passages(4)
    hub.send(second, [wrong[0], altered(wrong[1]), lost(3), wrong[3]])

    async with relaying(hub, county) as up:
        taken = await up.drain()
        hub.send(first, passages(1, after=rows[-1]))
        later = await up.drain()

    assert (taken, later) == (704, 1)
    assert county.ask(
        "SELECT kiosk, count(*), max(seq) FROM record GROUP BY kiosk ORDER BY kiosk"
    ) == [("street-7/gate-1", 701, 701), ("street-7/gate-2", 2, 4)]
    apart = county.ask("SELECT seq, code FROM quarantine ORDER BY seq")
    assert apart == [(2, "hash-mismatch"), (3, "lost")]
    assert Prover(county.node.database).prove("street-7/gate-1").whole


@pytest.mark.parametrize("payload", ["not JSON", '{"b": 1, "a": 2}', "[" * 5000])
async def test_no_payload_of_a_kiosk_keeps_a_street_from_sending(
    hub: Hub, county: Hub, payload: str
) -> None:
    (row,) = passages(1)
    own = row_hash(row.prev, 1, row.at, row.kind, payload)
    event, gate = Event(row._replace(payload=payload, hash=own)), hub.gate("gate-1")
    body = squeeze(encode(gate.id, [event], own=False)[0])
    receive(hub.node, gate.headers(body), body)

    async with relaying(hub, county) as up:
        assert await up.drain() == 1

    assert county.ask("SELECT payload FROM record") == [(payload,)]


async def test_a_street_that_forgot_how_far_it_was_sends_nothing_twice(
    hub: Hub, county: Hub
) -> None:
    hub.send(hub.gate("gate-1"), passages(5))

    async with relaying(hub, county) as up:
        await up.drain()
        hub.ask("DELETE FROM relayed RETURNING kiosk")
        await up.drain()
        hub.ask("UPDATE relayed SET through = 3 RETURNING kiosk")
        await up.drain()

    assert county.ask("SELECT count(*), max(seq) FROM record") == [(5, 5)]


async def test_a_county_that_was_restored_asks_for_what_it_lacks(
    hub: Hub, county: Hub
) -> None:
    rows = passages(6)
    gate = hub.gate("gate-1")
    hub.send(gate, rows[:5])

    async with relaying(hub, county) as up:
        await up.drain()
        county.ask("DELETE FROM record WHERE seq > 2 RETURNING seq")
        county.ask(
            "UPDATE mark SET through = 2, tail = %s WHERE kiosk LIKE 'street%%'"
            " RETURNING kiosk",
            rows[1].hash,
        )
        hub.send(gate, rows[5:])
        await up.drain()

    assert county.ask("SELECT count(*), max(seq) FROM record") == [(6, 6)]


async def test_a_county_restored_from_before_it_heard_of_a_kiosk_hears_of_it_again(
    hub: Hub, county: Hub
) -> None:
    hub.send(hub.gate("gate-1"), passages(5))

    async with relaying(hub, county) as up:
        await up.drain()
        for table in ("record", "tally", "mark"):
            county.ask(f"DELETE FROM {table} WHERE kiosk LIKE '%%/%%' RETURNING 1")  # noqa: S608 - our own
        county.ask("DELETE FROM kiosk WHERE via IS NOT NULL RETURNING id")
        hub.send(hub.gate("gate-2"), passages(1))
        hub.ask("UPDATE relayed SET through = 4 RETURNING kiosk")
        await up.drain()

    assert county.ask("SELECT kiosk, count(*) FROM record GROUP BY 1 ORDER BY 1") == [
        ("street-7/gate-1", 5),
        ("street-7/gate-2", 1),
    ]


async def test_one_kiosk_that_is_revoked_above_keeps_no_other_from_going_up(
    hub: Hub, county: Hub, clock: FakeClock
) -> None:
    first, second = hub.gate("gate-1"), hub.gate("gate-2")
    rows, at = passages(3), clock.now()
    upwards, gone = Upwards(hub.node.database), "street-7/gate-1"
    for gate in (first, second):
        hub.send(gate, rows[:1])

    async with relaying(hub, county) as up:
        await up.drain()
        county.node.kiosks.revoke(gone, "stolen", county.doer)
        hub.send(first, rows[1:2])
        hub.send(second, rows[1:])
        sent = await up.drain()
        refused = [(one.kiosk, one.refused_at) for one in upwards.heights()]
        await up.drain()
        asked = [alarm.count for alarm in county.node.alarms.standing(gone)]
        county.node.kiosks.readmit(gone, county.doer)
        clock.turn(600)
        later = await up.drain()

    assert (sent, asked, later) == (2, [1], 1)
    assert refused == [("gate-1", at), ("gate-2", None)]
    assert [one.refused_at for one in upwards.heights()] == [None, None]
    assert county.ask("SELECT max(seq) FROM record GROUP BY kiosk ORDER BY kiosk") == [
        (2,),
        (3,),
    ]


async def test_a_kiosk_that_is_refused_above_for_another_reason_is_told(
    hub: Hub, county: Hub
) -> None:
    for name in ("gate-1", "gate-2"):
        hub.send(hub.gate(name), passages(1))
    hub.ask("UPDATE kiosk SET name = '' WHERE id = 'gate-1' RETURNING id")

    async with relaying(hub, county) as up:
        with pytest.raises(HubRefused) as refusal:
            await up.drain()

    assert refusal.value.code == "request-malformed"
    assert county.ask("SELECT DISTINCT kiosk FROM record") == [("street-7/gate-2",)]


async def test_a_revoked_street_is_refused(hub: Hub, county: Hub) -> None:
    hub.send(hub.gate("gate-1"), passages(5))

    async with relaying(hub, county) as up:
        county.node.kiosks.revoke("street-7", "test", county.doer)
        with pytest.raises(HubRefused) as refusal:
            await up.drain()

    assert refusal.value.code == "kiosk-revoked"
    assert county.count("record") == 0


async def test_a_relay_goes_on_by_itself_until_it_is_stopped(
    hub: Hub, county: Hub
) -> None:
    gate, rows = hub.gate("gate-1"), passages(2)
    hub.send(gate, rows)
    code = county.node.codes.issue("street-7", county.doer, relay=True)

    async with receiving(build_hub(county.node)) as port:
        url = f"http://127.0.0.1:{port}"
        asking = Line(HubAddress(url))
        await enrol_above(hub.node, asking, code, "street-7")
        await asking.aclose()
        going = asyncio.create_task(relay(hub.node, url, None))
        # Nothing rings when a row arrives.
        while county.count("record") < 2 and not going.done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going

    assert county.count("record") == 2


def test_nobody_speaks_for_a_kiosk_that_is_not_behind_them(hub: Hub) -> None:
    gate, now = hub.gate("gate-1"), hub.clock.now()
    said = BatchHeaders(
        authorization=f"Bearer {gate.credential}", kiosk_id="gate-1/gate-2"
    )

    with pytest.raises(CredentialUnknown):
        recognise(hub.node, said, now)
    hub.node.kiosks.revoke("gate-1", "test", hub.doer)
    with pytest.raises(KioskRevoked):
        recognise(hub.node, said, now)


def test_a_hub_without_one_above_says_how_to_be_enrolled(hub: Hub) -> None:
    with pytest.raises(NotRelaying, match="--relay"):
        Upwards(hub.node.database).above()

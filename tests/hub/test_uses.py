"""Uses by cursor: none is missed, whatever the hub was before."""

from typing import Any

from kiosk.codes.batch import Event, Use
from kiosk.hub.incidents import Incidents
from tests.hub.gates import Hub, chain, passages

KEY = "0123456789abcdef" * 2


def test_a_cursor_of_another_hub_begins_from_the_first(hub: Hub) -> None:
    here, there = hub.gate(), hub.gate("gate-2")
    hub.send(here, [Event(row, Use(KEY, 2, "out")) for row in passages(2)])
    asking = hub.node.kiosks.known(there.credential)

    told = hub.node.uses.after(asking, 0)
    end = told["cursor"]

    assert [use["seq"] for use in told["uses"]] == [1, 2]
    assert hub.node.uses.after(asking, end) == {"cursor": end, "uses": []}
    assert hub.node.uses.after(asking, end + 1) == told


def test_before_the_first_use_every_cursor_is_too_far(hub: Hub) -> None:
    asking = hub.node.kiosks.known(hub.gate().credential)

    assert hub.node.uses.after(asking, 7) == {"cursor": 0, "uses": []}


def test_a_community_without_news_keeps_its_cursor(hub: Hub) -> None:
    quiet = hub.node.kiosks.known(hub.gate("gate-9", "c9").credential)
    hub.send(hub.gate(), [Event(row, Use(KEY, 2, "out")) for row in passages(2)])
    ((newest,),) = hub.ask("SELECT max(id) FROM use")

    assert hub.node.uses.after(quiet, newest)["cursor"] == newest


def test_a_conflict_found_later_is_an_incident_until_it_is_closed(hub: Hub) -> None:
    gate, (row,) = hub.gate(), passages(1)
    told: list[dict[str, Any]] = [
        {"event": "conflict", "incident": "p1", "reasons": ["quota-conflict"]},
        {"event": "closed", "incident": "p1"},
    ]
    conflict, closed = chain(told, after=row, kind="incident")

    hub.send(gate, [row, conflict])
    (standing,) = Incidents(hub.node.database).standing("gate-1")
    hub.send(gate, [closed])

    assert (standing.seq, standing.verdict) == (2, "refuse")
    assert standing.reason == "quota-conflict"
    assert Incidents(hub.node.database).standing("gate-1") == []

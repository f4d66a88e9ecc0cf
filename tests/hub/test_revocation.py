import pytest

from kiosk.core.errors import FormError
from kiosk.hub.deeds import Doer
from kiosk.hub.kiosks import Application, Known
from kiosk.hub.overview import Overview, Worry
from kiosk.hub.revocations import KioskUnknown
from tests.hub.gates import Hub


def relay(hub: Hub, name: str = "street-7") -> Known:
    """A hub below that speaks for one kiosk, ``gate-1``."""
    code, now = hub.node.codes.issue(name, hub.doer, relay=True), hub.clock.now()
    application = Application(
        code=code, kiosk=name, public=bytes(32), community=name, name=name
    )
    known = hub.node.kiosks.known(hub.node.kiosks.enrol(application, now))
    hub.node.relays.announce(known, f"{name}/gate-1", "c1", "测试门", now)
    return known


def test_a_revoked_kiosk_says_since_when_why_and_by_whom(hub: Hub) -> None:
    hub.gate()
    at = hub.clock.now()

    hub.node.kiosks.revoke("gate-1", " 被盗 ", hub.doer)
    hub.clock.turn(60)
    hub.node.kiosks.revoke("gate-1", "another", Doer(by="x", at=hub.clock.now()))

    one = Overview(hub.node.database).one("gate-1", hub.clock.now())
    assert one is not None
    assert (one.revoked_at, one.revoked_why, one.revoked_by) == (at, "被盗", "test")
    assert one.worries == (Worry.REVOKED,)
    deeds = hub.ask("SELECT staff, about FROM deed WHERE what = 'revoke'")
    assert deeds == [("test", "gate-1: 被盗")]


def test_a_kiosk_that_is_enrolled_again_is_revoked_no_more(hub: Hub) -> None:
    hub.gate()
    hub.node.kiosks.revoke("gate-1", "stolen", hub.doer)

    hub.gate()

    found = hub.ask("SELECT revoked_at, revoked_why, revoked_by FROM kiosk")
    assert found == [(None, None, None)]


@pytest.mark.parametrize("why", ["", " x ", "x" * 81, "a\0b", "a\nb"])
def test_nothing_is_revoked_without_a_reason(hub: Hub, why: str) -> None:
    hub.gate()

    with pytest.raises(FormError) as error:
        hub.node.kiosks.revoke("gate-1", why, hub.doer)

    assert error.value.field == "why"
    assert hub.node.kiosks.one("gate-1").revoked_at is None


@pytest.mark.parametrize("kiosk", ["nobody", "", "\0"])
def test_a_kiosk_that_is_none_is_not_revoked(hub: Hub, kiosk: str) -> None:
    with pytest.raises(KioskUnknown):
        hub.node.kiosks.revoke(kiosk, "stolen", hub.doer)


def test_a_kiosk_of_a_hub_below_is_revoked_and_taken_again(hub: Hub) -> None:
    street = relay(hub)
    kiosk = "street-7/gate-1"

    hub.node.kiosks.revoke(kiosk, "stolen", hub.doer)
    revoked = hub.node.relays.behind(street, kiosk).revoked
    hub.node.relays.announce(street, kiosk, "c1", "测试门", hub.clock.now())
    still = hub.node.relays.behind(street, kiosk).revoked
    for _ in range(2):
        hub.node.kiosks.readmit(kiosk, hub.doer)

    again = hub.node.relays.behind(street, kiosk).revoked
    assert (revoked, still, again) == (True, True, False)
    assert hub.ask("SELECT what FROM deed WHERE about LIKE 'street-7/%%'") == [
        ("revoke",),
        ("readmit",),
    ]


def test_a_kiosk_of_our_own_comes_back_by_a_code_alone(hub: Hub) -> None:
    hub.gate()
    hub.node.kiosks.revoke("gate-1", "stolen", hub.doer)

    with pytest.raises(FormError) as error:
        hub.node.kiosks.readmit("gate-1", hub.doer)
    with pytest.raises(KioskUnknown):
        hub.node.kiosks.readmit("nobody", hub.doer)

    assert error.value.slug == "not-behind"
    assert hub.node.kiosks.one("gate-1").revoked_at is not None


def test_a_hub_below_is_told_with_its_kiosks_and_when_it_was_heard_of(hub: Hub) -> None:
    relay(hub)
    (silent,) = hub.node.relays.below()
    hub.clock.turn(60)
    hub.node.kiosks.greet("street-7/gate-1", hub.clock.now())
    hub.ask("UPDATE mark SET journal_seq = 7 WHERE kiosk <> 'street-7' RETURNING 1")
    hub.node.kiosks.revoke("street-7", "closed", hub.doer)

    (heard,) = hub.node.relays.below()

    assert (silent.contact_at, silent.kiosks, silent.backlog) == (None, 1, 0)
    assert (heard.contact_at, heard.backlog) == (hub.clock.now(), 7)
    assert (heard.revoked_why, heard.revoked_by) == ("closed", "test")

from datetime import timedelta

import pytest

from kiosk.core.errors import FormError
from kiosk.hub.enrolment_codes import LIFE
from kiosk.hub.kiosks import Application
from kiosk.hub.refusals import CodeOfOtherCommunity, CodeUnknown
from tests.fakes import HOME
from tests.hub.gates import Hub

ELSEWHERE = "620102001002"


def enrol(hub: Hub, code: str, kiosk: str = "gate-1", *, community: str = HOME) -> None:
    application = Application(
        code=code, kiosk=kiosk, public=bytes(32), community=community, name="测试"
    )
    hub.node.kiosks.enrol(application, hub.clock.now())


def test_a_code_is_listed_by_whom_it_was_given_until_it_is_used(hub: Hub) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer)
    (listed,) = hub.node.codes.unused()

    enrol(hub, code)

    assert (listed.kiosk, listed.relay, listed.issued_by) == ("gate-1", False, "test")
    assert (listed.expires_at - listed.issued_at, listed.known) == (LIFE, False)
    assert hub.node.codes.unused() == []


def test_a_code_of_one_community_lets_no_kiosk_of_another_in_and_is_not_spent(
    hub: Hub,
) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer, community=HOME)
    (listed,) = hub.node.codes.unused()

    with pytest.raises(CodeOfOtherCommunity, match=r"kiosk\.community in kiosk\.toml"):
        enrol(hub, code, community=ELSEWHERE)
    refused = hub.count("kiosk")
    enrol(hub, code, community=HOME)

    assert (listed.community, refused) == (HOME, 0)
    assert hub.ask("SELECT id, community FROM kiosk") == [("gate-1", HOME)]
    assert hub.ask("SELECT about FROM deed") == [(f"gate-1: {HOME}",)]


def test_another_code_also_changes_the_community(hub: Hub) -> None:
    hub.node.codes.issue("gate-1", hub.doer, community=HOME)
    moved = hub.node.codes.issue("gate-1", hub.doer, community=ELSEWHERE)
    with pytest.raises(CodeOfOtherCommunity):
        enrol(hub, moved)

    enrol(hub, hub.node.codes.issue("gate-1", hub.doer), community=ELSEWHERE)

    assert hub.node.codes.communities() == [ELSEWHERE]


@pytest.mark.parametrize("community", ["", "c1", "62010200100", f"{HOME}\n", "\0"])
def test_no_code_is_given_for_what_is_no_community(hub: Hub, community: str) -> None:
    with pytest.raises(FormError) as error:
        hub.node.codes.issue("gate-1", hub.doer, community=community)

    assert (error.value.field, error.value.slug) == ("community", "community")
    assert hub.count("enrolment_code") == hub.count("deed") == 0


@pytest.mark.parametrize("written", ["-", " ", "", " - "])
def test_a_code_counts_however_it_is_written(hub: Hub, written: str) -> None:
    enrol(hub, f" {hub.node.codes.issue('gate-1', hub.doer)} ".replace("-", written))

    assert hub.count("kiosk") == 1


def test_another_code_for_a_kiosk_withdraws_the_first(hub: Hub) -> None:
    first = hub.node.codes.issue("gate-1", hub.doer)
    second = hub.node.codes.issue("gate-1", hub.doer)

    with pytest.raises(CodeUnknown):
        enrol(hub, first)
    enrol(hub, second)


def test_a_withdrawn_code_counts_no_more(hub: Hub) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer)

    hub.node.codes.withdraw("gate-1", hub.doer)

    with pytest.raises(CodeUnknown):
        enrol(hub, code)
    with pytest.raises(FormError) as error:
        hub.node.codes.withdraw("gate-1", hub.doer)
    assert error.value.slug == "code-gone"
    assert hub.ask("SELECT what, about FROM deed ORDER BY id") == [
        ("code-issued", "gate-1: anywhere"),
        ("code-withdrawn", "gate-1"),
    ]


def test_a_code_of_yesterday_is_listed_and_of_no_use(hub: Hub) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer)
    hub.clock.turn(LIFE / timedelta(seconds=1))

    with pytest.raises(CodeUnknown):
        enrol(hub, code)

    assert [one.kiosk for one in hub.node.codes.unused()] == ["gate-1"]


@pytest.mark.parametrize(
    "kiosk", ["", "东门", "street-7/gate-1", "x" * 33, "a\n", "\0"]
)
def test_no_code_is_given_for_what_is_no_id(hub: Hub, kiosk: str) -> None:
    with pytest.raises(FormError) as error:
        hub.node.codes.issue(kiosk, hub.doer)

    assert error.value.slug == "id"
    assert hub.count("enrolment_code") == hub.count("deed") == 0


def test_a_kiosk_does_not_become_a_hub_nor_a_hub_a_kiosk(hub: Hub) -> None:
    hub.gate("gate-1")
    enrol(hub, hub.node.codes.issue("street-7", hub.doer, relay=True), "street-7")

    with pytest.raises(FormError) as kiosk:
        hub.node.codes.issue("gate-1", hub.doer, relay=True)
    with pytest.raises(FormError) as relay:
        hub.node.codes.issue("street-7", hub.doer)

    assert (kiosk.value.slug, relay.value.slug) == ("id-of-kiosk", "id-of-relay")

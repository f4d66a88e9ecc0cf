import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from kiosk.core.chain import Flaw
from kiosk.hub.app import build_hub
from kiosk.hub.deeds import Deed
from kiosk.hub.overview import Overview, Worry
from kiosk.hub.pages.desk import TEMPLATES
from kiosk.hub.proof import Prover
from kiosk.hub.reports import Report, due_day
from kiosk.hub.staff import HubStaff, Role
from kiosk.web.options import LANGUAGES
from kiosk.web.texts import Texts
from tests.hub.gates import Hub, altered, chain, passage, passages

PASSWORD = "richtig-lang-und-geheim"
SLUGS = (
    *("wrong-password", "wait", "too-old", "too-short", "same", "differs"),
    *("name", "taken", "last-administrator", "hub-staff-unknown", "missing"),
    *("id", "id-of-relay", "id-of-kiosk", "code-gone", "community"),
)
"""What the forms refuse."""


@pytest.fixture
def client(hub: Hub) -> Iterator[TestClient]:
    HubStaff(hub.node.database).add("测试督导", PASSWORD, hub.doer)
    with TestClient(build_hub(hub.node)) as client:
        form = {"name": "测试督导", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 200
        yield client


def overview(hub: Hub) -> Overview:
    return Overview(hub.node.database)


@pytest.mark.parametrize("path", ["/", "/kiosks/gate-1", "/records"])
def test_nobody_sees_anything_without_signing_in(hub: Hub, path: str) -> None:
    hub.gate()
    client = TestClient(build_hub(hub.node), follow_redirects=False)

    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_wrong_password_says_so(hub: Hub) -> None:
    client = TestClient(build_hub(hub.node))

    answer = client.post("/sign-in", data={"name": "x", "password": "y"})

    assert answer.status_code == 403
    assert "密码不对" in answer.text


def test_another_site_can_press_nothing(client: TestClient) -> None:
    answer = client.post("/alarms/1/seen", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


def test_the_table_shows_what_needs_somebody_first(
    client: TestClient, hub: Hub
) -> None:
    good, bad = hub.gate("a-fine"), hub.gate("b-bad")
    hub.send(good, passages(2))
    rows = passages(3)
    hub.send(bad, [rows[0], altered(rows[1]), rows[2]])

    page = client.get("/").text

    assert page.index("b-bad") < page.index("a-fine")
    assert "记录被改动" in page
    assert [one.id for one in overview(hub).all(hub.clock.now())] == ["b-bad", "a-fine"]


def test_a_checkpoint_counts_today_and_what_is_open(hub: Hub) -> None:
    gate = hub.gate()
    rows = chain([passage(passage="a"), passage("hold", passage="b"), passage("hold")])
    closed = {"event": "closed", "incident": "b", "result": "cleared"}
    rows += chain([closed], after=rows[-1], kind="incident")
    summary = {"event": "handover-offered", "summary": {"overdue": 4}}
    rows += chain([summary], after=rows[-1], kind="shift")
    hub.send(gate, rows)

    one = overview(hub).one("gate-1", hub.clock.now())

    assert one is not None
    assert dict(one.counts) == {"allow": 1, "hold": 2}
    assert (one.open, one.holds, one.overdue, one.clock) == (1, 1, 4, "synced")


def test_a_report_is_made_zero_late_or_missing(hub: Hub) -> None:
    gate = hub.gate()
    hub.clock.turn(5 * 86400)
    last = due_day(hub.clock.now())
    days = {0: (False, False), 1: (False, True), 2: ("not-running", False)}
    rows = chain(
        (
            {
                "event": "daily-report",
                "day": str(last - timedelta(days=back)),
                "late": late or None,
                "zero": zero,
            }
            for back, (late, zero) in days.items()
        ),
        kind="report",
    )
    hub.send(gate, rows)

    one = overview(hub).one("gate-1", hub.clock.now())

    assert one is not None
    assert [what for _, what in one.reports][:5] == [
        *(Report.MADE, Report.ZERO, Report.LATE, Report.MISSING, Report.NONE),
    ]
    assert Worry.REPORT in one.worries


def test_a_checkpoint_that_fell_silent_is_told(hub: Hub) -> None:
    gate = hub.gate()
    now = hub.clock.now()
    fresh = overview(hub).one("gate-1", now)
    hub.send(gate, passages(1))
    hub.clock.turn(601)
    silent = overview(hub).one("gate-1", hub.clock.now())

    assert fresh is not None
    assert silent is not None
    assert (fresh.worries, silent.worries) == ((Worry.NEVER,), (Worry.SILENT,))


def test_the_chain_of_a_checkpoint_is_walked_again(
    client: TestClient, hub: Hub
) -> None:
    gate, rows = hub.gate(), passages(6)
    hub.send(gate, rows[:4])
    assert "完好：4 条" in client.post("/kiosks/gate-1/verify").text

    hub.ask("UPDATE record SET payload = '{}' WHERE seq = 2 RETURNING seq")
    hub.send(gate, [altered(rows[4]), rows[5]])
    proof = Prover(hub.node.database).prove("gate-1")

    assert [(seq, str(flaw)) for seq, flaw in proof.flaws] == [
        (2, "hash-mismatch"),
        (5, "hash-mismatch"),
    ]
    assert (proof.count, proof.end.seq, proof.head.seq) == (6, 6, 6)
    page = client.post("/kiosks/gate-1/verify").text
    assert "2 处有问题" in page


def test_a_checkpoint_that_is_none_is_told_in_words(client: TestClient) -> None:
    answer = client.get("/kiosks/nobody")

    assert answer.status_code == 404
    assert "没有这个卡口" in answer.text


def test_an_alarm_is_seen_to_once(client: TestClient, hub: Hub) -> None:
    hub.node.alarms.raise_one("gate-1", "fork", "x", hub.clock.now())
    (alarm,) = hub.node.alarms.standing()

    back = {"next": "/kiosks/gate-1"}
    answer = client.post(f"/alarms/{alarm.id}/seen", data=back, follow_redirects=False)

    assert answer.headers["location"] == "/kiosks/gate-1"
    assert hub.node.alarms.standing() == []
    assert hub.ask("SELECT seen_by FROM alarm")[0][0].endswith("测试督导")


def test_a_checkpoint_says_what_it_has_not_closed(client: TestClient, hub: Hub) -> None:
    rows = chain([passage("hold", passage="a"), passage("hold", passage="b")])
    closed = {"event": "closed", "incident": "a", "result": "cleared"}
    rows += chain([closed], after=rows[-1], kind="incident")
    hub.send(hub.gate(), rows)

    page = client.get("/kiosks/gate-1").text

    listed = page[page.index('class="incidents"') :].partition("</ul>")[0]
    assert "未结事项 1 条" in page
    assert ("#2" in listed, "#1" in listed) == (True, False)
    assert Texts("zh-CN")("reason.fever") in listed


def test_passages_of_every_checkpoint_are_found(client: TestClient, hub: Hub) -> None:
    hub.send(hub.gate("gate-1"), passages(60))
    hub.send(hub.gate("gate-2"), chain([passage("hold")]))

    held = client.get("/records?verdict=hold").text
    first = client.get("/records").text
    rest = client.get("/records?kiosk=gate-1&skip=50").text

    assert "/kiosks/gate-2" in held
    assert "/kiosks/gate-1" not in held
    assert first.count("/kiosks/gate-1") == 50
    assert rest.count("/kiosks/gate-1") == 10
    assert client.get("/records?since=gestern").status_code == 200


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_passages_are_pulled_with_a_manifest_and_noted(
    client: TestClient, hub: Hub, form: str
) -> None:
    hub.send(hub.gate("gate-1"), passages(3, lane="=cmd()"))
    hub.send(hub.gate("gate-2"), passages(2))

    answer = client.post("/records/export", data={"form": form, "why": "测试检查"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        said = json.loads(archive.read("manifest.json"))
        names = archive.namelist()
        text = archive.read(f"log.{form}")
    assert len(names) == 2
    assert [one["rows"] for one in said["files"].values()] == [{"log": 5}]
    assert said["asked"] == {"why": "测试检查"}
    if form == "csv":
        lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
        assert [line[0] for line in lines][:3] == ["卡口", "gate-1", "gate-2"]
        assert lines[1][4] == "'=cmd()"
    assert hub.ask("SELECT count(*) FROM deed WHERE what = 'export'") == [(1,)]


def test_a_pull_without_a_reason_is_refused(client: TestClient, hub: Hub) -> None:
    answer = client.post("/records/export", data={"form": "csv", "why": " "})

    assert answer.status_code == 422
    assert hub.ask("SELECT count(*) FROM deed WHERE what = 'export'") == [(0,)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_page_has_a_text(language: str) -> None:
    texts = Texts(language)
    written = {
        key
        for template in TEMPLATES.glob("*.html")
        for key in re.findall(r'\bt\("([a-z_-]+\.[a-z_-]*[a-z])"', template.read_text())
    }
    words = tuple(f"worry-{one}" for one in Worry)
    words += tuple(f"{key}-{one}" for one in Report for key in ("report", "mark"))
    codes = ("fork", "lost", "unreadable", Flaw.PREV, Flaw.HASH, Flaw.GAP)
    words += tuple(f"{key}-{role}" for role in Role for key in ("role", "may"))
    words += tuple(f"problem-{slug}" for slug in SLUGS)
    written |= {f"hub.{word}" for word in words}
    written |= {f"hub.code.{code}" for code in codes}
    written |= {f"hub.deed.{deed}" for deed in Deed}

    assert "hub.title" in written
    assert [key for key in written if not texts.has(key)] == []

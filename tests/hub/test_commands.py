import argparse
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from kiosk.cli import main
from kiosk.commands import hub as verbs
from kiosk.commands import hub_staff
from kiosk.hub.bundles import KINDS
from kiosk.hub.deeds import Doer
from kiosk.hub.staff import HubStaff, Role
from tests.fakes import HOME, NOON
from tests.hub.gates import Hub

PASSWORD = "richtig-lang-und-geheim"


def run(address: str, *words: str) -> int:
    return main(["hub", *words, "--database", address])


def test_a_code_enrols_and_a_revoked_kiosk_is_listed(
    hub: Hub, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.gate("gate-1")

    code = ["code", "--kiosk", "gate-2", "--community", HOME]
    assert run(address, *code) == 0
    assert run(address, "revoke", "--kiosk", "gate-1", "--why", "stolen") == 0
    assert run(address, "kiosks") == 0

    told, listed = capsys.readouterr().out.splitlines()
    assert len(told.replace("-", "")) == 20
    assert [one.community for one in hub.node.codes.unused()] == [HOME]
    assert hub.ask("SELECT revoked_by LIKE 'command line, %%' FROM kiosk") == [(True,)]
    assert listed == "gate-1\tc1\t测试gate-1\trevoked"


def test_a_code_is_for_one_community_unless_it_is_said_not_to_be(
    hub: Hub, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ["code", "--kiosk", "gate-2"]

    with pytest.raises(SystemExit):
        run(address, *code)
    assert "--community --any-community" in capsys.readouterr().err
    assert run(address, *code, "--community", "东片") == 1
    assert "12-digit" in capsys.readouterr().err
    assert run(address, *code, "--any-community") == 0

    assert [one.community for one in hub.node.codes.unused()] == [None]


def test_open_codes_are_listed_without_themselves_and_withdrawn(
    hub: Hub, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Whatever day the test runs on.
    once, far = (
        Doer(by="3 测试管理", at=NOON.replace(year=year)) for year in (2020, 2999)
    )
    hub.node.codes.issue("gate-1", far, community=HOME)
    hub.node.codes.issue("gate-2", once)
    hub.node.codes.issue("street-7", once, relay=True)

    assert run(address, "codes", "list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert run(address, "codes", "withdraw", "--kiosk", "gate-1") == 0
    assert run(address, "codes", "withdraw", "--kiosk", "gate-1") == 1

    assert "used or withdrawn before" in capsys.readouterr().err
    assert [one.kiosk for one in hub.node.codes.unused()] == ["gate-2", "street-7"]
    said = "2020-11-22 12:00\t2020-11-21 12:00\t3 测试管理\tover"
    assert listed == [
        f"gate-1\t{HOME}\t2999-11-22 12:00\t2999-11-21 12:00\t3 测试管理\topen",
        f"gate-2\tany community\t{said}",
        f"street-7\trelay\t{said}",
    ]


def test_a_kiosk_that_is_none_cannot_be_revoked(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(address, "revoke", "--kiosk", "nobody", "--why", "stolen") == 1
    assert run(address, "readmit", "--kiosk", "nobody") == 1
    assert capsys.readouterr().err.count("no kiosk is called nobody") == 2


def test_a_file_is_published_under_a_number(
    hub: Hub, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "duty.cose"
    file.write_bytes(b"signed")

    assert run(address, "publish", "duty", str(file)) == 0

    assert hub.node.bundles.newest("duty", "c1").content == b"signed"
    assert capsys.readouterr().out.strip().isdigit()
    file.write_bytes(b"")
    assert run(address, "publish", "duty", str(file)) == 1
    assert run(address, "publish", "duty", str(tmp_path / "none")) == 1


def test_a_hub_that_was_never_enrolled_above_relays_nothing(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(address, "code", "--relay", "--kiosk", "street-7") == 0
    assert run(address, "relay", "--to", "http://127.0.0.1:1") == 1
    assert "not enrolled above" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://county.example", "county.example", "", "x://"])
def test_a_credential_goes_up_by_tls_or_not_at_all(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("postgresql:///x", "relay", "--to", url)
    assert "https" in capsys.readouterr().err


def test_every_kind_can_be_published_and_every_role_given() -> None:
    assert verbs.KINDS == KINDS
    assert tuple(Role) == hub_staff.ROLES


def test_staff_are_let_in_and_out_except_the_last_administrator(
    hub: Hub, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([PASSWORD, PASSWORD, PASSWORD, "another"])
    parser = argparse.ArgumentParser()
    verbs.add(parser.add_subparsers(), ask=lambda _: next(answers))
    words = ["hub", "staff", "add", "测试管理", "--administrator"]
    words += ["--database", address]
    args = parser.parse_args(words)

    assert args.run(args) == 0
    with pytest.raises(Exception, match="differ"):
        args.run(args)
    assert run(address, "staff", "list") == 0

    assert capsys.readouterr().out.splitlines()[-1] == "测试管理\tadministrator"
    assert run(address, "staff", "role", "测试管理", "supervisor") == 1
    assert run(address, "staff", "remove", "测试管理") == 1
    assert capsys.readouterr().err.count("add another one first") == 2
    HubStaff(hub.node.database).add("测试", PASSWORD, hub.doer)
    assert run(address, "staff", "role", "测试", "administrator") == 0
    assert run(address, "staff", "remove", "测试管理") == 0
    assert run(address, "staff", "remove", "测试管理") == 1


def test_a_node_serves_until_it_is_told_to_stop(hub: Hub, address: str) -> None:
    with started("serve", "--port", "0", "--database", address) as (line, _):
        page = httpx2.get(f"{line}v1/openapi.json").json()

    assert "/v1/batches" in page["paths"]


def test_the_demonstration_fills_three_checkpoints() -> None:
    wait = threading.Event()
    with started("demo", "--port", "0") as (line, demo):
        url, name, password = line.split()
        with httpx2.Client(base_url=url, follow_redirects=True) as client:
            client.post("/sign-in", data={"name": name, "password": password})
            while demo.poll() is None:
                found = client.get("/records").text
                if all(f"/kiosks/gate-{number}" in found for number in (1, 2, 3)):
                    break
                wait.wait(0.2)
            table = client.get("/").text

    assert [table.count(word) for word in ("漏报", "零报告")] >= [1, 1]
    assert "有警报" not in table


@contextmanager
def started(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``kiosk hub`` and the first line it says; ended by a signal, in order."""
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "hub", *words],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def test_a_hub_that_lacks_a_library_says_what_to_install() -> None:
    lacking = "import sys; sys.modules['httptools'] = None; import kiosk.cli as cli;"
    words = ["hub", "serve", "--database", "postgresql:///none"]

    done = subprocess.run(
        [sys.executable, "-c", f"{lacking} sys.exit(cli.main({words}))"],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, "checkpoint-kiosk[hub]" in done.stderr) == (1, True)

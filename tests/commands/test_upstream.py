"""``kiosk upstream``: enrol, look, push, from the command line."""

import argparse
import asyncio
import json
from base64 import b64encode
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.clock import SystemClock
from kiosk.commands import upstream
from kiosk.commands.upstream import HubUnnamed
from kiosk.store.bundles import Seen, write_seen
from kiosk.store.enrolment import kiosk_seed, load_enrolment
from kiosk.store.keyfile import KeyMissing
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.upstream.enrolment import EnrolmentRefused
from tests.fakes import HOME, NOON
from tests.store.scenes import audit, fill
from tests.upstream.forwarder.receiver import (
    CREDENTIAL,
    HUB_PUBLIC,
    Receiver,
    Said,
)
from tests.upstream.forwarder.rig import PUBLIC, SEED, receiving

REFUSALS = {
    "WRONG": "code-unknown",
    "ELSEWHERE": "code-other-community",
    "NEWER": "code-of-tomorrow",
}


class Hub:
    """A receiver on a loop of its own: commands bring their own loop, too."""

    def __init__(self) -> None:
        self.receiver = Receiver(PUBLIC, now=SystemClock().now)
        self.applied: list[dict[str, str]] = []
        self.port = 0
        self._up, self._over = Event(), Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> "Hub":
        self._thread.start()
        assert self._up.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(20)

    async def _serve(self) -> None:
        self.receiver.open_served["/v1/enrol"] = self._enrol
        async with receiving(self.receiver) as self.port:
            self._up.set()
            await asyncio.to_thread(self._over.wait)

    def _enrol(self, _headers: dict[str, str], body: bytes) -> Said:
        said = json.loads(body)
        if refusal := REFUSALS.get(said["code"]):
            return Said(403, json.dumps({"code": refusal, "detail": ""}).encode())
        self.applied.append(said)
        hub_key = b64encode(HUB_PUBLIC).decode()
        answer = {"credential": CREDENTIAL, "hub_key": hub_key, "hub_key_id": "x"}
        return Said(201, json.dumps(answer).encode())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    open_keyring(tmp_path / "var" / "keys", FirstStart(community=HOME, now=NOON))
    kiosk_seed(tmp_path / "var" / "keys", random=lambda _: SEED)
    return tmp_path / "var"


def run(store: Path, port: int, *words: str) -> int:
    config = store.parent / "kiosk.toml"
    config.write_text(
        f'[store]\ndirectory = "{store}"\n[hub]\nurl = "http://127.0.0.1:{port}"\n'
    )
    return typed(*words, "--config", str(config))


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    upstream.add(parser.add_subparsers())
    args = parser.parse_args(["upstream", *words])
    code: int = args.run(args)
    return code


def test_enrol_push_and_status(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(store, audit("one"), audit("two"))
    with Hub() as hub:
        run(store, hub.port, "enrol", "ABCD-1234", "--name", "测试卡口")
        run(store, hub.port, "status")
        run(store, hub.port, "push")
        run(store, hub.port, "status")

    said = capsys.readouterr().out
    assert hub.applied[0]["name"] == "测试卡口"
    assert hub.applied[0]["public_key"] == b64encode(PUBLIC).decode()
    assert load_enrolment(store / "keys").credential == CREDENTIAL
    assert CREDENTIAL not in said
    assert "waiting   2 of 2 records\ncontact   never" in said
    assert "sent 2 records" in said
    assert "waiting   0 of 2 records" in said
    assert "witness   2:" in said


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("WRONG", "code-unknown .*ask the district for a new code"),
        ("ELSEWHERE", "code-other-community .*correct kiosk.community in kiosk.toml"),
        ("NEWER", "code-of-tomorrow .*same release"),
    ],
)
def test_a_code_that_does_not_count_changes_nothing(
    store: Path, code: str, told: str
) -> None:
    with Hub() as hub, pytest.raises(EnrolmentRefused, match=told):
        run(store, hub.port, "enrol", code)

    with pytest.raises(KeyMissing):
        load_enrolment(store / "keys")


def test_without_a_hub_in_the_settings_it_says_so(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("")

    with pytest.raises(HubUnnamed, match=r"hub\.url"):
        typed("status", "--config", str(config))


def test_what_came_and_what_was_refused_is_listed(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = {
        "duty": Seen(digest="ab" * 32, fault=None),
        "policy": Seen(digest="cd" * 32, fault="policy-forged"),
    }
    write_seen(store, seen)

    run(store, 1, "bundles")

    assert capsys.readouterr().out.splitlines() == [
        "duty  abababababab  taken",
        "policy  cdcdcdcdcdcd  policy-forged",
    ]

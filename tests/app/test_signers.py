"""Health certificates at a running kiosk: the trust file is read again by itself."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.check import check_parts
from kiosk.app.signers import Signers, open_signers
from kiosk.codes.dcc.errors import DccUnknownIssuer
from kiosk.config.reading import load_settings
from kiosk.core.certificate import CertificateKind
from kiosk.core.errors import ConfigError, StoreError
from kiosk.core.record import Kind
from kiosk.core.view import Condition
from tests.app.health_rig import NOBODY_MEASURES
from tests.app.rig import Site, serving, until
from tests.codes.dcc.scene import ISSUER, NOW, STRANGER, TESTED, Issuer, claims, text
from tests.fakes import FakeClock, FakeJournal

FOREVER = 4_000_000_000
CODE = text(claims(TESTED, exp=FOREVER))


def trust_file(path: Path, *issuers: Issuer) -> Path:
    listed = [
        {"certificate": base64.b64encode(issuer.der).decode()} for issuer in issuers
    ]
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"dcc": listed}))
    return draft.rename(path)


@asynccontextmanager
async def watching(signers: Signers, journal: FakeJournal) -> AsyncIterator[None]:
    task = asyncio.create_task(signers.watch(FakeClock(), journal, poll_s=0.002))
    try:
        yield
    finally:
        task.cancel()


async def said(journal: FakeJournal, *events: str) -> list[dict[str, Any]]:
    async def rows() -> list[dict[str, Any]]:
        return [dict(draft.payload) for draft in journal.drafts]

    wanted = list(events)
    return await until(rows, lambda found: [row["event"] for row in found] == wanted)


async def test_a_new_signer_is_believed_without_a_restart(tmp_path: Path) -> None:
    path, journal = trust_file(tmp_path / "trust.json", STRANGER), FakeJournal()
    signers = Signers(path, tmp_path / "keys")
    with pytest.raises(DccUnknownIssuer):
        signers.verify(CODE, NOW, "synced")

    async with watching(signers, journal):
        await said(journal, "trust-file-in-force")
        trust_file(path, STRANGER, ISSUER)
        await said(journal, "trust-file-in-force", "trust-file-in-force")

    assert signers.verify(CODE, NOW, "synced").kind is CertificateKind.TEST
    assert signers.light().condition is Condition.OK


async def test_a_broken_file_changes_nothing_but_the_light(tmp_path: Path) -> None:
    path, journal = trust_file(tmp_path / "trust.json", ISSUER), FakeJournal()
    signers = Signers(path, tmp_path / "keys")
    async with watching(signers, journal):
        await said(journal, "trust-file-in-force")
        path.write_text("{")
        rows = await said(journal, "trust-file-in-force", "trust-file-refused")
        assert signers.light().slug == "trust-file-wrong"
        assert signers.verify(CODE, NOW, "synced").result == "negative"

        trust_file(path, ISSUER)
        await said(
            journal, "trust-file-in-force", "trust-file-refused", "trust-file-in-force"
        )

    assert rows[1]["slug"] == "trust-file-wrong"
    assert {draft.kind for draft in journal.drafts} == {Kind.POLICY}
    assert signers.light().condition is Condition.OK


async def test_a_file_that_is_gone_keeps_its_signers(tmp_path: Path) -> None:
    path = trust_file(tmp_path / "trust.json", ISSUER)
    signers, journal = Signers(path, tmp_path / "keys"), FakeJournal()
    async with watching(signers, journal):
        await said(journal, "trust-file-in-force")
        path.unlink()
        await said(journal, "trust-file-in-force", "trust-file-refused")

    assert signers.verify(CODE, NOW, "synced").country == "AT"


async def test_a_journal_that_fails_stops_nothing(tmp_path: Path) -> None:
    path = trust_file(tmp_path / "trust.json", ISSUER)
    signers = Signers(path, tmp_path / "keys")
    async with watching(signers, FakeJournal(error=StoreError("full"))):
        trust_file(path, STRANGER)

        async def believed() -> bool:
            try:
                signers.verify(CODE, NOW, "synced")
            except DccUnknownIssuer:
                return False
            return True

        await until(believed, lambda found: not found)


def test_a_file_without_signers_believes_nobody(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_text('{"dcc": []}')

    with pytest.raises(DccUnknownIssuer):
        Signers(path, tmp_path / "keys").verify(CODE, NOW, "synced")


async def test_a_certificate_before_the_camera_is_evidence(site: Site) -> None:
    trust_file(site.folder / "trust.json", ISSUER)
    lane = f"window_s = 2\n{site.picture(CODE)}\n{NOBODY_MEASURES}"
    settings = site.furnish(lane, more='[certificates]\ntrust_file = "trust.json"')
    async with serving(settings) as screen:
        page = await until(lambda: body(screen.web), lambda found: "检测证书" in found)
        rows = await until(lambda: passages(site), bool)
        light = await screen.light("certificates")

    assert "阴性" in page
    assert light["condition"] == "ok"
    assert rows[0]["certificate"]["validity"] == "verified"
    assert rows[0]["certificate"]["result"] == "negative"
    assert "Zhang" not in str(rows)


async def body(web: Any) -> str:
    return str((await web.get("/lane/1")).text)


async def passages(site: Site) -> list[dict[str, Any]]:
    return site.rows(Kind.PASSAGE)


def test_a_trust_file_that_cannot_be_used_is_named_at_start(site: Site) -> None:
    settings = site.furnish(more='[certificates]\ntrust_file = "gone.json"')
    with pytest.raises(ConfigError, match=r"gone\.json"):
        open_signers(settings)
    assert "gone.json" in str(dict(check_parts(settings))["certificates"])

    trust_file(site.folder / "gone.json", ISSUER)
    assert dict(check_parts(settings))["certificates"] is None
    assert open_signers(site.furnish()) is None


def test_the_trust_file_lies_beside_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[certificates]\ntrust_file = "trust.json"\n')

    found = load_settings(config).certificates.trust_file

    assert found == str(tmp_path / "trust.json")

"""``kiosk simulate health-service`` as a process of its own, asked by the adapter."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.core.evidence import Answer
from kiosk.upstream.contact import Access, Contact, Patience
from kiosk.upstream.opening import open_service
from kiosk.upstream.profiles import open_profile
from tests.upstream.certificates import certificate

ROOT = Path(__file__).parents[2]
_SIMULATE = ("-m", "kiosk", "simulate", "health-service", "--port", "0")
PROFILES = ("simulator", "gate-vendor", "province-terminal")
CLOCK = SystemClock()


@asynccontextmanager
async def simulator(*words: str) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """The service's address and what it knows; it must end well when told to."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *_SIMULATE, *words),
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    known: dict[str, str] = {}
    try:
        async for line in process.stdout:
            told = json.loads(line)
            if "health-service" in told:
                yield told["health-service"], known
                break
            known[told["code"]] = told["colour"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def answers(
    url: str, codes: list[str], profile: str = "simulator", ca_file: Path | None = None
) -> list[tuple[Answer, str | None]]:
    contact = Contact(
        profile=open_profile(profile),
        url=url,
        access=Access(account="demo", secret="demo-secret", device="kiosk-1"),
        ca_file=ca_file,
        patience=Patience(budget_s=10.0),
    )
    service = open_service(contact, CLOCK, lambda _: None)
    said = [await service.ask(code, CLOCK.now()) for code in codes]
    await service.aclose()
    return [(answer.answer, answer.colour) for answer in said]


async def test_the_printed_codes_mean_what_was_printed() -> None:
    async with simulator("--codes", "12", "--seed", "5") as (url, known):
        told = {name: await answers(url, list(known), name) for name in PROFILES}

    assert len(known) == 12
    printed = [(Answer.ANSWERED, colour) for colour in known.values()]
    assert told == dict.fromkeys(PROFILES, printed)


async def test_troubles_come_as_often_as_asked_for_over_https(tmp_path: Path) -> None:
    pem = certificate(tmp_path / "both.pem", "localhost")
    words = ("--tls", str(pem), "--host", "127.0.0.1", "--wrong-colour-rate", "1")
    async with simulator(*words, "--latency-ms", "1", "--jitter", "1") as (url, known):
        named = url.replace("127.0.0.1", "localhost")
        told = await answers(named, list(known), ca_file=pem.with_suffix(".ca"))

    assert {answer for answer, _ in told} == {Answer.ANSWERED}
    pairs = zip(told, known.values(), strict=True)
    assert all(colour != true for (_, colour), true in pairs)


@pytest.mark.parametrize(
    "words",
    [
        ["--error-rate", "1.1"],
        ["--expired-rate", "-0.1"],
        ["--expired-rate", "nan"],
        ["--latency-ms", "60001"],
        ["--jitter", "x"],
        ["--codes", "0"],
    ],
)
def test_what_is_out_of_range_is_a_usage_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["simulate", "health-service", "--port", "0", *words])
    assert words[0] in capsys.readouterr().err


def test_a_certificate_that_is_none_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.pem").write_text("no certificate")
    for name, said in (("bad.pem", "is no certificate"), ("gone.pem", "No such file")):
        words = ["--port", "0", "--tls", str(tmp_path / name)]
        assert main(["simulate", "health-service", *words]) == 1
        assert said in capsys.readouterr().err

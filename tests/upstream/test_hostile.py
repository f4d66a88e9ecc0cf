"""Answers meant to break the kiosk: each is unverified, and the next is asked."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.evidence import Answer, HealthAnswer
from kiosk.upstream import values
from kiosk.upstream.answer import read_answer
from kiosk.upstream.errors import HealthServiceError
from kiosk.upstream.profiles import open_profile, shipped_profiles
from kiosk.upstream.values import LARGEST
from tests.upstream.rig import AT, PATIENT, asking, peer, serving, world

OK = b"HTTP/1.1 200 OK\r\n"
JSON = b"Content-Type: application/json\r\n"
GREEN = b'{"status": "ok", "colour": "green"}'


def answered(body: bytes, head: bytes = JSON, status: bytes = OK) -> bytes:
    return status + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


ANSWERS: dict[str, tuple[bytes, str]] = {
    "silence": (b"", "down"),
    "no-http": (b"\x00\xff" * 500, "down"),
    "ssh": (b"SSH-2.0-OpenSSH_9.2\r\n", "down"),
    "half": (answered(GREEN)[:-5], "down"),
    "endless-head": (OK + b"X: " + b"a" * 500_000, "down"),
    "bad-chunk": (OK + JSON + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "down"),
    "bad-length": (OK + JSON + b"Content-Length: -1\r\n\r\n", "down"),
    "html": (answered(b"<html>", b"Content-Type: text/html\r\n"), "malformed"),
    "untyped": (answered(GREEN, b""), "malformed"),
    "huge": (answered(b'"' + b"a" * LARGEST + b'"'), "malformed"),
    "huge-promise": (
        OK + JSON + b"Content-Length: 99999999999\r\n\r\n" + b"a" * 70_000,
        "malformed",
    ),
    "zipped": (
        answered(gzip.compress(GREEN), JSON + b"Content-Encoding: gzip\r\n"),
        "malformed",
    ),
    "empty": (answered(b""), "malformed"),
    "latin": (answered(b'{"status": "\xe9"}'), "malformed"),
    "utf-16": (answered(GREEN.decode().encode("utf-16")), "malformed"),
    "deep": (answered(b"[" * 60_000), "malformed"),
    "nan": (answered(b'{"status": NaN}'), "malformed"),
    "digits": (answered(b'{"status": ' + b"9" * 60_000 + b"}"), "malformed"),
    "list": (answered(b"[1, 2, 3]"), "malformed"),
    "colourless": (answered(b'{"status": "ok"}'), "malformed"),
    "blue": (answered(b'{"status": "ok", "colour": "blue"}'), "malformed"),
    "table": (answered(b'{"status": {"a": 1}, "colour": "green"}'), "malformed"),
    "unknown": (answered(b'{"status": "fine", "colour": "green"}'), "refused"),
    "redirect": (
        answered(b"", b"Location: http://127.0.0.1:1/\r\n", b"HTTP/1.1 307 Moved\r\n"),
        "failed",
    ),
    "error": (answered(GREEN, JSON, b"HTTP/1.1 418 Teapot\r\n"), "failed"),
    "forbidden": (answered(GREEN, JSON, b"HTTP/1.1 403 No\r\n"), "failed"),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_answer_that_is_none_is_unverified_with_its_slug(name: str) -> None:
    sent, slug = ANSWERS[name]

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)
        await writer.drain()

    async with peer(answer) as port, asking(port) as asker:
        found = await asker.service.ask("V0dingHOSTILE", AT)
        assert found.answer is Answer.UNVERIFIED
        kind = "answer" if slug == "malformed" else "service"
        assert found.slug == f"health-{kind}-{slug}"
        assert asker.light() == ("warning", found.slug)


async def test_an_answer_that_drips_ends_with_the_budget() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        while True:
            writer.write(b"X: y\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    quick = replace(PATIENT, budget_s=0.05)
    async with peer(drip) as port, asking(port, patience=quick) as asker:
        assert (await asker.service.ask("V0ding", AT)).slug == "health-service-late"


async def test_a_connection_that_fell_asleep_is_tried_again() -> None:
    visits = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal visits
        visits += 1
        await reader.readuntil(b"\r\n\r\n")
        if visits > 1:
            writer.write(answered(GREEN))
            await writer.drain()

    async with peer(once) as port, asking(port) as asker:
        found = await asker.service.ask("V0ding", AT)

    assert (found.colour, visits) == ("green", 2)


FIELDS = (
    *("status", "colour", "code", "errcode", "data", "color", "name", "nat", "doses"),
    *("result", "sampled_at", "hsResult", "hsDateTime", "vaccine", "refreshed_at"),
    *("risk_assessment_grade", "qrcode_expired", "0"),
)
FORMS = {name: open_profile(name).answer for name in shipped_profiles()}
JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["ok", "green", "red", "0", "00", "阴性", "2022-03-01 09:00:00"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=8,
        )
    ),
    max_leaves=20,
)


def understood(body: bytes, profile: str) -> HealthAnswer | None:
    with suppress(HealthServiceError):
        parsed, form = values.parse(body), FORMS[profile]
        return read_answer(parsed, form, source="x", asked_at=0.0).answer
    return None


@pytest.mark.parametrize("profile", shipped_profiles())
@given(told=JSONS)
@example(told={"code": 0, "errcode": 0, "status": "ok", "data": []})
def test_any_json_is_an_answer_or_an_error_of_ours(profile: str, told: Any) -> None:
    answer = understood(json.dumps(told).encode(), profile)
    if answer is not None and answer.answer is Answer.ANSWERED:
        assert answer.colour is not None
        assert answer.doses is None or 0 <= answer.doses <= 20
        assert answer.masked_name is None or len(answer.masked_name) == 3


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_an_error_of_ours(body: bytes) -> None:
    assert understood(body, "simulator") is None


@given(
    base=st.fixed_dictionaries(
        {},
        optional={
            "refreshed_at": JSONS,
            "nat": JSONS,
            "doses": JSONS,
            "name": JSONS,
            "travel": JSONS,
        },
    )
)
def test_a_part_that_cannot_be_read_never_takes_the_colour_along(
    base: dict[str, Any],
) -> None:
    body = json.dumps({**base, "status": "ok", "colour": "red"}).encode()
    answer = understood(body, "simulator")

    assert answer is not None
    assert answer.colour == "red"


async def spoken(body: bytes) -> AsyncIterator[HealthAnswer]:
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answered(body))
        await writer.drain()

    async with peer(answer) as port, asking(port) as asker:
        yield await asker.service.ask("V0ding", AT)


@pytest.mark.parametrize(
    ("part", "log"),
    [
        ('"doses": 21', "doses"),
        ('"doses": "many"', "doses"),
        ('"nat": {"result": "maybe"}', "nat_result"),
        ('"nat": {"sampled_at": "yesterday"}', "nat_sampled_at"),
        ('"refreshed_at": "9999-12-31T23:59:59-23:59"', "refreshed_at"),
        ('"travel": {"risk": ["high"]}', "travel_risk"),
        ('"travel": {"returnee": "no"}', "returnee"),
        ('"name": {"full": "测试甲"}', "masked_name"),
    ],
)
async def test_a_part_that_cannot_be_read_is_named_once_and_left_out(
    part: str, log: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = f'{{"status": "ok", "colour": "green", {part}}}'.encode()
    async for answer in spoken(body):
        assert answer.colour == "green"
        assert (answer.doses, answer.nat_result, answer.travel_risk) == (None,) * 3

    assert [r.getMessage() for r in caplog.records] == [
        f"health-answer-unreadable part={log}"
    ]


async def test_nothing_of_a_code_or_an_answer_is_ever_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    simulated = world()
    code = simulated.people.codes[0]
    form = open_profile("simulator")
    by_query = form.model_copy(
        update={"request": form.request.model_copy(update={"body": "query"})}
    )
    for profile in (form, by_query, open_profile("gate-vendor")):
        async with serving(simulated) as port, asking(port, profile) as asker:
            await asker.service.ask(code, AT)
        await asker.service.ask(code + "0", AT)  # the server is gone
    for name in ("blue", "unknown", "no-http", "redirect", "html", "half"):
        async for _ in spoken(ANSWERS[name][0]):
            pass

    said = caplog.text.replace("health-service", "")
    for secret in (code, code[6:], "V0ding", "s3cret", "测", "green", "127.0.0.1"):
        assert secret not in said, secret
    assert "slug=" in said

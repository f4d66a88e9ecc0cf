"""Whatever a running kiosk is asked, it answers: schemathesis asks every page."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kiosk.app import service
from kiosk.web.app import build_app
from kiosk.web.pages import TEMPLATES
from tests.app.rig import Site, serving

# Names of fields that some form has; a wrong form is one with the wrong ones of them.
FIELDS = sorted(
    {
        name
        for template in TEMPLATES.glob("*.html")
        for name in re.findall(r'name="([a-z_]+)"', template.read_text("utf-8"))
    }
)
ODD = (
    "",
    "0",
    "1",
    "-1",
    "9" * 30,
    "\uff11",
    "on",
    "测试甲",
    "2026-11-21",
    "\x00",
    "' --",
)
FORM = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from(ODD) | st.text(max_size=20), max_size=6
)


async def test_no_request_is_too_much_for_a_kiosk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[FastAPI] = []

    def build(*args: Any, **more: Any) -> FastAPI:
        built.append(build_app(*args, **more))
        return built[-1]

    monkeypatch.setattr(service, "build_app", build)
    async with serving(site.furnish()) as screen:
        asked = list(requests_of(built[0]))
        broken = []
        for method, path, more in asked:
            status = await status_of(screen.web, method, path, more)
            if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
                broken.append((status, method, path, more))

        assert broken == []
        assert len(asked) > 200
        assert (await screen.web.get("/lane/1")).is_success


async def status_of(
    web: httpx2.AsyncClient, method: str, path: str, more: dict[str, Any]
) -> int:
    # Streamed: some answers never end.
    async with web.stream(method, path, **more) as answer:
        return answer.status_code


def requests_of(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Some requests of every operation: method, path, and what else httpx2 takes."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    for path in schema:
        for operation in schema[path].values():
            yield from some(operation)


def some(operation: Any) -> list[tuple[str, str, dict[str, Any]]]:
    found: list[tuple[str, str, dict[str, Any]]] = []

    @settings(
        max_examples=4,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(), form=FORM)
    def take(case: Any, form: dict[str, str]) -> None:
        more: dict[str, Any] = {"params": dict(case.query or {})}
        if case.method != "GET":
            more["data"] = form | (case.body if isinstance(case.body, dict) else {})
        found.append((case.method, case.formatted_path, more))

    take()
    return found

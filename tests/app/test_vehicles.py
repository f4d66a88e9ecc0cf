"""Vehicles at a running kiosk: the emergency tap, and where a plate can be read."""

import logging
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.record import Kind
from tests.app.rig import Site, serving, until

PLATE = "甘A·9X7K5"
PARTS = ("9X7K5", "A9X7K5")  # no hash has them by chance: X and K are no digits


def on_disk(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())


async def test_an_emergency_vehicle_is_recorded_at_once_and_described_later(
    tmp_path: Path,
) -> None:
    site = Site.at(tmp_path)

    async def rows() -> list[dict[str, Any]]:
        return site.rows(Kind.PASSAGE)

    async with serving(site.furnish()) as screen:
        answer = await screen.web.post("/lane/1/emergency")
        assert answer.status_code == 204
        [first] = await until(rows, bool)
        assert (first["verdict"], first["rules"]) == ("allow", ["emergency-vehicle"])

        noted = {"emergency": first["passage"], "service": "fire", "plate": PLATE}
        await screen.web.post("/lane/1/emergency/afterwards", data=noted)
        [_, second] = await until(rows, lambda found: len(found) > 1)

    assert (second["outcome"], second["passage"]) == ("described", first["passage"])
    assert second["vehicle"]["service"] == "fire"


async def test_a_plate_is_readable_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site = Site.at(tmp_path)

    async def rows() -> list[dict[str, Any]]:
        return site.rows(Kind.PASSAGE)

    typed = {"plate": PLATE, "vehicle": "outside", "occupants": "2"}
    async with serving(site.furnish()) as screen:
        refused = await screen.web.post(
            "/lane/1/vehicle", data={**typed, "vehicle": ""}
        )
        assert refused.status_code == 422
        answer = await screen.web.post("/lane/1/vehicle", data=typed)
        assert (answer.status_code, answer.text) == (200, "")
        page = await until(
            lambda: screen.web.get("/lane/1"),
            lambda found: 'id="vehicle"' in found.text,
        )
        await screen.touch("mask", worn="no")
        await screen.until_panel(state="gathering")
        await screen.touch("next")
        [row] = await until(rows, bool)

    assert row["vehicle"]["occupants"] == 2
    disk = on_disk(site.store)
    for part in PARTS:
        assert part not in caplog.text + page.text + refused.text
        assert part.encode() not in disk

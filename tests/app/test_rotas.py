"""The rota: the settings until one comes from above, then that one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.rotas import Rotas
from kiosk.config.tables import KioskSettings, Settings, ShiftSettings
from kiosk.core.shift import Rota
from kiosk.store.district import ROTA
from tests.app.test_district import Gate
from tests.codes.rota import EAST, FIRST
from tests.codes.rota import ROTA as LISTED

WEST = replace(EAST, place="west", names=("测试丙",))


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


def rotas(gate: Gate) -> Rotas:
    settings = Settings(
        kiosk=KioskSettings(id="kiosk-7", checkpoint="east"),
        shifts=ShiftSettings(people=3),
    )
    return Rotas(settings, gate.clock, gate.lists())


def test_until_a_rota_comes_the_settings_count(gate: Gate) -> None:
    asked = rotas(gate)

    assert asked.rota() == Rota(people=3)
    assert asked.plan() is None


def test_then_it_says_when_shifts_change_and_who_comes_here(gate: Gate) -> None:
    gate.put(ROTA, replace(LISTED, entries=(FIRST, EAST, WEST)))
    asked = rotas(gate)

    plan = asked.plan()

    assert asked.rota() == LISTED.rota
    assert plan is not None
    assert plan.assignments == (FIRST, EAST)
    assert not plan.stale


def test_a_rota_grows_stale_unless_the_clock_is_unsure(gate: Gate) -> None:
    gate.put(ROTA, replace(LISTED, next_update=LISTED.issued + timedelta(hours=1)))
    asked = rotas(gate)
    gate.clock.turn(2 * 3600)

    stale = asked.plan()
    gate.clock.sureness = "unsure"
    unsure = asked.plan()

    assert stale is not None
    assert unsure is not None
    assert (stale.stale, unsure.stale) == (True, False)
    assert round(stale.age_hours) == 2

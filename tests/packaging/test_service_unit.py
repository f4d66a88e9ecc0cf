"""The unit lets the service do what it does, as far as a text can tell."""

from pathlib import Path

UNIT = Path(__file__).parents[2] / "systemd" / "kiosk.service"


def allowed_again() -> set[str]:
    """Calls that the filter gives back after it took groups of them away."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    filters = [line for line in lines if line.startswith("SystemCallFilter=")]
    taken = next(at for at, line in enumerate(filters) if "~" in line)
    return {name for line in filters[taken + 1 :] for name in line[17:].split()}


def test_what_packs_a_backlog_may_step_back() -> None:
    # os.nice and os.sched_setscheduler, both in @resources
    assert {"setpriority", "sched_setscheduler"} <= allowed_again()


def test_the_kiosk_goes_on_where_what_sends_a_backlog_is_killed_for_memory() -> None:
    # The default is to stop the service when one of its processes is.
    assert "OOMPolicy=continue" in UNIT.read_text(encoding="utf-8").splitlines()

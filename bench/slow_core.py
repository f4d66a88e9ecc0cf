"""Hold a process to a quarter of one core: a stand-in for a Pi-4-class core.

1.25 ms of every 5 ms, by cgroup v1 or v2. That is harsher than a Pi 4, whose core is
about 0.4 to 0.65 of this kind of machine's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PERIOD_US, _QUOTA_US = 5000, 1250
_V1 = Path("/sys/fs/cgroup/cpu")
_V2 = Path("/sys/fs/cgroup")


@contextmanager
def quarter_core() -> Iterator[Path | None]:
    """Make a group; yields its ``cgroup.procs`` file, or None where that cannot be."""
    group = _make()
    if group is None:
        yield None
        return
    try:
        yield group / "cgroup.procs"
    finally:
        home = group.parent / "cgroup.procs"
        for pid in (group / "cgroup.procs").read_text().split():
            home.write_text(pid)
        group.rmdir()


def _make() -> Path | None:
    name = f"kiosk-bench-{os.getpid()}"
    if (_V1 / "cpu.cfs_quota_us").exists():
        values = {"cpu.cfs_period_us": _PERIOD_US, "cpu.cfs_quota_us": _QUOTA_US}
        return _create(_V1 / name, {k: str(v) for k, v in values.items()})
    if (_V2 / "cgroup.controllers").exists():
        return _create(_V2 / name, {"cpu.max": f"{_QUOTA_US} {_PERIOD_US}"})
    return None


def _create(group: Path, values: dict[str, str]) -> Path | None:
    try:
        group.mkdir()
        for name, value in values.items():
            (group / name).write_text(value)
    except OSError:  # no root, or the controller is not delegated
        if group.exists():
            group.rmdir()
        return None
    return group

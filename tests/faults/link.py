"""A link that is cut: kiosks in a network namespace, at the far end of a veth pair."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

HUB: Final = "10.213.77.1"
_KIOSKS: Final = "10.213.77.2"
_SPACE, _NEAR, _FAR = "kioskfault", "kioskfault0", "kioskfault1"
INSIDE: Final = ("ip", "netns", "exec", _SPACE)
"""Words before the command line of what runs at the far end."""


@contextmanager
def linked() -> Iterator[None]:
    """A namespace that reaches this machine by one link, or a skip."""
    if shutil.which("ip") is None:
        pytest.skip("a link needs the command ip (package iproute2)")
    try:
        _ip("netns", "add", _SPACE)
    except subprocess.CalledProcessError:
        pytest.skip("a network namespace needs root")
    try:
        _ip("link", "add", _NEAR, "type", "veth", "peer", "name", _FAR, "netns", _SPACE)
        for place, end, own in (((), _NEAR, HUB), (("-n", _SPACE), _FAR, _KIOSKS)):
            _ip(*place, "addr", "add", f"{own}/30", "dev", end)
            _ip(*place, "link", "set", end, "up")
        yield
    finally:
        _ip("netns", "del", _SPACE)


def cut() -> None:
    """Nothing goes through any more; nobody is told."""
    _ip("link", "set", _NEAR, "down")


def mend() -> None:
    """It goes through again."""
    _ip("link", "set", _NEAR, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)

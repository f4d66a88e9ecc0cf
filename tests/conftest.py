"""What every test shares: deterministic hypothesis, one event loop, real devices."""

import gc
import socket
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# A person waits for the first; CI, and whoever seeks something, takes the second.
for _profile, _examples in (("quick", 15), ("ci", 40)):
    settings.register_profile(
        _profile,
        derandomize=True,
        deadline=None,
        max_examples=_examples,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("quick")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hardware", action="store_true", help="real devices attached")
    parser.addoption("--postgres", help="a server of your own for the hub's tests")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let CI's second tries cost nothing where there are none: pytest-rerunfailures
    sends two small packets a test, and TCP would hold the second back for 40 ms."""
    link = getattr(getattr(config, "failures_db", None), "sock", None)
    if isinstance(link, socket.socket):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither here nor, later, in what is made here: it all stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not config.getoption("--hardware"):
        skip = pytest.mark.skip(reason="needs the real device: run with --hardware")
        for item in items:
            if item.get_closest_marker("hardware"):
                item.add_marker(skip)

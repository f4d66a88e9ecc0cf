"""What every test shares: deterministic hypothesis, one event loop, real devices."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hardware", action="store_true", help="real devices attached")
    parser.addoption("--postgres", help="a server of your own for the hub's tests")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not config.getoption("--hardware"):
        skip = pytest.mark.skip(reason="needs the real device: run with --hardware")
        for item in items:
            if item.get_closest_marker("hardware"):
                item.add_marker(skip)

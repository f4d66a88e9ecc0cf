"""A desk that asks a store of its own who shows a pass."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.households import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.write()
    yield made
    made.standing.close()

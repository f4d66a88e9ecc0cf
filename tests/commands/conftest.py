from pathlib import Path

import pytest

from tests.app.rig import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A gate on disk, not furnished yet."""
    return Site.at(tmp_path)

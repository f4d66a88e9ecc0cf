from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.store.keymaking import ClockUnset, CommunityUnfit, FirstStart, make_missing

FIRST = FirstStart(
    community="620102001001", now=datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
)


@pytest.mark.parametrize("community", ["", "62010200100", "6201020010011", "六二〇一"])
def test_a_first_start_needs_a_community_code(tmp_path: Path, community: str) -> None:
    with pytest.raises(CommunityUnfit, match="12 digits"):
        make_missing(tmp_path / "keys", replace(FIRST, community=community))
    assert not (tmp_path / "keys").exists()


def test_a_first_start_needs_a_clock_that_was_set(tmp_path: Path) -> None:
    unset = replace(FIRST, now=datetime(1970, 1, 1, 0, 3, tzinfo=UTC))

    with pytest.raises(ClockUnset, match="1970"):
        make_missing(tmp_path / "keys", unset)
    assert not (tmp_path / "keys").exists()

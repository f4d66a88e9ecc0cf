"""Power cuts: nothing acknowledged is lost, nothing is half written."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.durability.cutting import Cut, WriterProcess
from tests.durability.disk import Disk, NoDisk

pytestmark = [pytest.mark.durability, pytest.mark.timeout(1200)]

CUTS = int(os.environ.get("CUTS", "30"))  # noqa: TID251 - how long, said by make


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WriterProcess]:
    try:
        with Disk(tmp_path_factory.mktemp("probe")) as disk:
            disk.cut()
    except (NoDisk, OSError) as reason:
        pytest.skip(f"{reason}; nothing else stands in for a power cut")
    with WriterProcess() as process:
        yield process


def _cuts(writer: WriterProcess, way: str, folder: Path, count: int) -> list[Cut]:
    moment = Random(20261121)  # noqa: S311 - a seed, not a secret
    cuts = []
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        cuts.append(writer.cut(way, place, moment.randrange(5, 400)))
        (place / "disk.img").unlink()
    lost = [cut.lost for cut in cuts]
    losing = sum(1 for rows in lost if rows)
    acknowledged = sum(cut.acknowledged for cut in cuts)
    print(  # noqa: T201 - the table that `make durability` shows
        f"{way:12} {count:4} cuts  {acknowledged:7} rows acknowledged "
        f"{losing:4} cuts lost {sum(lost):6} rows, at worst {max(lost)}"
    )
    return cuts


def test_the_journal_keeps_every_acknowledged_row(
    writer: WriterProcess, tmp_path: Path
) -> None:
    cuts = _cuts(writer, "kiosk", tmp_path, CUTS)

    assert [cut.lost for cut in cuts] == [0] * CUTS
    assert {cut.flaw for cut in cuts} == {None}


def test_the_rig_notices_a_setting_that_loses_rows(
    writer: WriterProcess, tmp_path: Path
) -> None:
    cuts = _cuts(writer, "wal-normal", tmp_path, max(5, CUTS // 5))

    assert sum(cut.lost for cut in cuts) > 0

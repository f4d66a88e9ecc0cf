import asyncio
import time
from dataclasses import replace
from pathlib import Path

from kiosk.core.evidence import CodeScan, Evidence
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.gm65_frames import ReadMode
from kiosk.devices.scanners.serial_engine import SerialScanner
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.simulated.scan_engine import Faults, SimulatedScanEngine, code_of
from kiosk.devices.simulated.script import demo_script
from kiosk.devices.supervise import keep_running
from tests.devices.scanners.rig import PATIENCE_S, TEXT, serving, wait_for

CHINESE = "健康码 测试甲"
FLAWLESS = Faults(lost=0.0, flipped=0.0, plug_noise=0)


def engine(link: Path, **changes: object) -> SimulatedScanEngine:
    fast = SimulatedScanEngine(
        shown=lambda _: TEXT,
        link=link,
        baud=115200,
        decode_s=0.02,
        again_s=0.1,
        faults=FLAWLESS,
    )
    return replace(fast, **changes)  # type: ignore[arg-type] # typed in the dataclass


def listen(link: Path, count: int, baud: int = 115200) -> tuple[bytes, float]:
    """The first bytes of an engine and how long they took, seconds."""
    wait_for(link)
    heard, begun, deadline = b"", 0.0, time.monotonic() + PATIENCE_S
    with SerialLine("scanner", str(link), baud) as line:
        while len(heard) < count and time.monotonic() < deadline:
            heard += line.read()
            begun = begun or time.monotonic()
    return heard, time.monotonic() - begun


class Kiosk:
    """A real driver under the real supervisor."""

    def __init__(self, device: SerialScanner | Gm65Scanner) -> None:
        self.scans: list[CodeScan] = []
        self.statuses: list[DeviceStatus] = []
        self._device, self._news = device, asyncio.Event()

    def _emit(self, item: Evidence) -> None:
        assert isinstance(item, CodeScan)
        self.scans.append(item)
        self._news.set()

    def _report(self, status: DeviceStatus) -> None:
        self.statuses.append(status)
        self._news.set()

    async def run_until(self, *, scans: int = 0, slug: str | None = None) -> None:
        task = asyncio.create_task(
            keep_running(
                self._device, self._emit, self._report, pause=lambda _: asyncio.sleep(0)
            )
        )
        async with asyncio.timeout(PATIENCE_S):
            while not self._fulfilled(scans, slug):
                self._news.clear()
                await self._news.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _fulfilled(self, scans: int, slug: str | None) -> bool:
        slugs = {status.slug for status in self.statuses}
        return len(self.scans) >= scans and slug in slugs


async def test_a_pulled_cable_comes_back_without_a_restart(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    kiosk = Kiosk(Gm65Scanner(name="scanner", url=str(link), baud=115200))
    faults = replace(FLAWLESS, plug_noise=6, unplugged=((0.8, 1.1),))
    with serving(engine(link, mode=ReadMode.MANUAL, again_s=60.0, faults=faults)):
        await kiosk.run_until(scans=2, slug="not-found")

    shown = [(s.condition, s.slug) for s in kiosk.statuses if s.slug != "not-found"]
    assert shown[-3:] == [
        (Condition.OK, None),
        (Condition.FAILED, "unplugged"),
        (Condition.OK, None),
    ]
    assert [scan.text for scan in kiosk.scans] == [TEXT, TEXT]


async def test_another_baud_rate_hears_nothing_but_nonsense(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    kiosk = Kiosk(SerialScanner(name="scanner", url=str(link), baud=9600))
    with serving(engine(link, again_s=0.15)):
        await kiosk.run_until(slug="garbled")

    assert TEXT not in {scan.text for scan in kiosk.scans}


async def test_many_faults_cost_scans_and_never_glue_two(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    kiosk = Kiosk(SerialScanner(name="scanner", url=str(link), baud=115200))
    faults = Faults(lost=0.01, flipped=0.01)
    with serving(engine(link, tail=b"\r\n", again_s=0.15, faults=faults)):
        await kiosk.run_until(scans=8)

    texts = [scan.text for scan in kiosk.scans]
    assert TEXT in texts
    assert max(map(len, texts)) <= 2 * len(TEXT)  # a lost CR LF needs two lost bytes


async def test_a_national_encoding_and_no_line_end_are_read(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    kiosk = Kiosk(SerialScanner(name="scanner", url=str(link), baud=115200))
    chinese = engine(
        link, shown=lambda _: CHINESE, encoding="gb18030", tail=b"", again_s=0.4
    )
    with serving(chinese):
        await kiosk.run_until(scans=2)

    assert {scan.text for scan in kiosk.scans} == {CHINESE}


def test_bytes_come_no_faster_than_the_baud_rate(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    switched_on = time.monotonic()  # nothing can have been sent before
    with serving(engine(link, baud=600)):
        heard, _ = listen(link, len(TEXT), baud=600)
        took = time.monotonic() - switched_on

    assert heard.startswith(TEXT.encode()[:10])
    assert took >= len(TEXT) * 10 / 600


def test_a_code_takes_time_and_is_read_again_while_it_is_there(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    with serving(engine(link)):
        heard, took = listen(link, 3 * (len(TEXT) + 1))

    assert heard == f"{TEXT}\r".encode() * 3
    assert took >= 0.15


def test_a_mute_engine_says_nothing(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    with serving(engine(link, faults=replace(FLAWLESS, mute=((0.0, 60.0),)))):
        wait_for(link)
        with SerialLine("scanner", str(link), 115200, timeout_s=0.2) as line:
            assert line.read() == b""


def test_the_port_vanishes_with_the_simulator(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    with serving(engine(link)):
        wait_for(link)
        assert link.is_symlink()

    assert not link.is_symlink()


def test_a_scripts_code_is_there_once_it_is_held_up() -> None:
    script = demo_script(1, [TEXT])
    visit, shown = script.visits[0], code_of(script)

    assert shown(visit.arrives - 0.1) is None
    assert shown(visit.shows_from + 0.4) is None
    assert shown(visit.shows_from + 0.6) == TEXT
    assert shown(visit.shows_until) is None

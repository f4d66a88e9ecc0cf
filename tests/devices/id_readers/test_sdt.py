"""The real driver against a simulated reader, over a real pseudo-terminal."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence
from kiosk.core.registration.form import IdCard
from kiosk.devices.id_readers.sdt import SdtReader
from kiosk.devices.id_readers.sdt_frames import CardText
from kiosk.devices.simulated.id_reader import SimulatedIdReader

PATIENCE_S = 10.0
CARD = CardText(name="测试甲", address="测试省测试县", number="11010519491231002X")
OTHER = CardText(name="测试乙", address="测试省", number="110105194912310011")


class Desk:
    """A driver in a thread, and what came of it."""

    def __init__(self, reader: SdtReader) -> None:
        self.cards: queue.Queue[Evidence] = queue.Queue()
        self.failures: queue.Queue[DeviceError] = queue.Queue()
        self.ready, self.stop = threading.Event(), threading.Event()
        reader.ready = self.ready.set
        self.thread = threading.Thread(target=self._run, args=(reader,))
        self.thread.start()

    def _run(self, reader: SdtReader) -> None:
        try:
            reader.run(self.cards.put, self.stop)
        except DeviceError as error:
            self.failures.put(error)

    def card(self) -> IdCard:
        card = self.cards.get(timeout=PATIENCE_S)
        assert isinstance(card, IdCard)
        return card


@contextmanager
def desk(simulated: SimulatedIdReader) -> Iterator[Desk]:
    stop = threading.Event()
    server = threading.Thread(target=simulated.serve, args=(stop,))
    server.start()
    while not simulated.link.exists():
        stop.wait(0.005)
    reader = SdtReader(
        name="id-reader",
        url=str(simulated.link),
        poll_s=0.02,
        answer_s=0.3,
        silence_s=0.5,
    )
    running = Desk(reader)
    try:
        yield running
    finally:
        running.stop.set()
        running.thread.join(PATIENCE_S)
        stop.set()
        server.join(PATIENCE_S)
        assert not running.thread.is_alive()
        assert not server.is_alive()


@pytest.fixture
def simulated(tmp_path: Path) -> SimulatedIdReader:
    return SimulatedIdReader(link=tmp_path / "id-reader")


def test_a_card_is_read_once_for_each_time_it_is_laid_down(
    simulated: SimulatedIdReader,
) -> None:
    with desk(simulated) as running:
        assert running.ready.wait(PATIENCE_S)
        simulated.lay(CARD)
        first = running.card()
        simulated.lay(None)
        simulated.lay(OTHER)
        second = running.card()
        assert running.cards.empty()

    assert (first.name, first.id_number) == ("测试甲", CARD.number)
    assert first.address == "测试省测试县"
    assert second.name == "测试乙"
    assert CARD.number not in repr(first)


def test_noise_on_the_line_is_passed_over(simulated: SimulatedIdReader) -> None:
    simulated.noise = b"\xaa\xaa\xaa\x96\x00"
    with desk(simulated) as running:
        simulated.lay(CARD)
        assert running.card().id_number == CARD.number


def test_a_card_taken_away_too_soon_is_no_card(simulated: SimulatedIdReader) -> None:
    simulated.hasty = True
    with desk(simulated) as running:
        assert running.ready.wait(PATIENCE_S)
        simulated.lay(CARD)
        running.stop.wait(0.3)
        assert running.cards.empty()
        assert running.failures.empty()


def test_a_reader_that_does_not_answer_is_silent(
    simulated: SimulatedIdReader,
) -> None:
    simulated.deaf = True
    with desk(simulated) as running:
        assert running.failures.get(timeout=PATIENCE_S).slug == "silent"
        assert not running.ready.is_set()


def test_something_else_on_the_port_is_garbled(simulated: SimulatedIdReader) -> None:
    simulated.noise = b"\xaa\xaa\xaa\x96\x69\x08\x00"  # promises more than comes
    with desk(simulated) as running:
        assert running.failures.get(timeout=PATIENCE_S).slug == "garbled"


def test_a_pulled_cable_is_unplugged(simulated: SimulatedIdReader) -> None:
    with desk(simulated) as running:
        assert running.ready.wait(PATIENCE_S)
        simulated.pull()
        assert running.failures.get(timeout=PATIENCE_S).slug in {
            "unplugged",
            "silent",
        }

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.gates.relay import RelaySwitch, command
from kiosk.devices.gates.timed import Switch, timed_gate
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.simulated.relay import SimulatedRelay


def obeyed(board: SimulatedRelay, count: int) -> list[tuple[int, bool]]:
    """What the board has done, once it has done ``count`` things."""
    pause = threading.Event()
    for _ in range(2000):
        board.listen()
        if len(board.obeyed) >= count:
            break
        pause.wait(0.005)
    return board.obeyed


@pytest.fixture
def board(tmp_path: Path) -> Iterator[SimulatedRelay]:
    board = SimulatedRelay(tmp_path / "relay", channels=2)
    board.plug()
    yield board
    board.unplug()


@pytest.fixture
def switch(tmp_path: Path) -> Iterator[Switch]:
    switch = RelaySwitch(name="gate", url=str(tmp_path / "relay"))
    yield switch
    switch.close()


@pytest.mark.parametrize(
    ("channel", "on", "sent"),
    [(1, True, "A0 01 01 A2"), (1, False, "A0 01 00 A1"), (2, True, "A0 02 01 A3")],
)
def test_the_documented_commands_are_sent(channel: int, on: bool, sent: str) -> None:  # noqa: FBT001
    assert command(channel, on=on) == bytes.fromhex(sent)


def test_the_relay_pulls_and_lets_go(board: SimulatedRelay, switch: Switch) -> None:
    switch.off()
    switch.on()
    switch.off()

    assert obeyed(board, 3) == [(1, False), (1, True), (1, False)]


def test_the_second_relay_is_its_own(board: SimulatedRelay, tmp_path: Path) -> None:
    second = RelaySwitch(name="gate", url=str(tmp_path / "relay"), channel=2)
    second.on()
    assert obeyed(board, 1) == [(2, True)]
    second.close()

    assert board.pulled == {1: False, 2: True}


def test_a_board_pulled_out_and_put_back_obeys_the_next_command(
    board: SimulatedRelay, switch: Switch
) -> None:
    switch.off()
    obeyed(board, 1)
    board.unplug()
    board.plug()
    switch.on()

    assert obeyed(board, 2) == [(1, False), (1, True)]


def test_a_board_that_is_gone_is_reported_each_time(
    board: SimulatedRelay, switch: Switch
) -> None:
    switch.off()
    board.unplug()

    for action in (switch.on, switch.off):
        with pytest.raises(DeviceError, match="not-found"):
            action()


async def test_the_board_is_shut_at_the_start_and_at_the_end(
    board: SimulatedRelay, switch: Switch
) -> None:
    switch.on()  # left open by a kiosk that was killed
    async with timed_gate(switch, lambda _: None) as gate:
        assert obeyed(board, 2) == [(1, True), (1, False)]
        await gate.open_for(60.0)
        assert obeyed(board, 3)[2:] == [(1, True)]

    assert obeyed(board, 4)[3:] == [(1, False)]


def test_a_board_at_another_baud_rate_understands_nothing(
    board: SimulatedRelay, tmp_path: Path
) -> None:
    with SerialLine("gate", str(tmp_path / "relay"), 115200) as line:
        line.write(command(1, on=True))
        pause = threading.Event()
        for _ in range(10):
            board.listen()
            pause.wait(0.005)

    assert board.obeyed == []

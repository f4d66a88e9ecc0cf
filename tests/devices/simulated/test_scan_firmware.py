import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.scanners.gm65_frames import (
    ASK_BAUD,
    ASK_MODE,
    SAVE,
    TRIGGER,
    ReadMode,
    Reply,
    ReplyFilter,
    baud_of,
    mode_of,
    read_zones,
    with_mode,
    write_zones,
)
from kiosk.devices.simulated.scan_firmware import ScanFirmware

OBEYED = Reply(status=0, data=b"\x00")


def replies(data: bytes) -> list[Reply]:
    found = ReplyFilter().feed(data)
    assert all(isinstance(item, Reply) for item in found)
    return [item for item in found if isinstance(item, Reply)]


def test_it_tells_its_mode_and_its_rate() -> None:
    firmware = ScanFirmware(ReadMode.CONTINUOUS, 9600)
    mode, baud = replies(firmware.obey(ASK_MODE + ASK_BAUD, 0.0))

    assert mode.data == b"\xd6\x00"
    assert baud_of(baud.data) == pytest.approx(9600, rel=0.01)


def test_a_trigger_lasts_five_seconds_or_until_a_code() -> None:
    firmware = ScanFirmware(ReadMode.COMMAND, 9600)
    assert not firmware.looks(0.0)
    assert replies(firmware.obey(TRIGGER, 1.0)) == [OBEYED]
    assert firmware.looks(5.9)
    assert not firmware.looks(6.0)

    firmware.obey(TRIGGER, 7.0)
    firmware.found()
    assert not firmware.looks(7.1)


def test_without_power_it_forgets_what_was_not_saved() -> None:
    firmware = ScanFirmware(ReadMode.MANUAL, 9600)
    order = with_mode(0xD4, ReadMode.SENSE)
    firmware.obey(order, 0.0)
    assert firmware.looks(0.0)
    firmware.power_up()
    assert not firmware.looks(0.0)

    assert replies(firmware.obey(order + SAVE, 1.0)) == [OBEYED, OBEYED]
    firmware.power_up()
    assert mode_of(firmware.zones[0]) is ReadMode.SENSE


def test_no_checksum_is_taken_as_right_and_a_wrong_one_is_not() -> None:
    firmware = ScanFirmware(ReadMode.COMMAND, 9600)

    assert firmware.obey(TRIGGER[:-1] + b"\x00", 0.0) == b""
    assert replies(firmware.obey(TRIGGER[:-2] + b"\xab\xcd", 0.0)) == [OBEYED]


@pytest.mark.parametrize(
    "command",
    [
        read_zones(0x01FF, 2),
        write_zones(0x01FF, b"\x01\x02"),
        write_zones(0, b""),
        bytes.fromhex("7E 00 0A 01 00 00 00 30 1A"),
    ],
)
def test_what_it_has_not_it_refuses(command: bytes) -> None:
    firmware = ScanFirmware(ReadMode.COMMAND, 9600)

    assert [r.status for r in replies(firmware.obey(command, 0.0))] == [1]


@given(st.binary(max_size=30), st.integers(0, 40))
def test_a_command_after_noise_is_obeyed_wherever_it_is_cut(
    noise: bytes, cut: int
) -> None:
    firmware = ScanFirmware(ReadMode.COMMAND, 9600)
    data = noise + bytes(300) + TRIGGER
    said = firmware.obey(data[:cut], 0.0) + firmware.obey(data[cut:], 0.0)

    assert replies(said)[-1] == OBEYED
    assert firmware.looks(0.1)

import stat
from pathlib import Path

import pytest

from kiosk.core.errors import ConfigError, DeviceError
from kiosk.devices.serial_line import SerialLine


def test_all_byte_values_pass() -> None:
    with SerialLine("echo", "loop://", 9600) as line:
        line.write(bytes(range(256)))
        heard = b""
        while len(heard) < 256:
            heard += line.read()

    assert heard == bytes(range(256))


def test_nothing_to_read_is_nothing() -> None:
    with SerialLine("echo", "loop://", 9600, timeout_s=0.01) as line:
        assert line.read() == b""


def test_a_missing_port_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="not-found") as caught:
        SerialLine("relay", str(tmp_path / "nothing"), 9600)

    assert caught.value.device == "relay"


def test_a_port_of_another_user_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may open anything, so the refusal itself is played.
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kiosk.devices.serial_line.serial.serial_for_url", refuse)
    with pytest.raises(DeviceError, match="no-permission; add the kiosk's user"):
        SerialLine("relay", str(tmp_path / "port"), 9600)


def test_a_file_is_no_serial_line(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    assert stat.S_ISREG(path.stat().st_mode)

    with pytest.raises(DeviceError, match="unusable"):
        SerialLine("relay", str(path), 9600)


@pytest.mark.parametrize(("url", "baud"), [("carrier://pigeon", 9600), ("loop://", -1)])
def test_a_wrong_setting_is_the_installers_error(url: str, baud: int) -> None:
    with pytest.raises(ConfigError, match=r"relay: .*correct its url or baud"):
        SerialLine("relay", url, baud)

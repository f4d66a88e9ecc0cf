import logging
from collections.abc import Callable

import pytest

from kiosk.core.errors import ConfigError
from kiosk.devices.readers import Reader, open_reader
from kiosk.devices.readers.choose import ReaderMissing
from kiosk.devices.readers.zbar import ZbarReader


def missing() -> Reader:
    raise ImportError("no such wheel")


@pytest.mark.parametrize("name", ["zxing", "zbar"])
def test_reader_is_chosen_by_its_word(name: str) -> None:
    assert open_reader(name).name == name


def test_missing_wheel_falls_back_to_the_second_reader(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readers: dict[str, Callable[[], Reader]] = {"zxing": missing, "zbar": ZbarReader}
    with caplog.at_level(logging.WARNING):
        assert open_reader("zxing", readers).name == "zbar"
    assert "reader-missing reader=zxing" in caplog.text


@pytest.mark.parametrize("name", ["zxing", "zbar"])
def test_no_library_at_all_is_told_with_what_to_install(name: str) -> None:
    with pytest.raises(ReaderMissing, match="apt install libzbar0") as caught:
        open_reader(name, {"zxing": missing, "zbar": missing})
    assert caught.value.slug == "reader-missing"


def test_unknown_word_is_told_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="zxing, zbar"):
        open_reader("barcode")

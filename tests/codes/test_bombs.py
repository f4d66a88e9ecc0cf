"""What would grow if anybody unpacked it: refused, in little memory."""

import json
import tracemalloc
from collections.abc import Callable

import pytest

from kiosk.codes import cose
from kiosk.codes.listing import ListFormat
from kiosk.codes.recognise import Known, recognise
from kiosk.codes.revocation import REVOCATION_FORMAT
from kiosk.codes.trust_file import TrustFileWrong, read_trust_file
from kiosk.codes.trust_list import TRUST_FORMAT
from kiosk.core.errors import ConfigError
from tests.codes import scene as kp1
from tests.codes.dcc import scene as dcc

KNOWN = Known(passes=kp1.TRUST, certificates=dcc.TRUST)
LARGEST_PEAK = 1 << 20  # bytes
BOMBS = {
    "nested arrays": b"\x81" * 2_500 + b"\0",
    "nested maps": b"\xa1\x01" * 1_250 + b"\0",
    "nested tags": b"\xc6" * 2_500 + b"\0",
    "nested envelopes": b"\xd2\x84" * 1_250,
    "endless arrays": b"\x9f" * 2_500,
    "shared references": b"\xd8\x1c\x82" * 800 + b"\xd8\x1d\x00" * 20,
    "giant bytes": b"\x5b\x7f" + b"\xff" * 7,
    "giant text": b"\x7b\x7f" + b"\xff" * 7,
    "giant array": b"\x9b" + b"\x7f" * 8 + bytes(100),
    "giant array of 4 GiB": b"\x9a\xff\xff\xff\xff" + bytes(100),
    "giant map": b"\xbb\0\0\0\xff\xff\xff\xff\xff" + bytes(100),
    "giant power": b"\xc4\x82\x1b" + b"\xff" * 8 + b"\x01",  # 10 ** (2 ** 64)
    "giant fraction": b"\xd8\x1e\x82\x1b" + b"\xff" * 8 + b"\0",
    "regular expression": b"\xd8\x23\x78\x80" + b"(a*)*b(a*)*" * 11 + b"(a*)*b!",
}
WAYS: dict[str, Callable[[bytes], str]] = {
    "a pass's envelope": kp1.in_text,
    "a pass's claims, well signed": kp1.signed,
    "a certificate's envelope": dcc.text_of,
    "a certificate's claims, well signed": dcc.text,
}
LISTS = {"trust list": TRUST_FORMAT, "revocation list": REVOCATION_FORMAT}


def peak_of(act: Callable[[], object]) -> int:
    """Bytes that Python took at most during ``act``."""
    act()  # what is loaded and remembered once does not count
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_no_code_grows_when_it_is_read(bomb: str, way: str) -> None:
    text = WAYS[way](BOMBS[bomb])

    def read() -> None:
        reading = recognise(text, kp1.NOW, "synced", known=KNOWN)
        assert str(reading.error).endswith(("-malformed", "-too-large"))

    assert peak_of(read) < LARGEST_PEAK


@pytest.mark.parametrize("size", [16_385, 1_000_000, 2_700_000])
def test_no_certificate_is_unpacked_beyond_its_limit(size: int) -> None:
    text = dcc.text_of(bytes(size))

    def read() -> None:
        reading = recognise(text, kp1.NOW, "synced", known=KNOWN)
        assert reading.error == "dcc-too-large"

    assert peak_of(read) < LARGEST_PEAK


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_no_list_grows_though_its_root_signed_it(bomb: str, name: str) -> None:
    form: ListFormat[object] = LISTS[name]  # type: ignore[assignment, type-var]
    signed = cose.sign(BOMBS[bomb], {}, form.aad, kp1.ROOT_SEED)
    root = kp1.public(kp1.ROOT_SEED)

    def read() -> None:
        for data in (BOMBS[bomb], signed):
            with pytest.raises(ConfigError):
                form.open(data, root, "a list")

    assert peak_of(read) < LARGEST_PEAK


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"dcc":' * 50_000,
        '{"dcc": ' + "1" * 5_000 + "}",
        '{"dcc": 1e999999999}',
        json.dumps({"kp1": "A" * 100_000, "kp1_root": "A" * 43}),
    ],
    ids=["lists", "objects", "number", "power", "base64"],
)
def test_no_trust_file_grows(text: str) -> None:
    def read() -> None:
        with pytest.raises((TrustFileWrong, ConfigError)):
            read_trust_file(text, lambda: kp1.public(kp1.ROOT_SEED))

    assert peak_of(read) < LARGEST_PEAK

"""Photographs other people took; absent from a plain clone, so skipped there."""

from pathlib import Path

import pytest
import zxingcpp

from kiosk.devices.cameras.picture import load_picture
from kiosk.devices.readers.zxing import ZxingReader

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PHOTOS = Path(__file__).parents[4] / "shared" / "data" / "qr-photos"
pytestmark = pytest.mark.skipif(
    not PHOTOS.is_dir(), reason="photographs are not in ../shared/data/qr-photos"
)


def test_photographs_are_read_at_least_as_well_as_by_the_bare_library() -> None:
    reader, ours, bare, wrong = ZxingReader(), set(), set(), []
    for truth in sorted(PHOTOS.rglob("*.txt")):
        (path,) = (p for p in truth.parent.glob(f"{truth.stem}.*") if p != truth)
        frame, expected = load_picture(path), truth.read_bytes().decode()
        assert frame is not None
        found = [symbol.text for symbol in reader.read(frame)]
        if expected in found:
            ours.add(path)
        wrong += [path for text in found if text != expected]
        plain = zxingcpp.read_barcodes(frame, formats=QR)
        if expected in [code.text for code in plain]:
            bare.add(path)

    assert wrong == []
    assert bare <= ours
    assert len(ours) >= 72

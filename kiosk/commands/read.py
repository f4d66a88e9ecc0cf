"""``kiosk read``: read the QR codes in picture files, as the camera would."""

import argparse
import json
import sys
import time
from pathlib import Path

from kiosk.commands import Verbs
from kiosk.devices.cameras.picture import load_picture
from kiosk.devices.readers import READERS, Reader, Symbol, open_reader


def add(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verbs.add_parser(
        "read",
        help="read the QR codes in pictures",
        description="Reads every QR code in each picture, in the way the camera does.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a picture")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--reader", choices=list(READERS), default="zxing")
    parser.set_defaults(run=run_read)


def run_read(args: argparse.Namespace) -> int:
    """Read all files; 1 if any was no picture."""
    reader = open_reader(args.reader)
    unreadable = 0
    for file in args.files:
        complaint = _read(file, reader, as_json=args.json)
        if complaint is not None:
            unreadable += 1
            print(f"kiosk: {_printable(file)}: {complaint}", file=sys.stderr)
    return 1 if unreadable else 0


def _read(file: str, reader: Reader, *, as_json: bool) -> str | None:
    """Print what is in one file; what is wrong with it, or None."""
    try:
        frame = load_picture(Path(file))
    except OSError as error:
        return f"cannot be opened ({error.strerror}); check the name"
    if frame is None:
        return "not a picture, or damaged; use PNG, JPEG, WebP, TIFF or BMP"
    start = time.perf_counter()
    symbols = reader.read(frame)
    took_ms = (time.perf_counter() - start) * 1000
    if as_json:
        print(_line(file, symbols, reader.name, took_ms), flush=True)
        return None
    name = _printable(file)
    if not symbols:
        print(f"{name}: no code ({took_ms:.1f} ms)")
    for symbol in symbols:
        x, y = symbol.corners[0]
        print(f"{name}: {_printable(symbol.text)} (at {x},{y}; {took_ms:.1f} ms)")
    return None


def _line(file: str, symbols: list[Symbol], reader: str, took_ms: float) -> str:
    found = [
        {"text": symbol.text, "corners": symbol.corners, "colour": symbol.colour}
        for symbol in symbols
    ]
    line = {"file": file, "symbols": found, "reader": reader, "ms": round(took_ms, 2)}
    return json.dumps(line)  # ASCII: safe in any terminal and any locale


def _printable(text: str) -> str:
    """``text`` without the control characters that would drive a terminal."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in text
    )

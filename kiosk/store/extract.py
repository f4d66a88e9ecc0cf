"""Extracts 密封提取: rows with their boxes in one file, sealed as they are.

JSON lines: the first says what the file is, each other is a row of the journal with
its people row. The kiosk writes it and cannot read the boxes; the supervisor's machine
opens them, after it has checked that no row was altered on the way.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kiosk.core.chain import Anchor, PeopleRow, Row, walk
from kiosk.core.errors import ConfigError

FORMAT: Final = "kiosk-sealed-1"
_LONGEST: Final = 1 << 20  # characters of a line; a payload has 64 KiB


class ExtractUnfit(ConfigError):
    """A file is no whole extract."""

    slug = "extract-unfit"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}; take it from the kiosk once more")


def write_extract(path: Path, told: Mapping[str, Any], rows: Iterable[Row]) -> int:
    """Write a new file; returns how many rows it has.

    Args:
        path: Must not exist.
        told: What the first line says beside the format.
        rows: With their people rows; read once, few at a time.

    Raises:
        OSError: It cannot be written.
    """
    count = 0
    with path.open("x", encoding="ascii") as out:
        out.write(json.dumps({"format": FORMAT, **told}) + "\n")
        for row in rows:
            out.write(json.dumps(_plain(row)) + "\n")
            count += 1
        out.write(json.dumps({"count": count}) + "\n")
    return count


def read_extract(path: Path) -> Iterator[Row]:
    """The rows of an extract, each checked against its own hashes.

    Raises:
        ExtractUnfit: As soon as something is wrong with it.
    """
    try:
        with path.open(encoding="ascii") as lines:
            yield from _checked(path, lines)
    except OSError as exc:
        problem = f"cannot be read ({exc.strerror or type(exc).__name__})"
        raise ExtractUnfit(path, problem) from exc
    except UnicodeDecodeError:
        raise ExtractUnfit(path, f"is no {FORMAT} file") from None


def _checked(path: Path, lines: Iterable[str]) -> Iterator[Row]:
    count, told = 0, None
    for number, line in enumerate(lines, 1):
        known = _parsed(path, line, number)
        if number == 1:
            if known.get("format") != FORMAT:
                raise ExtractUnfit(path, f"is no {FORMAT} file")
        elif "count" in known:
            told = known["count"]
        else:
            yield _sound(path, known)
            count += 1
    if told != count:
        raise ExtractUnfit(path, "was cut short")


def _parsed(path: Path, line: str, number: int) -> dict[str, Any]:
    try:
        known = json.loads(line) if len(line) < _LONGEST else None
    except ValueError:
        known = None
    if not isinstance(known, dict):
        problem = f"is damaged in line {number}" if number > 1 else f"is no {FORMAT}"
        raise ExtractUnfit(path, problem)
    return known


def _sound(path: Path, known: Mapping[str, Any]) -> Row:
    try:
        row = _row(known)
        (step,) = walk([row], start=Anchor(row.seq - 1, row.prev))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ExtractUnfit(path, "has a line that is no row") from None
    if step.flaw:
        raise ExtractUnfit(path, f"was altered at row {row.seq} ({step.flaw})")
    return row


def _plain(row: Row) -> dict[str, Any]:
    person = row.person
    plain = {name: getattr(row, name) for name in Row._fields[:6]}
    if person is not None:
        plain |= {"token": person.token, "masked": person.masked}
        plain["sealed"] = b64encode(person.sealed).decode()
    return plain


def _row(known: Mapping[str, Any]) -> Row:
    seq = int(known["seq"])
    at, kind, payload, prev, own = (str(known[name]) for name in Row._fields[1:6])
    sealed = b64decode(known["sealed"], validate=True)
    person = PeopleRow(seq, known["token"], known["masked"], sealed)
    return Row(seq, at, kind, payload, prev, own, person)

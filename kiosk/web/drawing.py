"""Signatures drawn: strokes as the path of an SVG picture."""

from typing import NamedTuple

from kiosk.core.registration.signature import Point, strokes


class Drawing(NamedTuple):
    """A picture: its view box and the path in it."""

    box: str
    path: str


def drawing(text: str) -> Drawing:
    """A signature as ``core.registration.signature`` writes it, drawn."""
    [(width, height)], *lines = strokes(text)
    return Drawing(f"0 0 {width} {height}", " ".join(map(_path, lines)))


def _path(line: list[Point]) -> str:
    # A stroke of one point is a dot, which a path draws only when it goes somewhere.
    points = line if len(line) > 1 else [*line, *line]
    return "M" + " L".join(f"{x} {y}" for x, y in points)

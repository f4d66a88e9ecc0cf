"""A folder of picture files shown as if they were a camera's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.devices.cameras.pacer import Pacer
from kiosk.devices.cameras.picture import PlainPicture, load_picture
from kiosk.devices.cameras.source import Source, not_found, unplugged
from kiosk.devices.readers.symbol import Frame

SUFFIXES: Final = frozenset(
    {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Picture files, in the order of their names; unreadable ones are skipped.

    Attributes:
        path: The folder.
        loop: Start again at the end.
        fps: Pictures a second; None looks at every one, as fast as that goes.
    """

    path: Path
    loop: bool = False
    fps: float | None = None

    def open(self, device: str, patience_s: float) -> Source:  # noqa: ARG002 - a file needs no patience
        """List the pictures."""
        try:
            paths = sorted(
                p for p in self.path.iterdir() if p.suffix.lower() in SUFFIXES
            )
        except OSError as error:
            raise not_found(device, f"{self.path} is no folder") from error
        if not paths:
            raise not_found(device, f"{self.path} holds no pictures")
        return FolderSource(device, paths, self)


class FolderSource:
    """Loads one picture after the other."""

    light = True  # loaded already

    def __init__(self, device: str, paths: Sequence[Path], where: Folder) -> None:
        self._device, self._paths, self._where = device, paths, where
        self.waits = where.fps is None
        self._pacer = Pacer(where.fps)
        self._frames = self._load()
        self._frame: Frame | None = None

    def grab(self) -> bool:
        """Load the next picture."""
        if not self._pacer.wait():
            return False
        self._frame = next(self._frames, None)
        return self._frame is not None

    def retrieve(self) -> PlainPicture:
        """The picture that was loaded last."""
        if self._frame is None:
            raise unplugged(self._device, "no picture was loaded")
        return PlainPicture(self._frame)

    def interrupt(self) -> None:
        """End the wait for the next moment."""
        self._pacer.interrupt()

    def close(self) -> None:
        """Nothing is held."""

    def _load(self) -> Iterator[Frame]:
        while True:
            readable = 0
            for path in self._paths:
                try:
                    frame = load_picture(path)
                except OSError:
                    continue
                if frame is not None:
                    readable += 1
                    yield frame
            if not readable:
                advice = f"no picture in {self._where.path} can be read"
                raise unplugged(self._device, advice)
            if not self._where.loop:
                return

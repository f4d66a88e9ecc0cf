"""Pick a camera's source by the word in the settings."""

from pathlib import Path
from typing import Final

from kiosk.devices.cameras.asked import HD, Asked
from kiosk.devices.cameras.folder import Folder
from kiosk.devices.cameras.network import Url
from kiosk.devices.cameras.source import Where
from kiosk.devices.cameras.v4l2 import V4l2
from kiosk.devices.cameras.video import VideoFile

_SLIDES_FPS: Final = 2.0  # a folder's pictures a second, where time counts


def camera_source(
    word: int | str,
    asked: Asked = HD,
    *,
    realtime: bool = True,
    loop: bool = False,
) -> Where:
    """What a word names; nothing is opened yet.

    Args:
        word: 0 or ``/dev/video0`` (any device below /dev), ``http://…``, ``rtsp://…``,
            a folder of pictures, or a video file.
        asked: What a USB camera is asked for.
        realtime: Play recordings as a camera would: a film at its speed, a folder at
            two pictures a second; otherwise every picture as fast as that goes.
        loop: Start recordings again at their end.
    """
    if isinstance(word, int) or word.isdecimal():
        return V4l2(device=int(word), asked=asked)
    if "://" in word and not word.startswith("file:"):
        return Url(url=word)
    path = Path(word.removeprefix("file://"))
    if path.is_dir():
        return Folder(path=path, loop=loop, fps=_SLIDES_FPS if realtime else None)
    if word.startswith("/dev/") and not path.is_file():  # memory is below /dev, too
        return V4l2(device=word, asked=asked)
    return VideoFile(path=path, loop=loop, realtime=realtime)

"""Network cameras: MJPEG over HTTP natively, everything else through FFmpeg.

OpenCV's FFmpeg decodes every picture of an MJPEG stream whether or not anybody looks
at it: 14 % of a core at 720p and 30 fps, against 2 % for keeping the newest bytes.
"""

import base64
import http.client
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import cv2

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.capture import CaptureSource
from kiosk.devices.cameras.multipart import MultipartFramer, StreamGarbled
from kiosk.devices.cameras.picture import JpegPicture
from kiosk.devices.cameras.source import Source, not_found, unplugged

_CHUNK: Final = 64 * 1024  # bytes
_RECEIVE_BUFFER: Final = 256 * 1024  # bytes; more would only hold older pictures
_ADVICE: Final = "check the camera's power, network cable and address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """A network camera.

    Attributes:
        url: http, https, rtsp or whatever else FFmpeg opens. May hold a password,
            so it is never shown.
    """

    url: str = field(repr=False)

    def open(self, device: str, patience_s: float) -> Source:
        """Connect."""
        try:
            parts = urlsplit(self.url)
        except ValueError as error:
            raise not_found(device, _ADVICE) from error
        if parts.scheme in {"http", "https"}:
            source = _open_mjpeg(device, parts, patience_s)
            if source is not None:
                return source
        # A little longer than the driver's own patience, so that the driver speaks
        # first and FFmpeg only ends the thread.
        limit = int((patience_s + 1.0) * 1000)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, limit]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, limit]
        capture = cv2.VideoCapture(self.url, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            raise not_found(device, _ADVICE)
        return CaptureSource(device, capture, _ADVICE)


class MjpegSource:
    """Keeps the newest JPEG of a stream; decodes nothing."""

    light, waits = True, False

    def __init__(
        self,
        device: str,
        wire: socket.socket,
        answer: http.client.HTTPResponse,
        boundary: str,
    ) -> None:
        self._device, self._wire, self._answer = device, wire, answer
        self._framer = MultipartFramer(boundary)
        self._newest = b""

    def grab(self) -> bool:
        """Read until a picture is complete; of several only the last is kept."""
        while True:
            try:
                chunk = self._answer.read1(_CHUNK)
                pictures = self._framer.feed(chunk)
            except (OSError, http.client.HTTPException, StreamGarbled) as error:
                raise unplugged(self._device, _ADVICE) from error
            if not chunk:
                raise unplugged(self._device, _ADVICE)
            if pictures:
                self._newest = pictures[-1]
                return True

    def retrieve(self) -> JpegPicture:
        """The newest picture."""
        return JpegPicture(self._newest)

    def interrupt(self) -> None:
        """Hang up, which ends a waiting read."""
        with suppress(OSError):  # it was gone already
            self._wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._answer.close()
        self._wire.close()


def _open_mjpeg(
    device: str, parts: SplitResult, patience_s: float
) -> MjpegSource | None:
    """Ask for the stream; None when the answer is something for FFmpeg."""
    kind: type[http.client.HTTPConnection] = http.client.HTTPConnection
    if parts.scheme == "https":
        kind = http.client.HTTPSConnection
    line: http.client.HTTPConnection | None = None
    try:
        line = kind(parts.hostname or "", parts.port, timeout=patience_s)
        line.connect()
        wire: socket.socket = line.sock
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        line.request("GET", _path(parts), headers=_credentials(parts))
        answer = line.getresponse()
        # Longer than the driver's own patience, so that the driver speaks first.
        wire.settimeout(patience_s + 1.0)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if line is not None:
            line.close()
        raise not_found(device, _ADVICE) from error
    boundary = answer.headers.get_boundary()
    if answer.status == HTTPStatus.OK and boundary:
        return MjpegSource(device, wire, answer, boundary)
    answer.close()
    line.close()
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        advice = "the camera wants another user name or password"
        raise DeviceError(device, "not-allowed", advice)
    return None


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _credentials(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

"""Cut an MJPEG stream (multipart/x-mixed-replace, RFC 2046) into its pictures.

Pure: bytes in, pictures out. Cameras write the boundary with more or fewer dashes
than they announce and may leave the length out; both are understood.
"""

import re
from typing import Final

LARGEST_PICTURE: Final = 8 * 1024 * 1024  # bytes; a 12-megapixel JPEG of good quality
_LARGEST_HEAD: Final = 4096  # bytes
_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(
    rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)


class StreamGarbled(ValueError):
    """The bytes are no MJPEG stream, or a picture is larger than any camera's."""


class MultipartFramer:
    """Collects bytes until pictures are complete.

    Args:
        boundary: As announced in the answer's Content-Type.
    """

    def __init__(self, boundary: str) -> None:
        mark = re.escape(boundary.strip('"').lstrip("-").encode("latin-1", "replace"))
        self._mark = re.compile(rb"\r?\n-{2,}" + mark)
        self._longest_mark = len(mark) + 16  # bytes that may be cut off at the end
        self._held = bytearray()
        self._in_body = False
        self._length: int | None = None
        self._searched = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The pictures that ``chunk`` completes, oldest first.

        Raises:
            StreamGarbled: No picture can come out of this stream any more.
        """
        self._held += chunk
        pictures: list[bytes] = []
        while True:
            if not self._in_body and not self._take_head():
                return pictures
            picture = self._take_body()
            if picture is None:
                return pictures
            if picture:
                pictures.append(picture)

    def _take_head(self) -> bool:
        """Drop the part's head from what is held, noting the length it gives."""
        end = self._held.find(_HEAD_END)
        if end < 0:
            if len(self._held) > _LARGEST_HEAD:
                raise StreamGarbled("no picture begins where one should")
            return False
        given = _LENGTH.search(self._held[:end])
        self._length = int(given[1]) if given else None
        if self._length is not None and self._length > LARGEST_PICTURE:
            raise StreamGarbled("a picture is announced larger than 8 MiB")
        del self._held[: end + len(_HEAD_END)]
        self._in_body, self._searched = True, 0
        return True

    def _take_body(self) -> bytes | None:
        """The part's body once it is complete."""
        size = self._length
        if size is None:
            found = self._mark.search(self._held, self._searched)
            if found is None:
                if len(self._held) > LARGEST_PICTURE:
                    raise StreamGarbled("a picture is larger than 8 MiB")
                self._searched = max(0, len(self._held) - self._longest_mark)
                return None
            size = found.start()
        elif len(self._held) < size:
            return None
        body = bytes(self._held[:size])
        del self._held[:size]
        self._in_body = False
        return body

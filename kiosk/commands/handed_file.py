"""A file that is handed out by a command: there once its row is, and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFile:
    """A file that is written, and not under its own name yet.

    Attributes:
        draft: Where it lies.
        path: Where it shall lie.
    """

    draft: Path
    path: Path

    def put(self, manifest: str) -> None:
        """Give it its name, and its manifest beside it.

        Raises:
            ConfigError: It cannot be.
        """
        with _told(self.path):
            beside = self.path.with_name(f"{self.path.name}.manifest.json")
            beside.write_text(f"{manifest}\n", encoding="utf-8")
            self.draft.rename(self.path)


@contextmanager
def drafted(path: Path, content: bytes) -> Iterator[HandedFile]:
    """Write a file under a name of its own; it goes unless it was put.

    Raises:
        ConfigError: There is a file of that name, or it cannot be written.
    """
    draft = path.with_name(f".{path.name}.new")
    try:
        with _told(path):
            if path.exists():
                raise FileExistsError(17, "it is there already")
            draft.write_bytes(content)
        yield HandedFile(draft=draft, path=path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or "it cannot be written"
        raise ConfigError(f"{path}: {why}; choose another name") from error

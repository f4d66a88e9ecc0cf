"""The policy folder: every policy that was ever in force, and which is asked for now.

```
kept/DIGEST.toml  kept/DIGEST.policy   texts by the SHA-256 of the text
active.json                            the one asked for; replaced in one step
staged.json                            the one that waits for confirmation
received/*.policy                      what supervisors sent
```

Each step is one durable replacement of one file, and a text is there before a pointer
names it: cut anywhere, ``active.json`` names a whole policy, the old one or the new.
"""

from pathlib import Path
from typing import Final

from kiosk.core.policy import PolicySource
from kiosk.store.files import sync_directory
from kiosk.store.keyfile import KeyUnreachable
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.policies import SIGNED, PolicyFile, Root, signed_file, text_file
from kiosk.store.policy_errors import NothingStaged, PolicyDamaged, StagedChanged
from kiosk.store.policy_pointer import Pointer, read_pointer, write_pointer

FOLDER: Final = "policies"
_ACTIVE: Final = "active.json"
_STAGED: Final = "staged.json"
_FEWEST_DIGITS: Final = 8


class PolicyFolder:
    """The files of one policy folder.

    Args:
        store: The store folder.
    """

    def __init__(self, store: Path) -> None:
        self.directory = store / FOLDER
        self._kept = self.directory / "kept"

    def keep(self, file: PolicyFile) -> None:
        """Store a text under its digest; nothing is ever changed under a digest.

        Raises:
            ConfigError: It cannot be written.
        """
        path = self._path(file.digest, signed=file.source == "signed")
        if path.exists() and path.read_bytes() == file.content:
            return
        self._make()
        with locked(self.directory):
            replace_file(path, file.content)

    def kept(
        self, digest: str, source: PolicySource, root: Root | None = None
    ) -> PolicyFile:
        """Read a kept policy again.

        Args:
            digest: Of its text.
            source: Where it came from when it was kept.
            root: Whose signature is asked for; None where the journal vouches for it.

        Raises:
            PolicyError: It is gone, not what it was, or not signed.
        """
        path = self._path(digest, signed=source == "signed")
        content, origin = self._read(path), str(path)
        if source == "signed":
            file = signed_file(content, origin, root, vouched=root is None)
        else:
            file = text_file(content, origin, source)
        if file.digest != digest:
            raise PolicyDamaged(origin, "was altered")
        return file

    def active(self) -> Pointer | None:
        """What is asked for, or None while nothing ever was.

        Raises:
            PolicyDamaged: The pointer is unreadable.
        """
        return self._pointer(_ACTIVE)

    def staged(self) -> Pointer | None:
        """What waits for confirmation, or None.

        Raises:
            PolicyDamaged: The pointer is unreadable.
        """
        return self._pointer(_STAGED)

    def stage(self, pointer: Pointer) -> None:
        """Let a kept policy wait for confirmation."""
        self._point(_STAGED, pointer)

    def confirm(self, digest: str, pointer: Pointer) -> None:
        """Ask for the staged policy.

        Args:
            digest: What the leader confirms, 8 to 64 hex digits.
            pointer: What ``active.json`` shall say.

        Raises:
            FormError: Another one is staged, or none.
            ConfigError: It cannot be written; the old one stays.
        """
        staged = self.staged()
        if staged is None:
            raise NothingStaged
        enough = len(digest) >= _FEWEST_DIGITS and staged.digest.startswith(digest)
        if not enough or pointer.digest != staged.digest:
            raise StagedChanged
        self._point(_ACTIVE, pointer)
        self.drop()

    def drop(self) -> None:
        """Let nothing wait any more.

        Raises:
            ConfigError: It cannot be written.
        """
        path = self.directory / _STAGED
        try:
            path.unlink(missing_ok=True)
            if self.directory.exists():
                sync_directory(self.directory)
        except OSError as exc:
            raise KeyUnreachable(path, exc) from exc

    def received(self) -> dict[str, Path]:
        """What supervisors sent, by file name."""
        found = sorted((self.directory / "received").glob(f"*{SIGNED}"))
        return {path.name: path for path in found}

    def receive(self, file: PolicyFile, version: str) -> None:
        """Put a signed policy where leaders find it among their choices.

        Args:
            file: The policy.
            version: Such as ``routine/4``; names the file.

        Raises:
            ConfigError: It cannot be written.
        """
        self._make(received := self.directory / "received")
        with locked(received):
            replace_file(
                received / f"{version.replace('/', '-')}{SIGNED}", file.content
            )

    def mark(self) -> tuple[int, int, int] | None:
        """Differs whenever ``active.json`` was replaced."""
        try:
            status = (self.directory / _ACTIVE).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _path(self, digest: str, *, signed: bool) -> Path:
        return self._kept / f"{digest}{SIGNED if signed else '.toml'}"

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as exc:
            problem = f"cannot be read ({exc.strerror or type(exc).__name__})"
            raise PolicyDamaged(str(path), problem) from exc

    def _pointer(self, name: str) -> Pointer | None:
        path = self.directory / name
        if not path.exists():
            return None
        try:
            return read_pointer(self._read(path))
        except ValueError:
            raise PolicyDamaged(str(path), "is damaged") from None

    def _point(self, name: str, pointer: Pointer) -> None:
        self._make()
        with locked(self.directory):
            replace_file(self.directory / name, write_pointer(pointer))

    def _make(self, *more: Path) -> None:
        try:
            for folder in (self.directory, self._kept, *more):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_directory(self.directory)
            sync_directory(self.directory.parent)
        except OSError as exc:
            raise KeyUnreachable(self._kept, exc) from exc

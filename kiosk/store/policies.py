"""Policies on disk: the shipped ones by name, others by path, signed or not."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Final

from kiosk.codes.signed_policy import PolicyMalformed, read_signed_policy
from kiosk.core.errors import PolicyError
from kiosk.core.policy import PolicySource, PolicyStamp
from kiosk.rules.decision import load_policy
from kiosk.rules.policy import Policy
from kiosk.rules.self_contained import self_contained

SIGNED: Final = ".policy"
"""What the name of a signed policy ends with."""
_LARGEST: Final = 1 << 20  # bytes; the largest shipped policy has some 40 KB
_SHIPPED = resources.files("kiosk.rules") / "policies"

Root = Callable[[], bytes]
"""Gives the 32-byte public key of the offline root; asked for signed policies only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """A policy as it lies there: read and its signature checked, not compiled.

    Attributes:
        origin: What errors call it.
        text: TOML.
        content: The file's own bytes, as they are kept.
        source: Where it comes from.
        key: Serial number of the policy key that signed it, or None.
    """

    origin: str
    text: str = field(repr=False)
    content: bytes = field(repr=False)
    source: PolicySource
    key: int | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the text, 64 hex digits."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPolicy:
    """A compiled policy, what tells it from others, and its file.

    Attributes:
        policy: Ready to be asked.
        file: With every part written out, as it is kept.
        stamp: Which it is.
    """

    policy: Policy = field(repr=False)
    file: PolicyFile
    stamp: PolicyStamp


def shipped_policies() -> list[str]:
    """Names of the policies inside the package."""
    return sorted(
        f.name.removesuffix(".toml")
        for f in _SHIPPED.iterdir()
        if f.name.endswith(".toml")
    )


def open_policy(name: str, root: Root | None = None) -> Policy:
    """Load a shipped policy by name, or a file by its path.

    Args:
        name: Shipped name, or a path ending in ``.toml`` or ``.policy``.
        root: For signed ones.

    Raises:
        PolicyError: There is none, or it is refused; says why and where.
        ConfigError: The root's public key cannot be read.
    """
    file = read_policy_file(name, root)
    return load_policy(file.text, file.origin)


def read_policy_file(name: str, root: Root | None = None) -> PolicyFile:
    """Read what ``open_policy`` compiles; errors as there."""
    if name.endswith(SIGNED):
        return signed_file(_read(Path(name)), name, root)
    if name.endswith(".toml"):
        return text_file(_read(Path(name)), name, "file")
    if name not in shipped_policies():
        names = ", ".join(shipped_policies())
        raise PolicyError(
            f"no policy {name!r}; shipped: {names}, or give a .toml or .policy file"
        )
    shipped = _SHIPPED / f"{name}.toml"
    return text_file(shipped.read_bytes(), shipped.name, "shipped")


def text_file(content: bytes, origin: str, source: PolicySource) -> PolicyFile:
    """A policy that is plain TOML.

    Raises:
        PolicyError: It is no UTF-8 text.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"{origin}: cannot be read: {error}") from error
    return PolicyFile(origin=origin, text=text, content=content, source=source)


def signed_file(
    content: bytes, origin: str, root: Root | None, *, vouched: bool = False
) -> PolicyFile:
    """A policy inside its signature.

    Args:
        content: The file's bytes.
        origin: What errors call it.
        root: Whose signature is asked for.
        vouched: True where the journal vouches for the text: no signature is asked.

    Raises:
        PolicyError: It is none, or not signed under this kiosk's root.
        ConfigError: The root's public key cannot be read.
    """
    if root is None and not vouched:
        raise PolicyError(f"{origin}: name the key folder with --keys to check it")
    public = None if vouched or root is None else root()
    signed = read_signed_policy(content, public, origin)
    return PolicyFile(
        origin=origin,
        text=signed.text,
        content=content,
        source="signed",
        key=signed.commission.serial,
    )


def compiled(file: PolicyFile) -> OpenPolicy:
    """Compile and prove a policy.

    Raises:
        PolicyError: It is refused; says why and where.
    """
    policy = _loaded(file.text, file.origin)
    file = _whole(file)
    stamp = PolicyStamp(
        version=policy.version,
        title=policy.header.title,
        level=policy.header.control_level,
        digest=file.digest,
        source=file.source,
        key=file.key,
    )
    return OpenPolicy(policy=policy, file=file, stamp=stamp)


def _whole(file: PolicyFile) -> PolicyFile:
    """The same with its parts written out."""
    text = _written_out(file.text, file.origin)
    if text == file.text:
        return file
    if file.source == "signed":
        raise PolicyMalformed(file.origin, "it includes parts")
    return replace(file, text=text, content=text.encode())


# A leader's page asks for the same few again and again; a policy never changes.
_loaded = lru_cache(maxsize=16)(load_policy)
_written_out = lru_cache(maxsize=16)(self_contained)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error}") from error
    if len(content) > _LARGEST:
        raise PolicyError(f"{path}: more than {_LARGEST >> 20} MiB; no policy is")
    return content

"""Policies on disk: the shipped ones by name, others by path."""

from importlib import resources
from pathlib import Path

from kiosk.core.errors import PolicyError
from kiosk.rules.decision import load_policy
from kiosk.rules.policy import Policy

_SHIPPED = resources.files("kiosk.rules") / "policies"


def shipped_policies() -> list[str]:
    """Names of the policies inside the package."""
    return sorted(f.name.removesuffix(".toml") for f in _SHIPPED.iterdir())


def open_policy(name: str) -> Policy:
    """Load a shipped policy by name, or a file by its path (ending in ``.toml``).

    Raises:
        PolicyError: There is none, or it is refused; says why and where.
    """
    if name.endswith(".toml"):
        return load_policy(_read(Path(name)), name)
    if name not in shipped_policies():
        shipped = ", ".join(shipped_policies())
        raise PolicyError(
            f"no policy {name!r}; shipped: {shipped}, or give a .toml file"
        )
    return load_policy((_SHIPPED / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read: {error}") from error

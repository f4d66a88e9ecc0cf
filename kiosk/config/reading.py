"""Read ``kiosk.toml``: wrong files are refused whole, every wrong key in one go."""

import re
import tomllib
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.config.health import CertificateSettings, HealthSettings
from kiosk.config.tables import Settings, StoreSettings
from kiosk.core.errors import ConfigError

_PASSWORD: Final = re.compile(r"(?<=://).*@")


def parse_settings(text: str, origin: str) -> Settings:
    """Check settings.

    Args:
        text: TOML.
        origin: File name for error messages.

    Raises:
        ConfigError: Names every wrong key, its value and what is accepted.
    """
    try:
        return Settings.model_validate(tomllib.loads(text))
    except ValidationError as error:
        found = error.errors()
        # A wrong lane does not count as a lane: that none is left is no news.
        told = [e for e in found if e["type"] != "too_short"] or found
        wrong = [f"{origin}: {len(told)} wrong:", *map(_wrong, told)]
        raise ConfigError("\n".join(wrong)) from None
    except (ValueError, RecursionError) as error:  # also figures of 4301 digits
        raise ConfigError(f"{origin}: not TOML: {error}; correct the file") from error


def _wrong(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    given = error["input"]
    if isinstance(given, str):
        given = _PASSWORD.sub("***@", given)
    shown = f" = {given!r}" if isinstance(given, str | int | float) else ""
    return f"  {key}{shown}: {error['msg']}"


def load_settings(path: Path) -> Settings:
    """Read ``path``; relative paths in it are taken from its folder.

    Raises:
        ConfigError: The file is missing, unreadable or wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: is missing; `kiosk run` writes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    settings, folder = parse_settings(text, str(path)), path.parent
    policy = settings.policy.name
    if policy.endswith((".toml", ".policy")):
        policy = str(folder / policy)
    return settings.model_copy(
        update={
            "store": StoreSettings(directory=folder / settings.store.directory),
            "policy": settings.policy.model_copy(update={"name": policy}),
            "health": _beside(folder, settings.health),
            "certificates": _certificates(folder, settings.certificates),
        }
    )


def _beside(folder: Path, health: HealthSettings) -> HealthSettings:
    """The same with its files taken from ``folder``; a profile may be a shipped one."""
    files = {"secret_file": health.secret_file, "ca_file": health.ca_file}
    if health.profile.endswith(".toml"):
        files["profile"] = health.profile
    found = {key: str(folder / name) for key, name in files.items() if name}
    return health.model_copy(update=found)


def _certificates(folder: Path, settings: CertificateSettings) -> CertificateSettings:
    if not settings.trust_file:
        return settings
    return CertificateSettings(trust_file=str(folder / settings.trust_file))

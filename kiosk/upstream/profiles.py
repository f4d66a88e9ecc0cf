"""Profiles on disk: the shipped ones by name, others by path; proved at every load."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk.core.errors import ConfigError
from kiosk.upstream import values
from kiosk.upstream.answer import read_answer
from kiosk.upstream.errors import HealthServiceError
from kiosk.upstream.profile import Example, Profile

_SHIPPED = resources.files("kiosk.upstream") / "profiles"


class ProfileError(ConfigError):
    """A profile was refused whole."""

    slug = "profile-error"


def shipped_profiles() -> list[str]:
    """Names of the profiles inside the package."""
    return sorted(f.name.removesuffix(".toml") for f in _SHIPPED.iterdir())


def open_profile(name: str) -> Profile:
    """Load a shipped profile by name, or a file by its path (ending in ``.toml``).

    Raises:
        ProfileError: There is none, or it is refused; names everything wrong in it.
    """
    if name.endswith(".toml"):
        return load_profile(_read(Path(name)), name)
    if name not in shipped_profiles():
        shipped = ", ".join(shipped_profiles())
        raise ProfileError(
            f"no health-code profile {name!r}; shipped: {shipped}, or give a .toml file"
        )
    text = (_SHIPPED / f"{name}.toml").read_text("utf-8")
    return load_profile(text, f"{name}.toml")


def load_profile(text: str, origin: str) -> Profile:
    """Check a profile and prove it on its own examples.

    Args:
        text: TOML.
        origin: File name for error messages.

    Raises:
        ProfileError: Names every wrong key, or the example that fails.
    """
    try:
        profile = Profile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        found = error.errors()
        # A wrong code does not count as a code: that none is left is no news.
        told = [e for e in found if e["type"] != "too_short"] or found
        wrong = [_wrong(e) for e in told]
        head = f"{origin}: {len(wrong)} wrong:"
        raise ProfileError("\n".join([head, *wrong])) from None
    except (ValueError, RecursionError) as error:  # also figures of 4301 digits
        raise ProfileError(f"{origin}: not TOML: {error}; correct the file") from error
    for example in profile.example:
        _prove(profile, example, origin)
    return profile


def _prove(profile: Profile, example: Example, origin: str) -> None:
    try:
        body = values.parse(example.body.encode())
        said = read_answer(body, profile.answer, source="", asked_at=0.0).answer
    except HealthServiceError as error:
        found = {"answer": "unverified", "because": error.slug}
    else:
        found = {
            part: value
            for part in Example.model_fields
            if part not in {"title", "body"}
            and (value := getattr(said, part)) is not None
        }
    wanted = example.model_dump(exclude={"title", "body"}, exclude_none=True)
    if wanted != {part: found.get(part) for part in wanted}:
        raise ProfileError(
            f"{origin}: example {example.title!r} must mean {_say(wanted)} but means "
            f"{_say(found)}; correct one of them"
        )


def _say(parts: Mapping[str, object]) -> str:
    return ", ".join(f"{part} {value}" for part, value in parts.items())


def _wrong(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"]) or "profile"
    return f"  {key}: {error['msg']}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from error

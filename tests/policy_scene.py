"""Policies to change: small texts of several names, levels and versions."""

from pathlib import Path

from kiosk.store.policies import PolicyFile, text_file
from tests.rules.policies import POLICY


def text(
    name: str = "small", version: int = 1, *, level: str = "routine", reason: str = ""
) -> str:
    """A policy that turns the unmasked back, for ``reason``."""
    return (
        POLICY.replace('name = "small"', f'name = "{name}"')
        .replace("version = 3", f"version = {version}")
        .replace('"routine"', f'"{level}"', 1)
        .replace("mask-missing", reason or "mask-missing")
    )


def file(name: str = "small", version: int = 1, **more: str) -> PolicyFile:
    """The same as a file that lay on this machine."""
    written = text(name, version, **more)
    return text_file(written.encode(), f"{name}.toml", "file")


def written(folder: Path, name: str = "small", version: int = 1, **more: str) -> str:
    """The same on disk; returns its path."""
    path = folder / f"{name}-{version}{more.get('reason', '')}.toml"
    path.write_text(text(name, version, **more), "utf-8")
    return str(path)

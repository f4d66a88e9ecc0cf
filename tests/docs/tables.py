"""Pages of the manual drawn from the code: ``python -m tests.docs.tables``."""

import typing
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kiosk.config.tables import Settings
from tests.docs.requirements import requirements_page
from tests.docs.rules import rules_page

DOCS = Path(__file__).parents[2] / "docs"
_HEAD = """# Settings

Everything `kiosk.toml` may say. The file is closed: an unknown key, a value outside its
range or a missing key stops the start and is named, all in one message. This page is
written by `python -m tests.docs.tables`; a test compares it with the code.

A lane is a `[[lane]]` table; there may be several. `camera`, `scanner`, `thermometer`
and `gate` are tables of their own, chosen by the word `driver`.
"""


def settings_page() -> str:
    """The whole of docs/settings.md."""
    return _HEAD + "".join(_table("", Settings))


def _table(path: str, model: type[BaseModel]) -> Iterator[str]:
    rows, nested = [], []
    for name, info in model.model_fields.items():
        key = f"{path}.{name}" if path else name
        models = _models(info.annotation)
        if models:
            nested += [(key, inner) for inner in models]
        else:
            rows.append(_row(name, info))
    if rows:
        driver = model.model_fields.get("driver")
        word = (
            f' · driver = "{typing.get_args(driver.annotation)[0]}"' if driver else ""
        )
        yield f"\n## `{path}`{word}\n\n{model.__doc__}\n\n"
        yield "| key | default | accepts | |\n|---|---|---|---|\n"
        yield from rows
    for key, inner in nested:
        yield from _table(key, inner)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [m for part in typing.get_args(annotation) for m in _models(part)]


def _row(name: str, info: FieldInfo) -> str:
    required = info.default is PydanticUndefined
    default = "required" if required else f"`{_toml(info.default)}`"
    default = "none" if info.default is None else default
    return f"| `{name}` | {default} | {_accepts(info)} | {info.description or ''} |\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"'


def _accepts(info: FieldInfo) -> str:
    annotation: Any = info.annotation
    some = [part for part in typing.get_args(annotation) if part is not NoneType]
    if isinstance(annotation, UnionType) and len(some) == 1:
        (annotation,) = some
    if typing.get_origin(annotation) is typing.Literal:
        return ", ".join(f"`{_toml(word)}`" for word in typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return ", ".join(f'`"{word}"`' for word in annotation)
    bounds = {type(m).__name__: m for m in info.metadata}
    if "Ge" in bounds and "Le" in bounds:
        return f"{bounds['Ge'].ge} to {bounds['Le'].le}"
    if annotation is bool:
        return "true, false"
    return "text"


def main() -> None:
    """Write the pages."""
    (DOCS / "settings.md").write_text(settings_page())
    (DOCS / "rules.md").write_text(rules_page())
    (DOCS / "requirements.md").write_text(requirements_page())


if __name__ == "__main__":
    main()

"""TOML of rules: read into its model, or refused with file, line and reason."""

import tomllib
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.core.errors import PolicyError

Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], text: str, origin: str) -> Model:
    """Read ``text`` as ``model``.

    Args:
        model: The pydantic model of the whole file.
        text: TOML.
        origin: File name for error messages.

    Raises:
        PolicyError: Names the file, the line and what is wrong.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(
            f"{place(text, origin, first['loc'])}: {first['msg']}"
        ) from None
    except (ValueError, RecursionError) as error:  # also figures of 4301 digits
        raise PolicyError(f"{origin}: not TOML: {error}; correct the file") from error


def place(text: str, origin: str, loc: tuple[int | str, ...]) -> str:
    """File and key of a location, and the line of its ``[[table]]`` if it is in one."""
    table, *rest = loc
    if not rest or not isinstance(rest[0], int):
        return f"{origin}: {'.'.join(str(part) for part in loc)}"
    header = f"[[{table}]]"
    lines = [n for n, row in enumerate(text.splitlines(), 1) if row.strip() == header]
    line = f":{lines[rest[0]]}" if rest[0] < len(lines) else ""  # written inline
    key = f": {'.'.join(str(part) for part in loc)}" if rest[1:] else ""
    return f"{origin}{line}{key}"

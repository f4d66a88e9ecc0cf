"""TOML of rules: read into its model, or refused with file, line and reason."""

import tomllib
from functools import lru_cache
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
    lines = _headers(text, f"[[{table}]]")
    line = f":{lines[rest[0]]}" if rest[0] < len(lines) else ""  # written inline
    key = f": {'.'.join(str(part) for part in loc)}" if rest[1:] else ""
    return f"{origin}{line}{key}"


# Each of a hundred rules of one text is asked for.
@lru_cache(maxsize=4)
def _headers(text: str, header: str) -> tuple[int, ...]:
    """The lines, from 1, on which ``header`` stands alone."""
    rows = enumerate(text.splitlines(), 1)
    return tuple(number for number, row in rows if row.strip() == header)

"""Parts that policies include: rules, terms and limits common to several.

They belong to the programme like the modules beside them, and are read like modules.
A released part never changes: a policy names the version it includes, so that name and
version on a record still tell which rules were asked.
"""

from functools import cache
from importlib import resources
from typing import Final

from kiosk.rules.text import PartText
from kiosk.rules.toml import parse

_HERE: Final = resources.files(__name__)


def shipped_parts() -> list[str]:
    """What may be included, as ``name/version``."""
    files = (f.name.removesuffix(".toml") for f in _HERE.iterdir())
    return sorted(
        "/".join(name.rsplit("-", 1)) for name in files if not name.startswith("__")
    )


@cache
def shipped_part(reference: str) -> PartText | None:
    """Read a part.

    Args:
        reference: ``name/version``, e.g. ``common/1``.
    """
    if reference not in shipped_parts():
        return None
    name = reference.replace("/", "-") + ".toml"
    return parse(PartText, (_HERE / name).read_text("utf-8"), name)

"""A policy as one text that needs no other: its parts written out.

What a supervisor signs and what a kiosk keeps must say the same in a year, whatever
parts the programme ships by then.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from kiosk.rules.text import PolicyText
from kiosk.rules.toml import parse
from kiosk.rules.whole import Whole, whole

_ESCAPED = str.maketrans(
    {chr(number): f"\\u{number:04x}" for number in (*range(32), 127)}
    | {"\\": r"\\", '"': r"\"", "\b": r"\b", "\t": r"\t"}
    | {"\n": r"\n", "\f": r"\f", "\r": r"\r"}
)


def self_contained(text: str, origin: str) -> str:
    """Write out what a policy includes; a text that includes nothing stays as it is.

    Args:
        text: TOML of a policy.
        origin: File name for error messages.

    Raises:
        PolicyError: It is no policy, or a part is not there.
    """
    written = parse(PolicyText, text, origin)
    if not written.include:
        return text
    return "\n".join(_lines(written, whole(written, text, origin))) + "\n"


def toml_value(value: Any) -> str:
    """A value as TOML writes it inline."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case str():
            return _quoted(value)
        case Mapping():
            pairs = (f"{_quoted(k)} = {toml_value(v)}" for k, v in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case list() | tuple():
            return f"[{', '.join(toml_value(one) for one in value)}]"
        case _:
            raise TypeError(f"no TOML for {type(value).__name__}")


def _lines(written: PolicyText, together: Whole) -> Iterator[str]:
    included = ", ".join(written.include)
    yield f"# Written out by the kiosk; it was put together from: {included}"
    yield from _table("[policy]", written.policy.model_dump())
    for name in ("sources", "parameters", "terms"):
        yield from _table(f"[{name}]", getattr(together, name))
    for rule in together.rules:
        yield from _table("[[rule]]", rule.text.model_dump(exclude_defaults=True))
    for example in written.example:
        told = {"facts": example.facts} | example.model_dump(exclude_defaults=True)
        yield from _table("[[example]]", told)


def _table(header: str, content: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n{header}"
    yield from (f"{_quoted(k)} = {toml_value(v)}" for k, v in content.items())


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPED)}"'

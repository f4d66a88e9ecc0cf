"""Numbers and times in a condition, compared without the engine.

``temperature.celsius >= 37.3`` or ``now - nat.sampled_at <= duration('48h')``: CEL
writes such a comparison as Python does, so Python's parser reads it. What is the same
for every passage is worked out once, by the engine itself.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from kiosk.rules import engine

Known = Mapping[str, Any]
"""Facts by CEL name, as the engine gets them; every section is there, if empty."""
Value = Callable[[Known], Any]
"""A value of the facts; None where the engine must say."""


class Lacks(Enum):
    """The one answer that is no value."""

    FACT = "fact"  # the engine, too, would stumble over one that is missing


_COMPARED: Final[Mapping[type, Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ALIKE: Final = frozenset({str, float, int, datetime, timedelta})
"""What is compared, and only with its like: how the engine mixes them is its own."""
_SUMS: Final[Mapping[tuple[type, type, type], Callable[[Any, Any], Any]]] = {
    (ast.Add, float, float): operator.add,
    (ast.Sub, float, float): operator.sub,
    (ast.Div, float, float): operator.truediv,
    (ast.Sub, datetime, datetime): operator.sub,
    (ast.Add, datetime, timedelta): operator.add,
    (ast.Sub, datetime, timedelta): operator.sub,
}
_OF_TIME: Final = {
    "getHours": operator.attrgetter("hour"),
    "getMinutes": operator.attrgetter("minute"),
}
_FUNCTIONS: Final = frozenset({"double", "duration", "int", "string", "timestamp"})
_WORDS: Final = frozenset({"true", "false", "null"})
_PASS: Final = "pass_"  # noqa: S105 - the section's name in Python
_WHOLE: Final = range(-(2**53), 2**53)
"""Whole figures that every engine has exactly."""


def comparison(text: str) -> Value | None:
    """What a comparison of facts and limits says; None: it is no plain one.

    Args:
        text: CEL text that compiles, without ``&&``, ``||``, ``?`` and comments.
    """
    try:
        tree = ast.parse(f"({_named(text)})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if "\\" in text or not isinstance(tree, ast.Compare) or len(tree.ops) > 1:
        return None
    compare = _COMPARED.get(type(tree.ops[0]))
    left, right = _value(tree.left), _value(tree.comparators[0])
    if compare is None or left is None or right is None:
        return None

    def compared(known: Known) -> Any:
        one, other = left(known), right(known)
        kind = one.__class__
        if kind is not other.__class__ or kind not in _ALIKE:
            return _neither(one, other)
        if kind is int and not (one in _WHOLE and other in _WHOLE):
            return None
        return compare(one, other)

    return compared


def _named(text: str) -> str:
    """The text with no section called as a word of Python's own."""
    return text if {"'", '"'} & set(text) else text.replace("pass.", f"{_PASS}.")


def _value(node: ast.expr) -> Value | None:
    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    if names <= _FUNCTIONS:
        return _limit(node)
    value: Value | None = None
    match node:
        case ast.Name(id=name) if name not in _WORDS:
            value = _fact(name)
        case ast.Attribute(value=ast.Name(id=section), attr=name):
            value = _fact(name, "pass" if section == _PASS else section)
        case ast.BinOp(left=left, op=op, right=right):
            value = _sum(type(op), _value(left), _value(right))
        case ast.Subscript(value=ast.Dict() as table, slice=key):
            value = _entry(_worked_out(table), _value(key))
        case ast.Call(func=ast.Name(id="double"), args=[figure]):
            value = _changed(_value(figure), {int, float}, float)
        case ast.Call(func=ast.Attribute(value=moment, attr=part), args=[]):
            taken = _OF_TIME.get(part)
            value = _changed(_value(moment), {datetime}, taken) if taken else None
        case _:
            pass  # the engine's
    return value


def _fact(name: str, section: str | None = None) -> Value:
    if section is None:
        return lambda known: known.get(name, Lacks.FACT)
    return lambda known: known[section].get(name, Lacks.FACT)


def _sum(op: type, left: Value | None, right: Value | None) -> Value | None:
    if left is None or right is None:
        return None

    def added(known: Known) -> Any:
        one, other = left(known), right(known)
        work = _SUMS.get((op, one.__class__, other.__class__))
        if work is None:
            return _neither(one, other)
        try:
            return work(one, other)
        except (ArithmeticError, ValueError):  # beyond the last year; by nought
            return None

    return added


def _changed(
    value: Value | None, kinds: set[type], change: Callable[[Any], Any]
) -> Value | None:
    if value is None:
        return None

    def changed(known: Known) -> Any:
        one = value(known)
        return change(one) if one.__class__ in kinds else _neither(one, one)

    return changed


def _entry(table: Mapping[str, Any] | None, key: Value | None) -> Value | None:
    if table is None or key is None:
        return None

    def entry(known: Known) -> Any:
        word = key(known)
        return table.get(word) if isinstance(word, str) else _neither(word, word)

    return entry


def _neither(one: Any, other: Any) -> Lacks | None:
    """What is said where two values do not go together."""
    if one is None or other is None:
        return None
    return Lacks.FACT if Lacks.FACT in (one, other) else None


def _limit(node: ast.expr) -> Value | None:
    limit = _worked_out(node)
    return None if limit is None else lambda _known: limit


def _worked_out(node: ast.expr) -> Any:
    """What the engine makes of text without facts; None where that says too little."""
    text = ast.unparse(node)
    try:
        limit = engine.compile(text).execute(engine.Context())
        exact = engine.compile(f"limit == ({text})")
        same = exact.execute(engine.Context(variables={"limit": limit}))
    except (KeyError, RuntimeError, TypeError, ValueError, OverflowError):
        return None
    return limit if same is True else None  # a duration may be finer than Python's

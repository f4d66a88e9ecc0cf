"""One CEL condition: compiled once, its names checked, asked of facts.

CEL's ``&&`` and ``||`` absorb errors (``false && missing`` is false), so a condition is
asked even while facts are missing and is undecided only when a missing fact matters.
https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md#logical-operators
"""

import re
from dataclasses import dataclass, field

from kiosk.core.facts import fact_names
from kiosk.core.verdict import Need
from kiosk.rules import engine

PARAMETERS = "parameters"
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_HAS = re.compile(r"\bhas\s*\([^)]*\)")
_NAME = re.compile(r"(?<![\w.])[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*(?!\w*\s*\()")
_CALL = re.compile(r"(?<!\w)([a-zA-Z_][\w.]*)\s*\(")
_WORDS = {"true", "false", "null", "in"}
_FUNCTIONS = {"size", "duration", "timestamp", "double", "int", "string", "has"}


class ExpressionError(ValueError):
    """A condition that cannot be compiled or names what does not exist."""


class Undecided(Exception):
    """The condition hangs on a fact that is missing: an answer, not a failure.

    Attributes:
        need: The evidence that would bring the first missing fact, as written.
    """

    def __init__(self, need: Need) -> None:
        super().__init__(need)
        self.need = need


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition.

    Attributes:
        source: The CEL text.
        names: Dotted fact names it reads, as written; those in ``has(…)`` left out.
    """

    source: str
    names: tuple[str, ...]
    _program: engine.Program = field(repr=False)

    def holds(self, context: engine.Context, known: frozenset[str]) -> bool:
        """Ask the condition of facts.

        Args:
            context: Facts by CEL name, and ``parameters``.
            known: Dotted names of the facts that are present.

        Raises:
            Undecided: A missing fact matters.
            ExpressionError: It failed for another reason, or is not a truth value.
        """
        missing = [name for name in self.names if name not in known]
        try:
            answer = self._program.execute(context)
        except (KeyError, RuntimeError, TypeError, ValueError, OverflowError) as error:
            if missing and isinstance(error, KeyError | RuntimeError):
                raise Undecided(need_of(missing[0])) from None
            raise ExpressionError(f"{self.source}: {error}") from error
        if not isinstance(answer, bool):
            raise ExpressionError(f"{self.source}: gives {answer!r}, not true or false")
        return answer


def need_of(name: str) -> Need:
    """The need that brings the fact ``name``."""
    head = name.split(".", 1)[0]
    return Need.CLOCK if head == "now" else Need(head)


def compile_condition(source: str, parameters: frozenset[str]) -> Condition:
    """Compile a condition and check every name in it.

    Args:
        source: CEL text.
        parameters: Names the policy defines under ``[parameters]``.

    Raises:
        ExpressionError: With the parser's words or the unknown name.
    """
    try:
        program = engine.compile(source)
    except ValueError as error:
        raise ExpressionError(str(error).replace("\n", " ")) from error
    text = _STRING.sub("''", source)
    unknown_calls = {c.rsplit(".", 1)[-1] for c in _CALL.findall(text)} - _FUNCTIONS
    if unknown_calls:
        raise ExpressionError(f"unknown function {min(unknown_calls)!r}")
    allowed = fact_names() | {f"{PARAMETERS}.{p}" for p in parameters}
    for name in _names(text):
        _check(name, allowed)
    read = _names(_HAS.sub("true", text))
    return Condition(source, tuple(n for n in read if n in fact_names()), program)


def _names(text: str) -> list[str]:
    return [n for n in dict.fromkeys(_NAME.findall(text)) if n not in _WORDS]


def _check(name: str, allowed: frozenset[str]) -> None:
    if name in allowed:
        return
    head = name.partition(".")[0]
    near = sorted(n for n in allowed if n.startswith(head + "."))
    hint = f"; {head} has: {', '.join(near)}" if near else ""
    raise ExpressionError(f"unknown name {name!r}{hint}")

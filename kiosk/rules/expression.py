"""One CEL condition: compiled once, its names checked, asked of facts.

CEL's ``&&`` and ``||`` absorb errors (``false && missing`` is false), so a condition is
asked even while facts are missing and is undecided only when a missing fact matters.
https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md#logical-operators
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kiosk.core.facts import fact_names
from kiosk.core.verdict import Need
from kiosk.rules import engine
from kiosk.rules.limits import PARAMETERS, with_limits
from kiosk.rules.sieve import Sieve, sieve_of
from kiosk.rules.terms import spell_out
from kiosk.rules.text import Limit
from kiosk.rules.values import Known, Lacks

_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_HAS = re.compile(r"\bhas\s*\(([^)]*)\)")
_QUOTED = re.compile(r"'(\w+)'")
_NAME = re.compile(r"(?<![\w.])[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*(?!\w*\s*\()")
_CALL = re.compile(r"(?<!\w)([a-zA-Z_][\w.]*)\s*\(")
_WORDS = {"true", "false", "null", "in"}
_FUNCTIONS = {"size", "duration", "timestamp", "double", "int", "string", "has"} | {
    "getHours",  # in UTC: the engine knows no time zones
    "getMinutes",
}
_KEPT = 1024  # compiled conditions: more than all shipped policies have


class ExpressionError(ValueError):
    """A condition that cannot be compiled or names what does not exist."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition.

    Attributes:
        source: The CEL text as written.
        spelt: The same with every term spelt out.
        names: Dotted fact names it reads, as written; those in ``has(…)`` left out,
            and those it can do without, for it guards them by ``has(…)``, last.
        guarded: How many of them come last for that.
        reads: Section and name of every fact in it, those in ``has(…)`` too.
        sieve: Its answer where that needs no engine.
    """

    source: str
    spelt: str
    names: tuple[str, ...]
    guarded: int
    reads: frozenset[tuple[str, str]]
    sieve: Sieve = field(repr=False)
    _program: engine.Program = field(repr=False)

    def sifted(self, known: Known) -> bool | Need | None:
        """Its answer without the engine, or the need of a missing fact that matters.

        None where the engine must say: also which fact it wants, where only guarded
        ones are missing.
        """
        said = self.sieve(known)
        if not isinstance(said, Lacks):
            return said
        wanted = self.names[: len(self.names) - self.guarded]
        missing = (name for name in wanted if not _is_known(name, known))
        return next((need_of(name) for name in missing), None)

    def holds(self, context: engine.Context, known: Known) -> bool | Need:
        """Ask the engine.

        Args:
            context: Facts by CEL name, those in ``reads`` at least.
            known: The facts that are present.

        Returns:
            Whether it holds, or the need of a missing fact that matters.

        Raises:
            ExpressionError: It failed for another reason, or is not a truth value.
        """
        try:
            answer = self._program.execute(context)
        except (KeyError, RuntimeError, TypeError, ValueError, OverflowError) as error:
            missing = [name for name in self.names if not _is_known(name, known)]
            if missing and isinstance(error, KeyError | RuntimeError):
                return need_of(self._blamed(missing, error))
            raise ExpressionError(f"{self.source}: {error}") from error
        if not isinstance(answer, bool):
            raise ExpressionError(f"{self.source}: gives {answer!r}, not true or false")
        return answer

    def _blamed(self, missing: list[str], error: Exception) -> str:
        """The first missing fact as written, one that is not guarded before others.

        Among guarded ones the engine knows which it stumbled over: it says the last
        part of the name.
        """
        wanted = self.names[: len(self.names) - self.guarded]
        if missing[0] in wanted:
            return missing[0]
        said = _QUOTED.findall(str(error))
        stumbled = (name for name in missing if name.rpartition(".")[2] in said)
        return next(stumbled, missing[0])


def _is_known(name: str, known: Known) -> bool:
    section, fact = _split(name)
    return fact in (known[section] if section else known)


def _split(name: str) -> tuple[str, str]:
    """Section and name; ``now`` and ``clock`` are in no section."""
    section, _, fact = name.rpartition(".")
    return section, fact


def need_of(name: str) -> Need:
    """The need that brings the fact ``name``."""
    head = name.split(".", 1)[0]
    return Need.CLOCK if head == "now" else Need(head)


def compile_condition(
    source: str, parameters: Mapping[str, Limit], terms: Mapping[str, str] | None = None
) -> Condition:
    """Compile a condition and check every name in it.

    Args:
        source: CEL text.
        parameters: What the policy defines under ``[parameters]``.
        terms: What the policy defines under ``[terms]``.

    Raises:
        ExpressionError: With the parser's words or the unknown name.
    """
    try:
        spelt = spell_out(source, terms or {})
        limited = with_limits(spelt, parameters)
        return _compiled(source, spelt, limited, frozenset(parameters))
    except ValueError as error:
        raise ExpressionError(str(error).replace("\n", " ")) from error


@lru_cache(_KEPT)
def _compiled(
    source: str, spelt: str, limited: str, parameters: frozenset[str]
) -> Condition:
    """The condition; kept, for a change of rules reads the same ones several times."""
    program = engine.compile(limited)
    text = _STRING.sub("''", spelt)
    unknown_calls = {c.rsplit(".", 1)[-1] for c in _CALL.findall(text)} - _FUNCTIONS
    if unknown_calls:
        raise ExpressionError(f"unknown function {min(unknown_calls)!r}")
    allowed = fact_names() | {f"{PARAMETERS}.{p}" for p in parameters}
    for name in _names(text):
        _check(name, allowed)
    read = _names(_HAS.sub("true", text))
    facts = [n for n in read if n in fact_names()]
    tested = {name.strip() for name in _HAS.findall(text)}
    guarded = [name for name in facts if name in tested]
    names = [name for name in facts if name not in tested] + guarded
    return Condition(
        source=source,
        spelt=spelt,
        names=tuple(names),
        guarded=len(guarded),
        reads=frozenset(_split(n) for n in _names(text) if n in fact_names()),
        sieve=sieve_of(limited),
        _program=program,
    )


def _names(text: str) -> list[str]:
    return [n for n in dict.fromkeys(_NAME.findall(text)) if n not in _WORDS]


def _check(name: str, allowed: frozenset[str]) -> None:
    if name in allowed:
        return
    head = name.partition(".")[0]
    near = sorted(n for n in allowed if n.startswith(head + "."))
    hint = f"; {head} has: {', '.join(near)}" if near else ""
    raise ExpressionError(f"unknown name {name!r}{hint}")

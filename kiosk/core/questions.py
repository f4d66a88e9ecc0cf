"""Questions 询问: what a volunteer is asked about a person, and the answers offered.

An answer is a word; the words are closed, so that a screen can only say what is here.
Times are counted backwards from the tap: of 「48 小时内」 the oldest moment is taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from kiosk.core.errors import FormError
from kiosk.core.facts import Facts
from kiosk.core.verdict import Need

Said = Mapping[str, Mapping[str, Any]]

_SLACK: Final = timedelta(minutes=10)
"""Less than the hours said, so that the answer still holds when the form is filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    Attributes:
        fact: What it is about, e.g. ``person.kind``.
        answers: The words offered; each is a fact's name and a word.
        kinds: Kinds of people it is asked of; empty: everybody.
    """

    fact: str
    answers: tuple[str, ...]
    kinds: frozenset[str] = frozenset()


KINDS: Final = ("resident", "visitor", "commuter", "delivery", "worker", "patient")
FIRMS: Final = ("food", "sf", "jd", "post", "zto", "other")
_YES_NO: Final = ("yes", "no")
_DAYS: Final[Mapping[str, int]] = MappingProxyType(
    {"today": 0, "3-days": 3, "7-days": 7, "14-days": 14, "longer": 30}
)
_HOURS: Final[Mapping[str, int]] = MappingProxyType(
    {"24h": 24, "48h": 48, "72h": 72, "7d": 168, "older": 720}
)
_PARCELS: Final = ("1", "2", "3", "4", "5", "10")

QUESTIONS: Final[Mapping[Need, tuple[Question, ...]]] = MappingProxyType(
    {
        Need.PERSON: (
            Question(fact="person.kind", answers=KINDS),
            Question(
                fact="person.purpose",
                answers=("visit", "care", "work", "repair", "medical", "official"),
            ),
            Question(fact="person.host_confirmed", answers=_YES_NO),
        ),
        Need.HEALTH: (
            Question(
                fact="health.colour",
                answers=("green", "yellow", "red", "none", "unverified"),
            ),
        ),
        Need.TRAVEL: (
            Question(
                fact="travel.risk",
                answers=("none", "low", "key", "medium", "high", "overseas"),
            ),
            Question(fact="travel.returnee", answers=_YES_NO),
            Question(fact="travel.arrived_at", answers=tuple(_DAYS)),
            Question(fact="travel.reported", answers=_YES_NO),
        ),
        Need.NAT: (
            Question(
                fact="nat.result",
                answers=(*_HOURS, "positive", "pending", "none", "unverified"),
            ),
            Question(fact="nat.tests", answers=("0", "1", "2", "3", "5")),
        ),
        Need.VACCINATION: (
            Question(
                fact="vaccination.doses", answers=("0", "1", "2", "3", "unverified")
            ),
        ),
        Need.DISINFECTION: (Question(fact="disinfection.done", answers=_YES_NO),),
        Need.PROOFS: (
            Question(
                fact="proofs.employer",
                answers=_YES_NO,
                kinds=frozenset({"commuter", "worker"}),
            ),
            Question(
                fact="proofs.medical", answers=_YES_NO, kinds=frozenset({"patient"})
            ),
            Question(fact="proofs.village", answers=_YES_NO),
        ),
        Need.GOODS: (
            Question(fact="goods.handed_over_outside", answers=_YES_NO),
            Question(fact="goods.disinfected", answers=_YES_NO),
            Question(fact="goods.firm", answers=FIRMS),
            Question(fact="goods.parcels", answers=_PARCELS),
        ),
    }
)
"""What is asked for each need that a volunteer can answer, in this order."""

_BY_FACT: Final = {q.fact: q for questions in QUESTIONS.values() for q in questions}


def open_questions(need: Need, told: Facts, kind: str | None) -> Iterator[Question]:
    """The questions of ``need`` that are not answered yet; all once all are.

    Args:
        need: What the rules lack.
        told: What was said so far.
        kind: Kind of person, or None while it is not known.
    """
    known = told.context()
    asked = [q for q in QUESTIONS.get(need, ()) if not q.kinds or kind in q.kinds]
    yield from [q for q in asked if not _answered(q, known)] or asked


def _answered(question: Question, known: Mapping[str, Any]) -> bool:
    section, _, name = question.fact.partition(".")
    answer = known[section].get("answer")
    return name in known[section] or answer not in {None, "answered"}


def said_by(words: str, now: datetime) -> Said:
    """What an answer says, by section and name of the facts.

    Args:
        words: A fact and a word offered for it, e.g. ``nat.result=48h``; several are
            joined by commas.
        now: Wall time, aware.

    Raises:
        FormError: It is offered by no question (slug ``not-sayable``).
    """
    said: dict[str, dict[str, Any]] = {}
    for each in words.split(","):
        fact, _, word = each.partition("=")
        if each == NO_PASS:
            said["pass"] = {"validity": "none"}
            continue
        question = _BY_FACT.get(fact)
        if question is None or word not in question.answers:
            raise FormError("said", "not-sayable", "choose one of those offered")
        section, _, name = fact.partition(".")
        said.setdefault(section, {}).update(_meaning(section, name, word, now))
    return said


NO_PASS: Final = "pass.validity=none"  # noqa: S105 - 出入证, not a secret
"""There is no pass."""


def _meaning(section: str, name: str, word: str, now: datetime) -> dict[str, Any]:
    match section, name, word:
        case _, _, "unverified":
            return {"answer": "unverified"}
        case "health", _, "none":
            return {"answer": "not-found"}
        case "nat", "result", hours if hours in _HOURS:
            age = timedelta(hours=_HOURS[hours]) - _SLACK
            return {"result": "negative", "sampled_at": now - age}
        case "travel", "risk", _:  # 重点地区 is on the list without a level
            listed = word == "key"
            return {"risk": "low" if listed else word, "key_region": listed}
        case "travel", "arrived_at", days:
            return {"arrived_at": now - timedelta(days=_DAYS[days])}
        case _:
            return {name: _value(word)}


def _value(word: str) -> bool | int | str:
    if word in _YES_NO:
        return word == "yes"
    return int(word) if word.isdecimal() else word

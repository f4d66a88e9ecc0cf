"""The questions on the volunteer's screen: what to ask now, and the answers to tap."""

from dataclasses import dataclass
from typing import Final

from kiosk.core.questions import KINDS, NO_PASS, Question, open_questions
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.web.texts import Texts

_WITHOUT_CODE: Final = {Need.CODE, Need.PASS}
_TOGETHER: Final = {Need.PROOFS: 2, Need.GOODS: 2}
"""How many questions of a need stand on one screen; else one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One button.

    Attributes:
        words: What it says; see ``core.questions``.
        label: What stands on it.
    """

    words: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its buttons; the title is empty where the headline asks it."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the panel asks.

    Attributes:
        need: What it is for, or an empty string.
        questions: With their answers; empty where nothing is asked by hand.
        no_pass: Whether the button for people without a pass is shown.
    """

    need: str
    questions: tuple[Asked, ...]
    no_pass: bool


def asking_of(view: LaneView, need: Need | None, texts: Texts) -> Asking:
    """The questions for what the screen asks for now.

    Args:
        view: The lane.
        need: What its headline asks for, or None.
        texts: The screen's language.
    """
    questions: tuple[Question, ...] = ()
    if need is not None and view.state is LaneState.GATHERING and not view.asking:
        questions = tuple(open_questions(need, view.told, view.person))
        questions = questions[: _TOGETHER.get(need, 1)]
    collecting = view.state in {LaneState.WAITING, LaneState.GATHERING}
    told = view.told.pass_.validity is not None
    return Asking(
        need=need.value if need and questions else "",
        questions=tuple(_asked(q, texts) for q in questions),
        no_pass=collecting and need in _WITHOUT_CODE and not told,
    )


def kinds_without_pass(texts: Texts) -> tuple[Answer, ...]:
    """Who may come without a pass: one button for each."""
    return tuple(
        Answer(words=f"{NO_PASS},person.kind={kind}", label=texts(f"kind.{kind}"))
        for kind in KINDS
    )


def _asked(question: Question, texts: Texts) -> Asked:
    return Asked(
        title=texts(f"ask.{question.fact}"),
        answers=tuple(
            Answer(words=f"{question.fact}={word}", label=_label(question, word, texts))
            for word in question.answers
        ),
    )


def _label(question: Question, word: str, texts: Texts) -> str:
    """The word of this question, else the same word of any, else a number as it is."""
    for key in (f"answer.{question.fact}.{word}", f"answer.{word}"):
        if texts.has(key):
            return texts(key)
    return word

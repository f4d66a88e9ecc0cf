"""The questions on the volunteer's screen: what to ask now, and the answers to tap."""

from dataclasses import dataclass
from typing import Final

from kiosk.core.questions import (
    KINDS,
    NO_PASS,
    QUESTIONS,
    Question,
    open_questions,
)
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.web.texts import Texts

_WITHOUT_CODE: Final = {Need.CODE, Need.PASS}
_TOGETHER: Final = {Need.PROOFS: 2, Need.GOODS: 2}
"""How many questions of a need stand on one screen; else one."""

_OF_A_PARCEL: Final = {"goods.firm", "goods.parcels"}


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
    """One question with its buttons.

    Attributes:
        name: The last part of its fact's name, e.g. ``firm``.
        title: The question in words.
        answers: The words offered.
    """

    name: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """A delivery handed over at the gate, logged by one sheet.

    Attributes:
        words: What is said of every courier.
        questions: Which firm and how many; the first answer of each is chosen.
        endings: How the sheet is left: in order, or not disinfected.
    """

    words: str
    questions: tuple[Asked, ...]
    endings: tuple[Answer, ...]


def courier(texts: Texts) -> Courier:
    """The sheet of a delivery: 「外卖和快递一律在小区外交接,并对外装消毒」 (S1)."""
    handed = "goods.handed_over_outside=yes"
    questions = (q for q in QUESTIONS[Need.GOODS] if q.fact in _OF_A_PARCEL)
    return Courier(
        words=f"{NO_PASS},person.kind=delivery",
        questions=tuple(_asked(question, texts) for question in questions),
        endings=tuple(
            Answer(
                words=f"{handed},goods.disinfected={word}",
                label=texts(f"ui.disinfected-{word}"),
            )
            for word in ("yes", "no")
        ),
    )


def kinds_without_pass(texts: Texts) -> tuple[Answer, ...]:
    """Who may come without a pass: one button for each."""
    return tuple(
        Answer(words=f"{NO_PASS},person.kind={kind}", label=texts(f"kind.{kind}"))
        for kind in KINDS
    )


def _asked(question: Question, texts: Texts) -> Asked:
    return Asked(
        name=question.fact.partition(".")[2],
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

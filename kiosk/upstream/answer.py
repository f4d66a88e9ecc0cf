"""A service's answer in our own words, or why it is none. Pure.

Vendors number the same colours differently (1 is green, yellow or red depending on
whom one asks): only words leave this module. Outcome and colour must be readable; any
other part that is not is left out, which the rules see as ``unverified``.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kiosk.core.evidence import Answer, HealthAnswer
from kiosk.upstream import answer_form as form_of
from kiosk.upstream import values
from kiosk.upstream.errors import AnswerMalformed, ServiceRefused, SessionOver

_HARMLESS: Final = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer, and the names of the parts of it that could not be read."""

    answer: HealthAnswer
    unreadable: tuple[str, ...] = ()


def read_outcome(body: Any, lookup: form_of.Lookup[form_of.OutcomeWord]) -> str:
    """The outcome an answer tells; a value the profile does not know is a refusal.

    Raises:
        AnswerMalformed: It tells none.
        ServiceRefused: The service will not answer.
        SessionOver: It wants the kiosk to log in again.
    """
    told = values.word_at(body, lookup.field)
    if told is None:
        raise AnswerMalformed("no outcome")
    return _checked(lookup.values.get(told, "unverified"), told)


def read_answer(
    body: Any, form: form_of.Answer, *, source: str, asked_at: float
) -> Said:
    """Put an answer into our words.

    Args:
        body: What ``values.parse`` returned.
        form: Where the answer says what.
        source: The profile's name.
        asked_at: Monotonic seconds.

    Raises:
        AnswerMalformed: Outcome or colour cannot be read.
        ServiceRefused: The service will not answer.
        SessionOver: It wants the kiosk to log in again.
    """
    outcome = read_outcome(body, form.outcome)
    for flag in form.flags:
        if values.word_at(body, flag.field) == flag.value:
            outcome = _checked(flag.outcome, flag.value)
    if outcome != Answer.ANSWERED:
        answer = HealthAnswer(answer=Answer(outcome), source=source, asked_at=asked_at)
        return Said(answer=answer)
    colour = form.colour.values.get(values.word_at(body, form.colour.field) or "")
    if colour is None:
        raise AnswerMalformed("no colour that the profile knows")
    parts = _Parts(body)
    answer = HealthAnswer(
        answer=Answer.ANSWERED,
        source=source,
        asked_at=asked_at,
        colour=colour,
        refreshed_at=parts.moment("refreshed_at", form.refreshed_at),
        nat_result=parts.word("nat_result", form.nat_result),
        nat_sampled_at=parts.moment("nat_sampled_at", form.nat_sampled_at),
        doses=parts.doses(form.doses),
        masked_name=parts.name(form.masked_name),
        travel_risk=parts.word("travel_risk", form.travel_risk),
        returnee=parts.word("returnee", form.returnee),
    )
    return Said(answer=answer, unreadable=tuple(parts.unreadable))


class _Parts:
    """Reads the parts an answer may leave out, and notes those it cannot read."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.unreadable: list[str] = []

    def word(
        self, part: str, lookup: form_of.Lookup[form_of.Word] | None
    ) -> form_of.Word | None:
        told = self._told(part, lookup.field if lookup else None)
        if lookup is None or told is None:
            return None
        if told not in lookup.values:
            self.unreadable.append(part)
        return lookup.values.get(told)

    def moment(self, part: str, form: form_of.Moment | None) -> datetime | None:
        told = self._told(part, form.field if form else None)
        if form is None or told is None:
            return None
        try:
            return values.moment(told, form.format, form.zone)
        except (ValueError, OverflowError, OSError):
            self.unreadable.append(part)
            return None

    def doses(self, form: form_of.Doses | None) -> int | None:
        told = self._told("doses", form.field if form else None)
        if form is None or told is None:
            return None
        count = form.values.get(told) if form.values is not None else values.count(told)
        if count is None:
            self.unreadable.append("doses")
        return count

    def name(self, field: str | None) -> str | None:
        told = self._told("masked_name", field)
        return values.mask(told) if told else None

    def _told(self, part: str, field: str | None) -> str | None:
        if field is None:
            return None
        try:
            return values.word_at(self._body, field)
        except AnswerMalformed:
            self.unreadable.append(part)
            return None


def _checked(outcome: str, told: str) -> str:
    code = told if _HARMLESS.fullmatch(told) else "unreadable"
    match outcome:
        case "unverified":
            raise ServiceRefused(code=code)
        case "log-in-again":
            raise SessionOver(code=code)
        case _:
            return outcome

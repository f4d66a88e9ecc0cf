"""A passage 过卡: one person before a lane, from first evidence to verdict."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import combinations

from kiosk.core.evidence import (
    CodeKind,
    CodeReading,
    CodeScan,
    HealthAnswer,
    MaskTick,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.facts import Facts
from kiosk.core.registration.form import IdCard, Registration
from kiosk.core.registration.tidy import mask_name
from kiosk.core.standing import Identity
from kiosk.core.statement import Statement, joined
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.lane.names import same_name
from kiosk.lane.visit import Visit


@dataclass(frozen=True, slots=True)
class Shown:
    """A code this person showed, and what it turned out to be."""

    scan: CodeScan = field(repr=False)
    reading: CodeReading = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Passage:
    """The evidence of one person so far.

    Attributes:
        id: Stable id of the crossing, however late it is sent.
        opened_at: When the first evidence came, monotonic seconds.
        latest_at: When the newest evidence of the person came; a service's answer is
            none, so a slow service keeps nobody's passage open.
        codes: The codes shown, one of a kind, in order.
        asked: What the health-code service was asked about, text by kind of code.
        answers: What it said of them.
        names: Masked names by the kind of code they came with.
        company: Codes of other people were held up meanwhile.
        crowd: They are held up now, and wait.
        seen_at: When one of its codes was last in view, monotonic seconds.
        told: What the volunteer said of the person so far.
        relies_on: Version of the records that the decision rests on, or None.
        outdated: How often the records moved on before the verdict was written.
        returnee: Whether the person came back from outside.
        attempts: Presences measured in this passage; one presence that is told to
            come nearer and then reads well is one attempt.
        stepped_up_at: When a presence took the place of an earlier one, or None.
        visit: The vehicle the person came in, or None.
        rides: Others of it are still to come: the person is done, the vehicle waits.
    """

    id: str
    opened_at: float
    latest_at: float
    codes: dict[CodeKind, Shown] = field(default_factory=dict)
    asked: dict[CodeKind, str] = field(default_factory=dict, repr=False)
    answers: dict[CodeKind, HealthAnswer] = field(default_factory=dict)
    names: dict[CodeKind, str] = field(default_factory=dict, repr=False)
    company: bool = False
    crowd: bool = False
    seen_at: float = 0.0
    temperature: TemperatureReading | None = None
    attempts: int = 0
    stepped_up_at: float | None = None
    mask: MaskTick | None = None
    registration: Registration | None = field(default=None, repr=False)
    card: IdCard | None = field(default=None, repr=False)
    told: Facts = field(default_factory=Facts)
    decision: Decision | None = None
    decided_at: float | None = None
    relies_on: int | None = None
    outdated: int = 0
    returnee: bool = False
    visit: Visit | None = None
    rides: bool = False

    @property
    def reading(self) -> CodeReading | None:
        """The code that says who the person is: the pass, else the first one."""
        first = next(iter(self.codes.values()), None)
        shown = self.codes.get(CodeKind.PASS, first)
        return shown.reading if shown else None

    @property
    def certificate(self) -> CodeReading | None:
        """The health certificate that was shown, good or refused."""
        shown = self.codes.get(CodeKind.DCC)
        return shown.reading if shown else None

    @property
    def scan(self) -> CodeScan | None:
        """The newest scan."""
        return next((s.scan for s in reversed(self.codes.values())), None)

    @property
    def masked_name(self) -> str | None:
        """The person as screens may show it: by the form, the pass, another code."""
        if self.registration is not None:
            return self.registration.masked_name
        if self.card is not None:
            return mask_name(self.card.name)
        first = next(iter(self.names.values()), None)
        return self.names.get(CodeKind.PASS, first)

    @property
    def same_person(self) -> bool | None:
        """Whether the codes can be one person's, by the names; None: cannot be told."""
        pairs = combinations(self.names.values(), 2)
        told = {same_name(one, other) for one, other in pairs} - {None}
        return None if not told else False not in told

    @property
    def health_answer(self) -> HealthAnswer | None:
        """The service's answer; about the health code rather than about the pass."""
        asked = CodeKind.HEALTH if CodeKind.HEALTH in self.asked else CodeKind.PASS
        return self.answers.get(asked)

    @property
    def identity(self) -> Identity:
        """By what the person can be looked up."""
        claims = self.reading.claims if self.reading else None
        form = self.registration.fields if self.registration else {}
        typed = self.visit.plate if self.visit else None
        return Identity(
            pass_id=claims.pass_id if claims else None,
            community=claims.community if claims else None,
            household=claims.household if claims else None,
            member=claims.member if claims else None,
            id_number=form.get("id_number", self.card.id_number if self.card else None),
            phone=form.get("phone"),
            plate=form.get("plate") or typed or (claims.plate if claims else None),
        )

    @property
    def questioned(self) -> bool:
        """Whether the volunteer is at work on the person by hand, which takes time."""
        by_hand = self.card is not None or self.visit is not None
        return by_hand or self.told != Facts()

    @property
    def lacks_pass(self) -> bool:
        """Whether the volunteer said that there is no pass."""
        return self.told.pass_.validity == "none"

    @property
    def wants_form(self) -> bool:
        """Whether the form is what comes next."""
        decision = self.decision
        if decision is None or not decision.needs:
            return decision is not None and decision.verdict is Verdict.REGISTER
        return self.registration is None and decision.needs[0] is Need.REGISTRATION

    @property
    def awaits_answer(self) -> bool:
        """Whether the service was asked and its answer is still on its way."""
        return self.asked.keys() != self.answers.keys()

    @property
    def stopped(self) -> bool:
        """Whether it is certain that the person does not pass now."""
        decision = self.decision
        away = {Verdict.REFUSE, Verdict.HOLD}
        return decision is not None and decision.final and decision.verdict in away

    @property
    def ready(self) -> bool:
        """Whether the verdict can be written.

        Before an allow every answer is in: one may say that two people's codes joined.
        """
        final = self.decision is not None and self.decision.final
        return final and (self.stopped or not self.awaits_answer)

    def has_room_for(self, kind: CodeKind) -> bool:
        """Whether one more code of ``kind`` can be the same person's.

        A person has one code of a kind; a code of no known kind stands alone.
        """
        alone = CodeKind.UNKNOWN in {kind, *self.codes}
        return not self.codes or not (alone or kind in self.codes)

    def lacks(self, needs: Collection[Need]) -> bool:
        """Whether the rules, when last asked, still lacked one of ``needs``."""
        wanted = self.decision.needs if self.decision else ()
        return any(need in needs for need in wanted)

    def add_code(
        self, scan: CodeScan, reading: CodeReading, name: str | None = None
    ) -> None:
        """Attach a code, for which there is room.

        Args:
            scan: As it was seen.
            reading: What it is.
            name: Its holder's masked name, if known.
        """
        self.codes[reading.kind] = Shown(scan, reading)
        self._add_name(reading.kind, name)
        self.seen_at = max(self.seen_at, scan.captured_at)
        self.latest_at = scan.decoded_at

    def drop_code(self, kind: CodeKind) -> None:
        """Part with a code that may be somebody else's, and all it told."""
        del self.codes[kind]
        self.asked.pop(kind, None)
        self.answers.pop(kind, None)
        self.names.pop(kind, None)

    def add_answer(self, kind: CodeKind, answer: HealthAnswer) -> None:
        """Attach what the service said about the code of ``kind``."""
        self.answers[kind] = answer
        self._add_name(kind, answer.masked_name)

    def _add_name(self, kind: CodeKind, name: str | None) -> None:
        if name:
            self.names.setdefault(kind, name)

    def add_temperature(self, temperature: TemperatureReading) -> None:
        """Attach a temperature; the newest counts."""
        before = self.temperature
        by_hand = temperature.kind is TemperatureKind.CONTACT
        if by_hand or before is None or temperature.episode != before.episode:
            self.attempts += 1
            if before is not None and not by_hand:
                self.stepped_up_at = temperature.taken_at
        self.temperature = temperature
        self.latest_at = temperature.taken_at

    def add_word(self, word: MaskTick | Statement | Registration | IdCard) -> None:
        """Attach what the volunteer saw, was told or wrote down; the newest counts."""
        match word:
            case MaskTick():
                self.mask = word
            case Statement():
                self.told = joined(self.told, word.facts)
            case Registration():
                self.registration = word
            case _:
                self.card = word
        self.latest_at = word.at

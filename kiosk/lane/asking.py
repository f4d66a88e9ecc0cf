"""Asking the rules about a passage, as things stand now."""

from kiosk.core.sections import LaneFacts
from kiosk.core.verdict import Decision, Verdict
from kiosk.lane.facts import Situation, passage_facts
from kiosk.lane.parts import Parts, Setting
from kiosk.lane.passage import Passage


def ask_rules(passage: Passage, parts: Parts, setting: Setting) -> Decision:
    """What the active policy says of ``passage``, which notes what that rests on.

    Somebody who lacks nothing but the others of their vehicle rides: the rules are
    asked again about the people who came so far, and the gate waits for the rest.
    """
    passage.rides = False
    decision = _ask(passage, parts, setting)
    waits = decision.final and decision.verdict is Verdict.REGISTER
    if waits and passage.visit is not None and passage.visit.others_follow:
        passage.rides = True
        alone = _ask(passage, parts, setting)
        if alone.final and alone.verdict is Verdict.ALLOW:
            return alone
        passage.rides = False
    return decision


def _ask(passage: Passage, parts: Parts, setting: Setting) -> Decision:
    now, direction = parts.clock.now(), setting.place.direction
    situation = Situation(
        lane=LaneFacts(direction=direction, control_level=setting.level),
        home=setting.home,
        now=now,
        clock=parts.clock.state(),
        standing=parts.standing_of(passage.identity, now),
    )
    facts = passage_facts(passage, situation)
    passage.relies_on = situation.standing.version
    passage.returnee = facts.travel.returnee is True
    return parts.judge(facts)

"""Asking the rules about a passage, as things stand now."""

from kiosk.core.sections import LaneFacts
from kiosk.core.verdict import Decision
from kiosk.lane.facts import Situation, passage_facts
from kiosk.lane.parts import Parts, Setting
from kiosk.lane.passage import Passage


def ask_rules(passage: Passage, parts: Parts, setting: Setting) -> Decision:
    """What the active policy says of ``passage``, which notes what that rests on."""
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

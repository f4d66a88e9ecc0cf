"""docs/rules.md, drawn from the shipped policies and their parts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.rules.parts import shipped_part, shipped_parts
from kiosk.rules.policy import Policy
from kiosk.rules.text import PartText, RuleText
from kiosk.store.policies import shipped_policies
from tests.shipped import shipped

_HEAD = """# Rules

What the shipped policies ask, rule by rule, with the clause each rests on; which
requirement each serves is in [requirements.md](requirements.md). "brief" and "practice"
mark what the plans leave open. This page is written by `python -m tests.docs.tables`; a
test compares it with the policies.

## Ask them yourself

One person is one JSON object: what is known of them, by section. A
resident of a closed community goes shopping the second time in two days:

```json
{
  "now": "2022-04-01T12:00:00+08:00",
  "lane": {"direction": "out", "control_level": "closed"},
  "pass": {"validity": "valid", "class": "resident", "home": true, "member": 1},
  "person": {"kind": "resident"},
  "temperature": {"kind": "contact", "celsius": 36.5, "quality": "good", "attempts": 1},
  "mask": {"worn": true},
  "health": {"answer": "answered", "colour": "green"},
  "household": {"uses": 1, "member_out": false, "voided": false, "relief": false}
}
```

`kiosk decide facts.json` answers

```json
{"verdict": "refuse", "reasons": ["household-quota"], "needs": [], "actions": []}
```

- `verdict`: allow 放行, register 登记后放行, refuse 劝返, hold 现场留观. While `needs`
  is not empty it is not final: these sections are asked for next. A fact that is left
  out is not known, which is not the same as bad.
- The policy is that of `lane.control_level`; `--policy closed`, or a file, asks
  another one.
- `"answer": "unverified"` says that a source was asked and could not say.
- `now` decides hours and ages: give it, with its zone, wherever there are times.
- `kiosk policy schema` prints every fact with its words and units; `kiosk policy
  explain facts.json --policy closed` which rules spoke and what they looked at; `kiosk
  policy test closed --table cases.toml` tries many cases
  ([policies.md](policies.md)), and `kiosk policy check mine.toml` a policy of your own.
  An unknown fact is refused, with the name that comes closest.

## How a policy is written

- Every rule is asked; the worst verdict wins (allow, register, refuse, hold) and every
  reason is kept. A fact that is missing becomes a need; while a need could make the
  verdict worse, nothing is final and nothing is allowed.
- `include = ["common/1"]` takes over the rules, terms and limits of a part that the
  programme ships; a later part overrides an earlier one, the policy itself overrides
  all. A rule with the id of an included one takes its place, `without = ["that-id"]`
  leaves one out, `[parameters]` and `[terms]` change single entries. A released part
  never changes: what changes gets a new version.
- `[terms]` are names for CEL text that rules share, e.g. `entering`.
- `has(x)` guards a fact that a rule can do without. Without it the fact is asked for,
  so guard what nobody could supply: codes of somebody who is turned back, a watch-list
  hit. Beware of a guard that is false while another fact is still missing: `false && …`
  hides what there was to ask.
- `once_registered` is what the verdict becomes when the form is complete; reason and
  actions stay, so that the record says why. A `register` rule without it goes on
  applying, and must look for what ends it (a signature, the last occupant) itself.
- `reason_registered` is the reason to show once the form is complete, where the other
  would no longer be true. `gives_way` leaves a reason unsaid where the decision is
  worse than the rule: nobody who is turned back is told when to return.
- `asks` wants a piece of evidence again instead of giving the verdict.
- `at_once` lets one rule decide alone: nothing is waited for.
- The engine knows no time zones: `getHours()` is in UTC, so a policy adds
  `utc_offset_hours`. `size()` counts bytes. Whole figures and decimals do not mix:
  `double(x)`.
"""


JUDGED = Path(__file__).with_name("judged.md").read_text(encoding="utf-8")


def rules_page() -> str:
    """The whole of docs/rules.md."""
    parts = [part for name in shipped_parts() if (part := shipped_part(name))]
    lines = [_HEAD, JUDGED, *(f"- {k} `{v}`" for k, v in parts[0].sources.items())]
    lines += [line for part in parts for line in _part(part)]
    for name in sorted(shipped_policies(), key=_level):
        lines += _policy(shipped(name), _included(parts))
    return "\n".join(lines) + "\n"


def _level(name: str) -> int:
    return ["routine", "low-risk", "closed", "sealed"].index(name)


def _included(parts: list[PartText]) -> dict[str, RuleText]:
    return {rule.id + rule.when: rule for part in parts for rule in part.rule}


def _part(part: PartText) -> Iterator[str]:
    yield f"\n## part {part.part.name}/{part.part.version}\n"
    yield from _limits(part.parameters)
    yield from (
        f"- term `{name}` = `{_plain(cel)}`" for name, cel in part.terms.items()
    )
    yield from _table(part.rule)


def _policy(policy: Policy, included: Mapping[str, RuleText]) -> Iterator[str]:
    texts = [rule.text for rule in policy.rules]
    own = tuple(text for text in texts if included.get(text.id + text.when) != text)
    yield f"\n## {policy.version} {policy.header.title}\n"
    yield f"{len(texts)} rules, {len(texts) - len(own)} of them from parts.\n"
    yield from _limits(policy.parameters)
    if own:
        yield from _table(own)


def _limits(parameters: Mapping[str, Any]) -> Iterator[str]:
    for name, value in parameters.items():
        yield f"- `{name}` = {value}"


def _table(rules: tuple[RuleText, ...]) -> Iterator[str]:
    yield "\n| rule | applies when | verdict | reason | source |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        when = _plain(rule.when).replace("|", "\\|")
        cells = (
            f"`{rule.id}`",
            f"`{when}`",
            _verdict(rule),
            _reason(rule),
            rule.source,
        )
        yield f"| {' | '.join(cells)} |"


def _verdict(rule: RuleText) -> str:
    if rule.asks:
        return f"asks for {rule.asks} again"
    if rule.at_once:
        return f"{rule.verdict} at once"
    if rule.once_registered:
        return f"{rule.verdict}, then {rule.once_registered}"
    return str(rule.verdict)


def _reason(rule: RuleText) -> str:
    said = rule.reason
    if rule.reason_registered:
        said += f", then {rule.reason_registered}"
    return f"{said}, gives way" if rule.gives_way else said


def _plain(cel: str) -> str:
    return " ".join(cel.split())

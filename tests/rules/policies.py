"""A small policy to bend."""

from kiosk.rules.policy import Policy, parse_policy

POLICY = """
[policy]
name = "small"
title = "小"
control_level = "routine"
version = 3
valid_from = 2026-01-01T00:00:00+08:00

[parameters]
limit = { a = 1.5 }

[[rule]]
id = "only"
when = "mask.worn == false"
verdict = "refuse"
reason = "mask-missing"
source = "brief"

[[example]]
title = "masked"
facts = { mask = { worn = true } }
verdict = "allow"

[[example]]
title = "bare"
facts = { mask = { worn = false } }
verdict = "refuse"
reasons = ["mask-missing"]
"""


def policy(when: str, verdict: str = "refuse") -> Policy:
    """The small policy with another condition; its examples are not run."""
    text = POLICY.replace("mask.worn == false", when)
    rule = 'verdict = "refuse"\nreason ='
    text = text.replace(rule, rule.replace("refuse", verdict), 1)
    return parse_policy(text, "small.toml")

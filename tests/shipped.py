"""The shipped policies, read once a test process: one takes half a second."""

from functools import cache

from kiosk.rules.policy import Policy
from kiosk.store.policies import open_policy, shipped_policies


@cache
def shipped(name: str) -> Policy:
    """The policy of this name, e.g. ``routine``."""
    return open_policy(name)


@cache
def all_shipped() -> dict[str, Policy]:
    """Every one, by name."""
    return {name: shipped(name) for name in shipped_policies()}

"""How many examples a property is tried on, where the profile's number is not right."""

from hypothesis import settings


def examples(times: float) -> settings:
    """So many times as many as the profile gives: few for a person, more for CI."""
    return settings(max_examples=round(times * settings().max_examples))

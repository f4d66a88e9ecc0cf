"""The table that `make faults` prints."""

from collections.abc import Mapping

from tests.faults.balance import Balance


def show(fault: str, struck: Mapping[str, int], found: Balance) -> None:
    """Print a row: what was done how often, and what became of the records."""
    told = ", ".join(f"{what} {count}" for what, count in sorted(struck.items()))
    print(  # noqa: T201 - what `make faults` is for
        f"\n| {fault} | {sum(struck.values())} ({told}) | {found.records} "
        f"| {found.acknowledged} | {found.lost} | {found.doubled} "
        f"| {found.exact} of {found.kiosks} |"
    )

"""Rows of figures, printed as a table and written to ``bench/results/``."""

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure.

    Attributes:
        part: Which measurement, e.g. ``passage, quarter core``.
        what: Which figure, e.g. ``p50 ms``.
        value: The figure.
        budget: The largest (or, with ``at_least``, smallest) value wanted, or None.
        at_least: True when more is better.
        note: The peer's figure, the number of samples …
    """

    part: str
    what: str
    value: float | None
    budget: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """ok, MISSED by how much, or nothing without a budget."""
        if self.value is None:
            return "skipped"
        if self.budget is None:
            return ""
        kept = self.value >= self.budget if self.at_least else self.value <= self.budget
        return "ok" if kept else f"MISSED ({self.value / self.budget:.2f} ×)"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def write(rows: Iterable[Row]) -> None:
    """Print the table; keep it as Markdown and JSON."""
    rows = list(rows)
    lines = ["| part | figure | value | budget | | note |", "|---|---|--:|--:|---|---|"]
    for row in rows:
        value = "" if row.value is None else f"{row.value:.4g}"
        sign = "≥ " if row.at_least else "≤ "
        budget = "" if row.budget is None else f"{sign}{row.budget:g}"
        cells = (row.part, row.what, value, budget, row.verdict, row.note)
        lines.append("| " + " | ".join(cells) + " |")
    table = "\n".join(lines)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(f"Measured on {machine}.\n\n{table}\n")
    document = {"machine": machine, "rows": [asdict(row) for row in rows]}
    (RESULTS / "latest.json").write_text(json.dumps(document, indent=1) + "\n")
    print(table)

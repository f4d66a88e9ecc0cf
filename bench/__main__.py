"""``python -m bench [PART …]``: measure and write ``bench/results/``."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial

from bench import (
    appending,
    backlog,
    forwarding,
    hub,
    passages,
    reader,
    report,
    rules,
    searching,
    service,
    standing,
    visitors,
)

PARTS: dict[str, Callable[[], Iterator[report.Row]]] = {
    "reader": reader.measure,
    "visitors": visitors.measure,
    "rules": rules.measure,
    "append": appending.measure,
    "log": searching.measure,
    "standing": standing.measure,
    "forwarding": forwarding.measure,
    "backlog": backlog.measure,
    "backlog-shared": partial(backlog.measure, shared=True),
    "hub": hub.measure,
    "service": service.measure,
    "passages": passages.measure,
}
BACKLOGS: dict[str, Callable[[int | None], Iterator[report.Row]]] = {
    "forwarding": forwarding.measure,
    "backlog": backlog.measure,
    "backlog-shared": partial(backlog.measure, shared=True),
}
"""Those of the parts that can be told how much to send."""


def main() -> None:
    """Run the parts that were asked for, all without any."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument(
        "--records", type=int, metavar="N", help="forwarding, backlog: drain so many"
    )
    args = parser.parse_args()
    chosen = args.parts or list(PARTS)
    told = {name: partial(part, args.records) for name, part in BACKLOGS.items()}
    rows = []
    for name in chosen:
        print(f"measuring {name} …", flush=True)
        rows += list((PARTS | told)[name]())
    report.write(rows)


if __name__ == "__main__":
    main()

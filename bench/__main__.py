"""``python -m bench [PART …]``: measure and write ``bench/results/``."""

import argparse
from collections.abc import Callable, Iterator

from bench import (
    appending,
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
    "hub": hub.measure,
    "service": service.measure,
    "passages": passages.measure,
}


def main() -> None:
    """Run the parts that were asked for, all without any."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    chosen = parser.parse_args().parts or list(PARTS)
    rows = []
    for name in chosen:
        print(f"measuring {name} …", flush=True)
        rows += list(PARTS[name]())
    report.write(rows)


if __name__ == "__main__":
    main()

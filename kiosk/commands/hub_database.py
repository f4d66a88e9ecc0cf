"""What every verb of the hub needs: its database, and its libraries."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.commands.pen import by
from kiosk.core.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.hub.deeds import Doer
    from kiosk.hub.node import Node


class HubMissing(ConfigError):
    """The hub's libraries are not installed."""

    slug = "hub-missing"

    def __init__(self) -> None:
        super().__init__(
            "the hub is not installed; pip install 'checkpoint-kiosk[hub]'"
        )


def needs_database(parser: argparse.ArgumentParser) -> None:
    """Register the address of the database."""
    parser.add_argument(
        "--database",
        required=True,
        metavar="URL",
        help="e.g. postgresql://hub@db.local/hub; a password belongs in ~/.pgpass",
    )


@contextmanager
def opened(args: argparse.Namespace, connections: int = 2) -> Iterator["Node"]:
    """A node at the database of ``args``.

    Raises:
        HubMissing: The hub is not installed.
        DatabaseDown: The database does not answer.
    """
    try:
        from kiosk.hub.node import open_node  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise HubMissing from error
    clock = SystemClock(trusted=True)
    with open_node(args.database, clock, connections=connections) as node:
        yield node


def doer(node: "Node") -> "Doer":
    """Whoever types a command, as deeds name them."""
    from kiosk.hub.deeds import Doer  # noqa: PLC0415

    return Doer(by=by(), at=node.clock.now())

"""A node: everything that the routes of one hub process draw from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.hub.alarms import Alarms
from kiosk.hub.bundles import Bundles
from kiosk.hub.database import Database
from kiosk.hub.enrolment_codes import EnrolmentCodes
from kiosk.hub.intake import Intake
from kiosk.hub.kiosks import Kiosks
from kiosk.hub.relays import Relays
from kiosk.hub.schema import migrate
from kiosk.hub.signing import HubKey, open_hub_key
from kiosk.hub.uses import Bell, Uses
from kiosk.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """The parts of a node; it keeps nothing itself, so any number may run.

    Attributes:
        database: The one that all nodes share.
        clock: Wall time.
        key: By which kiosks know this hub.
        kiosks: Who may send.
        codes: By which they are let in.
        relays: Other hubs, which speak for their kiosks.
        intake: Where batches are filed.
        bundles: What goes down.
        uses: What sibling kiosks hear of each other.
        bell: Rings when there are new uses.
        alarms: What must be looked into.
    """

    database: Database
    clock: Clock
    key: HubKey
    kiosks: Kiosks
    codes: EnrolmentCodes
    relays: Relays
    intake: Intake
    bundles: Bundles
    uses: Uses
    bell: Bell
    alarms: Alarms


@contextmanager
def open_node(address: str, clock: Clock, *, connections: int = 8) -> Iterator[Node]:
    """Open a node, bringing the schema up to date first.

    Args:
        address: The database's, as libpq reads it.
        clock: Wall time.
        connections: To the database, at most.

    Raises:
        DatabaseDown: Nobody answers.
        ConfigError: The address is wrong, or a newer release was here.
    """
    with Database(address, most=connections) as database:
        migrate(database, clock.now())
        key = open_hub_key(database)
        intake = Intake(database, key)
        intake.prepare(clock.now())
        yield Node(
            database=database,
            clock=clock,
            key=key,
            kiosks=Kiosks(database),
            codes=EnrolmentCodes(database),
            relays=Relays(database),
            intake=intake,
            bundles=Bundles(database),
            uses=Uses(database),
            bell=Bell(database.address),
            alarms=Alarms(database),
        )

"""The policy in force at the start of a kiosk."""

from functools import partial

from kiosk.app.policies import Policies
from kiosk.app.policy_shelf import shelf_of
from kiosk.config.tables import Settings
from kiosk.core.errors import StoreError
from kiosk.ports import Clock, Journal
from kiosk.store.lists import load_root
from kiosk.store.policy_history import History, read_history


def open_policies(settings: Settings, clock: Clock, journal: Journal) -> Policies:
    """Find the policy in force.

    Args:
        settings: Name the store folder, and the policy to start with.
        clock: Wall time.
        journal: Need not be open yet; what it holds is read from its file.

    Raises:
        ConfigError: Not even the policy of the settings can be used.
    """
    store = settings.store.directory
    try:
        history = read_history(store)
    except StoreError:  # its own light says so; nobody vouches for anything then
        history = History()
    shelf = shelf_of(store, partial(load_root, store / "keys"), settings.policy.name)
    return Policies(
        shelf, history, clock=clock, journal=journal, signed=settings.policy.signed
    )

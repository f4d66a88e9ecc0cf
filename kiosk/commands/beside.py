"""A store beside a kiosk that is down: its journal, and the quota of its policy."""

from pathlib import Path

from kiosk.core.household import Quota, quota_of
from kiosk.ports import Clock
from kiosk.store.journal import SqliteJournal
from kiosk.store.keyring import load_keyring
from kiosk.store.policies import compiled
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import read_history


def journal_of(store: Path, clock: Clock) -> SqliteJournal:
    """The journal of a store folder; not started, so nothing is written yet."""
    keys = load_keyring(store / "keys")
    return SqliteJournal(store, keys=keys.seals, clock=clock)


def quota_in_force(store: Path) -> Quota:
    """How the policy in force counts, by the journal; without one, as shipped."""
    newest = read_history(store).newest
    if newest is None:
        return Quota()
    file = PolicyFolder(store).kept(newest.stamp.digest, newest.stamp.source)
    return quota_of(compiled(file).policy.parameters)

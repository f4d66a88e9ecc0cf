"""Signed files from above, from the hub or the card's image: each to its place.

What a file is, its signature tells. A list comes into force at once, if it is newer. A
policy is put among a leader's choices: which rules count at a gate is decided there, in
two steps, and never by whoever runs the hub.
"""

import logging
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.app.list_files import REVOKED, TRUST
from kiosk.app.lists_seen import lists_seen
from kiosk.app.policy_terms import admit_among_choices
from kiosk.codes.signed_policy import PolicyForged, PolicyMalformed
from kiosk.codes.trust import TrustList
from kiosk.core.errors import ConfigError, StoreError
from kiosk.store.arrivals import ListOlder, put_in_force, recognise_list
from kiosk.store.bundles import Seen, digest_of, read_seen, write_seen
from kiosk.store.district import take_district_list
from kiosk.store.keyfile import LARGEST
from kiosk.store.lists import load_root
from kiosk.store.policies import compiled, signed_file
from kiosk.store.policy_errors import PolicyKeyWithdrawn, PolicyOlder
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import History, read_history
from kiosk.store.policy_keys import key_in_force

POLICY: Final = "policy"
IMAGE: Final = "image/"
"""What the name of a file of the image begins with, among what was seen."""
OLDER: Final = frozenset({ListOlder.slug, PolicyOlder.slug, PolicyKeyWithdrawn.slug})
"""Why a file is refused that was good once."""
_LOG = logging.getLogger(__name__)


def take_bundle(store: Path, content: bytes, source: str) -> str:
    """Verify a signed file and put it where it belongs.

    A policy that is older than one that was in force is refused here already: among the
    choices it would only be in the way.

    Args:
        store: The store folder.
        content: The file.
        source: What errors call it.

    Returns:
        What it is: ``policy``, or a list's name.

    Raises:
        ListOlder: A list that is not newer than what is or was in force.
        PolicyError: A policy that cannot come into force here.
        ConfigError: It is nobody's we know, damaged, or cannot be written; nothing was
            changed.
    """
    keys = store / "keys"
    if _take_policy(store, content, source):
        return POLICY
    taken = take_district_list(keys, content, source, lists_seen(store))
    if taken is not None:
        return taken.name
    arrival = recognise_list(keys, content, source)
    put_in_force(keys, arrival)
    return TRUST if isinstance(arrival.listed, TrustList) else REVOKED


def _take_policy(store: Path, content: bytes, source: str) -> bool:
    try:
        file = signed_file(content, source, partial(load_root, store / "keys"))
    except (PolicyForged, PolicyMalformed):
        return False  # what else it may be, its other readers say
    opened = compiled(file)
    admit_among_choices(opened, _history(store))
    PolicyFolder(store).receive(file, opened.stamp.version)
    return True


def _history(store: Path) -> History:
    """The policies that were in force, and the policy key in force now."""
    try:
        known = read_history(store)
    except StoreError:
        known = History()  # a new card has no journal; of a damaged one a light tells
    return known.knowing(key_in_force(store / "keys"))


def refusal_of(store: Path, content: bytes, source: str) -> str | None:
    """Take a file; slug of why it was refused, or None. An old list is no fault."""
    try:
        take_bundle(store, content, source)
    except ListOlder as older:
        return None if older.seq == older.in_force else older.slug
    except ConfigError as error:
        return error.slug
    return None


def start_from_image(store: Path, folder: Path) -> None:
    """Take what lies in a folder of signed files, each once; tries again what failed.

    A kiosk that has never been online starts from what its card was made with. What is
    in force already is newer, and stays.

    Args:
        store: The store folder, with its keys.
        folder: The files; need not be there.

    Raises:
        ConfigError: What was looked at cannot be written down.
    """
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    before = read_seen(store)
    names = {f"{IMAGE}{path.name}" for path in files}
    # Of a file that was taken away there is nothing to tell any more.
    seen = {n: s for n, s in before.items() if n in names or not n.startswith(IMAGE)}
    for path in files:
        try:
            content = _read(path)
        except OSError as exc:
            _LOG.warning("bundle-unread file=%s cause=%s", path, exc.strerror)
            continue
        name, digest = f"{IMAGE}{path.name}", digest_of(content)
        if seen.get(name) == Seen(digest=digest, fault=None):
            continue
        fault = refusal_of(store, content, str(path))
        if fault in OLDER:
            fault = None
        seen[name] = Seen(digest=digest, fault=fault)
        if fault is not None:
            _LOG.warning("bundle-refused file=%s slug=%s", path, fault)
    if seen != before:
        write_seen(store, seen)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)

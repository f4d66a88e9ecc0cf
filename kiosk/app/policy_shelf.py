"""The shelf: where a policy is taken from, by what is asked for.

A policy comes into force from a pointer in the policy folder. Here it is found,
checked and compiled; nothing is changed.
"""

from dataclasses import dataclass
from pathlib import Path

from kiosk.app.policy_terms import Terms, admit, admit_back
from kiosk.core.errors import ConfigError, PolicyError
from kiosk.core.sections import ControlLevel
from kiosk.store.policies import (
    OpenPolicy,
    Root,
    compiled,
    read_policy_file,
    shipped_policies,
)
from kiosk.store.policy_errors import PolicyDamaged
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import History
from kiosk.store.policy_keys import key_in_force
from kiosk.store.policy_pointer import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The policy a kiosk starts with.

    Attributes:
        opened: The policy.
        how: How it came into force, for the journal: ``start`` by the settings,
            ``activated``, ``back``, or ``upgrade`` with the programme.
        by: Who asked for it.
        fault: Slug of why it is not the one that is asked for, or None.
    """

    opened: OpenPolicy
    how: str
    by: str
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where policies are found.

    Attributes:
        folder: The policy folder.
        root: Gives the root's public key.
        base: The policy of the settings: shipped name or path.
        keys: The key folder, for the policy key in force.
    """

    folder: PolicyFolder
    root: Root
    base: str
    keys: Path

    def known(self, history: History) -> History:
        """The history, and the policy key in force beside it.

        A key file that is damaged withdraws nothing; what the journal knows stays.
        """
        try:
            return history.knowing(key_in_force(self.keys))
        except ConfigError:
            return history

    def choices(self) -> dict[str, OpenPolicy]:
        """Every good policy that can be asked for by name, the mildest level first."""
        received = {name: str(path) for name, path in self.folder.received().items()}
        found: dict[str, OpenPolicy] = {}
        for name, place in ({n: n for n in shipped_policies()} | received).items():
            try:
                found[name] = self.open(place)
            except ConfigError:
                continue  # `kiosk policy check` says what is wrong with it
        levels = list(ControlLevel)
        return dict(sorted(found.items(), key=lambda c: levels.index(c[1].stamp.level)))

    def find(self, choice: str) -> OpenPolicy:
        """A policy by its name among the choices.

        Raises:
            ConfigError: There is none, or it is refused.
        """
        path = self.folder.received().get(choice)
        if path is None and choice not in shipped_policies():
            raise PolicyError(f"no policy {choice!r} to choose")
        return self.open(choice if path is None else str(path))

    def open(self, name: str) -> OpenPolicy:
        """A shipped policy by name, another by its path.

        Raises:
            ConfigError: There is none, or it is refused.
        """
        return compiled(read_policy_file(name, self.root))

    def pointed(self, pointer: Pointer, history: History) -> OpenPolicy:
        """The kept policy a pointer names; what was in force, the journal vouches for.

        Raises:
            ConfigError: It is gone, altered, not signed or refused.
        """
        vouched = pointer.digest in history.digests()
        root = None if vouched else self.root
        file = self.folder.kept(pointer.digest, pointer.source, root)
        opened = compiled(file)
        if pointer.source == "shipped" and not vouched:
            self._refuse_unshipped(opened)
        return opened

    def admitted(self, pointer: Pointer, history: History, terms: Terms) -> OpenPolicy:
        """The policy a pointer names, if it may come or stay in force.

        Raises:
            ConfigError: It may not.
        """
        opened, newest = self.pointed(pointer, history), history.newest
        if newest is not None and newest.stamp.digest == pointer.digest:
            return opened
        if pointer.back:
            admit_back(opened, history)
        else:
            admit(opened, history, terms)
        return opened

    def asked(
        self, history: History, terms: Terms
    ) -> tuple[OpenPolicy, Pointer] | None:
        """What ``active.json`` asks for, admitted; None while it asks for nothing.

        Raises:
            ConfigError: It cannot come into force.
        """
        pointer = self.folder.active()
        if pointer is None:
            return None
        opened = self.admitted(pointer, history, terms)
        return opened, pointer

    def first(self, history: History, terms: Terms) -> First:
        """The policy to start with: the one asked for, else the last good one.

        Raises:
            ConfigError: Even the one of the settings cannot be used.
        """
        fault = None
        try:
            if found := self.asked(history, terms):
                opened, pointer = found
                how = "back" if pointer.back else "activated"
                return self._upgraded(First(opened=opened, how=how, by=pointer.by))
        except ConfigError as error:
            fault = error.slug
        newest = history.newest
        if newest is None or (fault is None and newest.how == "start"):
            return First(opened=self.open(self.base), how="start", by="settings")
        # Somebody took the pointer away, or harmed it: what was in force stays so.
        try:
            stamp = newest.stamp
            file = self.folder.kept(stamp.digest, stamp.source)
            opened, slug = compiled(file), fault or PolicyDamaged.slug
        except ConfigError as error:
            opened, slug = self.open(self.base), error.slug
        return First(opened=opened, how="start", by="settings", fault=slug)

    def _upgraded(self, first: First) -> First:
        """The programme's own policy in the programme's newer version."""
        stamp = first.opened.stamp
        name, number = (
            first.opened.policy.header.name,
            first.opened.policy.header.version,
        )
        if stamp.source != "shipped" or name not in shipped_policies():
            return first
        ours = self.open(name)
        if ours.policy.header.version <= number:
            return first
        return First(opened=ours, how="upgrade", by="programme")

    def _refuse_unshipped(self, opened: OpenPolicy) -> None:
        name = opened.policy.header.name
        shipped = name in shipped_policies() and self.open(name).stamp.digest
        if shipped != opened.stamp.digest:
            raise PolicyDamaged(opened.file.origin, "is not what the programme ships")


def shelf_of(store: Path, root: Root, base: str) -> Shelf:
    """The shelf of a store folder."""
    return Shelf(folder=PolicyFolder(store), root=root, base=base, keys=store / "keys")

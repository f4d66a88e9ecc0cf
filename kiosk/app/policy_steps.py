"""The two steps of activation: stage, then confirm what was looked at."""

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.app.policy_shelf import Shelf
from kiosk.app.policy_terms import Terms, admit, admit_back
from kiosk.core.policy import PolicyStamp
from kiosk.store.policies import OpenPolicy
from kiosk.store.policy_errors import NoPrevious, NothingStaged, StagedChanged
from kiosk.store.policy_history import History
from kiosk.store.policy_pointer import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Changing the policy, by somebody, at a moment.

    Attributes:
        shelf: Where policies are found.
        history: The policies that were in force.
        current: The one in force.
        by: Who does it, as records name them.
        now: Wall time, aware.
    """

    shelf: Shelf
    history: History
    current: PolicyStamp
    by: str
    now: datetime

    def stage(self, opened: OpenPolicy, terms: Terms) -> Pointer:
        """Let a policy wait for confirmation.

        Raises:
            ConfigError: It may not come into force, or nothing could be written.
        """
        admit(opened, self.history, terms)
        return self._stage(opened, back=False)

    def stage_previous(self) -> Pointer:
        """Let the policy that was in force before wait for confirmation.

        Raises:
            ConfigError: There is none, it cannot be read any more, or the key that
                signed it is withdrawn.
        """
        before = self.history.previous()
        if before is None:
            raise NoPrevious
        pointer = self._pointer(before.digest, before, back=True)
        opened = self.shelf.pointed(pointer, self.history)
        admit_back(opened, self.history)
        return self._stage(opened, back=True)

    def confirm(self, digest: str, terms: Terms) -> Pointer:
        """Ask for the staged policy; the running kiosk takes it over.

        Args:
            digest: Of the policy that was looked at, 8 to 64 hex digits.
            terms: On what terms it may come into force.

        Raises:
            FormError: Another policy is staged than was looked at, another one is in
                force by now, or nothing is staged.
            ConfigError: It may not come into force, or nothing could be written.
        """
        staged = self.shelf.folder.staged()
        if staged is None:
            raise NothingStaged
        if staged.after != self.current.digest:
            raise StagedChanged
        self.shelf.admitted(staged, self.history, terms)
        asked = replace(staged, by=self.by, at=self.now)
        self.shelf.folder.confirm(digest, asked)
        return asked

    def _stage(self, opened: OpenPolicy, *, back: bool) -> Pointer:
        pointer = self._pointer(opened.stamp.digest, opened.stamp, back=back)
        self.shelf.folder.keep(opened.file)
        self.shelf.folder.stage(pointer)
        return pointer

    def _pointer(self, digest: str, stamp: PolicyStamp, *, back: bool) -> Pointer:
        return Pointer(
            digest=digest,
            source=stamp.source,
            by=self.by,
            at=self.now,
            after=self.current.digest,
            back=back,
        )

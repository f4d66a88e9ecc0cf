"""What a supervisor does with personal records: open, take away sealed, keep."""

from typing import Protocol

from kiosk.core.keeping import Hold, Target
from kiosk.core.unsealing import GivenKey, Opened
from kiosk.core.why import Why


class UnsealDesk(Protocol):
    """Where sealed records are opened, each time with a row that says so."""

    async def open(self, seq: int, key: GivenKey, why: Why, by: str) -> Opened:
        """Open the personal side of one row; it is journalled on return.

        Args:
            seq: The row's number.
            key: The supervisor's; forgotten on return.
            why: What for, of ``core.why.PERSONAL_REASONS``.
            by: Who asks, a staff name.

        Raises:
            FormError: The key or passphrase does not fit, the row has nothing sealed
                (any more), or it could not be recorded. Nothing is shown then.
        """
        ...

    async def extract(self, first: int, last: int, why: Why, by: str) -> str:
        """Write the sealed boxes of rows ``first`` to ``last`` to a file, still sealed.

        Returns:
            The file's path; whoever asked deletes file and folder.

        Raises:
            FormError: A number is wrong, there is nothing sealed among them, or it
                could not be recorded; there is no file.
        """
        ...


class HoldDesk(Protocol):
    """Where records are kept from being erased, for as long as somebody needs them."""

    async def holds(self) -> list[Hold]:
        """The holds in force, oldest first.

        Raises:
            FormError: The records cannot be read.
        """
        ...

    async def put(self, target: Target, why: Why, by: str) -> None:
        """Put a hold; nothing of it is erased from its row on.

        Args:
            target: What, by exactly one of its ways. A person is looked up in what is
                recorded so far, and not written down.
            why: What for, of ``core.why.PERSONAL_REASONS``.
            by: Who does it, a staff name.

        Raises:
            FormError: The target is wrong or nothing is recorded of it, or it could not
                be recorded.
        """
        ...

    async def release(self, seq: int, by: str) -> None:
        """Let a hold go: what is old enough is erased in the next night.

        Args:
            seq: The hold's number.
            by: Who does it, a staff name.

        Raises:
            FormError: It is not in force, or it could not be recorded.
        """
        ...

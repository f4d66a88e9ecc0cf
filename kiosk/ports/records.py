"""What a supervisor does with personal records: open one, take sealed ones away."""

from typing import Protocol

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

"""No gate at all: a person lifts the bar."""


class NoGate:
    """Opens nothing; the green screen tells the volunteer to lift the bar."""

    async def open_for(self, seconds: float) -> None:
        """Return at once.

        Args:
            seconds: Ignored.
        """

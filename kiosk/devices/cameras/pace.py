"""How often to look: seldom while nobody is there, at every picture while somebody is.

Pure: time is an argument, in seconds of any steady clock.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tempo:
    """How eager the camera is.

    Attributes:
        idle_fps: Pictures a second that go through the motion gate, 1 to 30.
        full_every_s: Longest time between two full looks, 0.1 to 0.5 s.
        hold_s: How long every picture is read after a movement or a code, s.
        rest_s: Pause after a code was read, s: what follows has the processor to
            itself, and nobody changes codes that fast.
        duty: Share of the time spent looking for long where no code is found, 0 to 1;
            where one is seen and cannot be read yet all of it is.
        spurt_s: Looking that may be done without rest before that share counts, s.
    """

    idle_fps: float = 5.0
    full_every_s: float = 0.5
    hold_s: float = 2.0
    rest_s: float = 0.1
    duty: float = 0.5
    spurt_s: float = 1.0


class Pace:
    """Decides from what was seen when to look again, and how hard."""

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._awake_until = float("-inf")
        self._gate_due = float("-inf")
        self._full_due = float("-inf")
        self._rest_until = float("-inf")
        self._paid_until = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until the next picture is wanted, 0 for at once."""
        if now < self._awake_until:
            return max(0.0, self._rest_until - now)
        return max(0.0, min(self._gate_due, self._full_due) - now)

    def wants_gate(self, now: float) -> bool:
        """Whether this picture goes through the motion gate."""
        return now >= self._gate_due

    def is_idle(self, now: float) -> bool:
        """Whether nothing has moved for a while."""
        return now >= self._awake_until

    def wants_full(self, now: float) -> bool:
        """Whether this picture is read, moved or not."""
        return now < self._awake_until or now >= self._full_due

    def wake(self, now: float) -> None:
        """Read this picture whatever moved, and those to come."""
        self._awake_until = now + self._tempo.hold_s

    def gated(self, now: float, *, moved: bool) -> None:
        """Note what the motion gate said."""
        self._gate_due = now + 1.0 / self._tempo.idle_fps
        if moved:
            self.wake(now)

    def read(
        self, now: float, *, found: bool, took_s: float, located: bool = False
    ) -> None:
        """Note that a picture was read.

        Args:
            now: When the reading ended.
            found: Whether a code was read.
            located: Whether one is in view that could not be read yet.
            took_s: How long decoding and reading it took, s.
        """
        self._full_due = now + self._tempo.full_every_s
        if found:
            self.wake(now)
            self._rest_until = now + self._tempo.rest_s
        elif not located:
            self._rest_until = min(self._debt(now, took_s), self._full_due)

    def _debt(self, now: float, took_s: float) -> float:
        """When the looking so far is again within the share, monotonic seconds."""
        tempo = self._tempo
        earliest = now - took_s - tempo.spurt_s / tempo.duty
        self._paid_until = max(self._paid_until, earliest) + took_s / tempo.duty
        return self._paid_until

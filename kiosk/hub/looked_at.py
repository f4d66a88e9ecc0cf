"""What the hub looks at of a payload; all else is kept as it came, unread."""

from typing import Any, Final, TypedDict

import msgspec

from kiosk.core.record import Kind


class LookedAt(TypedDict, total=False):
    """All of a payload that ``told`` looks at; each may be anything."""

    passage: Any
    lane: Any
    direction: Any
    outcome: Any
    verdict: Any
    reasons: Any
    code: Any
    temperature: Any
    clock: Any
    event: Any
    incident: Any
    day: Any
    late: Any
    zero: Any
    summary: Any
    figures: Any


class _Code(msgspec.Struct, gc=False):
    kind: str | None = msgspec.field(name="class", default=None)


class _Temperature(msgspec.Struct, gc=False):
    celsius: float | None = None


class PlainPassage(msgspec.Struct, gc=False):
    """A passage in the types in which kiosks write it: nearly every row that comes.

    It takes half the time that ``LookedAt`` takes, and nobody need ask what each is.
    """

    passage: str | None = None
    lane: str | None = None
    direction: str | None = None
    outcome: str | None = None
    verdict: str | None = None
    reasons: list[str] | None = None
    code: _Code | None = None
    temperature: _Temperature | None = None
    clock: str | None = None

    def searched(self) -> tuple[str | float | None, ...]:
        """As ``store.passages.searched``."""
        code, temperature = self.code, self.temperature
        return (
            *(self.passage, self.lane, self.direction, self.outcome, self.verdict),
            self.reasons[0] if self.reasons else None,
            code.kind if code else None,
            temperature.celsius if temperature else None,
        )


_PASSAGE: Final = msgspec.json.Decoder(PlainPassage)
_ANY: Final = msgspec.json.Decoder(LookedAt)


def look(kind: str, payload: bytes) -> LookedAt | PlainPassage:
    """Look at the payload of a row of this kind.

    Raises:
        msgspec.DecodeError: It is no object, or no JSON.
    """
    if kind == Kind.PASSAGE:
        try:
            return _PASSAGE.decode(payload)
        except msgspec.ValidationError:
            pass  # of another type: still to be looked at
    return _ANY.decode(payload)

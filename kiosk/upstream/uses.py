"""Household uses at sibling kiosks, as the hub passes them on."""

import json
import logging
import re
from dataclasses import dataclass
from typing import Any, Final

from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.upstream.forwarder.line import Line

_LOG: Final = logging.getLogger(__name__)
USES: Final = "/v1/uses"
WAIT_S: Final = 25
"""How long the hub may keep a question until there is something to say."""
_PATIENCE_S: Final = 35.0
_MARK: Final = re.compile(r"[0-9a-f]{32}")
_WHAT: Final = re.compile(r"out|out-granted|in|undo-[1-9][0-9]{0,17}")
_LARGEST_NUMBER: Final = 10**18 - 1  # a larger one SQLite may not hold
_LONGEST: Final = 40
_MOST_MEMBER: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class UseElsewhere:
    """One use.

    Attributes:
        kiosk: Where.
        number: Of its row in that kiosk's journal.
        at: When, as that journal writes it.
        mark: Which household, 32 hex digits.
        member: Member index, or None.
        what: ``out``; ``out-granted``, where a leader let them; ``in``; or ``undo-``
            and the number of the row taken back.
    """

    kiosk: str
    number: int
    at: str
    mark: str
    member: int | None
    what: str


async def uses_after(line: Line, cursor: int) -> tuple[int, list[UseElsewhere]]:
    """What is new, once there is anything; else nothing after ``WAIT_S``.

    Args:
        line: To the hub.
        cursor: What was given last, 0 at first.

    Returns:
        The next cursor, and the uses. The cursor is lower where the hub is another
        than before, or was restored: it tells all it has. A use that cannot be read is
        left out: one gate must not keep the others from hearing of one another.

    Raises:
        HubError: There is no answer, or a refusal.
        HubAnswerMalformed: What answered is no hub.
    """
    path = f"{USES}?after={cursor}&wait={WAIT_S}"
    reply = await line.get(path, patience_s=_PATIENCE_S)
    try:
        content = json.loads(reply.body)
        following, uses = content["cursor"], list(map(_use, content["uses"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HubAnswerMalformed("no list of uses") from None
    if type(following) is not int or not 0 <= following <= _LARGEST_NUMBER:
        raise HubAnswerMalformed("cursor")
    return following, [use for use in uses if use is not None]


def _use(one: Any) -> UseElsewhere | None:
    try:
        return _read(one)
    except (ValueError, KeyError, TypeError):
        _LOG.warning("use-unreadable")
        return None


def _read(one: Any) -> UseElsewhere:
    use = UseElsewhere(
        kiosk=one["kiosk"],
        number=one["seq"],
        at=one["at"],
        mark=one["household_key"],
        member=one["member"],
        what=one["what"],
    )
    said: list[Any] = [use.kiosk, use.at, use.mark, use.what]
    texts = all(
        isinstance(text, str) and len(text) <= _LONGEST and text.isascii()
        for text in said
    )
    member = use.member is None or (
        type(use.member) is int and 0 <= use.member <= _MOST_MEMBER
    )
    number = type(use.number) is int and 0 < use.number <= _LARGEST_NUMBER
    if not (texts and member and number):
        raise ValueError(use.number)
    if not (_MARK.fullmatch(use.mark) and _WHAT.fullmatch(use.what)):
        raise ValueError(use.number)
    return use

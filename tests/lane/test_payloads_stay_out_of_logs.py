"""Nothing of a code reaches a log, however it is built and however the lane ends.

Every text goes through the whole lane at the most talkative level, with all libraries'
loggers open, and is then looked for in what was logged, shown and written.
"""

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from kiosk.codes.health import SEEN
from kiosk.codes.recognise import Known, recognise
from kiosk.core.errors import StoreError
from kiosk.lane.parts import Acknowledge
from tests.codes import scene as kp1
from tests.codes.dcc import scene as dcc
from tests.codes.hostile import hostile_texts
from tests.lane.conftest import Scene

KNOWN = Known(passes=kp1.TRUST, certificates=dcc.TRUST, health=SEEN)
MANY = 450
PIECE = 12
"""Characters that no sentence of ours shares with a code by chance."""


def good_and_bad() -> Iterator[str]:
    """Codes of every family, whole, expired, forged, cut and shouted at."""
    yield kp1.issued()
    yield kp1.issued(pass_id="0" * 12, household=None)
    yield kp1.signed(b"\xff" * 40)
    yield dcc.text()
    yield dcc.text(dcc.claims(exp=1))
    yield dcc.text(by=dcc.STRANGER)
    yield "V0ding" + "0123456789abcdef" * 2
    yield (
        "https://h5.dingtalk.com/healthAct/V0ding"
        + "0123456789abcdef" * 2
        + "?n=测试甲"
    )
    yield "https://example.invalid/?id=11010519491231002X&phone=13800000000"
    yield "%s %d {0} {name} %(message)s \r\n\x1b[31m测试甲 11010519491231002X"
    yield from islice(hostile_texts(), MANY)


def pieces(text: str) -> set[str]:
    """Parts of a text, by which even an excerpt or a repr of it is known."""
    body = text.removeprefix("KP1:").removeprefix("HC1:")
    starts = random.Random(len(text)).sample(  # noqa: S311 - the same every time
        range(max(1, len(body) - PIECE)), k=min(12, max(1, len(body) - PIECE))
    )
    found = {body[start : start + PIECE] for start in (0, *starts)}
    whole = {piece for piece in found if len(piece) == PIECE}
    return whole | {repr(piece)[1:-1] for piece in whole}


def known(scene: Scene) -> Scene:
    parts = scene.lane._parts
    recogniser = partial(recognise, known=KNOWN)
    scene.lane._parts = replace(parts, recognise=recogniser)
    return scene


async def pass_by(scene: Scene, text: str) -> str:
    """One visitor with one code, to whatever end; what screen and journal said."""
    await scene.admit(text)
    said = repr(scene.view())
    if scene.view().passage is not None:
        await scene.lane.take(Acknowledge(passage=scene.view().passage))
    scene.clock.turn(60)
    return said


async def test_no_part_of_any_code_is_logged_shown_or_written(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    texts = list(good_and_bad())
    with caplog.at_level(logging.DEBUG):
        shown = [await pass_by(known(scene), text) for text in texts]
    written = repr([draft.payload for draft in scene.journal.drafts])
    everything = "\n".join([caplog.text, *shown, written])

    assert len(scene.journal.drafts) >= len(texts) - 20  # codes were really judged
    leaks = [n for n, text in enumerate(texts) if any_in(pieces(text), everything)]
    assert leaks == []


async def test_a_journal_that_fails_is_logged_without_the_code(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.journal.error = StoreError("no space left")
    texts = list(islice(good_and_bad(), 40))
    with caplog.at_level(logging.DEBUG):
        shown = [await pass_by(known(scene), text) for text in texts]

    said = caplog.text + "".join(shown)
    assert not [n for n, text in enumerate(texts) if any_in(pieces(text), said)]


def any_in(found: set[str], blob: str) -> bool:
    return any(piece in blob for piece in found)


def test_a_code_in_a_log_would_be_found() -> None:
    """The test of the test."""
    for text in (kp1.issued(), dcc.text(), "V0ding" + "0123456789abcdef" * 2):
        for leak in (text, repr(text), f"bad code {text[2:40]!r}", text[:30]):
            assert any_in(pieces(text), leak)

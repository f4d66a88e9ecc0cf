"""The demonstration: simulated visitors with passes of this kiosk's own making.

The visitors live in a process of their own and reach the kiosk as real devices do: an
HTTP camera stream and a serial line. Nothing in the lane knows.
"""

import asyncio
import json
import logging
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.codes import base45, kp1
from kiosk.core.errors import StoreError
from kiosk.core.evidence import PassClaims
from kiosk.store.holders import Holders
from kiosk.store.keyring import Keyring

_LOG = logging.getLogger(__name__)
_SURNAMES = "甲乙丙丁戊己庚辛壬癸"
_FOREIGN = "https://example.invalid/menu"  # a code that is no pass at all
_RESTART_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Where the simulated devices of one lane are found.

    Attributes:
        camera: URL of the picture stream.
        thermometer: Path of the serial line.
        port: TCP port of the camera.
        codes: What the visitors show, in turn.
        seed: Another seed, other visitors.
    """

    port: int
    thermometer: Path
    codes: tuple[str, ...]
    seed: int = 1

    @property
    def camera(self) -> str:
        """URL of the picture stream."""
        return f"http://127.0.0.1:{self.port}/"


def invent_visitors(
    keys: Keyring, holders: Holders, now: datetime, directory: Path, lane: str
) -> Visitors:
    """Issue demonstration passes: good ones, one expired, one forged, one foreign.

    The people are invented (测试…); their passes are dated anew at every start.

    Raises:
        KioskError: The passes cannot be issued with these keys.
    """
    codes = list(_passes(keys, holders, now))
    codes.insert(4, _expired(keys, now))
    codes.insert(8, _forged(codes[0]))
    codes.append(_FOREIGN)
    return Visitors(
        port=_free_port(),
        thermometer=directory / f"thermometer-{lane}",
        codes=tuple(codes),
    )


async def keep_visiting(visitors: Visitors, present: asyncio.Event) -> None:
    """Run the visitors' process until cancelled, anew if it ends.

    Args:
        visitors: Who, and where their devices are.
        present: Set as soon as the devices can be opened.
    """
    while True:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kiosk", "simulate", "visitors"),
            *("--port", str(visitors.port), "--line", str(visitors.thermometer)),
            *("--seed", str(visitors.seed)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the kiosk, which ends them in turn
        )
        try:
            await _converse(process, visitors.codes, present)
            _LOG.warning("simulation-ended code=%d", await process.wait())
            await asyncio.sleep(_RESTART_S)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def _converse(
    process: asyncio.subprocess.Process, codes: tuple[str, ...], present: asyncio.Event
) -> None:
    """Say what to show; return when the process has ended.

    Its standard input stays open: its end tells the visitors to go home, however the
    kiosk came to stop.
    """
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("pipes were asked for and not given")
    process.stdin.write(json.dumps(codes).encode() + b"\n")
    while await process.stdout.readline():  # one line: the devices are there
        present.set()


def _passes(keys: Keyring, holders: Holders, now: datetime) -> Iterator[str]:
    issuer = keys.issuer("resident")
    chance = random.Random(now.toordinal())  # noqa: S311 - ids of invented people
    for number, surname in enumerate(_SURNAMES):
        claims = PassClaims(
            pass_id=chance.randbytes(6).hex(),
            pass_class="resident",  # noqa: S106 - 出入证, not a secret
            community=issuer.trusted.community,
            household=kp1.household_hash(keys.household_key, f"测试-{number}").hex(),
            member=number % 3,
            not_before=now - timedelta(minutes=5),
            expires=now + timedelta(days=2),
        )
        with suppress(StoreError):  # a full card has a light of its own
            holders.note(claims.pass_id, f"测{surname}*")
        yield kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)


def _expired(keys: Keyring, now: datetime) -> str:
    issuer = keys.issuer("resident")
    claims = PassClaims(
        pass_id="0" * 12,
        pass_class="resident",  # noqa: S106 - 出入证, not a secret
        community=issuer.trusted.community,
        household=None,
        member=0,
        not_before=now - timedelta(days=3),
        expires=now - timedelta(days=1),
    )
    return kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)


def _forged(text: str) -> str:
    """The same pass with one bit of its signature turned."""
    signed = bytearray(base45.decode(text.removeprefix(kp1.PREFIX)))
    signed[-1] ^= 1
    return kp1.PREFIX + base45.encode(bytes(signed))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

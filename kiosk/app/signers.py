"""Whose health certificates are believed: the trust file, read again when it changes.

A file that cannot be used any more changes nothing but the light: the signers read
last stay believed. Without a file none is believed.
"""

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.codes.dcc.errors import DccUnknownIssuer
from kiosk.codes.kp1 import ClockState
from kiosk.codes.recognise import CertificateTrust
from kiosk.config.tables import Settings
from kiosk.core.certificate import HealthCertificate
from kiosk.core.errors import ConfigError, StoreError
from kiosk.core.record import Draft, Kind
from kiosk.core.view import Condition, DeviceStatus
from kiosk.ports import Clock, Journal
from kiosk.store.stamp import Stamp, stamp_of
from kiosk.store.trust import load_trust_file

_LOG = logging.getLogger(__name__)
POLL_S: Final = 2.0


class Signers:
    """A ``CertificateTrust`` by a trust file.

    Args:
        path: The trust file; only its ``dcc`` member is used here.
        keys: Key folder, whose root a ``kp1`` member of the file is checked by.

    Raises:
        ConfigError: The file cannot be used; at start that is for the installer.
    """

    def __init__(self, path: Path, keys: Path) -> None:
        self._path, self._keys = path, keys
        self._stamp: Stamp | None = stamp_of(path)
        self._trust = self._load()
        self._faulty = False

    def verify(
        self, text: str, now: datetime, clock_state: ClockState
    ) -> HealthCertificate:
        """Verify a certificate by the signers believed now; see ``DccTrust``."""
        if self._trust is None:
            raise DccUnknownIssuer
        return self._trust.verify(text, now, clock_state)

    def light(self) -> DeviceStatus:
        """Green, or amber while the file on disk is not the one that is believed."""
        if not self._faulty:
            return DeviceStatus(name="certificates", condition=Condition.OK)
        return DeviceStatus(
            name="certificates",
            condition=Condition.WARNING,
            slug="trust-file-wrong",
            advice="correct the trust file; `kiosk check` says what is wrong with it",
        )

    async def watch(
        self, clock: Clock, journal: Journal, poll_s: float = POLL_S
    ) -> None:
        """Read the file again whenever it changes, until cancelled."""
        await _note(clock, journal, event="trust-file-in-force")
        while True:
            await asyncio.sleep(poll_s)
            stamp = await asyncio.to_thread(stamp_of, self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                await self._read_again(clock, journal)

    async def _read_again(self, clock: Clock, journal: Journal) -> None:
        try:
            self._trust = await asyncio.to_thread(self._load)
        except ConfigError as fault:
            self._faulty = True
            _LOG.warning("trust-file-refused slug=%s", fault.slug)
            await _note(clock, journal, event="trust-file-refused", slug=fault.slug)
        else:
            self._faulty = False
            await _note(clock, journal, event="trust-file-in-force")

    def _load(self) -> CertificateTrust | None:
        return load_trust_file(self._path, self._keys).certificates


def open_signers(settings: Settings) -> Signers | None:
    """The signers of the settings' trust file; None without one.

    Raises:
        ConfigError: The file cannot be used.
    """
    path = settings.certificates.trust_file
    return Signers(Path(path), settings.store.directory / "keys") if path else None


async def _note(clock: Clock, journal: Journal, **said: str) -> None:
    payload: dict[str, Any] = {"list": "certificates", **said}
    try:
        await journal.append(Draft(kind=Kind.POLICY, at=clock.now(), payload=payload))
    except StoreError as error:  # the journal has a light of its own
        _LOG.warning("policy-row-lost slug=%s", error.slug)

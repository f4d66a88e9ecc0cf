"""Shutting a kiosk out, and taking one behind a hub below in again."""

from datetime import datetime

from kiosk.core.errors import ConfigError, FormError
from kiosk.hub.database import Connection, as_text
from kiosk.hub.deeds import Deed, Doer, told_purpose
from kiosk.hub.enrolment_codes import drop_unused


class KioskUnknown(ConfigError):
    """No kiosk of this name was enrolled."""

    slug = "hub-kiosk-unknown"

    def __init__(self, kiosk: str) -> None:
        super().__init__(f"no kiosk is called {kiosk}; see `kiosk hub kiosks`")
        self.kiosk = kiosk


def shut_out(connection: Connection, kiosk: str, why: str, doer: Doer) -> None:
    """Take nothing from a kiosk, or a relay, any more; errors as ``Kiosks.revoke``."""
    why = told_purpose(why)
    # A thief may have found a code on paper as well. First, as whoever enrols
    # comes by the code to the kiosk: neither must wait for the other.
    drop_unused(connection, kiosk)
    if _locked(connection, kiosk)[1] is None:
        connection.execute(
            "UPDATE kiosk SET revoked_at = %s, revoked_why = %s, revoked_by = %s"
            " WHERE id = %s",
            [doer.at, why, doer.by, kiosk],
        )
        doer.did(connection, Deed.REVOKED, f"{kiosk}: {why}")


def let_in_again(connection: Connection, kiosk: str, doer: Doer) -> None:
    """Take a kiosk behind a relay again; errors as ``Kiosks.readmit``."""
    via, revoked_at = _locked(connection, kiosk)
    if via is None:
        raise FormError("kiosk", "not-behind", "enrol it again, by a new code")
    if revoked_at is not None:
        connection.execute(
            "UPDATE kiosk SET revoked_at = NULL, revoked_why = NULL, revoked_by = NULL"
            " WHERE id = %s",
            [kiosk],
        )
        doer.did(connection, Deed.READMITTED, kiosk)


def _locked(connection: Connection, kiosk: str) -> tuple[str | None, datetime | None]:
    """The relay that speaks for a kiosk, and when it was revoked; its row is ours."""
    row = connection.execute(
        "SELECT via, revoked_at FROM kiosk WHERE id = %s FOR UPDATE", [as_text(kiosk)]
    ).fetchone()
    if row is None:
        raise KioskUnknown(kiosk)
    via, revoked_at = row
    return via, revoked_at

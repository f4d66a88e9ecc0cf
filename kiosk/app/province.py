"""A province's health-code service from the settings: profile, secret, connections.

Imported only where there is one: profiles and HTTP client take a tenth of a second,
which a kiosk without a service does not spend at its start.
"""

from collections.abc import Callable
from pathlib import Path

from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock
from kiosk.store.keyfile import read_file
from kiosk.upstream.contact import Access, Contact, Patience
from kiosk.upstream.health_service import HttpHealthService
from kiosk.upstream.opening import open_service, reach_service
from kiosk.upstream.profiles import open_profile
from kiosk.upstream.signing import check_secret


def service_of(
    settings: Settings, clock: Clock, report: Callable[[DeviceStatus], None]
) -> HttpHealthService:
    """The adapter, without a connection yet; close it with ``aclose``.

    Raises:
        ConfigError: Profile, secret or CA file cannot be used.
    """
    return open_service(contact_of(settings), clock, report)


async def reach(settings: Settings, clock: Clock, limit_s: float) -> None:
    """Open a connection once, and a session where the service wants one.

    Raises:
        KioskError: It is not set up rightly, or does not answer.
    """
    await reach_service(contact_of(settings), clock, limit_s)


def contact_of(settings: Settings) -> Contact:
    """Everything the settings say about the service.

    Raises:
        ConfigError: Profile or secret cannot be used.
    """
    health = settings.health
    profile = open_profile(health.profile)
    secret = _secret(health.secret_file)
    if profile.needs_secret and not secret:
        raise ConfigError(
            f"health.secret_file: profile {profile.profile.name} needs the secret that "
            "the service's operator gave you; write it into a file of mode 600"
        )
    check_secret(profile.sign, secret)
    return Contact(
        profile=profile,
        url=health.url,
        access=Access(account=health.account, secret=secret, device=settings.kiosk.id),
        ca_file=Path(health.ca_file) if health.ca_file else None,
        patience=Patience(
            budget_s=health.budget_ms / 1000,
            keep_s=health.cache_s,
            failures=health.failures,
            pause_s=health.pause_s,
        ),
    )


def _secret(path: str) -> str:
    if not path:
        return ""
    advice = "write the secret that the service's operator gave you into it"
    try:
        return read_file(Path(path), advice).decode("utf-8").strip()
    except UnicodeDecodeError:  # which would quote the file
        raise ConfigError(f"{path}: is no text; {advice}") from None

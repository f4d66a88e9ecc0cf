"""The health-code service from the settings, and the shapes of the codes it knows."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.codes.health import SEEN, HealthPattern
from kiosk.config.health import NONE, HealthSettings
from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock, HealthCodeService
from kiosk.store.keyfile import read_file
from kiosk.upstream.contact import Access, Contact, Patience
from kiosk.upstream.none import NoHealthService
from kiosk.upstream.profiles import open_profile
from kiosk.upstream.signing import check_secret

_REACH_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The service, ready to be asked.

    Attributes:
        service: Whom the lanes ask.
        work: Begins what runs beside it until cancelled.
    """

    service: HealthCodeService
    work: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = ()


def health_shapes(settings: HealthSettings) -> tuple[HealthPattern, ...]:
    """How health codes are told: the settings' shapes, the profile's, the shipped ones.

    Raises:
        ConfigError: The profile is refused.
    """
    told = tuple(HealthPattern(code.name, code.pattern) for code in settings.code)
    if settings.profile == NONE:
        return (*told, *SEEN)
    return (*told, *open_profile(settings.profile).shapes, *SEEN)


@asynccontextmanager
async def opened_health(
    settings: Settings, clock: Clock, report: Callable[[DeviceStatus], None]
) -> AsyncIterator[Health]:
    """The service of the settings, or nobody; its connections are closed at the end.

    Raises:
        ConfigError: Profile, secret or CA file cannot be used.
    """
    contact = _contact(settings)
    if contact is None:
        yield Health(service=NoHealthService())
        return
    from kiosk.upstream.opening import open_service  # noqa: PLC0415 - slow; see there

    service = open_service(contact, clock, report)
    try:
        yield Health(service=service, work=(service.keep_warm,))
    finally:
        await service.aclose()


def reach_health(settings: Settings, clock: Clock, limit_s: float = _REACH_S) -> None:
    """Reach the service once, where there is one.

    Raises:
        KioskError: It is not set up rightly, or does not answer.
    """
    contact = _contact(settings)
    if contact is not None:
        from kiosk.upstream.opening import reach_service  # noqa: PLC0415

        asyncio.run(reach_service(contact, clock, limit_s))


def _contact(settings: Settings) -> Contact | None:
    health = settings.health
    if health.profile == NONE:
        return None
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

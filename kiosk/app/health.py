"""Health codes by the settings: their shapes, and whoever knows what they mean."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from kiosk.codes.health import SEEN, HealthPattern
from kiosk.config.health import NONE, HealthSettings
from kiosk.config.tables import Settings
from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock, HealthCodeService
from kiosk.upstream.none import NoHealthService

_REACH_S: Final = 5.0


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
    from kiosk.upstream.profiles import open_profile  # noqa: PLC0415 - see province

    return (*told, *open_profile(settings.profile).shapes, *SEEN)


@asynccontextmanager
async def opened_health(
    settings: Settings, clock: Clock, report: Callable[[DeviceStatus], None]
) -> AsyncIterator[Health]:
    """The service of the settings, or nobody; its connections are closed at the end.

    Raises:
        ConfigError: Profile, secret or CA file cannot be used.
    """
    if settings.health.profile == NONE:
        yield Health(service=NoHealthService())
        return
    from kiosk.app.province import service_of  # noqa: PLC0415 - see there

    service = service_of(settings, clock, report)
    try:
        yield Health(service=service, work=(service.keep_warm,))
    finally:
        await service.aclose()


def reach_health(settings: Settings, clock: Clock, limit_s: float = _REACH_S) -> None:
    """Reach the service once, where there is one.

    Raises:
        KioskError: It is not set up rightly, or does not answer.
    """
    if settings.health.profile != NONE:
        from kiosk.app.province import reach  # noqa: PLC0415 - see there

        asyncio.run(reach(settings, clock, limit_s))

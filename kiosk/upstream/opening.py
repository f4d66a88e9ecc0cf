"""Opens a service: contact, connections, conversation, adapter."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from kiosk.core.view import DeviceStatus
from kiosk.ports import Clock
from kiosk.upstream.contact import Contact
from kiosk.upstream.conversation import Conversation
from kiosk.upstream.errors import ServiceLate
from kiosk.upstream.exchange import Exchange
from kiosk.upstream.health_service import HttpHealthService


def open_service(
    contact: Contact, clock: Clock, report: Callable[[DeviceStatus], None]
) -> HttpHealthService:
    """The adapter, without a connection yet; close it with ``aclose``.

    Raises:
        ConfigError: The CA file cannot be used.
    """
    conversation = _conversation(contact, clock)
    return HttpHealthService(conversation, clock, report, contact.patience)


async def reach_service(contact: Contact, clock: Clock, limit_s: float) -> None:
    """Open a connection once, and a session where one is wanted.

    Raises:
        ConfigError: The CA file cannot be used.
        HealthServiceError: It cannot be reached, or refuses.
    """
    async with aclosing(_conversation(contact, clock)) as conversation:
        try:
            async with asyncio.timeout(limit_s):
                await conversation.open(clock.now())
        except TimeoutError:
            raise ServiceLate(budget_s=limit_s) from None


def _conversation(contact: Contact, clock: Clock) -> Conversation:
    exchange = Exchange(contact.url, contact.ca_file)
    return Conversation(contact.profile, contact.access, exchange, clock)

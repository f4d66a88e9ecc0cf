"""Opening the gate, once the record is safe."""

import asyncio

from kiosk.core.errors import DeviceError
from kiosk.ports import Gate

BUDGET_S = 1.0
"""A gate that has not opened by then is reported; the person is waved through."""


async def open_gate(
    gate: Gate, seconds: float, budget_s: float = BUDGET_S
) -> DeviceError | None:
    """Open ``gate``; a failure is returned, for the record already says allow."""
    try:
        async with asyncio.timeout(budget_s):
            await gate.open_for(seconds)
    except TimeoutError:
        return DeviceError("gate", "silent", "open it by hand, check the relay")
    except DeviceError as error:
        return error
    return None

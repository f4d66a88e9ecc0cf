"""A lane with its devices: everything that runs for one lane."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from kiosk.app.demonstration import Visitors, invent_visitors, keep_visiting
from kiosk.app.devices import (
    build_camera,
    build_thermometer,
    choose,
    opened_gate,
    window_of,
)
from kiosk.app.house import House
from kiosk.app.id_readers import build_id_reader
from kiosk.app.lanes import Post, build_post
from kiosk.app.lights import Lights
from kiosk.app.scanners import Engine, build_scanner
from kiosk.config.gates import NoGate
from kiosk.config.tables import LaneSettings
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.id_readers.sdt import SdtReader
from kiosk.devices.simulated.volunteer import volunteer
from kiosk.devices.supervise import keep_running
from kiosk.devices.thermometers.gymcu import GyMcuThermometer
from kiosk.ports import Device
from kiosk.web.options import Fitted

_ARRIVAL_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """One lane, ready to run.

    Attributes:
        post: The lane and its desk.
        camera: Its camera, or None where only the scan engine reads codes.
        scanner: Its scan engine, or None where only the camera reads codes.
        id_reader: Its reader of ID cards, or None where numbers are typed.
        thermometer: Its thermometer, or None where a person reads one.
        visitors: Simulated people, or None at a real gate.
        simulated: Names of the devices that simulators stand in for.
    """

    post: Post
    camera: Camera | None
    scanner: Engine | None
    id_reader: SdtReader | None
    thermometer: GyMcuThermometer | None
    visitors: Visitors | None
    simulated: frozenset[str]

    @property
    def fitted(self) -> Fitted:
        """What the screen may speak of."""
        return Fitted(
            camera=self.camera is not None, thermometer=self.thermometer is not None
        )

    def work(self, lights: Lights) -> list[Coroutine[None, None, None]]:
        """Everything that runs for this lane until cancelled."""
        work: list[Coroutine[None, None, None]] = [self.post.lane.run()]
        present = asyncio.Event()
        if self.visitors is None:
            present.set()
        else:
            work.append(keep_visiting(self.visitors, present))
            work.append(volunteer(self.post.desk, self.visitors.seed))
        work += [
            self._serve(device, lights, present)
            for device in (
                *(self.camera, self.scanner, self.id_reader),
                self.thermometer,
            )
            if device is not None
        ]
        return work

    async def _serve(
        self, device: Device, lights: Lights, present: asyncio.Event
    ) -> None:
        simulated = device.name in self.simulated
        coming = Condition.STARTING
        lights.report(
            DeviceStatus(name=device.name, condition=coming, demonstration=simulated)
        )
        with suppress(TimeoutError):  # then the device itself says what is wrong
            async with asyncio.timeout(_ARRIVAL_S):
                await present.wait()
        offer = self.post.lane.offer
        await keep_running(device, offer, lights.report, demonstration=simulated)


async def build_crew(
    house: House, lane: LaneSettings, lights: Lights, stack: AsyncExitStack
) -> Crew:
    """Choose, build and wire the devices of one lane.

    A lane with any simulated device moves no gate: nobody real is decided about.

    Raises:
        KioskError: A part cannot be built; says which and what to do.
    """
    chosen = choose(lane)
    only = len(house.settings.lane) == 1
    suffix = "" if only else f"-{lane.id}"
    camera_name, thermometer_name = f"camera{suffix}", f"thermometer{suffix}"
    visitors = None
    if chosen.simulated:
        visitors = await asyncio.to_thread(
            invent_visitors,
            house.keys,
            house.holders,
            house.clock.now(),
            house.directory,
            lane.id,
        )
    gate_settings = NoGate() if chosen.simulated else lane.gate
    gate = await stack.enter_async_context(
        opened_gate(gate_settings, f"gate{suffix}", lights.report)
    )
    simulated = {camera_name: chosen.camera, thermometer_name: chosen.thermometer}
    return Crew(
        post=build_post(house, lane, gate, demonstration=chosen.simulated),
        camera=build_camera(chosen, visitors, camera_name),
        scanner=build_scanner(lane.scanner, f"scanner{suffix}"),
        id_reader=build_id_reader(lane.id_reader, f"id-reader{suffix}"),
        thermometer=build_thermometer(
            chosen, visitors, thermometer_name, window_of(lane.temperature)
        ),
        visitors=visitors,
        simulated=frozenset(name for name, real in simulated.items() if real is None),
    )

"""Real drivers against the shipped simulators, with faults, under the whole service."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from kiosk.core.record import Kind
from kiosk.devices.simulated.mjpeg import Broadcast, open_server
from kiosk.devices.simulated.pty_line import PtyLine
from kiosk.devices.thermometers.gymcu_frames import write_frame
from tests.app.rig import PATIENCE_S, Site, serving


@contextmanager
def camera_at_work() -> Iterator[tuple[str, threading.Event]]:
    """A network camera: the lane's line for it, and an event that stops its pictures.

    Its connections stay open all the time.
    """
    _, picture = cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))
    broadcast, stop, stalled = Broadcast(), threading.Event(), threading.Event()
    server = open_server(broadcast, 0, lambda: False)

    def show() -> None:
        while not stop.wait(0.1):
            if not stalled.is_set():
                broadcast.publish(picture.tobytes())

    threads = [
        threading.Thread(target=show),
        threading.Thread(target=server.serve_forever, args=(0.05,)),
    ]
    for thread in threads:
        thread.start()
    source = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        camera = f'driver = "opencv", source = "{source}", stall_s = 1.0'
        yield f"camera = {{ {camera} }}", stalled
    finally:
        stop.set()
        broadcast.hang_up()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join(PATIENCE_S)


@contextmanager
def thermometer_at_work(line: PtyLine) -> Iterator[None]:
    """A module before which nobody stands; it sends while it is plugged in."""
    stop, frame = threading.Event(), write_frame(24.0, 24.0)

    def send() -> None:
        while not stop.wait(0.1):
            line.send(frame, 9600, stop)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_S)


def told_of(site: Site, device: str) -> list[tuple[str, str | None]]:
    rows: list[dict[str, Any]] = site.rows(Kind.DEVICE)
    return [(r["condition"], r["slug"]) for r in rows if r["device"] == device]


async def test_a_camera_without_frames_turns_red_and_green_again(site: Site) -> None:
    with camera_at_work() as (camera, stalled):
        settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')
        async with serving(settings) as screen:
            await screen.until_light("camera", "ok")
            stalled.set()
            red = await screen.until_light("camera", "failed")
            await screen.touch("temperature", celsius="38.6")  # the lane goes on
            await screen.until_panel(state="stopped", tone="hold")
            stalled.clear()
            await screen.until_light("camera", "ok")

    assert red["slug"] == "no-frames"
    assert "switch it off and on again" in red["advice"]
    assert told_of(site, "camera")[-2:] == [("failed", "no-frames"), ("ok", None)]
    assert site.rows(Kind.PASSAGE)[0]["reasons"] == ["fever"]


async def test_without_its_thermometer_a_lane_goes_on_by_hand(site: Site) -> None:
    port = site.folder / "thermometer"
    camera = site.picture(site.good_pass())
    settings = site.furnish(
        f"""
        window_s = 60
        {camera}
        thermometer = {{ driver = "gymcu", port = "{port}" }}
        """
    )
    async with serving(settings) as screen:
        missing = await screen.until_light("thermometer", "failed")
        await screen.until_panel(state="gathering")
        await screen.touch("temperature", celsius="36.6")
        await screen.touch("mask", worn="yes")
        await screen.until_panel(state="passing")

    row = site.rows(Kind.PASSAGE)[0]
    assert missing["slug"] == "not-found"
    assert missing["advice"] == f"plug it in, or correct its path {port}"
    assert (row["verdict"], row["temperature"]["kind"]) == ("allow", "contact")
    assert told_of(site, "thermometer") == [("failed", "not-found")]


async def test_a_pulled_thermometer_turns_red_and_green_again(site: Site) -> None:
    line = PtyLine(site.folder / "thermometer")
    line.plug()
    port = site.folder / "thermometer"
    settings = site.furnish(
        f"""
        camera = {{ driver = "opencv", source = "/dev/no-camera-here" }}
        thermometer = {{ driver = "gymcu", port = "{port}" }}
        """
    )
    async with serving(settings) as screen:
        with thermometer_at_work(line):
            await screen.until_light("thermometer", "ok")
        line.unplug()
        red = await screen.until_light("thermometer", "failed")
        line.plug()
        with thermometer_at_work(line):
            await screen.until_light("thermometer", "ok")
    line.unplug()

    assert red["slug"] == "unplugged"
    assert red["advice"] == "check its cable and its plug"
    assert told_of(site, "thermometer") == [("failed", "unplugged"), ("ok", None)]

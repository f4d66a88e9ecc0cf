"""Cameras: any source OpenCV can open, read by one driver."""

from kiosk.devices.cameras.camera import Camera
from kiosk.devices.cameras.choose import camera_source
from kiosk.devices.cameras.folder import Folder
from kiosk.devices.cameras.network import Url
from kiosk.devices.cameras.pace import Tempo
from kiosk.devices.cameras.source import Where
from kiosk.devices.cameras.v4l2 import V4l2
from kiosk.devices.cameras.video import VideoFile

__all__ = [
    "Camera",
    "Folder",
    "Tempo",
    "Url",
    "V4l2",
    "VideoFile",
    "Where",
    "camera_source",
]

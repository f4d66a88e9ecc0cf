"""What ``kiosk.toml`` may say about the hub of the district."""

from pathlib import Path

from pydantic import Field

from kiosk.config.base import MaybeText, Table, WebAddress


class HubSettings(Table):
    """The hub 上级平台. Without one the kiosk keeps its records to itself."""

    url: WebAddress = Field(
        default="", description="https address of the hub, without the path"
    )
    ca_file: MaybeText = Field(
        default="", description="PEM of the only authority trusted; empty: the system's"
    )
    every_s: float = Field(
        default=30, ge=1, le=300, description="records wait no longer than this"
    )
    bundles_s: float = Field(
        default=60, ge=5, le=3600, description="between two looks for lists and rules"
    )
    bundles: Path = Field(
        default=Path("bundles"),
        description="folder with signed lists and rules to start from, if it is there",
    )

"""What ``kiosk.toml`` may say about where the screens are reached."""

from ipaddress import ip_address

from pydantic import Field, field_validator

from kiosk.config.base import MaybeText, Table, Text


class WebSettings(Table):
    """The screen's address, and the one for other machines: over TLS alone."""

    host: Text = Field(
        default="127.0.0.1", description="of this machine: plain HTTP goes no further"
    )
    port: int = Field(default=8000, ge=1, le=65535)
    allowed_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost"),
        description="names of the screen, and of a proxy on this machine",
    )
    lan_host: MaybeText = Field(
        default="",
        description="address for other machines, `0.0.0.0` for every network; needs "
        "`kiosk ca`; empty: none",
    )
    lan_port: int = Field(default=8443, ge=1, le=65535)

    @field_validator("host")
    @classmethod
    def _of_this_machine(cls, host: str) -> str:
        try:
            here = ip_address(host).is_loopback
        except ValueError:
            here = host == "localhost"
        if not here:
            raise ValueError("an address of this machine; for others set lan_host")
        return host

"""What all tables of ``kiosk.toml`` share: closed, frozen, texts without traps."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
# A path with a NUL would end in a traceback, an empty host listen on every network.
Text = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=1000)]
MaybeText = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=1000)]
SerialPort = Annotated[Text, Field(pattern=r"^(/|(loop|socket|rfc2217)://)")]

_HERE: Final = {"127.0.0.1", "localhost", "::1"}


def web_address(text: str) -> str:
    """Check the address of somebody who is asked over HTTPS.

    Raises:
        ValueError: It is none, or credentials would cross a network in clear.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"not an address: {error}") from None
    if parts.scheme == "http" and parts.hostname not in _HERE:
        raise ValueError("https; plain http only to this machine, for the simulator")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an https address")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("no user, query or fragment; a secret goes into a file")
    return text


def _maybe_address(text: str) -> str:
    return text and web_address(text)


WebAddress = Annotated[MaybeText, AfterValidator(_maybe_address)]
"""Whom to ask over HTTPS; empty: nobody."""


class Table(BaseModel):
    """A table that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

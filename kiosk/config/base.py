"""What all tables of ``kiosk.toml`` share: closed, frozen, texts without traps."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
# A path with a NUL would end in a traceback, an empty host listen on every network.
Text = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=1000)]
SerialPort = Annotated[Text, Field(pattern=r"^(/|(loop|socket|rfc2217)://)")]


class Table(BaseModel):
    """A table that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

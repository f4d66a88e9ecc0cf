"""What travels over the interface, as forms that its page documents."""

from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.hub.refusals import RequestMalformed

_ID: Final = r"^[A-Za-z0-9._-]{1,32}$"

_BEHIND: Final = r"^[A-Za-z0-9._-]{1,32}(/[A-Za-z0-9._-]{1,32}){1,3}$"

_NAME: Final = r"^[^\x00-\x1f\x7f-\x9f]{1,60}$"
"""What people call a kiosk: no NUL, which PostgreSQL does not keep, nor its like."""


class Credentials(BaseModel):
    """The headers of every request but enrolment."""

    authorization: str = Field(default="", max_length=100, description="Bearer ckk_…")
    kiosk_id: str = Field(default="", max_length=128)


class BatchHeaders(Credentials):
    """The headers of a batch."""

    content_type: str = Field(default="", max_length=100)
    content_encoding: str = Field(default="", max_length=20)
    kiosk_sent: str = Field(default="", max_length=40, description="RFC 3339")
    kiosk_signature: str = Field(
        default="", max_length=100, description="base64, Ed25519"
    )
    kiosk_key: str = Field(default="", max_length=20, description="id of the key")
    kiosk_head: str = Field(
        default="", max_length=40, description="where the kiosk's journal ends"
    )


def batch_headers(raw: Iterable[tuple[bytes, bytes]]) -> BatchHeaders:
    """Read the headers of a batch, in lower case as ASGI has them.

    Raises:
        RequestMalformed: One is too long.
    """
    said = {
        name.decode("latin-1").replace("-", "_"): value.decode("latin-1")
        for name, value in raw
    }
    try:
        return BatchHeaders.model_validate(said)
    except ValidationError as error:
        part = str(error.errors()[0]["loc"][-1]).replace("_", "-")
        raise RequestMalformed(part) from None


class Rejected(BaseModel):
    """A row that is kept apart."""

    seq: int
    code: str = Field(examples=["fork"])
    detail: str


class SignedHead(BaseModel):
    """The last right row."""

    kiosk: str
    seq: int
    hash: str
    at: str


class Accepted(BaseModel):
    """The answer to a batch."""

    accepted_through: int = Field(description="every row up to this one is kept")
    rejected: list[Rejected]
    head: SignedHead
    signature: str = Field(description="base64, Ed25519 of the hub over the head")
    key: str = Field(description="the hub's key")


class Enrolment(BaseModel):
    """What a kiosk says of itself."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=40)
    kiosk: str = Field(pattern=_ID)
    public_key: str = Field(max_length=48, description="base64, Ed25519, 32 bytes")
    community: str = Field(pattern=_ID)
    name: str = Field(pattern=_NAME)


class Enrolled(BaseModel):
    """What a kiosk needs from now on."""

    credential: str
    hub_key: str = Field(description="base64, Ed25519, 32 bytes")
    hub_key_id: str


class Relayed(BaseModel):
    """A kiosk behind a relay."""

    model_config = ConfigDict(extra="forbid")

    kiosk: str = Field(pattern=_BEHIND, description="the relay's id, `/`, its own")
    community: str = Field(pattern=_ID)
    name: str = Field(pattern=_NAME)


class IndexEntry(BaseModel):
    """A file that can be fetched."""

    kind: str
    seq: int
    etag: str
    issued: str


class Index(BaseModel):
    """The newest file of each kind."""

    bundles: list[IndexEntry]


class UseEntry(BaseModel):
    """A passage that counts against a household's quota."""

    kiosk: str
    seq: int
    at: str
    household_key: str
    member: int | None
    direction: str
    what: str = Field(
        description="`out`; `out-granted`, where a leader let them; `in`; or `undo-` "
        "and the row taken back"
    )


class UseList(BaseModel):
    """What other kiosks of the community filed."""

    cursor: int = Field(description="ask for what comes after it next time")
    uses: list[UseEntry]

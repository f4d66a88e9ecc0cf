"""Facts of a visit: who the person is, in what vehicle, with what paper or goods."""

from typing import Literal

from pydantic import Field

from kiosk.core.sections import Section


class PersonFacts(Section):
    """Who the person is, beyond the pass."""

    kind: (
        Literal["resident", "visitor", "commuter", "delivery", "worker", "patient"]
        | None
    ) = None
    purpose: str | None = Field(default=None, description="slug of the reason")
    host_confirmed: bool | None = Field(
        default=None, description="the household visited says it expects the person"
    )


class VehicleFacts(Section):
    """The vehicle, if there is one."""

    kind: Literal["resident", "outside", "delivery", "emergency"] | None = None
    plate_matches: bool | None = Field(default=None, description="pass against plate")
    occupants: int | None = Field(default=None, ge=1, le=80)
    occupants_recorded: int | None = Field(default=None, ge=0, le=80)


class ProofFacts(Section):
    """Paper proofs the volunteer looked at."""

    employer: bool | None = None
    medical: bool | None = None
    village: bool | None = None


class GoodsFacts(Section):
    """A delivery 外卖、快递: the goods come in, the courier does not."""

    handed_over_outside: bool | None = None
    disinfected: bool | None = None
    firm: str | None = Field(
        default=None, max_length=20, description="slug of the courier firm"
    )
    parcels: int | None = Field(default=None, ge=1, le=999)

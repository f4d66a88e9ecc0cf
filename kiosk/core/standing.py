"""Standing: what the kiosk knows already of whoever stands before the lane."""

from dataclasses import dataclass, field

from kiosk.core.sections import HouseholdFacts, PresenceFacts, WatchListFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what a person can be looked up; None where it is not known.

    Attributes:
        pass_id: The pass shown, 12 hex digits.
        community: The community that issued it, 12 digits.
        household: Keyed hash of the household, 12 hex digits.
        member: Member index in the household, 0 to 15.
        id_number: ID card number from the registration form. Personal.
        phone: Phone number from the form. Personal.
        plate: Number plate. Personal.
    """

    pass_id: str | None = None
    community: str | None = None
    household: str | None = None
    member: int | None = None
    id_number: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    plate: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts that come from the kiosk's own records and lists.

    Attributes:
        household: How often the household's pass was used.
        presence: Whether the holder is inside.
        watch_list: Whether the person is looked for.
        version: Which state of the records this is; a record that lets the person
            pass relies on it. None where nothing was looked up.
    """

    household: HouseholdFacts = field(default_factory=HouseholdFacts)
    presence: PresenceFacts = field(default_factory=PresenceFacts)
    watch_list: WatchListFacts = field(default_factory=WatchListFacts)
    version: int | None = None

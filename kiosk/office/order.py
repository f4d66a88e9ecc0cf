"""One pass from one order: what a person typed, checked and signed."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from kiosk.codes import kp1
from kiosk.codes.claims import CLASS_NUMBERS, PASS_ID_SIZE
from kiosk.core.china import CHINA
from kiosk.core.errors import FormError
from kiosk.core.evidence import PassClaims
from kiosk.core.registration.tidy import mask_name
from kiosk.store.keyring import Issuer, Keyring

DEFAULT_DAYS: Final = MappingProxyType({"temporary": 1, "delivery": 1})
OTHER_DAYS: Final = 30
_LONGEST_TEXT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOrder:
    """What somebody wants a pass to say; nothing is checked yet.

    Attributes:
        pass_class: resident, temporary, delivery, vehicle or commuter.
        household: The household's id as the community writes it, or None.
        member: Member index, 0 to 15.
        life: How long it runs from now, or None.
        until: Its last day, Chinese time, or None; with neither the class decides.
        plate: Number plate, or None.
        name: The holder; only the masked form is kept.
    """

    pass_class: str
    household: str | None = field(default=None, repr=False)
    member: int = 0
    life: timedelta | None = None
    until: date | None = None
    plate: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPass:
    """A signed pass.

    Attributes:
        text: The code. Whoever has it has the pass.
        claims: What it says, with the generation of its key.
        masked_name: The holder as screens may show it, or None.
    """

    text: str = field(repr=False)
    claims: PassClaims
    masked_name: str | None = field(default=None, repr=False)


class Counter:
    """Where passes are signed: one key ring, one clock.

    Args:
        keys: The keys of this community.
        now: Wall time, aware.
        random: Source of pass ids.
    """

    def __init__(
        self,
        keys: Keyring,
        now: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        self._keys, self._now, self._random = keys, now, random
        self._issuers: dict[str, Issuer] = {}

    def issue(self, order: PassOrder) -> IssuedPass:
        """Check an order and sign its pass.

        Raises:
            FormError: A value that does not fit, by field.
            IssuerUnknown: No key of this machine may issue this class.
        """
        name = _name(order.name)
        household = _household(order)
        issuer = self._issuer(order.pass_class)
        trusted, begin = issuer.trusted, self._now().replace(microsecond=0)
        claims = PassClaims(
            pass_id=self._random(PASS_ID_SIZE).hex(),
            pass_class=order.pass_class,
            community=trusted.community,
            household=household
            and kp1.household_hash(self._keys.household_key, household).hex(),
            member=order.member,
            not_before=begin,
            expires=_end(order, begin, trusted.max_ttl),
            plate=_plate(order),
            generation=trusted.generation,
        )
        text = kp1.issue(claims, kid=trusted.kid, seed=issuer.seed)
        masked = None if name is None else mask_name(name)
        return IssuedPass(text=text, claims=claims, masked_name=masked)

    def _issuer(self, pass_class: str) -> Issuer:
        if pass_class not in CLASS_NUMBERS:
            raise FormError("class", "unknown", "one of " + ", ".join(CLASS_NUMBERS))
        if pass_class not in self._issuers:
            self._issuers[pass_class] = self._keys.issuer(pass_class)
        return self._issuers[pass_class]


def tidy_household(text: str) -> str:
    """One spelling for one household: ３栋 and 3栋 are the same.

    The quota must not depend on the keyboard.
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _household(order: PassOrder) -> str | None:
    if order.household is None:
        if order.pass_class == "resident":  # noqa: S105 - 出入证, not a secret
            raise FormError(
                "household", "missing", "a resident pass needs a household id"
            )
        return None
    return checked_household(order.household)


def checked_household(typed: str) -> str:
    """The one spelling of a household's number.

    Raises:
        FormError: It is none.
    """
    household = tidy_household(typed)
    _check_text("household", household)
    return household


def _name(typed: str | None) -> str | None:
    if typed is None:
        return None
    name = typed.strip()
    _check_text("name", name)
    return name


def _check_text(field: str, text: str) -> None:
    # Not printable is also what the shell passes on when it was no UTF-8.
    if not 1 <= len(text) <= _LONGEST_TEXT or not text.isprintable():
        raise FormError(field, "unfit", f"1 to {_LONGEST_TEXT} printable characters")


def _plate(order: PassOrder) -> str | None:
    if order.plate is None:
        if order.pass_class == "vehicle":  # noqa: S105
            raise FormError("plate", "missing", "a vehicle pass needs a number plate")
        return None
    return "".join(unicodedata.normalize("NFKC", order.plate).split()).upper()


def _end(order: PassOrder, begin: datetime, longest: timedelta) -> datetime:
    if order.until is not None:
        field = "until"
        midnight = datetime.combine(order.until, time.max, tzinfo=CHINA)
        end = midnight.astimezone(UTC).replace(microsecond=0)
    else:
        field = "days"
        life = order.life
        if life is None:
            life = timedelta(days=DEFAULT_DAYS.get(order.pass_class, OTHER_DAYS))
        # Out of range either way, and a datetime has an end.
        end = begin + max(timedelta(-1), min(life, longest + timedelta(days=1)))
    if not begin < end <= begin + longest:
        raise FormError(
            field,
            "out-of-range",
            f"the end must lie within {longest.days} day(s) from now",
        )
    return end


def days(count: int) -> timedelta:
    """``count`` days, or what is out of range in the same direction."""
    return timedelta(days=max(-1, min(count, 100_000)))

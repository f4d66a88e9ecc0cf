"""A key folder with its root at hand, and signed files as supervisors make them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from kiosk.codes.duty_list import DUTY_FORMAT, DutyList
from kiosk.codes.revocation import Revocation
from kiosk.codes.risk_list import RISK_FORMAT
from kiosk.codes.rota_list import ROTA_FORMAT
from kiosk.codes.watch_list import WATCH_FORMAT
from kiosk.core.duty import DutyNumber
from kiosk.rules.self_contained import self_contained
from kiosk.store.district import make_watch_key
from kiosk.store.keymaking import TRUST_LIST, FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.listmaking import open_signer
from kiosk.store.lists import REVOCATIONS
from kiosk.store.policies import read_policy_file
from kiosk.store.policy_keys import make_policy_key, open_policy_signer
from tests.codes.rota import ROTA
from tests.codes.test_district_lists import KEY as WATCH_KEY
from tests.codes.test_district_lists import RISKS, WATCHED
from tests.fakes import HOME, NOON

POLICE = DutyNumber(role="police", name="测试警官", number="110")


@dataclass
class Office:
    """A store folder whose root key is still beside it."""

    store: Path

    def __post_init__(self) -> None:
        open_keyring(self.keys, FirstStart(community=HOME, now=NOON))

    @property
    def keys(self) -> Path:
        return self.store / "keys"

    def duty(self, seq: int) -> bytes:
        listed = DutyList(
            seq=seq,
            issued=NOON,
            next_update=NOON + timedelta(days=7),
            entries=(POLICE,),
        )
        return DUTY_FORMAT.sign(listed, open_signer(self.keys).seed)

    def rota(self, seq: int) -> bytes:
        listed = replace(ROTA, seq=seq)
        return ROTA_FORMAT.sign(listed, open_signer(self.keys).seed)

    def risks(self, seq: int) -> bytes:
        listed = replace(
            RISKS, seq=seq, issued=NOON, next_update=NOON + timedelta(days=7)
        )
        return RISK_FORMAT.sign(listed, open_signer(self.keys).seed)

    def trust(self) -> bytes:
        """The next trust list of this root; not in force here."""
        path = self.keys / TRUST_LIST
        before = path.read_bytes()
        open_signer(self.keys).renew(NOON + timedelta(days=1))
        made = path.read_bytes()
        path.write_bytes(before)
        return made

    def watched(self) -> bytes:
        """A watch-list; its key is not here before ``copy_watch_key``."""
        listed = replace(WATCHED, issued=NOON, next_update=NOON + timedelta(days=7))
        return WATCH_FORMAT.sign(listed, open_signer(self.keys).seed)

    def copy_watch_key(self) -> None:
        make_watch_key(self.keys, WATCH_KEY)

    def revocations(self) -> bytes:
        """The next list of this root; not in force here."""
        lost = Revocation(kid=b"\0\1", pass_id=bytes(6), until=NOON + timedelta(days=9))
        path = self.keys / REVOCATIONS
        open_signer(self.keys).revoke([lost], NOON)
        made = path.read_bytes()
        path.unlink()
        return made

    def policy(self, text: str | None = None) -> bytes:
        """The shipped ``closed``, or another text, signed by a policy key."""
        if open_policy_signer(self.keys) is None:
            make_policy_key(self.keys, None, NOON)
        signer = open_policy_signer(self.keys)
        assert signer is not None
        shipped = read_policy_file("closed").text
        return signer.sign(text or self_contained(shipped, "closed"), NOON)

"""The small authority: what it vouches for, how long, and what it never overwrites."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.core.errors import ConfigError
from kiosk.store.authority import (
    LEAF,
    ROOT,
    ROOT_KEY,
    AuthorityExists,
    issue,
    load_certificate,
    make_authority,
)
from kiosk.store.keyfile import KeyDamaged, KeyMissing
from kiosk.store.local_names import NameNotLocal
from tests.fakes import NOON

NAMES = ("kiosk-1.local", "192.168.1.5", "fd00::5")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A key folder with an authority beside it in ``ca``."""
    tmp_path.chmod(0o700)
    make_authority(tmp_path / "ca", "kiosk-1", NOON)
    return tmp_path


def test_a_certificate_is_good_for_its_names_and_thirteen_months(keys: Path) -> None:
    issue(keys / "ca", keys, NAMES, NOON)

    found = load_certificate(keys)
    leaf = x509.load_pem_x509_certificate((keys / LEAF).read_bytes())
    root = x509.load_pem_x509_certificate(found.root)

    assert found.names == NAMES
    assert found.until - leaf.not_valid_before_utc <= timedelta(days=398)
    assert len(found.fingerprint.split(":")) == 32
    leaf.verify_directly_issued_by(root)
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    for path in (keys / LEAF, keys / "ca" / ROOT, keys / "ca" / ROOT_KEY):
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name",
    ["example.com", "8.8.8.8", "local.evil", "*.local", "a b.local", "测试.local"],
)
def test_nothing_of_the_internet_is_vouched_for(keys: Path, name: str) -> None:
    with pytest.raises(NameNotLocal):
        issue(keys / "ca", keys, ("kiosk-1.local", name), NOON)

    assert not (keys / LEAF).exists()


def test_a_second_authority_is_refused_and_the_first_stays(keys: Path) -> None:
    before = (keys / "ca" / ROOT_KEY).read_bytes(), (keys / "ca" / ROOT).read_bytes()

    with pytest.raises(AuthorityExists):
        make_authority(keys / "ca", "kiosk-1", NOON)

    after = (keys / "ca" / ROOT_KEY).read_bytes(), (keys / "ca" / ROOT).read_bytes()
    assert after == before


def test_a_certificate_is_renewed_under_the_same_root(keys: Path) -> None:
    issue(keys / "ca", keys, NAMES, NOON)
    first = load_certificate(keys)
    issue(keys / "ca", keys, NAMES[:1], NOON + timedelta(days=300))
    second = load_certificate(keys)

    assert second.fingerprint == first.fingerprint
    assert (second.names, second.until > first.until) == (NAMES[:1], True)


def test_what_is_missing_or_no_pair_is_said(keys: Path) -> None:
    with pytest.raises(KeyMissing, match="kiosk ca init"):
        load_certificate(keys)
    issue(keys / "ca", keys, NAMES, NOON)
    pair = (keys / LEAF).read_bytes()
    end = pair.index(b"-----BEGIN CERTIFICATE")

    for content in (
        b"",
        pair[end:],
        (keys / "ca" / ROOT_KEY).read_bytes() + pair[end:],
    ):
        (keys / LEAF).write_bytes(content)
        with pytest.raises(KeyDamaged):
            load_certificate(keys)
    (keys / "ca" / ROOT_KEY).unlink()
    with pytest.raises(ConfigError):
        issue(keys / "ca", keys, NAMES, NOON)

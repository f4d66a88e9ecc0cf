import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.codes.trust_file import TrustFileWrong
from kiosk.core.errors import ConfigError
from kiosk.store.keyfile import KeyMissing, KeyTooOpen
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.lists import load_pass_trust
from kiosk.store.trust import load_trust_file
from tests.codes.dcc.scene import ISSUER

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SIGNERS = {"dcc": [{"certificate": base64.b64encode(ISSUER.der).decode()}]}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    open_keyring(folder, FirstStart(community="620102001001", now=NOW))
    return folder


def write(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "trust.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_signers_need_no_key_folder(tmp_path: Path) -> None:
    trust = load_trust_file(write(tmp_path, SIGNERS), tmp_path / "none")

    assert trust.certificates is not None
    assert trust.passes is None


def test_a_list_of_passes_is_held_against_the_key_folders_root(
    tmp_path: Path, keys: Path
) -> None:
    signed = base64.b64encode((keys / "trust-list.cose").read_bytes()).decode()
    path = write(tmp_path, {"kp1": signed})

    assert load_trust_file(path, keys).passes == load_pass_trust(keys)
    with pytest.raises(KeyMissing, match=r"root\.pub"):
        load_trust_file(path, tmp_path / "none")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_text(json.dumps(SIGNERS), encoding="utf-8-sig")
    assert load_trust_file(path, tmp_path).certificates is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"\xff\xfe", "UTF-8"), (b"{", "not JSON")],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "trust.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TrustFileWrong, match=said) as refused:
        load_trust_file(path, tmp_path)
    assert str(path) in str(refused.value)


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.touch()
    os.truncate(path, 65 << 20)
    with pytest.raises(TrustFileWrong, match="more than"):
        load_trust_file(path, tmp_path)


def test_the_key_folders_list_needs_its_folder_closed_to_others(
    tmp_path: Path, keys: Path
) -> None:
    with pytest.raises(KeyMissing, match="--keys"):
        load_pass_trust(tmp_path / "none")
    keys.chmod(0o755)
    with pytest.raises(KeyTooOpen):
        load_pass_trust(keys)


def test_every_refusal_is_the_installers_to_mend(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_trust_file(tmp_path, tmp_path)  # a folder

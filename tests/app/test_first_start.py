import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app.first_start import TEMPLATE, settings_at
from kiosk.config.tables import Settings
from kiosk.core.errors import ConfigError


def test_the_first_start_writes_the_settings_once(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"

    first, was_written = settings_at(config)
    again, was_written_again = settings_at(config)

    assert (was_written, was_written_again) == (True, False)
    assert first == again
    assert config.read_text("utf-8") == TEMPLATE
    assert first.model_copy(update={"store": Settings().store}) == Settings()


@pytest.mark.parametrize("own", ["", "[web]\nport = 8080\n", "# mine"])
def test_a_settings_file_is_never_overwritten(tmp_path: Path, own: str) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(own)

    settings_at(config)

    assert config.read_text() == own


def test_a_wrong_settings_file_is_left_as_it_is(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[web\n")

    with pytest.raises(ConfigError, match="not TOML"):
        settings_at(config)
    assert config.read_text() == "[web\n"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.symlink_to(tmp_path / "elsewhere.toml")

    with pytest.raises(ConfigError, match="is missing"):
        settings_at(config)
    assert not (tmp_path / "elsewhere.toml").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written: No such file"):
        settings_at(tmp_path / "missing" / "kiosk.toml")


@pytest.fixture
def full_card(tmp_path: Path) -> Iterator[Path]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    (tmp_path / "ballast").write_bytes(bytes(4096))
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_full_card_leaves_no_half_settings(full_card: Path) -> None:
    config = full_card / "kiosk.toml"

    with pytest.raises(ConfigError, match="cannot be written: No space left"):
        settings_at(config)
    assert not config.exists()

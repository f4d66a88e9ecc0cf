import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.commands.pen import by
from kiosk.commands.staff import add
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.staff import SCREEN, person
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.pins import open_pepper, pin_fits
from kiosk.store.staff import StaffBook
from tests.fakes import HOME, NOON


@pytest.fixture
def store(tmp_path: Path) -> Path:
    open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    return tmp_path


def run(store: Path, *words: str, pins: Iterator[str] = iter(())) -> int:  # noqa: B008 - nothing is taken from an empty one
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers(), ask=lambda _prompt: next(pins))
    args = parser.parse_args(["staff", *words, "--store", str(store)])
    code: int = args.run(args)
    return code


def fits(store: Path, pin: str) -> bool:
    found = StaffBook(store).credentials("1")
    assert found is not None
    return pin_fits(pin, found.pin, open_pepper(store / "keys"))


def test_somebody_is_registered_listed_and_removed(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = iter(["493027", "493027"])
    assert run(store, "add", "测试甲", "--role", "leader", pins=twice) == 0
    assert run(store, "list") == 0
    assert run(store, "remove", "1") == 0
    assert run(store, "list") == 0

    assert capsys.readouterr().out == "1\t测试甲\tleader\n" * 2
    assert StaffBook(store).active() == []
    changes = [(one.event, one.by) for one in StaffBook(store).unjournalled()]
    assert changes == [("staff-added", by()), ("staff-removed", by())]


def test_a_pin_is_changed_from_standard_input(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, "add", "测试甲", pins=iter(["493027", "493027"]))
    monkeypatch.setattr("sys.stdin", io.StringIO("837261\n"))

    assert run(store, "pin", "1", "--pin-stdin") == 0

    assert fits(store, "837261")
    assert not fits(store, "493027")


def test_two_pins_that_differ_change_nothing(store: Path) -> None:
    with pytest.raises(ConfigError, match="differ"):
        run(store, "add", "测试甲", pins=iter(["493027", "493028"]))
    assert StaffBook(store).active() == []


def test_nobody_unknown_gets_a_pin(store: Path) -> None:
    with pytest.raises(FormError):
        run(store, "pin", "7", pins=iter(["493027", "493027"]))


def test_a_pause_is_ended(store: Path) -> None:
    book = StaffBook(store)
    book.count_failure(person("1"), SCREEN)

    assert run(store, "unlock", "1") == 0

    assert book.failures() == {}


def test_a_badge_is_printed_anew_each_time(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "badge.html"
    run(store, "add", "测试<甲>", pins=iter(["493027", "493027"]))
    badge = ("badge", "1", "--out", str(out), "--title", "测试社区")

    pages = []
    for _ in range(2):
        assert run(store, *badge) == 0
        pages.append(out.read_text("utf-8"))

    assert pages[0] != pages[1]  # a lost one is void
    assert out.stat().st_mode & 0o777 == 0o600
    assert "测试&lt;甲&gt;" in pages[0]
    with pytest.raises(FormError):
        run(store, "badge", "2", "--out", str(out))

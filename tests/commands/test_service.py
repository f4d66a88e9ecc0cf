"""``kiosk run`` and ``kiosk check`` in this process, stopped as systemd would."""

import os
import signal
import threading

import httpx2
import pytest

from kiosk.app.first_start import TEMPLATE
from kiosk.cli import main
from tests.app.rig import PATIENCE_S, Site


def stop_once_it_answers(site: Site) -> threading.Thread:
    """Ask the kiosk until it answers, then send SIGTERM to this process."""

    def stop() -> None:
        patience = threading.Event()
        for _ in range(int(PATIENCE_S / 0.05)):
            try:
                httpx2.get(f"http://127.0.0.1:{site.port}/healthz").raise_for_status()
            except httpx2.HTTPError:
                patience.wait(0.05)
            else:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    thread = threading.Thread(target=stop)
    thread.start()
    return thread


def test_run_serves_until_it_is_stopped(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.furnish()
    stopper = stop_once_it_answers(site)

    code = main(["run", "--config", str(site.config)])
    stopper.join(PATIENCE_S)

    assert code == 0
    assert capsys.readouterr().out == f"kiosk: open http://127.0.0.1:{site.port}/\n"
    assert (site.store / "kiosk.db").exists()


def test_the_first_run_says_that_it_wrote_settings(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = TEMPLATE.replace("port = 8000", f"port = {site.port}").replace(
        'camera      = { driver = "auto" }\nthermometer = { driver = "auto" }',
        'camera = { driver = "opencv", source = "/dev/no-camera-here" }\n'
        'thermometer = { driver = "none" }',
    )
    monkeypatch.setattr("kiosk.app.first_start.TEMPLATE", mine)
    stopper = stop_once_it_answers(site)

    code = main(["run", "--config", str(site.config)])
    stopper.join(PATIENCE_S)

    assert code == 0
    first = f"kiosk: first start, settings written to {site.config}\n"
    assert capsys.readouterr().out.startswith(first)
    assert site.config.read_text("utf-8") == mine


def test_check_prints_a_line_a_part_and_fails_with_any(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.furnish()

    assert main(["check", "--config", str(site.config)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "ok    policy routine" in told
    assert "ok    clock" in told
    assert any(line.startswith("FAIL  keys: ") for line in told)
    assert any(line.startswith("FAIL  lane 1 camera: ") for line in told)


def test_check_is_content_when_every_part_is(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    camera = site.picture(site.good_pass())
    site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')
    stopper = stop_once_it_answers(site)
    main(["run", "--config", str(site.config)])
    stopper.join(PATIENCE_S)
    capsys.readouterr()

    assert main(["check", "--config", str(site.config)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told
    assert all(line.startswith("ok    ") for line in told)


def test_check_without_settings_says_who_writes_them(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--config", str(site.config)]) == 1
    assert "`kiosk run` writes one" in capsys.readouterr().err

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.app.first_start import TEMPLATE
from kiosk.config.cameras import AutoCamera, NoCamera, OpenCvCamera, SimulatedCamera
from kiosk.config.gates import (
    GpioGate,
    NoGate,
    RelayGate,
)
from kiosk.config.reading import load_settings, parse_settings
from kiosk.config.tables import Settings
from kiosk.config.thermometers import (
    GymcuThermometer,
    NoThermometer,
    SimulatedThermometer,
)
from kiosk.core.errors import ConfigError


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as refusal:
        parse_settings(text, "kiosk.toml")
    return str(refusal.value)


ENGINE = 'scanner = { driver = "serial", port = "/dev/ttyACM0" }'


def lane(text: str) -> Settings:
    return parse_settings(f"[[lane]]\n{text}", "kiosk.toml")


def test_an_empty_file_is_a_kiosk_with_one_lane() -> None:
    settings = parse_settings("", "kiosk.toml")

    assert settings == Settings()
    assert [lane.id for lane in settings.lane] == ["1"]


def test_every_wrong_key_is_named_in_one_message() -> None:
    message = refused(
        """
        colour = "red"
        [kiosk]
        id = "Gate 1"
        community = "62010200100１"
        [[lane]]
        window_s = 0.5
        direction = "up"
        [[lane]]
        id = "2"
        thermometer = { driver = "mercury" }
        [web]
        port = 99999
        prot = 1
        """
    )

    assert message.startswith("kiosk.toml: 8 wrong:\n")
    for key, said in (
        ("colour = 'red'", "Extra inputs are not permitted"),
        ("kiosk.id = 'Gate 1'", "match pattern"),
        ("kiosk.community", "match pattern"),
        ("lane.0.window_s = 0.5", "greater than or equal to 2"),
        ("lane.0.direction = 'up'", "'in' or 'out'"),
        ("lane.1.thermometer", "'mercury'"),
        ("web.port = 99999", "less than or equal to 65535"),
        ("web.prot = 1", "Extra inputs are not permitted"),
    ):
        line = next(line for line in message.splitlines() if key in line)
        assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lane = []", "1 wrong:\n  lane: Tuple should have at least 1 item"),
        ("[[lane]]\n[[lane]]", "two lanes have the same id"),
        ("[web]\nhost = ''", "web.host"),
        ("[web\n", "not TOML"),
        ("[store]\ndirectory = 'a'\n[store]", "not TOML"),
        ("x = " + "1" * 5000, "not TOML"),
        ("x = " + "[" * 5000, "not TOML"),
        ('[store]\ndirectory = "a\\u0000"', "store.directory"),
        ("[[lane]]\nwindow_s = nan", "lane.0.window_s = nan"),
        ("[[lane]]\nallow_s = inf", "lane.0.allow_s = inf"),
        ("[[lane]]\ncamera = { source = 0 }", "lane.0.camera: Unable to extract tag"),
        ("[[lane]]\ncamera = 'auto'", "lane.0.camera = 'auto'"),
        ("[[lane]]\ncamera = { driver = 'opencv', source = '' }", "lane.0.camera"),
        ("[[lane]]\ncamera = { driver = 'none' }", "neither a camera nor a scanner"),
        (
            "[[lane]]\nthermometer = { driver = 'gymcu', port = 'COM1' }",
            "lane.0.thermometer.gymcu.port = 'COM1'",
        ),
    ],
)
def test_what_a_kiosk_cannot_run_with_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


@pytest.mark.parametrize(
    "source",
    [
        "rtsp://guard:hunter2@camera.lan/stream",
        "rtsp://guard:hunt@er2/@camera.lan/stream",
    ],
)
@pytest.mark.parametrize("key", ["source", "sauce"])
def test_a_password_in_an_address_is_never_repeated(source: str, key: str) -> None:
    camera = f"camera = {{ driver = 'opencv', {key} = '{source}', width = 1 }}"
    message = refused(f"[[lane]]\n{camera}")

    assert "lane.0.camera.opencv.width = 1" in message
    assert "hunt" not in message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('camera = { driver = "auto" }', AutoCamera),
        ('camera = { driver = "simulated" }', SimulatedCamera),
        ('camera = { driver = "opencv", source = 0 }', OpenCvCamera),
        (f'camera = {{ driver = "none" }}\n{ENGINE}', NoCamera),
        ('camera = { driver = "opencv", source = "/dev/v4l/by-id/x" }', OpenCvCamera),
        ('camera = { driver = "opencv", source = "rtsp://a:b@c/d" }', OpenCvCamera),
        ('thermometer = { driver = "none" }', NoThermometer),
        ('thermometer = { driver = "simulated" }', SimulatedThermometer),
        ('thermometer = { driver = "gymcu", port = "/dev/serial0" }', GymcuThermometer),
        ('gate = { driver = "none" }', NoGate),
        ('gate = { driver = "gpio", pin = 17 }', GpioGate),
        ('gate = { driver = "relay", port = "/dev/ttyUSB0", channel = 2 }', RelayGate),
    ],
)
def test_every_driver_is_chosen_by_its_word(text: str, kind: type) -> None:
    chosen = lane(text).lane[0]

    assert isinstance(getattr(chosen, text.partition(" ")[0]), kind)


def test_the_examples_in_the_first_settings_file_are_right() -> None:
    commented = [
        line.removeprefix("#").strip()
        for line in TEMPLATE.splitlines()
        if line.startswith("#   ")
    ]

    assert len(commented) == 4
    for block in (commented[:2], commented[2:]):
        lane("\n".join(block))


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[store]\ndirectory = "records"\n[policy]\nname = "mine.toml"')
    settings = load_settings(config)

    assert settings.store.directory == tmp_path / "records"
    assert settings.policy.name == str(tmp_path / "mine.toml")


def test_absolute_paths_and_shipped_policies_stay_what_they_are(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[store]\ndirectory = "/srv/kiosk"')
    settings = load_settings(config)

    assert settings.store.directory == Path("/srv/kiosk")
    assert settings.policy.name == "routine"


def test_a_missing_file_says_who_writes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"is missing; `kiosk run` writes one"):
        load_settings(tmp_path / "kiosk.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "kiosk.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(path)


_KEYS = st.sampled_from(
    ["lane", "web", "port", "host", "camera", "driver", "source", "store", "id", "x-y"]
)
_VALUES = st.sampled_from(
    ["1", "-1", "nan", "1e400", "true", "''", "'opencv'", "[]", "{}", "1979-05-27"]
)
_LINES = st.one_of(
    st.builds("[{}]".format, _KEYS),
    st.builds("[[{}]]".format, _KEYS),
    st.builds("{} = {}".format, _KEYS, _VALUES),
    st.text(max_size=20),
)


@given(st.lists(_LINES, max_size=8).map("\n".join))
@example("a.b.c = 1\na.b = 2")
@example("[[lane]]\n[lane]")
@example('"\\ud800" = 1')
def test_any_text_gives_settings_or_says_what_is_wrong(text: str) -> None:
    try:
        settings = parse_settings(text, "kiosk.toml")
    except ConfigError as error:
        assert str(error).startswith("kiosk.toml: ")  # noqa: PT017 - either is right
    else:
        assert settings.lane

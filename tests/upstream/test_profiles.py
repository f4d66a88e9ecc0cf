"""Profiles: a province is a file, and a wrong file says everything that is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.health import code_name
from kiosk.core.errors import ConfigError
from kiosk.upstream import values
from kiosk.upstream.answer import read_answer
from kiosk.upstream.errors import AnswerMalformed
from kiosk.upstream.profiles import (
    ProfileError,
    load_profile,
    open_profile,
    shipped_profiles,
)

SHIPPED = Path(values.__file__).parent / "profiles"
SIMULATOR = (SHIPPED / "simulator.toml").read_text(encoding="utf-8")

# The same colours in other vendors' numbers: a province is a file, not code.
COLOURS = {
    "gate vendor, ACS, Sichuan": {"00": "green", "01": "yellow", "10": "red"},
    "Alipay": {"green": "green", "yellow": "yellow", "red": "red"},
    "Alibaba IoT": {"1": "green", "2": "yellow", "3": "red"},
    "Dahua NetSDK": {"2": "green", "3": "yellow", "1": "red"},
    "Glodon": {"1": "green", "2": "yellow", "0": "red"},
    "WeCom": {"0": "green", "1": "red"},
}


def changed(old: str, new: str) -> str:
    assert old in SIMULATOR
    return SIMULATOR.replace(old, new, 1)


@pytest.mark.parametrize("name", shipped_profiles())
def test_every_shipped_profile_loads_and_knows_its_own_codes(name: str) -> None:
    profile = open_profile(name)

    assert profile.profile.name == name
    for code in profile.code:
        assert code_name(code.example, profile.shapes) is not None


def test_the_shipped_profiles_are_the_three_that_are_told_of() -> None:
    assert shipped_profiles() == ["gate-vendor", "province-terminal", "simulator"]
    assert open_profile("gate-vendor").needs_secret
    assert not open_profile("province-terminal").needs_secret


@pytest.mark.parametrize("vendor", COLOURS)
def test_every_vendors_numbers_become_the_same_words(vendor: str) -> None:
    table = ", ".join(f'"{k}" = "{v}"' for k, v in COLOURS[vendor].items())
    text = changed(
        'values = { green = "green", yellow = "yellow", red = "red", '
        'grey = "grey", orange = "orange", purple = "purple" }',
        f"values = {{ {table} }}",
    ).replace('colour      = "yellow"', 'colour = "green"')
    first = next(k for k, v in COLOURS[vendor].items() if v == "green")
    text = text.replace('"colour": "yellow"', f'"colour": "{first}"')
    form = load_profile(text, "x.toml").answer

    for told, colour in COLOURS[vendor].items():
        for value in {told, int(told)} if told in {"0", "1", "2", "3"} else {told}:
            body = {"status": "ok", "colour": value}
            said = read_answer(body, form, source="x", asked_at=0.0)
            assert said.answer.colour == colour


def test_a_path_ending_in_toml_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(changed('"simulator"', '"mine"'), encoding="utf-8")

    assert open_profile(str(path)).profile.name == "mine"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[request]", "[request]\nverb = 1", "request.verb: Extra inputs"),
        ('method = "POST"', 'method = "PUT"', "request.method: Input should be"),
        ('method = "POST"', 'method = "GET"', 'as body = "query"'),
        ('path   = "/v1', 'path   = "v1', "request.path"),
        ('"{code}"', '"{kode}"', "request.fields.code: Value error, only {account}"),
        ('"{code}"', '"{code"', "can be filled in"),
        ('"{code}"', '"x"', "must send the {code}"),
        ('"{nonce}"', '"{token}"', "{token} needs a [log_in] table"),
        ('field    = "signature"', 'field    = "code"', "a field already"),
        ('encoding = "hex"', 'unsent = ["x"]', "sign.unsent names no field: x"),
        ('red = "red"', 'red = "blue"', "answer.colour.values.red: Input should be"),
        ('red = "red"', "red = 3", "answer.colour.values.red: Input should be"),
        ('busy = "unverified"', 'busy = "maybe"', "answer.outcome.values.busy"),
        ('404 = "not-found"', '200 = "not-found"', "answer.statuses.200"),
        ('"refreshed_at" }', '"refreshed_at", format = "%c" }', "%Y %m %d"),
        ('"refreshed_at" }', '"refreshed_at", zone = "CST" }', "refreshed_at.zone"),
        ('field = "doses" }', 'field = "a..b" }', "answer.doses.field"),
        ("{hex:32}", "{hex:0}", "code.0"),
        ("{hex:32}", "{hex:31}", "does not fit its own example"),
        ("kinds  = [", 'kinds  = ["dcc", ', "profile.kinds"),
        ('name   = "simulator"', "", "profile.name: Field required"),
        ('colour      = "yellow"', 'colour = "green"', "must mean"),
        (
            'answer = "unverified"',
            'answer = "answered"',
            "because health-service-refus",
        ),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile(changed(old, new), "mine.toml")

    assert str(refused.value).startswith("mine.toml: ")
    assert told in str(refused.value)


def test_everything_wrong_is_named_at_once() -> None:
    text = changed('method = "POST"', 'method = "PUT"').replace("{hex:32}", "{hex}")

    with pytest.raises(ProfileError, match=r"3 wrong:(?s:.*)code\.1(?s:.*)method"):
        load_profile(text, "mine.toml")


def test_a_log_in_cannot_send_the_token_it_asks_for() -> None:
    text = (SHIPPED / "province-terminal.toml").read_text(encoding="utf-8")

    with pytest.raises(ProfileError, match="log_in can send neither"):
        load_profile(text.replace('sn = "{device}"', 'sn = "{token}"'), "mine.toml")


@pytest.mark.parametrize("text", ["= 1", "x = " + "9" * 5000, "[" * 5000])
def test_what_is_no_toml_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ProfileError, match="not TOML"):
        load_profile(text, "mine.toml")


@pytest.mark.parametrize("name", ["beijing", "", "../simulator", "missing.toml"])
def test_a_profile_that_is_not_there_is_a_config_error(name: str) -> None:
    with pytest.raises(ConfigError, match=r"shipped: gate-vendor|cannot be read"):
        open_profile(name)


@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_says_why(text: str) -> None:
    with pytest.raises(ProfileError):
        load_profile(text, "mine.toml")


def test_a_colour_without_a_word_is_no_answer() -> None:
    form = open_profile("gate-vendor").answer
    body = {"errcode": 0, "data": {"risk_assessment_grade": 0}}

    with pytest.raises(AnswerMalformed):  # "0" is not "00"
        read_answer(body, form, source="x", asked_at=0.0)

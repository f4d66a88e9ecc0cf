"""Health codes are told by their shape; no shape and no text can make a gate slow."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.health import LONGEST_RUN, HealthPattern, PatternError, code_name
from kiosk.codes.recognise import Known, recognise
from kiosk.core.evidence import CodeKind, CodeReading
from tests.codes.scene import NOW, TRUST

HEX = "0123456789abcdef" * 2
FIELD = (
    HealthPattern("健康码", "https://*.dingtalk.com/**V0ding{hex:32}**"),
    HealthPattern("健康码", "V0ding{hex:32}"),
    HealthPattern("健康码", "https://**stateCouncilBarCode={hex:32}**"),
    HealthPattern("随申码", "https://**certQrCode={token:8-512}**"),
    HealthPattern("安康码", "ANKANG:{digits:6-20}"),
    HealthPattern("国康码", "{token:64-512}"),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"https://h5.dingtalk.com/healthAct/index.html?qrCode=V0ding{HEX}", "健康码"),
        (f"https://h5.dingtalk.com/a?qrCode=V0ding{HEX}&x=1#y", "健康码"),
        (f"HTTPS://H5.DINGTALK.COM/A?Q=V0DING{HEX.upper()}", "健康码"),
        (f"V0ding{HEX}", "健康码"),
        (f"https://hz.example.invalid/?stateCouncilBarCode={HEX}", "健康码"),
        ("https://s.example.invalid/verify?certQrCode=Ab3-_9%3D", None),
        ("https://s.example.invalid/verify?certQrCode=Ab3-_9xyz%3D", "随申码"),
        ("ANKANG:123456", "安康码"),
        ("Zm9v" * 40, "国康码"),
        # Nearly:
        (f"https://dingtalk.com.example.invalid/V0ding{HEX}", None),
        (f"https://h5.dingtalk.com/a?qrCode=V0ding{HEX[:31]}", None),
        (f"V0ding{HEX}0", None),
        (f"V0ding{HEX[:31]}g", None),
        ("ANKANG:12345", None),
        ("ANKANG:123456789012345678901", None),
        ("https://example.invalid/menu", None),
        ("", None),
    ],
)
def test_every_family_is_told_by_its_shape(text: str, name: str | None) -> None:
    assert code_name(text, FIELD) == name


def test_a_health_code_is_read_with_the_name_it_has_here() -> None:
    known = Known(passes=TRUST, health=(HealthPattern("安康码", "V0ding{hex:32}"),))

    reading = recognise(f"V0ding{HEX}", NOW, "synced", known=known)

    assert reading == CodeReading(kind=CodeKind.HEALTH, code_name="安康码")


def test_a_pass_is_a_pass_whatever_the_patterns_say() -> None:
    known = Known(passes=TRUST, health=(HealthPattern("健康码", "**"),))

    assert recognise("KP1:", NOW, "synced", known=known).kind is CodeKind.PASS
    assert recognise("x" * 4297, NOW, "synced", known=known).error == "code-too-long"


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "1 to 300 characters"),
        ("x" * 301, "1 to 300 characters"),
        ("abc{hex:0}", "counts from 1"),
        ("{hex:9-3}", "low to high"),
        (f"{{token:{LONGEST_RUN + 1}}}", "counts from 1"),
        ("{word:3}", "character 1 cannot be read"),
        ("ab{", "character 3 cannot be read"),
        ("ab}", "character 3 cannot be read"),
        ("a\nb", "character 2 cannot be read"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, problem: str) -> None:
    with pytest.raises(PatternError, match=problem):
        HealthPattern("健康码", pattern)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_is_a_pattern_or_says_why(pattern: str) -> None:
    with suppress(PatternError):
        HealthPattern("健康码", pattern).fits(pattern * 3)


@given(st.text(alphabet="^$.|()[]\\+?-", min_size=1, max_size=40))
def test_what_means_something_in_a_regular_expression_is_plain_here(text: str) -> None:
    assert HealthPattern("x", text).fits(text)
    assert not HealthPattern("x", text).fits(text + "!")


@pytest.mark.parametrize(
    "pattern",
    [
        "**a" * 90 + "!",
        "**{token:1-512}!" * 10,
        "{token:1-512}**{token:1-512}x**{token:1-512}x**{hex:512}",
        "*a*a*a*a*a*a*a*a*!",
        "https://**certQrCode={token:8-512}**!",
    ],
)
@pytest.mark.parametrize("unit", ["a", "ab", "ax", "0", "certQrCode=", "https://"])
def test_the_worst_texts_cost_work_in_proportion(pattern: str, unit: str) -> None:
    shape = HealthPattern("x", pattern)
    text = "https://" * (unit == "certQrCode=") + unit * 4296

    assert not shape.fits(text[:4296])  # backtracking would take hours: a time-out

from typing import get_args

from kiosk.codes import errors
from kiosk.core.errors import CodeError
from kiosk.core.sections import PassValidity

REFUSALS = {
    value.slug: value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, CodeError) and value.slug
}


def test_every_refusal_has_its_own_documented_slug() -> None:
    assert set(REFUSALS) - {"code-error"} == {
        "unknown-code",
        "code-too-long",
        "pass-malformed",
        "pass-forged",
        "pass-unknown-issuer",
        "pass-issuer-expired",
        "pass-expired",
        "pass-not-yet-valid",
        "pass-too-long-lived",
        "pass-wrong-class",
        "pass-revoked",
        "pass-unverified",
    }


def test_the_facts_know_every_refusal_of_a_pass() -> None:
    passes = {slug for slug in REFUSALS if slug.startswith("pass-")}
    known = {slug.removeprefix("pass-") for slug in passes}

    # "none" is no pass at all; "too-long" is never reached, because a text no symbol
    # can hold has no family and is refused as code-too-long.
    assert known == set(get_args(PassValidity)) - {"valid", "none", "too-long"}


def test_a_refusal_says_what_to_do() -> None:
    for slug, refusal in REFUSALS.items():
        if issubclass(refusal, errors.Refusal) and refusal is not errors.Refusal:
            assert ";" in str(refusal()) or "," in str(refusal()), slug
    assert "4296" in str(errors.CodeTooLong(size=5000))
    assert "key id" in str(errors.PassMalformed("key id"))

"""What can go wrong with the service has a word, a sentence and a repair."""

import pytest

from kiosk.core.errors import UpstreamError
from kiosk.upstream import errors
from kiosk.upstream.light import NAME
from kiosk.web.options import LANGUAGES
from kiosk.web.texts import Texts

CLASSES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, errors.HealthServiceError)
    and kind is not errors.HealthServiceError
]


def test_every_slug_is_its_own_except_a_session_that_is_over() -> None:
    slugs = [kind.slug for kind in CLASSES if kind is not errors.SessionOver]

    assert len(slugs) == len(set(slugs)) == 7
    assert errors.SessionOver.slug == errors.ServiceRefused.slug
    assert all(issubclass(kind, UpstreamError) for kind in CLASSES)
    assert all(kind.advice for kind in CLASSES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slug_is_said_in_both_languages(language: str) -> None:
    texts = Texts(language)

    assert texts.has(f"device.{NAME}")
    for kind in CLASSES:
        assert texts.has(f"fault.{kind.slug}"), kind
        assert texts.has(f"repair.{kind.slug}"), kind


@pytest.mark.parametrize(("status", "again"), [(500, True), (503, True), (403, False)])
def test_only_what_may_pass_is_worth_another_try(status: int, *, again: bool) -> None:
    assert errors.ServiceFailed(status=status).retry is again

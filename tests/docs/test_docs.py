"""The documents keep what they promise."""

import re
from pathlib import Path

import pytest

from kiosk.app.first_start import TEMPLATE
from kiosk.cli import VERBS
from kiosk.config.reading import parse_settings
from kiosk.config.tables import Settings
from tests.docs.rules import rules_page
from tests.docs.tables import DOCS, settings_page

ROOT = DOCS.parent
PAGES = [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "hardware").glob("*.md")]


def test_the_settings_page_is_the_code() -> None:
    assert (DOCS / "settings.md").read_text() == settings_page()


def test_the_first_settings_file_is_right_and_says_the_defaults() -> None:
    assert parse_settings(TEMPLATE, "kiosk.toml") == Settings()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_manual(verb: str) -> None:
    assert any(f"kiosk {verb}" in page.read_text() for page in PAGES)


def test_the_rules_page_is_the_policies() -> None:
    assert (DOCS / "rules.md").read_text() == rules_page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target

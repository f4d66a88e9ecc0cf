"""Both catalogues say everything that any room can ask the screen to say."""

import ast
import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import kiosk
from kiosk.core.evidence import CodeKind, Quality, TemperatureKind
from kiosk.core.sections import PassFacts, PassValidity
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import Condition, LaneState
from kiosk.store import errors as store_errors
from kiosk.web.options import LANGUAGES
from kiosk.web.pages import TEMPLATES
from kiosk.web.texts import LOCALE, Texts

PACKAGE = Path(kiosk.__file__).parent
DEVICE_SLUGS = {
    *("not-found", "unplugged", "busy", "silent", "garbled", "no-frames"),
    *("clock-unsure", "disk-low", "store-space-low", "store-slow"),
}


def catalogue(folder: str) -> Catalog:
    with (LOCALE / folder / "LC_MESSAGES" / "kiosk.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(folder: str) -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue(folder) if m.id}


def policy_words(word: str) -> set[str]:
    found: set[str] = set()
    for text in (PACKAGE / "rules").rglob("*.toml"):
        for rule in tomllib.loads(text.read_text()).get("rule", []):
            said = rule.get(word, [])
            found |= {said} if isinstance(said, str) else set(said)
    return found


def test_both_languages_say_the_same_keys() -> None:
    first, *others = [messages(folder) for folder in LANGUAGES.values()]

    assert len(first) > 200
    for other in others:
        assert other.keys() == first.keys()


def test_nothing_is_left_empty_or_fuzzy() -> None:
    for folder in LANGUAGES.values():
        assert [m.id for m in catalogue(folder) if m.id and m.fuzzy] == []
        assert [key for key, said in messages(folder).items() if not said.strip()] == []


def test_both_languages_have_the_same_places_to_fill() -> None:
    chinese, english = messages("zh_CN"), messages("en")

    for key, said in chinese.items():
        places = set(re.findall(r"\{(\w+)\}", said))
        assert places == set(re.findall(r"\{(\w+)\}", english[key])), key


def test_no_chinese_is_left_in_the_english_texts() -> None:
    assert [k for k, said in messages("en").items() if re.search("[一-鿿]", said)] == []


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("verdict", Verdict),
        ("verdict-hint", Verdict),
        ("need", Need),
        ("need-hint", Need),
        ("state", LaneState),
        ("hint", LaneState),
        ("quality", Quality),
        ("temperature", TemperatureKind),
        ("code", CodeKind),
        ("condition", Condition),
    ],
)
def test_every_word_of_the_core_has_a_text(
    texts: Texts, group: str, words: type[StrEnum]
) -> None:
    assert [w.value for w in words if not texts.has(f"{group}.{w}")] == []


def test_every_pass_class_and_every_refused_pass_has_a_text(texts: Texts) -> None:
    annotation = PassFacts.model_fields["pass_class"].annotation
    classes = {word for part in get_args(annotation) for word in get_args(part)}
    refused = set(get_args(PassValidity)) - {"valid"}

    assert "resident" in classes
    assert [word for word in classes if not texts.has(f"class.{word}")] == []
    assert [word for word in refused if not texts.has(f"reason.pass-{word}")] == []
    assert [word for word in refused if not texts.has(f"next.pass-{word}")] == []


def test_everything_a_shipped_policy_says_has_a_text(texts: Texts) -> None:
    reasons, actions = policy_words("reason"), policy_words("actions")
    reasons |= policy_words("reason_registered")

    assert "fever" in reasons
    assert [slug for slug in reasons if not texts.has(f"reason.{slug}")] == []
    assert [slug for slug in reasons if not texts.has(f"next.{slug}")] == []
    assert [slug for slug in actions if not texts.has(f"action.{slug}")] == []
    assert texts.has("reason.rule-error")


def device_slugs() -> set[str]:
    """The slug of every DeviceError in the source of the devices."""
    found: set[str] = set()
    for source in (PACKAGE / "devices").rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "DeviceError":
                slug = call.args[1]
                found |= {str(slug.value)} if isinstance(slug, ast.Constant) else set()
    return found


def test_every_fault_of_devices_and_journal_has_a_text_and_a_repair(
    texts: Texts,
) -> None:
    kinds = [kind for kind in vars(store_errors).values() if isinstance(kind, type)]
    store = {str(vars(kind)["slug"]) for kind in kinds if "slug" in vars(kind)}
    slugs = store | device_slugs() | DEVICE_SLUGS

    assert {"store-full", "unplugged"} <= slugs
    assert [slug for slug in slugs if not texts.has(f"fault.{slug}")] == []
    assert [slug for slug in slugs if not texts.has(f"repair.{slug}")] == []


def test_every_key_a_template_writes_out_has_a_text(texts: Texts) -> None:
    written = {
        key
        for template in TEMPLATES.glob("*.html")
        for key in re.findall(r'\bt\("([a-z_-]+\.[a-z_-]+)"', template.read_text())
    }

    assert "ui.title" in written
    assert [key for key in written if not texts.has(key)] == []


def test_an_unknown_slug_is_shown_as_it_is(texts: Texts) -> None:
    assert "brand-new" in texts.slug("reason", "brand-new")
    assert texts.slug("next", "brand-new") == texts("next.unknown")


def test_braces_in_a_slug_are_only_text(texts: Texts) -> None:
    assert "{0.__class__}" in texts.slug("reason", "{0.__class__}")


def test_an_unknown_key_says_itself(texts: Texts) -> None:
    assert texts("no.such-key") == "no.such-key"
    assert not texts.has("")


def test_a_device_of_one_of_several_lanes_is_named_with_its_lane(zh: Texts) -> None:
    names = ("scanner", "scanner-1", "id-reader-north-2", "risk-areas", "unheard-of")

    said = [zh.device(name) for name in names]

    assert said == [
        "扫码器",
        "扫码器 1",
        "证件阅读器 north-2",
        "风险区名单",
        "unheard-of",
    ]


def test_a_group_is_every_word_that_has_a_text(texts: Texts) -> None:
    reasons = texts.group("reason")

    assert reasons["fever"] == texts("reason.fever")
    assert "unknown" not in reasons
    assert texts.group("reaso") == {}

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli import main
from kiosk.commands.policy_files import read_facts
from kiosk.core.errors import ConfigError
from kiosk.core.facts import Facts, fact_names
from tests.docs.tables import DOCS

READY: dict[str, dict[str, Any]] = {
    "code": {"kind": "pass"},
    "pass": {"validity": "valid", "class": "resident"},
    "temperature": {
        "kind": "surface",
        "celsius": 36.5,
        "quality": "good",
        "attempts": 1,
    },
    "mask": {"worn": True},
}
GOLDEN: dict[str, tuple[dict[str, Any], str]] = {
    "nothing known": (
        {},
        (
            '{"verdict": "hold", "reasons": [],'
            ' "needs": ["pass", "temperature", "mask"], "actions": []}'
        ),
    ),
    "all in order": (
        READY,
        '{"verdict": "allow", "reasons": [], "needs": [], "actions": []}',
    ),
    "fever": (
        READY | {"temperature": READY["temperature"] | {"celsius": 37.3}},
        (
            '{"verdict": "hold", "reasons": ["fever"], "needs": [],'
            ' "actions": ["isolate-on-spot", "report-community"]}'
        ),
    ),
    "forged pass, no mask": (
        READY | {"pass": {"validity": "forged"}, "mask": {"worn": False}},
        (
            '{"verdict": "refuse", "reasons": ["pass-forged", "mask-missing"],'
            ' "needs": [], "actions": ["report-community", "put-on-mask"]}'
        ),
    ),
    "clock unsure": (
        READY | {"clock": "unsure", "pass": {"validity": "unverified"}},
        (
            '{"verdict": "hold", "reasons": ["clock-unsure"], "needs": [],'
            ' "actions": ["check-by-eye", "call-installer"]}'
        ),
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_decide_prints_one_line_of_json(
    name: str,
    way: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts, wanted = GOLDEN[name]
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts))
    if way == "stdin":
        monkeypatch.setattr(sys, "stdin", io.StringIO(path.read_text()))

    code = main(["decide", str(path) if way == "file" else "-"])

    assert (code, capsys.readouterr().out) == (0, wanted + "\n")


def test_decide_asks_the_policy_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(READY))
    policy = tmp_path / "mine.toml"
    policy.write_text(
        """
        [policy]
        name = "mine"
        title = "mine"
        control_level = "closed"
        version = 3
        valid_from = 2026-01-01T00:00:00Z
        [[rule]]
        id = "nobody"
        when = "code.kind == 'pass'"
        verdict = "refuse"
        reason = "closed"
        source = "test"
        [[example]]
        title = "nobody passes"
        verdict = "refuse"
        reasons = ["closed"]
        facts = { code = { kind = "pass" } }
        """
    )
    code = main(["decide", str(tmp_path / "facts.json"), "--policy", str(policy)])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["reasons"] == ["closed"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"temperatures": {}}',
            "temperatures: no such fact; did you mean temperature?",
        ),
        ('{"direction": "in"}', "direction: no such fact; did you mean lane.direction"),
        ('{"nat": {"sampled": 1}}', "nat.sampled: no such fact; did you mean nat.samp"),
        ('{"pass": {"plate_matches": 1}}', "did you mean vehicle.plate_matches?"),
        ('{"lane": {"x": 1}}', "there are: lane.control_level, lane.direction"),
        ('{"q": {}}', "q: no such fact; there are: clock, code, disinfection"),
        ('{"temperature": {"celsius": NaN}}', "temperature.celsius: Input should be"),
        ('{"mask": {"worn": "perhaps"}}', "mask.worn: Input should be a valid boolean"),
        ('{"pass_": {}, "pass": {}}', "pass_: no such fact; did you mean pass?"),
        ("[]", "facts: Input should be a valid dictionary"),
        ("", "cannot be read as JSON"),
        ("{", "cannot be read as JSON"),
        ("\ufeff{}", "cannot be read as JSON"),
        ("1" * 5000, "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_what_are_no_facts_is_said(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text, "utf-8")

    assert main(["decide", str(path)]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"kiosk: {path}: ")
    assert said in told.err


def test_every_wrong_fact_is_named_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"colour": 1, "mask": {"worn": []}, "clock": "late"}')
    main(["decide", str(path)])

    assert len(capsys.readouterr().err.splitlines()) == 4


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", "no-such-facts.json"]) == 1
    assert "No such file" in capsys.readouterr().err


@given(st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.floats()))
def test_any_json_gives_facts_or_says_what_is_wrong(value: Any) -> None:
    text = json.dumps({"mask": {"worn": value}, "clock": value})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(text))
        try:
            facts = read_facts(Path("-"))
        except ConfigError as error:
            assert str(error).startswith("-: ")  # noqa: PT017 - either is right
        else:
            assert isinstance(facts, Facts)


def test_the_schema_names_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "schema"]) == 0

    schema = json.loads(capsys.readouterr().out)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    for name in fact_names():
        section, _, fact = name.partition(".")
        described = schema["properties"][section]
        if fact:
            inner = schema["$defs"][described["$ref"].rpartition("/")[2]]
            assert fact in inner["properties"]
            assert inner["additionalProperties"] is False


def test_every_shipped_policy_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check"]) == 0
    assert "routine/1 常态化: " in capsys.readouterr().out


def test_a_broken_policy_is_told_by_line_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[policy]\nname = "x"\n[[rule]]\nid = "y"\n')

    assert main(["policy", "check", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"kiosk: {path}")


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "1" * 5000, "[["])
def test_a_policy_that_is_no_toml_is_said(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)

    assert main(["policy", "check", str(path)]) == 1
    assert f"kiosk: {path}: not TOML" in capsys.readouterr().err


def test_the_example_of_the_documents_is_answered_as_they_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    facts, answer = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (tmp_path / "facts.json").write_text(facts, "utf-8")

    assert main(["decide", str(tmp_path / "facts.json")]) == 0
    assert capsys.readouterr().out == answer


def test_the_example_of_the_help_is_answered_as_it_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        main(["decide", "--help"])
    told = capsys.readouterr().out
    facts, answer = re.findall(
        r"echo '(.*?)' \| kiosk decide -\n  (.*?)\n", told, re.DOTALL
    )[0]
    monkeypatch.setattr(sys, "stdin", io.StringIO(facts))

    assert main(["decide", "-"]) == 0
    assert capsys.readouterr().out == answer + "\n"


@pytest.mark.parametrize("level", ["closed", "sealed"])
def test_the_level_of_the_lane_names_the_policy(
    level: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = READY | {"lane": {"direction": "in", "control_level": level}}
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(facts)))

    assert main(["decide", "-"]) == 0
    assert "health" in json.loads(capsys.readouterr().out)["needs"]

"""``kiosk policy`` for whoever writes and signs rules."""

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.policies import shipped_policies
from tests.fakes import HOME, NOON
from tests.policy_scene import text, written


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key folder, and a folder to work in."""
    monkeypatch.chdir(tmp_path)
    open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    return tmp_path / "keys"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["policy", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_passes_its_own_test(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "test", name)

    assert code == 0
    assert out.splitlines()[-1].endswith(" cases, 0 failed")


def test_check_names_every_problem_of_every_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = written(tmp_path), tmp_path / "bad.toml"
    bad.write_text(text().replace("mask.worn", "mask.wurn"))

    code, out, err = run(capsys, "check", str(bad), good)

    assert code == 1
    assert out.startswith("small/1 小: 1 rules, 2 examples, ")
    assert len(err.splitlines()) == 1
    assert err.startswith(f"kiosk: {bad}:")


TABLE = """
[[case]]
title = "bare"
verdict = "refuse"
facts = { mask = { worn = false } }
[[case]]
verdict = "allow"
facts = { mask = { worn = false } }
"""


def test_test_tries_tables_of_both_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml, rows = tmp_path / "table.toml", tmp_path / "table.json"
    toml.write_text(TABLE)
    good = {"verdict": "hold", "needs": ["mask"], "facts": {}}
    rows.write_text(json.dumps([good, good | {"reasons": ["x"]}]))

    tables = ["--table", str(toml), "--table", str(rows)]
    code, out, _ = run(capsys, "test", written(tmp_path), *tables)

    assert code == 1
    lines = out.splitlines()
    assert lines[-1] == "small/1: 6 cases, 2 failed"
    assert "FAIL  case 4: allow" in lines
    assert "      the rules say refuse" in lines
    assert "ok    bare: refuse" in lines
    assert "ok    case 5: hold needs mask" in lines


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "has no cases"),
        ("case = 1", "has no cases"),
        ("x", "cannot be read"),
        ("[[case]]\nverdict = 'perhaps'", "not case 1:"),
        ("[[case]]\nverdict='allow'\nfacts={heat={}}", "facts.heat: no such fact"),
    ],
)
def test_a_wrong_table_is_said(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.toml"
    table.write_text(content)

    code, out, err = run(capsys, "test", "routine", "--table", str(table))

    assert (code, out) == (1, "")
    assert said in err


def test_diff_shows_rules_limits_and_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = written(tmp_path), written(tmp_path, version=2, reason="bare")

    code, out, _ = run(capsys, "diff", one, two)

    assert code == 0
    assert "~ rule only: reason" in out
    assert "! bare: refuse mask-missing -> refuse bare" in out
    assert out.splitlines()[-1].startswith("0 rules added, 0 removed, 1 changed")


def test_explain_shows_rule_clause_facts_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"mask": {"worn": false}}')

    code, out, _ = run(capsys, "explain", str(facts), "--policy", "routine")

    assert code == 0
    assert "mask-missing applies: refuse mask-missing" in out
    assert "    mask.worn = false" in out
    assert "    pass.validity = missing" in out
    assert "    clause: S1" in out


def test_a_signed_policy_is_read_by_every_verb_and_by_no_other_root(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(keys.parent)
    sign = ["sign", "small-1.toml", "--keys", str(keys)]
    code, out, _ = run(capsys, *sign)
    assert (code, out.splitlines()[-1]) == (0, "small-1.policy: signed by policy key 1")
    signed = ["small-1.policy", "--keys", str(keys)]

    assert run(capsys, "check", *signed)[0] == 0
    assert run(capsys, "test", *signed)[0] == 0
    assert (
        run(capsys, "diff", "small-1.toml", *signed)[1].splitlines()[-1].startswith("0")
    )
    open_keyring(keys.parent / "other", FirstStart(community=HOME, now=NOON))
    code, _, err = run(capsys, "check", "small-1.policy", "--keys", "other")
    assert code == 1
    assert "not signed by a policy key of this kiosk's root" in err


def test_signing_needs_the_root_only_for_a_new_key(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(keys.parent)
    sign = ["sign", "small-1.toml", "--keys", str(keys)]
    root = keys / "offline" / "root.key"
    root.rename(keys / "safe")
    assert run(capsys, *sign)[0] == 1
    (keys / "safe").rename(root)
    assert run(capsys, *sign)[0] == 0
    root.rename(keys / "safe")

    assert run(capsys, *sign, "--out", "again.policy")[0] == 0
    assert run(capsys, *sign, "--new-key")[0] == 1
    (keys / "safe").rename(root)
    assert "key 2" in run(capsys, *sign, "--new-key")[1]
    code, _, err = run(capsys, *sign, "--out", "no/such/folder.policy")
    assert code == 1
    assert "name another file with --out" in err


def test_what_is_shipped_is_signed_whole(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "sign", "closed", "--keys", str(keys))[0] == 0

    signed = next(Path().glob("closed-*.policy"))
    code, out, _ = run(capsys, "diff", "closed", str(signed), "--keys", str(keys))

    assert code == 0
    assert "\n0 rules added, 0 removed, 0 changed, 0 parameters, 0 of " in out


def test_a_stolen_key_is_revoked_by_one_command_and_imported_elsewhere(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--keys", str(keys)]
    assert run(capsys, "sign", written(keys.parent, "small"), *folder)[0] == 0

    code, out, _ = run(capsys, "revoke-key", *folder)

    assert code == 0
    assert "policy key 2 is made" in out
    copy = keys / "policy-key.cose"
    assert main(["lists", "import", str(copy), *folder]) == 1  # in force already
    assert "number 2 is in force" in capsys.readouterr().err
    copy.rename(keys.parent / "copy")
    assert main(["lists", "import", str(keys.parent / "copy"), *folder]) == 0
    assert "policy key 2" in capsys.readouterr().out

"""``kiosk verify`` as it is typed, over real files."""

import base64
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk import cli
from kiosk.codes.kp1 import issue
from kiosk.codes.trust_list import sign_trust_list
from kiosk.core.evidence import PassClaims
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.upstream.profiles import open_profile
from tests.codes import scene as kp1
from tests.codes.dcc import scene as dcc

AT = "2026-11-21T12:00:00"  # Chinese time


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    path = tmp_path / "trust.json"
    content = {
        "dcc": [{"certificate": base64.b64encode(dcc.ISSUER.der).decode()}],
        "kp1": base64.b64encode(sign_trust_list(kp1.TRUST, kp1.ROOT_SEED)).decode(),
        "kp1_root": base64.b64encode(kp1.public(kp1.ROOT_SEED)).decode(),
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def answer(
    capsys: pytest.CaptureFixture[str], *words: str | Path
) -> tuple[int, dict[str, Any]]:
    code = cli.main(["verify", *map(str, words), "--at", AT, "--json"])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    said: dict[str, Any] = json.loads(out)
    return code, said


def test_a_good_certificate_gives_its_claims(
    capsys: pytest.CaptureFixture[str], trust: Path
) -> None:
    code, said = answer(capsys, dcc.text(), "--trust", trust)

    assert code == 0
    assert said == {
        "kind": "dcc",
        "claims": {
            "kind": "vaccination",
            "country": "AT",
            "masked_name": "Z** E**",
            "expires": "2026-11-22T04:00:00+00:00",
            "issued_at": "2026-11-20T04:00:00+00:00",
            "dose": 2,
            "doses": 2,
            "vaccinated_on": "2026-05-01",
            "result": None,
            "method": None,
            "sampled_at": None,
            "valid_from": None,
            "valid_until": None,
        },
    }


def test_a_good_pass_gives_its_claims(
    capsys: pytest.CaptureFixture[str], trust: Path
) -> None:
    code, said = answer(capsys, kp1.issued(), "--trust", trust)

    assert code == 0
    assert said["kind"] == "pass"
    claims = said["claims"]
    assert claims["pass_id"] == "a1b2c3d4e5f6"
    assert claims["class"] == "resident"
    assert claims["expires"] == "2026-12-20T04:00:00+00:00"
    assert claims["plate"] is None


def test_the_key_folder_is_believed_for_passes_without_a_trust_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    now = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    keys = open_keyring(tmp_path / "k", FirstStart(community="620102001001", now=now))
    issuer = keys.issuer("resident")
    content = PassClaims(
        pass_id="a1b2c3d4e5f6",
        pass_class="resident",
        community="620102001001",
        household=None,
        member=0,
        not_before=now,
        expires=datetime(2026, 11, 22, tzinfo=UTC),
    )
    text = issue(content, kid=issuer.trusted.kid, seed=issuer.seed)

    code, said = answer(capsys, text, "--keys", tmp_path / "k")

    assert (code, said["claims"]["pass_id"]) == (0, "a1b2c3d4e5f6")


@pytest.mark.parametrize(
    ("text", "kind", "error"),
    [
        ("hello", "unknown", "unknown-code"),
        ("", "unknown", "unknown-code"),
        ("x" * 5000, "unknown", "code-too-long"),
        ("HC2:6BF", "unknown", "unknown-code"),
        ("HC1:", "dcc", "dcc-malformed"),
        (dcc.text(by=dcc.STRANGER), "dcc", "dcc-unknown-issuer"),
        (dcc.text(dcc.claims(exp=1)), "dcc", "dcc-expired"),
        ("KP1:", "pass", "pass-malformed"),
    ],
    ids=range(8),
)
def test_a_refused_code_gives_kind_and_slug_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], trust: Path, text: str, kind: str, error: str
) -> None:
    code, said = answer(capsys, text, "--trust", trust)

    assert code == 1
    assert said == {"kind": kind, "error": error}


def test_without_trust_no_certificate_is_believed_and_no_key_folder_opened(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = answer(capsys, dcc.text(), "--keys", tmp_path / "none")
    assert (code, said["error"]) == (1, "dcc-unknown-issuer")


def test_a_dash_reads_one_line_and_keeps_its_last_blank(
    capsys: pytest.CaptureFixture[str], trust: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(dcc.text() + "\r\nmore\n"))
    assert answer(capsys, "-", "--trust", trust)[0] == 0

    monkeypatch.setattr(sys, "stdin", io.StringIO(dcc.text() + " \n"))
    assert answer(capsys, "-", "--trust", trust)[1]["error"] == "dcc-malformed"


def test_what_is_no_text_on_standard_input_is_an_unknown_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage = io.TextIOWrapper(io.BytesIO(b"HC1:\xff\xfe"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", garbage)
    assert answer(capsys, "-")[1] == {"kind": "unknown", "error": "unknown-code"}


def test_without_json_one_readable_line_is_printed(
    capsys: pytest.CaptureFixture[str], trust: Path
) -> None:
    words = ["verify", dcc.text(), "--trust", str(trust), "--at", AT]

    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("dcc: kind vaccination, country AT, masked_name Z** E**")
    assert "None" not in out

    words[1] = dcc.text(by=dcc.STRANGER)
    assert cli.main(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kiosk: nobody in the trust file signed")


def test_the_time_is_now_when_none_is_given(
    capsys: pytest.CaptureFixture[str], trust: Path
) -> None:
    old = dcc.text(dcc.claims(exp=1_600_000_000, iat=1_500_000_000))
    cli.main(["verify", old, "--trust", str(trust), "--json"])
    assert json.loads(capsys.readouterr().out)["error"] == "dcc-expired"


@pytest.mark.parametrize(
    "at", ["2026-11-21T04:00:00Z", "2026-11-21T12:00:00+0800", "2026-11-21 12:00"]
)
def test_moments_may_be_typed_in_any_iso_form(
    capsys: pytest.CaptureFixture[str], trust: Path, at: str
) -> None:
    words = ["verify", dcc.text(), "--trust", str(trust), "--at", at, "--json"]
    assert cli.main(words) == 0
    capsys.readouterr()


def test_a_wrong_call_or_file_is_not_an_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["verify", "x", "--at", "noon"])
    assert cli.main(["verify", "x", "--trust", str(tmp_path / "none"), "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "cannot be read" in said.err


def test_a_kiosk_that_trusts_no_certificates_loads_no_library_for_them() -> None:
    lines = (
        "import sys, kiosk.codes.recognise, kiosk.codes.trust_file, kiosk.app.lanes\n"
        "raise SystemExit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", lines], check=False).returncode == 0


def test_a_health_code_is_named_and_nobody_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = answer(capsys, "V0ding" + "0" * 32)

    assert (code, said) == (0, {"kind": "health-code", "claims": {"name": "健康码"}})


def furnished(folder: Path, trust: Path) -> Path:
    """A kiosk with a code of its province's own, a trust file and keys."""
    config = folder / "kiosk.toml"
    config.write_text(
        f"""
        [[health.code]]
        name = "安康码"
        pattern = "ANKANG:{{digits:6-20}}"
        [certificates]
        trust_file = "{trust.name}"
        """,
        encoding="utf-8",
    )
    return config


def test_a_province_names_its_codes_in_the_settings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, trust: Path
) -> None:
    code = "ankang:12345678"
    assert answer(capsys, code)[1] == {"kind": "unknown", "error": "unknown-code"}

    said = answer(capsys, code, "--config", furnished(tmp_path, trust))

    assert said == (0, {"kind": "health-code", "claims": {"name": "安康码"}})


def test_the_shapes_of_a_profile_count_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(
        '[health]\nprofile = "simulator"\nurl = "https://health.example"\n'
    )
    shape = open_profile("simulator").code[0]

    said = answer(capsys, shape.example, "--config", config)

    assert said == (0, {"kind": "health-code", "claims": {"name": shape.name}})


def test_with_its_settings_a_code_is_judged_as_that_kiosk_would(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, trust: Path
) -> None:
    config = furnished(tmp_path, trust)

    assert answer(capsys, dcc.text(), "--config", config)[0] == 0
    # Its list of passes is the key folder's, whatever the trust file lists.
    words = ["verify", kp1.issued(), "--config", str(config), "--at", AT]
    assert cli.main(words) == 1
    assert str(tmp_path / "var" / "keys") in capsys.readouterr().err
    assert answer(capsys, kp1.issued(), "--config", config, "--trust", trust)[0] == 0


def test_settings_that_cannot_be_used_are_no_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["verify", "x", "--config", str(tmp_path / "none"), "--json"]) == 1
    assert capsys.readouterr().out == ""

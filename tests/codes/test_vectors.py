"""The golden files: what issuers and readers elsewhere build against."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.codes import kp1
from kiosk.codes.revoked import Revoked
from kiosk.codes.trust import TrustList
from kiosk.codes.trust_list import read_trust_list
from kiosk.core.errors import CodeError
from kiosk.core.evidence import PassClaims
from tests.codes import golden

FILES = sorted(path for path in golden.FOLDER.glob("*.json") if path.stem != "trust")


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def judged(vector: dict[str, Any], trust: TrustList, revoked: Revoked) -> PassClaims:
    now = datetime.fromisoformat(vector["now"])
    return kp1.verify(vector["text"], trust, now, vector["clock"], revoked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_pass_is_read_as_its_file_says(path: Path) -> None:
    keys, vector = read(golden.FOLDER / "trust.json"), read(path)
    trust = read_trust_list(
        bytes.fromhex(keys["trust_list"]), bytes.fromhex(keys["root_public"])
    )
    ids = {
        bytes.fromhex(kid): frozenset(map(bytes.fromhex, withdrawn))
        for kid, withdrawn in vector["revoked"].items()
    }
    revoked = Revoked(own=ids)

    if "error" in vector:
        with pytest.raises(CodeError) as refused:
            judged(vector, trust, revoked)
        assert refused.value.slug == vector["error"]
        return
    claims = judged(vector, trust, revoked)
    assert vector["claims"] == {
        "class": claims.pass_class,
        "community": claims.community,
        "pass_id": claims.pass_id,
        "household": claims.household,
        "member": claims.member,
        "not_before": claims.not_before.isoformat(),
        "expires": claims.expires.isoformat(),
        "plate": claims.plate,
        "zones": claims.zones,
    }


def test_the_files_are_what_the_format_writes_today() -> None:
    made = {"trust": golden.trust(), **golden.vectors()}

    assert {path.stem for path in FILES} | {"trust"} == set(made)
    for name, vector in made.items():
        text = (golden.FOLDER / f"{name}.json").read_text(encoding="utf-8")
        assert text == golden.dump(vector), name


def test_issuing_the_resident_vector_gives_its_bytes() -> None:
    keys = read(golden.FOLDER / "trust.json")
    vector = read(golden.FOLDER / "resident.json")
    trust = read_trust_list(
        bytes.fromhex(keys["trust_list"]), bytes.fromhex(keys["root_public"])
    )
    claims = kp1.verify(
        vector["text"], trust, datetime.fromisoformat(vector["now"]), "synced"
    )

    again = kp1.issue(
        claims, kid=b"\x00\x01", seed=bytes.fromhex(keys["resident_seed"])
    )

    assert again == vector["text"]

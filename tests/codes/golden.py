"""The golden vectors of KP1; ``python -m tests.codes.golden`` writes the files.

They are for everybody who issues or reads passes: texts never change once released.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2

from kiosk.codes.trust_list import sign_trust_list
from tests.codes.scene import (
    COMMUNITY,
    COMMUNITY_KEY,
    DAY,
    GOOD_CLAIMS,
    NOW,
    NOW_S,
    RESIDENT_SEED,
    ROOT_SEED,
    STRANGER_SEED,
    TEMPORARY_KID,
    TEMPORARY_SEED,
    TRUST,
    holder,
    public,
    signed,
    text_of,
    with_claims,
)

FOLDER = Path(__file__).parents[1] / "vectors" / "kp1"
HOUSEHOLD = "0123456789ab"


def trust() -> dict[str, Any]:
    """The keys behind all vectors; seeds are given so that others can issue."""
    return {
        "root_seed": ROOT_SEED.hex(),
        "root_public": public(ROOT_SEED).hex(),
        "resident_seed": RESIDENT_SEED.hex(),
        "temporary_seed": TEMPORARY_SEED.hex(),
        "community_key": COMMUNITY_KEY.hex(),
        "trust_list": sign_trust_list(TRUST, ROOT_SEED).hex(),
    }


def vectors() -> dict[str, dict[str, Any]]:
    """Every vector by file name."""
    good = with_claims({})
    past = {4: NOW_S - DAY, 5: NOW_S - 2 * DAY}
    temporary = cbor2.dumps(
        {4: NOW_S + 3600, 5: NOW_S - 3600, 7: b"temp01", -65537: [2, None, 0]}
    )
    payload = cbor2.dumps(GOOD_CLAIMS)
    return {
        "resident": _good(good),
        "vehicle-plate-zones": _good(
            holder(4, bytes.fromhex(HOUSEHOLD), 0, "京AD12345", 6),
            **{"class": "vehicle", "member": 0, "plate": "京AD12345", "zones": 6},
        ),
        "issuer-repeated": _good(with_claims({1: COMMUNITY})),
        "temporary": _good(
            signed(temporary, {1: -19, 4: TEMPORARY_KID}, seed=TEMPORARY_SEED),
            **{"class": "temporary", "household": None, "member": 0},
            pass_id=b"temp01".hex(),
            not_before=_iso(NOW_S - 3600),
            expires=_iso(NOW_S + 3600),
        ),
        "bare-claims": _bad(text_of(GOOD_CLAIMS, tag=61), "pass-malformed"),
        "alg-eddsa": _bad(signed(payload, {1: -8, 4: b"\x00\x01"}), "pass-malformed"),
        "bool-exp": _bad(with_claims({4: True}), "pass-malformed"),
        "no-exp": _bad(with_claims({4: ...}), "pass-malformed"),
        "unknown-kid": _bad(
            signed(payload, {1: -19, 4: b"\x7f\x7f"}), "pass-unknown-issuer"
        ),
        "forged": _bad(signed(payload, seed=STRANGER_SEED), "pass-forged"),
        "other-use-of-the-key": _bad(signed(payload, aad=b""), "pass-forged"),
        "forged-and-expired": _bad(
            signed(cbor2.dumps(GOOD_CLAIMS | past), seed=STRANGER_SEED), "pass-forged"
        ),
        "issuer-expired": _bad(
            good, "pass-issuer-expired", now=(NOW + timedelta(days=500)).isoformat()
        ),
        "not-yet-valid": _bad(with_claims({5: NOW_S + 61}), "pass-not-yet-valid"),
        "expired": _bad(with_claims(past), "pass-expired"),
        "too-long-lived": _bad(
            with_claims({4: NOW_S + 400 * DAY}), "pass-too-long-lived"
        ),
        "wrong-class": _bad(holder(2, None, 0), "pass-wrong-class"),
        "revoked": _bad(good, "pass-revoked", revoked={"0001": ["a1b2c3d4e5f6"]}),
        "clock-unsure": _bad(good, "pass-unverified", clock="unsure"),
        "not-a-pass": _bad("https://example.org/", "unknown-code"),
        "too-long": _bad("KP1:" + "0" * 4293, "code-too-long"),
    }


def _good(text: str, **claims: object) -> dict[str, Any]:
    expected = {
        "class": "resident",
        "community": COMMUNITY,
        "pass_id": "a1b2c3d4e5f6",
        "household": HOUSEHOLD,
        "member": 1,
        "not_before": _iso(NOW_S - DAY),
        "expires": _iso(NOW_S + DAY),
        "plate": None,
        "zones": None,
    }
    return _scene(text) | {"claims": expected | claims}


def _bad(text: str, error: str, **scene: object) -> dict[str, Any]:
    return _scene(text) | scene | {"error": error}


def _scene(text: str) -> dict[str, Any]:
    return {"text": text, "now": NOW.isoformat(), "clock": "synced", "revoked": {}}


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def dump(vector: dict[str, Any]) -> str:
    """The text of a vector file."""
    return json.dumps(vector, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, vector in {"trust": trust(), **vectors()}.items():
        (FOLDER / f"{name}.json").write_text(dump(vector), encoding="utf-8")

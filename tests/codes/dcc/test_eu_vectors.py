"""The vectors of other issuers: absent from a plain clone, so skipped there.

What a file says must happen (``EXPECTEDRESULTS``) is held against what the reader does
with its text, its certificate and its clock. A step that a file does not mention is not
tested by it; where the time is not, the clock is moved into the certificate's validity.
"""

import base64
import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.codes.dcc.claims import read_claims
from kiosk.codes.dcc.envelope import open_envelope
from kiosk.codes.dcc.signer import read_signer
from kiosk.codes.dcc.transport import unpack
from kiosk.codes.dcc.trust import DccTrust
from kiosk.codes.recognise import Known, recognise
from kiosk.core.evidence import CodeKind, CodeReading

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "eu-dcc"
FILES = sorted(VECTORS.rglob("*.json"))
pytestmark = pytest.mark.skipif(
    not FILES, reason="the vectors are not in ../shared/data/eu-dcc"
)

# Why a text may be refused when a step must fail. A wrong key id finds no signer.
REASONS = {
    "EXPECTEDUNPREFIX": {"unknown-code"},
    "EXPECTEDB45DECODE": {"dcc-malformed"},
    "EXPECTEDCOMPRESSION": {"dcc-malformed"},
    "EXPECTEDDECODE": {"dcc-malformed"},
    "EXPECTEDVERIFY": {"dcc-malformed", "dcc-unknown-issuer", "dcc-forged"},
    "EXPECTEDEXPIRATIONCHECK": {"dcc-not-yet-valid", "dcc-expired"},
    "EXPECTEDSCHEMAVALIDATION": {"dcc-bad-schema"},
    "EXPECTEDKEYUSAGE": {"dcc-wrong-key-usage"},
}
OF_THE_PICTURE = "EXPECTEDPICTUREDECODE"  # the reader's matter, the text is good
TIME = "EXPECTEDEXPIRATIONCHECK"


@cache
def vector(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def must_fail(path: Path) -> set[str]:
    wanted = vector(path)["EXPECTEDRESULTS"]
    return {step for step, good in wanted.items() if not good} - {OF_THE_PICTURE}


def reading(path: Path, at: datetime | None = None) -> CodeReading:
    signer = read_signer(base64.b64decode(vector(path)["TESTCTX"]["CERTIFICATE"]))
    known = Known(certificates=DccTrust((signer,)))
    return recognise(vector(path)["PREFIX"], at or clock(path), "trusted", known=known)


def own_clock(path: Path) -> datetime:
    return datetime.fromisoformat(vector(path)["TESTCTX"]["VALIDATIONCLOCK"])


def clock(path: Path) -> datetime:
    given = own_clock(path)
    if TIME in vector(path)["EXPECTEDRESULTS"] or must_fail(path):
        return given
    claims = read_claims(open_envelope(unpack(vector(path)["PREFIX"])).payload)
    return max(given, claims.issued or given)


def name(path: Path) -> str:
    return "/".join(path.relative_to(VECTORS).with_suffix("").parts)


GOOD = [path for path in FILES if not must_fail(path)]
BAD = [path for path in FILES if must_fail(path)]


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_a_good_vector_verifies(path: Path) -> None:
    found = reading(path)

    assert found.error is None
    assert found.kind is CodeKind.DCC
    assert found.certificate is not None


def test_a_vector_dated_ahead_of_its_own_clock_is_refused_at_that_time() -> None:
    """None of them says that its time is good, and no leeway is: see decision 13."""
    ahead = [path for path in GOOD if clock(path) > own_clock(path)]
    refused = {reading(path, own_clock(path)).error for path in ahead}

    assert refused == {"dcc-not-yet-valid"}
    assert all(TIME not in vector(path)["EXPECTEDRESULTS"] for path in ahead)


@pytest.mark.parametrize("path", BAD, ids=name)
def test_a_bad_vector_is_refused_for_the_reason_it_is_bad(path: Path) -> None:
    right = set.union(*(REASONS[step] for step in must_fail(path)))

    assert reading(path).error in right
    assert reading(path).certificate is None


def test_the_vectors_show_every_reason_they_can() -> None:
    refused = Counter(str(reading(path).error) for path in BAD)

    assert len(GOOD) >= 100
    assert refused.total() == len(BAD) >= 36
    assert set(refused) == set.union(*REASONS.values())

import base64
import itertools
import json
from contextlib import suppress
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.recognise import Known, recognise
from kiosk.codes.trust_file import TrustFile, TrustFileWrong, read_trust_file
from kiosk.codes.trust_list import TrustListForged, TrustListMalformed, sign_trust_list
from kiosk.core.errors import ConfigError
from tests.codes.dcc import scene as dcc
from tests.codes.scene import NOW, ROOT_SEED, STRANGER_SEED, TRUST, issued, public


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


SIGNER = {"certificate": base64_of(dcc.ISSUER.der)}
LIST = base64_of(sign_trust_list(TRUST, ROOT_SEED))
ROOT = base64_of(public(ROOT_SEED))


def no_root() -> NoReturn:
    raise ConfigError("no key folder")


def read(content: object) -> TrustFile:
    return read_trust_file(json.dumps(content), no_root, "trust.json")


def wrong(content: object) -> str:
    with pytest.raises(TrustFileWrong) as refused:
        read(content)
    assert str(refused.value).startswith("trust.json: ")
    return str(refused.value)


def test_a_whole_file_lets_both_families_in() -> None:
    trust = read({"dcc": [SIGNER], "kp1": LIST, "kp1_root": ROOT})
    known = Known(passes=trust.passes, certificates=trust.certificates)

    assert recognise(issued(), NOW, "synced", known=known).error is None
    assert recognise(dcc.text(), dcc.NOW, "synced", known=known).error is None


def test_each_member_may_be_left_out_and_others_are_passed_over() -> None:
    passes = read({"kp1": LIST, "kp1_root": ROOT, "dcc": None, "note": "mine"})
    certificates = read({"dcc": [SIGNER, {**SIGNER, "country": "AT"}]})

    assert passes == TrustFile(passes=TRUST, root=public(ROOT_SEED))
    assert certificates.passes is None
    assert certificates.certificates is not None
    assert read({"dcc": []}).certificates is not None


def test_base64_may_come_in_lines_as_pem_or_without_its_padding() -> None:
    digits = SIGNER["certificate"]
    lines = "\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    pem = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"

    for written in (lines, pem, digits.rstrip("=")):
        assert read({"dcc": [{"certificate": written}]}) == read({"dcc": [SIGNER]})


def test_without_a_root_of_its_own_the_key_folders_is_asked() -> None:
    asked = json.dumps({"kp1": LIST})

    assert read_trust_file(asked, lambda: public(ROOT_SEED)).passes == TRUST
    with pytest.raises(ConfigError, match="no key folder"):
        read({"kp1": LIST})
    with pytest.raises(TrustListForged, match="the trust file: kp1"):
        read_trust_file(asked, lambda: public(STRANGER_SEED))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "must be one JSON object"),
        ({}, "neither a member dcc nor a member kp1"),
        ({"dccs": [SIGNER]}, "neither a member dcc nor a member kp1"),
        ({"dcc": SIGNER}, "dcc: must be a list"),
        ({"dcc": [SIGNER, "MIIB"]}, 'dcc[1]: must be {"certificate": "…"}'),
        ({"dcc": [{}]}, 'dcc[0]: must be {"certificate": "…"}'),
        ({"dcc": [{"certificate": 1}]}, "dcc[0].certificate: must be a text in base64"),
        ({"dcc": [{"certificate": "MII*"}]}, "dcc[0].certificate: is no base64"),
        ({"dcc": [{"certificate": "证书"}]}, "dcc[0].certificate: is no base64"),
        (
            {"dcc": [{"certificate": "MIIB"}]},
            "dcc[0].certificate: is no readable X.509",
        ),
        (
            {
                "dcc": [
                    SIGNER,
                    {"certificate": base64_of(dcc.issuer(dcc.rsa_key(1024)).der)},
                ]
            },
            "dcc[1].certificate: its key is none of P-256, P-384 and RSA of 2048 bits",
        ),
        ({"kp1": LIST, "kp1_root": "AAAA"}, "kp1_root: must be 32 bytes"),
        ({"kp1": LIST, "kp1_root": 1}, "kp1_root: must be a text in base64"),
        ({"kp1": [LIST], "kp1_root": ROOT}, "kp1: must be a text in base64"),
    ],
    ids=map(str, itertools.count()),  # the certificates are made anew each time
)
def test_a_mistake_is_named_with_its_place(content: Any, said: str) -> None:
    assert said in wrong(content)


def test_a_list_that_is_none_is_named_as_part_of_the_file() -> None:
    with pytest.raises(TrustListMalformed, match=r"trust\.json: kp1"):
        read({"kp1": "AAAA", "kp1_root": ROOT})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1: not JSON"),
        ('{"dcc": [\n  {"certificate": ]}', "line 2, column 19: not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"dcc": ' + "9" * 10_000 + "}", "not JSON"),
    ],
    ids=["empty", "torn", "deep", "long"],
)
def test_what_is_no_json_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(TrustFileWrong, match=said):
        read_trust_file(text, no_root)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["dcc", "kp1", "kp1_root", "certificate"]),
            inner,
            max_size=3,
        )
    ),
)


@given(JSON)
def test_any_json_is_read_or_refused(content: object) -> None:
    with suppress(ConfigError):
        assert isinstance(read(content), TrustFile)

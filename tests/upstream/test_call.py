"""Requests, filled in and signed: the same bytes as each service computes them."""

import hmac
import json
from base64 import b64decode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from kiosk.core.errors import ConfigError
from kiosk.upstream.call import fill_in, moments
from kiosk.upstream.contact import Access
from kiosk.upstream.profile import Request, Signature
from kiosk.upstream.profiles import open_profile
from kiosk.upstream.signing import check_secret, signed
from tests.fakes import NOON

ACCESS = Access(account="测试社区", secret="s3cret", device="kiosk-1")
WORDS = {**moments(NOON), "code": "V0ding00", "nonce": "n", "token": ""}
FIELDS = {"b": "2", "a": "1 &=é", "secretKey": "s3cret"}
MESSAGE = "a=1 &=é&b=2&secretKey=s3cret".encode()


def test_the_gate_vendors_signature_is_the_digest_of_its_sorted_fields() -> None:
    profile = open_profile("gate-vendor")
    call = fill_in(profile.request, profile.sign, ACCESS, WORDS)
    body = json.loads(call.body)

    pairs = "appId=测试社区&code_content=V0ding00&secretKey=s3cret&timestamp="
    pairs += f"{int(NOON.timestamp())}000"
    assert body.pop("sign") == sha256(pairs.encode()).hexdigest().upper()
    assert body == {
        "appId": "测试社区",
        "code_content": "V0ding00",
        "timestamp": f"{int(NOON.timestamp())}000",
    }
    assert b"s3cret" not in call.body


def test_every_scheme_signs_the_same_message() -> None:
    plain = Signature(scheme="sha256", field="sign", unsent=frozenset({"secretKey"}))
    mac = Signature(scheme="hmac-sha256", field="sign", encoding="hex")
    key = Signature(scheme="ed25519", field="sign", encoding="base64")
    seed = "07" * 32

    by_digest, by_mac = signed(FIELDS, plain, ""), signed(FIELDS, mac, "s")
    by_key = signed(FIELDS, key, seed)

    assert by_digest == {
        "a": "1 &=é",
        "b": "2",
        "sign": sha256(MESSAGE).hexdigest().upper(),
    }
    assert by_mac["sign"] == hmac.new(b"s", MESSAGE, sha256).hexdigest()
    verify_key = SigningKey(bytes.fromhex(seed)).verify_key
    verify_key.verify(MESSAGE, b64decode(by_key["sign"]))


@pytest.mark.parametrize("secret", ["", "zz" * 32, "07" * 31])
def test_a_seed_that_is_none_is_refused_and_not_repeated(secret: str) -> None:
    form = Signature(scheme="ed25519", field="sign")
    with pytest.raises(ConfigError, match="64 hex digits") as refused:
        check_secret(form, secret)
    assert not secret or secret not in str(refused.value)
    check_secret(form, "07" * 32)
    check_secret(None, secret)


@pytest.mark.parametrize("body", ["json", "form", "query"])
def test_fields_travel_as_the_profile_says(body: str) -> None:
    fields = {"code": "{code}", "at": "{time}", "who": "{device}/{account}"}
    request = Request.model_validate(
        {
            "method": "GET" if body == "query" else "POST",
            "path": "/verify",
            "body": body,
            "fields": fields,
            "headers": {"X-Token": "{nonce}"},
        }
    )
    code = "https://x.invalid/?a=b&c=码#d"
    call = fill_in(request, None, ACCESS, {**WORDS, "code": code})
    wanted = {"code": code, "at": "2026-11-21 12:00:00", "who": "kiosk-1/测试社区"}

    match body:
        case "json":
            assert json.loads(call.body) == wanted
        case "form":
            sent = parse_qs(call.body.decode())
            assert {k: v[0] for k, v in sent.items()} == wanted
        case _:
            sent = parse_qs(urlsplit(call.target).query)
            assert {k: v[0] for k, v in sent.items()} == wanted
            assert call.body == b""
    assert call.headers["X-Token"] == "n"


@given(st.text(max_size=60).filter(lambda t: t.isprintable()))
def test_a_code_never_fills_in_anything_but_itself(code: str) -> None:
    profile = open_profile("simulator")
    call = fill_in(
        profile.request, profile.sign, ACCESS, {**WORDS, "code": code + "{secret}"}
    )
    assert json.loads(call.body)["code"] == code + "{secret}"


def test_nothing_of_a_call_shows_in_its_repr() -> None:
    profile = open_profile("simulator")
    call = fill_in(profile.request, profile.sign, ACCESS, WORDS)

    assert "V0ding00" not in repr(call)
    assert "s3cret" not in repr(ACCESS)

"""Coverage-guided fuzzing of everything that reads a stranger's code.

By hand, not part of the tests::

    python -m tests.fuzz.fuzz_codes -max_total_time=60           all entries in turn
    python -m tests.fuzz.fuzz_codes cbor -max_total_time=60      one, see ENTRIES

Needs atheris (``pip install atheris``), which has no ARM wheels and is therefore not
among the locked requirements. The options are libFuzzer's. Anything that leaves an
entry but a refusal of the error tree ends the run with the input that did it.
"""

import json
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import atheris
import cbor2

with atheris.instrument_imports(include=["kiosk"]):
    from kiosk.codes import base45, cbor, cose
    from kiosk.codes.dcc.key_usage import named_kinds
    from kiosk.codes.duty_list import DUTY_FORMAT
    from kiosk.codes.health import HealthPattern, PatternError
    from kiosk.codes.listing import ListFormat
    from kiosk.codes.recognise import Known, recognise
    from kiosk.codes.revocation import REVOCATION_FORMAT
    from kiosk.codes.risk_list import RISK_FORMAT
    from kiosk.codes.signed_policy import read_commission, read_signed_policy
    from kiosk.codes.trust_file import read_trust_file
    from kiosk.codes.trust_list import TRUST_FORMAT
    from kiosk.codes.watch_list import WATCH_FORMAT
    from kiosk.core.errors import ConfigError
    from tests.codes import scene as kp1
    from tests.codes.dcc import scene as dcc

FORMATS: tuple[ListFormat[Any], ...] = (
    TRUST_FORMAT,
    REVOCATION_FORMAT,
    RISK_FORMAT,
    WATCH_FORMAT,
    DUTY_FORMAT,
)
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ROOT = kp1.public(kp1.ROOT_SEED)
KNOWN = Known(passes=kp1.TRUST, certificates=dcc.TRUST)
LONGEST = 4096


def _recognised(text: str) -> None:
    reading = recognise(text, NOW, "synced", known=KNOWN)
    good = reading.claims is not None or reading.certificate is not None
    assert good == (reading.error is None)


def _base45(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data
    text = data.decode("latin-1")
    with suppress(base45.NotBase45):
        # One text for one value: what is read is written back the same.
        assert base45.encode(base45.decode(text)) == text


def _cbor(data: bytes) -> None:
    with suppress(cbor.NotCbor):
        cbor.decode(data)
    with suppress(cbor.NotCbor):
        cbor.decode_foreign(data)


def _pass_claims(data: bytes) -> None:
    _recognised(kp1.signed(data))


def _pass_envelope(data: bytes) -> None:
    _recognised(kp1.in_text(data))


def _certificate_claims(data: bytes) -> None:
    _recognised(dcc.text(data))


def _certificate_content(data: bytes) -> None:
    """The innermost map, so that the schema is reached through a good signature."""
    payload = b"\xa2\x04\x1a\x7f\xff\xff\xff\x39\x01\x03\xa1\x01" + data
    _recognised(dcc.text(payload))


def _certificate_envelope(data: bytes) -> None:
    _recognised(dcc.text_of(data))


def _certificate_packed(data: bytes) -> None:
    _recognised("HC1:" + base45.encode(data[: LONGEST // 2]))


def _any_text(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for prefix in ("", "KP1:", "HC1:"):
        _recognised(prefix + text)


def _trust_file(data: bytes) -> None:
    with suppress(ConfigError):
        read_trust_file(data.decode("latin-1"), lambda: ROOT)


def _list_envelope(data: bytes) -> None:
    for form in FORMATS:
        with suppress(ConfigError):
            form.open(data, ROOT, "a list")


def _list_content(data: bytes) -> None:
    """The map of a list, so that its rows are reached through a good signature."""
    for form in FORMATS:
        with suppress(ConfigError):
            form.open(cose.sign(data, {}, form.aad, kp1.ROOT_SEED), ROOT, "a list")


def _signed_policy(data: bytes) -> None:
    for read in (read_commission, read_signed_policy):
        for root in (ROOT, None):  # None: read what something else vouches for
            with suppress(ConfigError):
                read(data, root, "a policy")


def _health_pattern(data: bytes) -> None:
    """A pattern, and behind a line's end the text it is tried on."""
    pattern, _, text = data.decode("latin-1").partition("\n")
    with suppress(PatternError):
        HealthPattern("", pattern).fits(text)


def _key_usage(data: bytes) -> None:
    with suppress(ValueError):
        named_kinds(data)


ENTRIES: Mapping[str, Callable[[bytes], None]] = {
    "base45": _base45,
    "cbor": _cbor,
    "pass-claims": _pass_claims,
    "pass-envelope": _pass_envelope,
    "certificate-claims": _certificate_claims,
    "certificate-content": _certificate_content,
    "certificate-envelope": _certificate_envelope,
    "certificate-packed": _certificate_packed,
    "any-text": _any_text,
    "trust-file": _trust_file,
    "list-envelope": _list_envelope,
    "list-content": _list_content,
    "signed-policy": _signed_policy,
    "health-pattern": _health_pattern,
    "key-usage": _key_usage,
}

# Good inputs to start from.
SEEDS: Mapping[str, bytes] = {
    "cbor": cbor2.dumps(dcc.VACCINATED),
    "pass-claims": cbor2.dumps(kp1.GOOD_CLAIMS),
    "pass-envelope": kp1.bytes_of(kp1.issued()),
    "certificate-claims": cbor2.dumps(dcc.claims()),
    "certificate-content": cbor2.dumps(dcc.TESTED),
    "certificate-envelope": dcc.cose(),
    "certificate-packed": zlib.compress(dcc.cose()),
    "any-text": kp1.issued().removeprefix("KP1:").encode(),
    "trust-file": json.dumps(
        {"dcc": [{"certificate": "MIIB"}], "kp1": "AAAA"}
    ).encode(),
    "list-envelope": TRUST_FORMAT.sign(kp1.TRUST, kp1.ROOT_SEED),
    "list-content": cose.parse(TRUST_FORMAT.sign(kp1.TRUST, kp1.ROOT_SEED)).payload,
    "health-pattern": b"https://*.x/**{hex:32}{token:2-9}*\nhttps://a.x/0123",
    "key-usage": dcc.ISSUER.der,
}


def any_entry(data: bytes) -> None:
    """One input for the entry that its first byte chooses."""
    if data:
        entries = tuple(ENTRIES.values())
        entries[data[0] % len(entries)](data[1 : 1 + LONGEST])


def main(words: list[str]) -> None:
    """Fuzz the entry named first, or all, until libFuzzer's options say stop."""
    chosen = words.pop(1) if len(words) > 1 and words[1] in ENTRIES else None
    with TemporaryDirectory() as corpus:
        for number, (name, entry) in enumerate(ENTRIES.items()):
            if name in SEEDS and chosen in {None, name}:
                first = b"" if chosen else bytes([number])
                entry(SEEDS[name])
                (Path(corpus) / name).write_bytes(first + SEEDS[name])
        # libFuzzer leaves the process by itself; the folder is left to the system.
        atheris.Setup([*words, corpus], ENTRIES[chosen] if chosen else any_entry)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)

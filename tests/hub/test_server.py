import subprocess
from pathlib import Path

import pytest
from fastapi import FastAPI

from kiosk.core.errors import ConfigError
from kiosk.hub.server import (
    Address,
    CertificateUnfit,
    PlainFromElsewhere,
    listen,
    server,
)
from kiosk.upstream.forwarder.line import KEPT_S
from kiosk.upstream.forwarder.pace import Pace

EVERY = "0.0.0.0"  # noqa: S104 - what is refused


@pytest.mark.parametrize("host", [EVERY, "::", "192.0.2.1", "hub.example"])
def test_nobody_elsewhere_is_served_in_clear(host: str) -> None:
    with pytest.raises(PlainFromElsewhere, match="--certificate"):
        listen(Address(host=host, port=0))


@pytest.mark.parametrize(
    "address",
    [
        Address(host="127.0.0.1", port=0),
        Address(host="localhost", port=0),
        Address(host=EVERY, port=0, plain=True),
    ],
)
def test_this_machine_and_a_balancer_are_served_in_clear(address: Address) -> None:
    with listen(address) as listener:
        assert listener.getsockname()[1] > 0


def test_a_certificate_is_tried_before_anything_starts(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    making = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    words = [*making.split(), *["-nodes", "-subj", "/CN=hub.example"]]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    good = Address(host=EVERY, port=0, certificate=certificate, key=key)

    listen(good).close()

    assert good.secure
    with pytest.raises(CertificateUnfit):
        listen(Address(port=0, certificate=certificate))
    with pytest.raises(CertificateUnfit):
        listen(Address(port=0, certificate=tmp_path / "none.pem", key=key))


def test_a_port_that_is_taken_is_told() -> None:
    with (
        listen(Address(port=0)) as taken,
        pytest.raises(ConfigError, match="another host or port"),
    ):
        listen(Address(port=taken.getsockname()[1]))


def test_a_connection_outlives_the_pause_between_two_batches() -> None:
    kept = server(FastAPI(), Address()).config.timeout_keep_alive

    assert Pace().every_s * 2 < KEPT_S < kept

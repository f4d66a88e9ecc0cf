"""HTTPS: only the service itself is believed."""

from pathlib import Path

import pytest

from kiosk.core.errors import ConfigError
from kiosk.core.evidence import Answer
from kiosk.upstream.exchange import Exchange
from tests.upstream.certificates import certificate
from tests.upstream.rig import AT, asking, serving, world


async def test_a_service_with_the_certificate_of_its_authority_is_asked(
    tmp_path: Path,
) -> None:
    pem, simulated = certificate(tmp_path / "a.pem", "localhost"), world()
    async with serving(simulated, pem) as port:
        exchange = Exchange(f"https://localhost:{port}", pem.with_suffix(".ca"))
        async with asking(port, exchange=exchange) as asker:
            await asker.service.warm()
            found = await asker.service.ask(simulated.people.codes[0], AT)

    assert found.answer is Answer.ANSWERED


@pytest.mark.parametrize("case", ["system", "another", "name", "plain"])
async def test_anybody_else_is_not_told_a_code(case: str, tmp_path: Path) -> None:
    pem = certificate(
        tmp_path / "a.pem", "x.invalid" if case == "name" else "localhost"
    )
    other = certificate(tmp_path / "b.pem", "localhost")
    trusted = {"system": None, "another": other.with_suffix(".ca")}
    simulated = world()
    async with serving(simulated, None if case == "plain" else pem) as port:
        ca_file = trusted.get(case, pem.with_suffix(".ca"))
        exchange = Exchange(f"https://localhost:{port}", ca_file)
        async with asking(port, exchange=exchange) as asker:
            found = await asker.service.ask(simulated.people.codes[0], AT)

    assert found.slug == "health-service-untrusted"
    assert simulated.asked == []


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_ca_file_that_is_none_is_the_installers_business(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"health\.ca_file: .*ca\.pem"):
        Exchange("https://localhost", path)

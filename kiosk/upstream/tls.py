"""TLS towards whoever is above: whom to believe, and telling that one did not."""

import ssl
from pathlib import Path

from kiosk.core.errors import ConfigError


def trust(ca_file: Path | None, setting: str) -> ssl.SSLContext:
    """Believe one authority.

    Args:
        ca_file: PEM with the one authority that is trusted; None trusts the system's.
        setting: Where the installer wrote it, for the error.

    Raises:
        ConfigError: The CA file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        broken = isinstance(error, ssl.SSLError)
        problem = "is no PEM certificate" if broken else error.strerror
        raise ConfigError(
            f"{setting}: {ca_file}: {problem}; give the certificate of the "
            "authority that signed the service's"
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_tls(exc: BaseException | None) -> bool:
    """Whether a certificate or handshake is behind ``exc``.

    A connection that ends in the middle of a handshake is none: the server was stopped
    just then, or the network broke.
    """
    seen = 0
    while exc is not None and seen < 10:  # noqa: PLR2004 - chains seen have four
        if isinstance(exc, ssl.SSLError):
            return not isinstance(exc, ssl.SSLEOFError)
        exc, seen = exc.__cause__ or exc.__context__, seen + 1
    return False

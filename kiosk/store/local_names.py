"""Names and addresses of local networks: all that the authority vouches for."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from cryptography import x509

from kiosk.core.errors import ConfigError

_DOMAINS: Final = ("local", "lan", "internal", "home.arpa", "localhost")
_NETWORKS: Final = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
    *("127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"),
)


class NameNotLocal(ConfigError):
    """The authority may not vouch for a name."""

    slug = "ca-name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: neither an address of a local network nor a name under "
            + ", ".join(f".{domain}" for domain in _DOMAINS)
        )
        self.name = name


def permitted() -> list[x509.GeneralName]:
    """What the root is limited to."""
    networks = [x509.IPAddress(ip_network(network)) for network in _NETWORKS]
    return [*(x509.DNSName(domain) for domain in _DOMAINS), *networks]


def general_name(name: str) -> x509.GeneralName:
    """A host name or address as certificates write it.

    Raises:
        NameNotLocal: Not one of a local network.
    """
    address = _address(name)
    if address is not None:
        if not any(address in ip_network(network) for network in _NETWORKS):
            raise NameNotLocal(name)
        return x509.IPAddress(address)
    name = name.lower()
    labels = name.split(".")
    local = any(name == d or name.endswith(f".{d}") for d in _DOMAINS)
    if not local or not all(_is_label(label) for label in labels):
        raise NameNotLocal(name)
    return x509.DNSName(name)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _is_label(label: str) -> bool:
    return label.isascii() and label.replace("-", "a").isalnum()

"""A small certificate authority, so that phones can trust this kiosk over TLS.

Its root is good for names and addresses of local networks alone: whoever steals its key
can pretend to be no site of the internet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.core.errors import ConfigError
from kiosk.store.asked_key import Ask, nobody
from kiosk.store.database import prepare_directory
from kiosk.store.keyfile import KEY_SIZE, KeyDamaged, KeyUnreachable, read_file
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.local_names import general_name, permitted
from kiosk.store.locked_key import AUTHORITY, decoded, unlock

ROOT, ROOT_KEY = "root.pem", "root.key"
LEAF, LEAF_ROOT = "web.pem", "web-root.pem"
_PEM: Final = b"-----BEGIN"
_ADVICE: Final = "run kiosk ca init, then kiosk ca issue"
_ROOT_LASTS: Final = timedelta(days=3650)
_LEAF_LASTS: Final = timedelta(days=397)  # browsers take 398 at most
_EARLIER: Final = timedelta(hours=1)  # phones whose clock is a little behind


class AuthorityExists(ConfigError):
    """Another root would make every enrolled phone a stranger."""

    slug = "ca-exists"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds an authority already; issue from it, or remove it by "
            "hand and enrol every phone anew"
        )
        self.folder = folder


@dataclass(frozen=True, slots=True, kw_only=True)
class WebCertificate:
    """What the kiosk shows to other machines.

    Attributes:
        names: Host names and addresses it is good for.
        until: Its end, aware.
        fingerprint: SHA-256 of the root, as phones show it.
        root: The root certificate, PEM.
        path: File with its key and itself, PEM.
    """

    names: tuple[str, ...]
    until: datetime
    fingerprint: str
    root: bytes
    path: Path


def make_authority(folder: Path, name: str, now: datetime) -> str:
    """Make a root in ``folder``; returns its fingerprint.

    Args:
        folder: Made if missing, with mode 0700.
        name: What phones show, e.g. the kiosk's id.
        now: Wall time, aware.

    Raises:
        ConfigError: There is one already, or the folder cannot be written.
    """
    try:
        prepare_directory(folder)
    except OSError as exc:
        raise KeyUnreachable(folder, exc) from exc
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} 卡口 CA")])
    root = (
        _begun(called, called, key.public_key(), now, _ROOT_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted(), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    with locked(folder):
        if (folder / ROOT_KEY).exists():
            raise AuthorityExists(folder)
        # The key last: a cut between leaves nothing that a second try would spare.
        replace_file(folder / ROOT, root.public_bytes(Encoding.PEM))
        replace_file(folder / ROOT_KEY, _private(key))
    return fingerprint(root)


def issue(
    folder: Path,
    keys: Path,
    names: Sequence[str],
    now: datetime,
    ask: Ask = nobody,
) -> None:
    """Give the kiosk a new key and a certificate for ``names`` into its key folder.

    Args:
        folder: The authority's.
        keys: The kiosk's.
        names: Local host names and addresses, at least one.
        now: Wall time, aware.
        ask: Asks for the passphrase of the authority's key, where it has one.

    Raises:
        ConfigError: There is no authority, or a name is not local; nothing changed.
        PassphraseWrong: So it is; nothing changed.
    """
    signer = _signing(folder / ROOT_KEY, ask)
    root = _certificate(folder / ROOT)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    alternatives = x509.SubjectAlternativeName([general_name(name) for name in names])
    serves = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    leaf = (
        _begun(subject, root.subject, key.public_key(), now, _LEAF_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(serves, critical=False)
        .add_extension(alternatives, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
        .sign(signer, hashes.SHA256())
    )
    with locked(keys):
        # Key and certificate in one file: a cut between two would leave no pair.
        pair = _private(key) + leaf.public_bytes(Encoding.PEM)
        replace_file(keys / LEAF_ROOT, root.public_bytes(Encoding.PEM))
        replace_file(keys / LEAF, pair)


def signing_secret(path: Path) -> bytes:
    """The 32 secret bytes of an authority's key that has no passphrase yet.

    Raises:
        ConfigError: It is missing, or no such key.
    """
    return _key(path).private_numbers().private_value.to_bytes(KEY_SIZE, "big")


def load_certificate(keys: Path) -> WebCertificate:
    """The certificate in a kiosk's key folder.

    Raises:
        ConfigError: There is none, or it cannot be read.
    """
    leaf, root = _certificate(keys / LEAF), _certificate(keys / LEAF_ROOT)
    if _key(keys / LEAF).public_key() != leaf.public_key():
        raise KeyDamaged(keys / LEAF, "holds another's key")
    found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return WebCertificate(
        names=tuple(str(name.value) for name in found),
        until=leaf.not_valid_after_utc,
        fingerprint=fingerprint(root),
        root=root.public_bytes(Encoding.PEM),
        path=keys / LEAF,
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate in pairs of hex digits, as phones show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    begins = now - _EARLIER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _signing(path: Path, ask: Ask) -> ec.EllipticCurvePrivateKey:
    content = read_file(path, _ADVICE)
    if content.startswith(_PEM):
        return _key(path)
    secret = unlock(decoded(content), ask(), AUTHORITY)
    return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(read_file(path, _ADVICE), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyDamaged(path, "holds no key of this kind")
    return key


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(read_file(path, _ADVICE))
    except ValueError:
        raise KeyDamaged(path, "holds no certificate") from None

"""Signatures of requests: over ``k=v&…`` of the fields, sorted by name. Pure."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from nacl.signing import SigningKey

from kiosk.core.errors import ConfigError
from kiosk.upstream.profile import Signature

_SEED_SIZE = 32


def signed(fields: Mapping[str, str], form: Signature, secret: str) -> dict[str, str]:
    """The fields that are sent: without the unsent ones, with their signature.

    Args:
        fields: Every field that is signed.
        form: How.
        secret: Shared secret, or an Ed25519 seed as 64 hex digits; may be empty
            where the scheme uses none.
    """
    message = "&".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()
    sent = {name: value for name, value in fields.items() if name not in form.unsent}
    return sent | {form.field: _encoded(_signature(message, form, secret), form)}


def check_secret(form: Signature | None, secret: str) -> None:
    """Refuse a secret the scheme cannot use.

    Raises:
        ConfigError: Says what the secret must look like; never repeats it.
    """
    if form is None or form.scheme != "ed25519":
        return
    try:
        fits = len(bytes.fromhex(secret)) == _SEED_SIZE
    except ValueError:
        fits = False
    if not fits:
        raise ConfigError(
            "health.secret_file: an Ed25519 seed has 64 hex digits; ask the service's "
            "operator for the key"
        )


def _signature(message: bytes, form: Signature, secret: str) -> bytes:
    match form.scheme:
        case "sha256":
            return sha256(message).digest()
        case "hmac-sha256":
            return hmac.digest(secret.encode(), message, sha256)
        case "ed25519":
            return SigningKey(bytes.fromhex(secret)).sign(message).signature


def _encoded(signature: bytes, form: Signature) -> str:
    match form.encoding:
        case "hex":
            return signature.hex()
        case "HEX":
            return signature.hex().upper()
        case "base64":
            return b64encode(signature).decode("ascii")

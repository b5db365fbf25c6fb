"""One-time codes, tokens and keys: how they are made and under which form the server keeps them."""

import base64
import hashlib
import secrets

CODE_LENGTH = 20
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 letters and digits that nobody mistakes for one another when reading aloud."""

_SECRET_BYTES = 32


def new_code() -> str:
    """A one-time code of 100 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def spoken(code: str) -> str:
    """A code as it is printed, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normal(code: str) -> str:
    """A code as typed, without spaces and dashes, in capitals."""
    return "".join(letter for letter in code.upper() if letter in ALPHABET)


def new_token() -> str:
    """A token for a device: 32 random bytes, URL-safe base64."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_key() -> str:
    """A key that encrypts the bundles of a province: 32 random bytes, base64."""
    return base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def hashed(secret: str) -> str:
    """The form in which the server keeps a token or code (SHA-256 of what is random enough to need no salt)."""
    return hashlib.sha256(secret.encode()).hexdigest()

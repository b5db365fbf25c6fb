"""The workspace key: 256 random bits, kept in the operating system's credential store, printable with a checksum.

Where no store exists (`keyring` finds none) the key is asked for each time; it is never written beside the file.
"""

import hashlib
import re
import secrets
from pathlib import Path

from app.models.errors import InvalidInputError

_SERVICE = "kh02-workspace"
_SQLITE_HEADER = b"SQLite format 3\x00"
_GROUP = 4
_PAGE = 4096
_NOISE = 128
"""Fewest different bytes on a page of noise."""


def new_key() -> str:
    """A new raw key, 64 hex digits."""
    return secrets.token_hex(32)


def recovery_text(key: str) -> str:
    """The key as the recovery sheet prints it: groups of four, the last being the checksum."""
    text = (key + _checksum(key)).upper()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def key_of_recovery(text: str) -> str:
    """The raw key of a typed recovery sheet.

    Raises:
        InvalidInputError: wrong length or checksum: something was mistyped.
    """
    plain = re.sub(r"[\s-]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{68}", plain) or _checksum(plain[:64]) != plain[64:]:
        raise InvalidInputError(
            "Khoá phục hồi không đúng.", "Gõ lại đủ 17 nhóm 4 ký tự như trên tờ khoá phục hồi (chữ số và A-F)."
        )
    return plain[:64]


def is_encrypted(path: Path) -> bool:
    """Whether the file's first bytes are not those of a plain SQLite file."""
    with path.open("rb") as file:
        head = file.read(len(_SQLITE_HEADER))
    return len(head) == len(_SQLITE_HEADER) and head != _SQLITE_HEADER


def looks_encrypted(path: Path) -> bool:
    """Whether a file that is no plain SQLite file can be an encrypted one: whole pages of noise."""
    with path.open("rb") as file:
        head = file.read(_PAGE)
    return path.stat().st_size % _PAGE == 0 and len(set(head)) >= _NOISE


def stored_key(path: Path) -> str | None:
    """The key that this PC's credential store holds for the file; None where there is no store or no key."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _salt(path))
    except KeyringError:
        return None


def store_key(path: Path, key: str) -> bool:
    """Keep the key in the credential store; false where this PC has none, so the person must be told."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _salt(path), key)
    except KeyringError:
        return False
    return True


def _salt(path: Path) -> str:
    """SQLCipher's salt, the first 16 bytes: names the file whatever it is called."""
    with path.open("rb") as file:
        return file.read(16).hex()


def _checksum(key: str) -> str:
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:_GROUP]

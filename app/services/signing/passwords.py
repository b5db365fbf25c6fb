"""Passwords and PINs that a person wants kept: in the operating system's credential store and nowhere else.

Where this PC has no store nothing is kept; the window says so and asks each time.
"""

from typing import Literal, TypeAlias

from app.exports.signing.secret import Secret

_SERVICE = "kh02-signing"
NO_STORE = "Máy này không có kho mật khẩu của hệ điều hành nên không lưu được; sẽ hỏi lại mỗi lần ký."

Kind: TypeAlias = Literal["file", "token"]


def remembered(kind: Kind, name: str) -> Secret | None:
    """What the store keeps for a certificate file (its name) or a token (its label); None where it keeps nothing."""
    import keyring
    from keyring.errors import KeyringError

    try:
        text = keyring.get_password(_SERVICE, f"{kind}:{name}")
    except KeyringError:
        return None
    return Secret(text) if text else None


def remember(kind: Kind, name: str, secret: Secret) -> bool:
    """Keep one; false where this PC has no store: show `NO_STORE`."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, f"{kind}:{name}", secret.reveal())
    except KeyringError:
        return False
    return True


def forget(kind: Kind, name: str) -> None:
    """Keep it no longer; nothing happens where nothing was kept."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, f"{kind}:{name}")
    except (KeyringError, KeyError):
        return


def has_store() -> bool:
    """Whether this PC can keep a password at all."""
    import keyring
    from keyring.backends.fail import Keyring

    return not isinstance(keyring.get_keyring(), Keyring)

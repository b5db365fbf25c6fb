"""What proves this device to the server, in the credential store of the operating system; never in a file of ours.

Where no store exists it is kept for this run only, and the person is told.
"""

_SERVICE = "kh02-sync"
_FOR_THIS_RUN: dict[str, str] = {}


def keep(name: str, secret: str) -> bool:
    """Keep a secret under a name; false where this PC has no store, so that it is gone when the program ends."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, name, secret)
    except KeyringError:
        _FOR_THIS_RUN[name] = secret
        return False
    return True


def find(name: str) -> str | None:
    """The secret of a name; None where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name) or _FOR_THIS_RUN.get(name)
    except KeyringError:
        return _FOR_THIS_RUN.get(name)


def forget(name: str) -> None:
    """Take a secret out of the store."""
    import keyring
    from keyring.errors import KeyringError

    _FOR_THIS_RUN.pop(name, None)
    try:
        keyring.delete_password(_SERVICE, name)
    except KeyringError:
        return

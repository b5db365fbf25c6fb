"""Credential stores for tests: one in memory, one that is not there."""

import keyring.backends.fail
from keyring.backend import KeyringBackend


class MemoryKeyring(KeyringBackend):
    """A store that lasts as long as the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


NO_STORE: KeyringBackend = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]

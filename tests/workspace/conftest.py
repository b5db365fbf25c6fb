"""What the tests of the workspace file share: a credential store, or none."""

from collections.abc import Iterator

import keyring
import pytest

from tests.workspace.keyrings import NO_STORE, MemoryKeyring


@pytest.fixture
def no_store() -> Iterator[None]:
    """A PC without a credential store."""
    before = keyring.get_keyring()
    keyring.set_keyring(NO_STORE)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def store() -> Iterator[MemoryKeyring]:
    """A PC with a credential store."""
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)

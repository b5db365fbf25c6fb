"""kh02-server centre: who may look at the board."""

import io
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.board import accounts
from server.cli import centre
from server.cli.parser import Parser
from server.errors import ServerError
from server.store import Store

Run = Callable[..., None]
PASSWORD = "Mật khẩu trực ban 24/7"


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*words: str, typed: str = PASSWORD) -> None:
        parser = Parser(prog="kh02-server")
        centre.add(parser.add_subparsers(required=True, parser_class=Parser))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        asked = parser.parse_args(["centre", *words, "--database", database_url])
        asked.run(asked)

    return command


def known(database_url: str) -> tuple[str | None, bool]:
    store = Store(database_url)
    found = store.read(lambda transaction: accounts.password_of(transaction, "trực.ban"))
    store.close()
    return found


def test_a_user_is_added_and_the_password_is_nowhere(run: Run, database_url: str) -> None:
    run("add-user", "--name", "Trực.Ban", "--password-stdin")
    password_hash, is_wall = known(database_url)
    assert password_hash is not None
    assert password_hash.startswith("$argon2id$")
    assert accounts.matches(password_hash, PASSWORD)
    assert not accounts.matches(password_hash, PASSWORD + "!")
    assert not is_wall


def test_to_look_for_nobody_takes_as_long_as_to_look_for_somebody() -> None:
    hasher = PasswordHasher()
    nobody = accounts._hash_of_nobody()
    assert not hasher.check_needs_rehash(nobody)  # the same memory, passes and lanes
    assert len(nobody) == len(accounts.hash_of(PASSWORD))
    assert hasher.memory_cost >= 64 << 10
    with pytest.raises(VerifyMismatchError):
        hasher.verify(nobody, PASSWORD)
    assert not accounts.matches(None, PASSWORD)


def test_added_again_the_password_is_another(run: Run, database_url: str) -> None:
    run("add-user", "--name", "trực.ban", "--password-stdin")
    run("add-user", "--name", "trực.ban", "--password-stdin", "--wall", typed="một câu khác hẳn")
    password_hash, is_wall = known(database_url)
    assert accounts.matches(password_hash, "một câu khác hẳn")
    assert is_wall


def test_a_short_password_is_refused(run: Run, database_url: str) -> None:
    with pytest.raises(ServerError, match="quá ngắn"):
        run("add-user", "--name", "trực.ban", "--password-stdin", typed="ngắn")


def test_a_removed_user_is_gone(run: Run, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("add-user", "--name", "trực.ban", "--password-stdin")
    run("remove-user", "--name", "TRỰC.BAN")
    capsys.readouterr()
    run("list-users")
    assert capsys.readouterr().out == ""
    with pytest.raises(ServerError, match="Không có người xem"):
        run("remove-user", "--name", "trực.ban")

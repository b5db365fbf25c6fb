"""kh02-server centre: who may look at the board. Nobody registers by the web."""

import getpass
import sys
from typing import Any

from server.board import accounts
from server.cli.acting import audit, opened
from server.cli.parser import command, group
from server.errors import ServerError
from server.instants import now
from server.store import Transaction


def add(commands: Any) -> None:
    """Add the commands."""
    words = group(commands, "centre", "Người xem bảng điều hành Trung ương")
    made = command(words, "add-user", "Thêm người xem, hoặc đặt lại mật khẩu", _add)
    made.add_argument("--name", required=True, help="tên đăng nhập")
    made.add_argument("--wall", action="store_true", help="màn hình chung: không tự đăng xuất")
    made.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ dòng đầu của stdin")
    made = command(words, "remove-user", "Bỏ một người xem và đăng xuất mọi phiên của họ", _remove)
    made.add_argument("--name", required=True, help="tên đăng nhập")
    command(words, "list-users", "Liệt kê người xem", _list)


def _add(asked: Any) -> None:
    name = accounts.folded(asked.name)
    if not name or len(name) > accounts.LONGEST_NAME:
        raise ServerError(422, "malformed", "Tên đăng nhập trống hoặc quá dài.", "Ví dụ: truc.ban")
    password = sys.stdin.readline().rstrip("\r\n") if asked.password_stdin else _asked_twice()
    accounts.refuse_password(password)
    password_hash = accounts.hash_of(password)

    def put(transaction: Transaction) -> None:
        accounts.put_user(transaction, name=name, password_hash=password_hash, is_wall=asked.wall, at=now())
        audit(transaction, province="", act="centre add-user", about=name)

    with opened(asked) as databases:
        databases.main.write(put)
    print(f"Đã đặt người xem {name}.")


def _asked_twice() -> str:
    try:
        password = getpass.getpass(f"Mật khẩu ({accounts.SHORTEST} ký tự trở lên): ")
        again = getpass.getpass("Nhập lại mật khẩu: ")
    except EOFError:
        raise ServerError(
            422, "password", "Không có bàn phím để hỏi mật khẩu.", "Đưa mật khẩu vào bằng --password-stdin."
        ) from None
    if again != password:
        raise ServerError(422, "password", "Hai lần nhập mật khẩu khác nhau.", "Làm lại.")
    return password


def _remove(asked: Any) -> None:
    name = accounts.folded(asked.name)

    def remove(transaction: Transaction) -> None:
        if not accounts.remove_user(transaction, name=name):
            raise ServerError(404, "not_found", f"Không có người xem {name}.", "Xem: kh02-server centre list-users")
        audit(transaction, province="", act="centre remove-user", about=name)

    with opened(asked) as databases:
        databases.main.write(remove)
    print(f"Đã bỏ người xem {name}.")


def _list(asked: Any) -> None:
    with opened(asked) as databases:
        for one in databases.main.read(accounts.users):
            print(f"{one.name}\t{'màn hình chung' if one.is_wall else 'người xem'}\t{one.added_at}")

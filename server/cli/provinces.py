"""kh02-server province."""

from typing import Any

from server import store_people
from server.cli.acting import audit, opened
from server.cli.parser import command, group
from server.errors import ServerError
from server.people import Province
from server.store import Transaction

_LONGEST_CODE = 20


def add(commands: Any) -> None:
    """Add the commands."""
    words = group(commands, "province", "Tỉnh, thành phố")
    made = command(words, "add", "Thêm một tỉnh", _add)
    made.add_argument("--code", required=True, help="mã tỉnh")
    made.add_argument("--name", required=True, help="tên tỉnh")
    command(words, "list", "Liệt kê các tỉnh", _list)


def _add(asked: Any) -> None:
    if not asked.code.isalnum() or not asked.code.isascii() or len(asked.code) > _LONGEST_CODE:
        raise ServerError(422, "malformed", "Mã tỉnh không hợp lệ.", "Dùng mã đơn vị hành chính, ví dụ 79.")

    def added(transaction: Transaction) -> Province:
        made = store_people.add_province(transaction, code=asked.code, name=asked.name)
        audit(transaction, province=made.code, act="province add", about=made.name)
        return made

    with opened(asked) as databases:
        made = databases.of_province(asked.code).write(added)
    print(f"Đã thêm tỉnh {made.code} {made.name}.")


def _list(asked: Any) -> None:
    with opened(asked) as databases:
        for store in databases.stores.values():
            for one in store.read(store_people.provinces):
                print(f"{one.code}\t{one.name}\tsố cuối {one.sequence}\tkỷ nguyên {one.epoch}")

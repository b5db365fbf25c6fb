"""kh02-server person."""

import sys
from typing import Any

from server import rights, store_people, store_same
from server.cli.acting import act, look
from server.cli.parser import Parser, group, province_command
from server.errors import ServerError
from server.rights import Holding
from server.store import Transaction


def add(commands: Any) -> None:
    """Add the commands."""
    words = group(commands, "person", "Người và vai trò")
    made = province_command(words, "add", "Thêm một người với vai trò; in mã người", _add)
    made.add_argument("--name", required=True, help="họ và tên")
    made.add_argument("--id", default="", help="mã người trên máy, nếu đã có")
    _with_role(made)
    made = province_command(words, "role", "Đặt vai trò của một người", _set_role)
    made.add_argument("--person", required=True, help="mã người hoặc họ và tên")
    made.add_argument("--device", default="", help="mã máy mà người này cũng được dùng")
    _with_role(made)
    about = "Báo rằng hai mã là một người; vai trò theo mã giữ lại, nội dung đã ghi không đổi"
    made = province_command(words, "merge", about, _merge)
    made.add_argument("--person", required=True, help="mã người bị trùng")
    made.add_argument("--into", required=True, help="mã giữ lại")
    province_command(words, "list", "Liệt kê người và vai trò", _list)


def one_person(transaction: Transaction, province: str, wanted: str) -> str:
    """The id of the one person meant by an id or a name.

    Raises:
        ServerError: nobody, or several of that name.
    """
    found = store_people.find_persons(transaction, province, wanted)
    if len(found) != 1:
        detail = "Có nhiều người trùng tên; dùng mã người." if found else "Thêm bằng: kh02-server person add"
        raise ServerError(404, "not_found", f"Không xác định được người: {wanted}.", detail)
    return found[0]


def _with_role(made: Parser) -> None:
    names = ", ".join(rights.roles())
    made.add_argument("--role", action="append", required=True, help=f"vai trò, có thể nhiều: {names}")
    made.add_argument("--scope", default="", help="mã đơn vị, khi vai trò chỉ trong một đơn vị")


def _holdings(asked: Any) -> list[Holding]:
    return [Holding(role, asked.scope) for role in asked.role]


def _about(who: str, asked: Any) -> str:
    return f"{who}: {', '.join(asked.role)} {asked.scope}".strip()


def _add(asked: Any) -> None:
    def added(transaction: Transaction) -> tuple[str, tuple[str, ...]]:
        same_name = store_people.find_persons(transaction, asked.province, asked.name)
        person = store_people.add_person(transaction, province=asked.province, name=asked.name, person_id=asked.id)
        store_people.set_roles(transaction, province=asked.province, person=person, holdings=_holdings(asked))
        return person, same_name

    person, same_name = act(asked, act="person add", about=_about(asked.name, asked), work=added)
    print(person)
    if same_name:
        print(
            f"Lưu ý: đã có người cùng họ tên, mã {', '.join(same_name)}. Nếu là một người:"
            f" kh02-server person merge --province {asked.province} --person {person} --into {same_name[0]}",
            file=sys.stderr,
        )


def _set_role(asked: Any) -> None:
    def changed(transaction: Transaction) -> None:
        person = one_person(transaction, asked.province, asked.person)
        store_people.set_roles(transaction, province=asked.province, person=person, holdings=_holdings(asked))
        if asked.device:
            store_people.require_device(transaction, asked.province, asked.device)
            ids = store_people.ids_of(transaction, asked.province, person)
            store_people.seat(transaction, province=asked.province, device=asked.device, persons=ids)

    act(asked, act="person role", about=_about(asked.person, asked), work=changed)
    print("Đã đặt vai trò.")


def _merge(asked: Any) -> None:
    def merged(transaction: Transaction) -> None:
        for person in (asked.person, asked.into):
            if not store_people.find_id(transaction, asked.province, person):
                raise ServerError(404, "not_found", f"Không có mã người {person}.", "Xem: kh02-server person list")
        store_same.merge(transaction, province=asked.province, person=asked.person, into=asked.into)

    act(asked, act="person merge", about=f"{asked.person} là {asked.into}", work=merged)
    print("Đã ghi nhận là một người.")


def _list(asked: Any) -> None:
    listed = look(asked, lambda transaction: store_people.persons(transaction, asked.province))
    doubles = store_same.doubles(listed)
    for one in listed:
        remark = f"cùng người với {one.same_as}" if one.same_as else "trùng họ tên" if one.id in doubles else ""
        print(f"{one.id}\t{one.name}\t{rights.roles()[one.role].title}\t{one.scope}\t{remark}".rstrip("\t"))

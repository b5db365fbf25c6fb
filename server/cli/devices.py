"""kh02-server device."""

from datetime import datetime, timedelta
from typing import Any

from server import codes, store_joining, store_people, store_relay
from server.cli.acting import act, look
from server.cli.parser import Parser, group, province_command
from server.cli.persons import one_person
from server.errors import ServerError
from server.instants import iso, now
from server.store import Transaction

_HOURS, _MOST_HOURS = 24.0, 720.0


def add(commands: Any) -> None:
    """Add the commands."""
    words = group(commands, "device", "Máy")
    made = province_command(words, "enrol", "Cấp mã tham gia dùng một lần", _enrol)
    made.add_argument("--name", default="", help="tên máy")
    made.add_argument("--person", action="append", required=True, help="mã người hoặc họ và tên, có thể nhiều")
    _with_hours(made)
    province_command(words, "list", "Liệt kê các máy", _list)
    province_command(words, "waiting", "Liệt kê máy chưa tham gia mà máy khác chuyển thay đổi tới", _list_waiting)
    made = province_command(
        words, "admit", "Cho nhận thay đổi của một máy chưa tham gia, do máy khác chuyển tới", _admit
    )
    made.add_argument("--device", required=True, help="mã máy, xem: kh02-server device waiting")
    made.add_argument("--name", default="", help="tên máy")
    made.add_argument("--person", action="append", required=True, help="mã người hoặc họ và tên, có thể nhiều")
    made = province_command(words, "revoke", "Thu hồi quyền của một máy", _revoke)
    made.add_argument("--device", required=True, help="mã máy")
    made = province_command(words, "rotate", "Cấp mã mới cho một máy; khoá cũ hết hiệu lực khi mã được dùng", _rotate)
    made.add_argument("--device", required=True, help="mã máy")
    _with_hours(made)


def _with_hours(made: Parser) -> None:
    about = f"mã có hiệu lực bao nhiêu giờ (mặc định {_HOURS:g}, nhiều nhất {_MOST_HOURS:g})"
    made.add_argument("--hours", type=float, default=_HOURS, help=about)


def _expiry(asked: Any) -> datetime:
    """When the code that is asked for runs out.

    Raises:
        ServerError: it would be dead at once, or live for ever.
    """
    if not 0 < asked.hours <= _MOST_HOURS:  # not a number is neither
        detail = f"Ghi số giờ lớn hơn 0, nhiều nhất {_MOST_HOURS:g}."
        raise ServerError(422, "malformed", f"Mã không thể có hiệu lực {asked.hours:g} giờ.", detail)
    return now() + timedelta(hours=asked.hours)


def _enrol(asked: Any) -> None:
    def enrolled(transaction: Transaction) -> str:
        persons = [one_person(transaction, asked.province, wanted) for wanted in asked.person]
        return store_joining.enrol(
            transaction, province=asked.province, name=asked.name, persons=persons, expires=_expiry(asked)
        )

    code = act(asked, act="device enrol", about=f"{asked.name}: {', '.join(asked.person)}", work=enrolled)
    print(codes.spoken(code))


def _rotate(asked: Any) -> None:
    def rotated(transaction: Transaction) -> str:
        found = store_people.require_device(transaction, asked.province, asked.device)
        return store_joining.enrol(
            transaction,
            province=asked.province,
            name=found.name,
            persons=store_people.seated(transaction, asked.province, asked.device),
            expires=_expiry(asked),
            replaces=asked.device,
        )

    print(codes.spoken(act(asked, act="device rotate", about=asked.device, work=rotated)))


def _list(asked: Any) -> None:
    for one in look(asked, lambda transaction: store_people.devices(transaction, asked.province)):
        state = "chỉ nhận qua máy khác" if one.is_relayed else "đang dùng"
        state = f"thu hồi {one.revoked_at}" if one.revoked_at else state
        print(f"{one.id}\t{one.name}\ttham gia {one.joined_at}\t{state}\t{', '.join(one.persons)}")


def _list_waiting(asked: Any) -> None:
    for one in look(asked, lambda transaction: store_relay.strangers(transaction, asked.province)):
        print(f"{one.device}\t{one.person}\t{one.name or 'chưa rõ tên'}\tdo máy {one.via} chuyển từ {one.at}")


def _admit(asked: Any) -> None:
    def admitted(transaction: Transaction) -> bool:
        persons = [one_person(transaction, asked.province, wanted) for wanted in asked.person]
        return store_relay.admit(
            transaction, province=asked.province, device=asked.device, name=asked.name, persons=persons, now=now()
        )

    is_new = act(asked, act="device admit", about=f"{asked.device}: {', '.join(asked.person)}", work=admitted)
    print("Đã cấp. Máy đang giữ các thay đổi này sẽ tự gửi lại." if is_new else "Máy này đã được cấp từ trước.")


def _revoke(asked: Any) -> None:
    def revoked(transaction: Transaction) -> None:
        store_people.require_device(transaction, asked.province, asked.device)
        store_people.revoke(transaction, province=asked.province, device=asked.device, at=iso(now()))

    act(asked, act="device revoke", about=asked.device, work=revoked)
    print("Đã thu hồi.")

"""Taking part in the sync, one round of it, and what it left in conflict."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from app.cli.parser import FILE, Commands, with_json
from app.cli.running import FINE, PROBLEMS, open_desk, print_json
from app.models.errors import InvalidInputError, RefusedError

_SHOWN, _ALL = "shown", "all"


def register(commands: Commands) -> None:
    """Add the commands."""
    made = commands.add("join", "tham gia đồng bộ; tệp chưa có thì tải cả tỉnh về", _join, FILE)
    made.options.add_argument("--server", required=True, metavar="ĐỊA_CHỈ", help="địa chỉ máy chủ, dạng https://...")
    made.options.add_argument("--code", default="", metavar="MÃ", help="mã tham gia dùng một lần")
    made.options.add_argument("--ca", default="", metavar="TỆP", help="tệp chứng thư gốc riêng của tỉnh")
    made.options.add_argument("--proxy", default="", metavar="ĐỊA_CHỈ", help="máy chủ trung gian (proxy)")
    with_json(made)
    made = commands.add("sync", "gửi và nhận một lượt; 0 khi không còn gì", _sync, FILE)
    made.options.add_argument("--secret-stdin", action="store_true", help="đọc mã máy từ dòng đầu của stdin")
    with_json(made)
    made = commands.add("refused", "liệt kê, gửi lại, bỏ thay đổi mà máy chủ không nhận", _refused, FILE)
    again_help = f"gửi lại trong lượt đồng bộ sau, có thể nhiều; {_ALL}: mọi thay đổi liệt kê"
    made.options.add_argument("--send-again", action="append", default=[], metavar="MÃ", help=again_help)
    drop_help = "bỏ thay đổi này, có thể nhiều: mục trở lại như trên máy chủ, nội dung còn trong lịch sử"
    made.options.add_argument("--drop", action="append", default=[], metavar="MÃ", help=drop_help)
    back_help = "lấy lại thay đổi đã bỏ, có thể nhiều; gửi trong lượt đồng bộ sau"
    made.options.add_argument("--put-back", action="append", default=[], metavar="MÃ", help=back_help)
    made.options.add_argument("--dropped", action="store_true", help="liệt kê những thay đổi đã bỏ")
    with_json(made)
    with_json(commands.add("leave", "thôi đồng bộ; dữ liệu trên máy giữ nguyên", _leave, FILE))
    made = commands.add("conflicts", "liệt kê, giải quyết chỗ sửa trùng", _conflicts, FILE)
    made.options.add_argument("--search", default="", metavar="CHỮ", help="chỉ những chỗ có các chữ này")
    keep_help = "giữ giá trị của lần sửa này; shown: giữ giá trị đang hiện ở mọi chỗ liệt kê"
    made.options.add_argument("--keep", action="append", default=[], metavar="MÃ", help=keep_help)
    with_json(made)


def _join(given: Any) -> int:
    from app.services.exchange import joining, newcomer
    from app.sync.http import Address

    address = Address(given.server, given.ca, given.proxy)
    path = Path(given.file)
    if path.exists():
        with open_desk(given, writing=True) as desk:
            joined = joining.join(desk, address=address, code=given.code)
    else:
        desk, joined = newcomer.start(path, address=address, code=given.code, on_progress=_progress(given))
        newcomer.finish(desk)
        desk.close()
    if given.json:
        told = {"province": joined.province, "persons": joined.persons}
        return print_json({**told, "is_kept": joined.is_kept, "warning": joined.warning})
    names = ", ".join(person.name for person in joined.persons)
    print(f"Đã tham gia đồng bộ với {given.server}. Người dùng máy này: {names}.")
    if joined.warning:
        print(joined.warning, file=sys.stderr)
    if joined.notice:
        print(f"{joined.notice}\nMã máy: {joined.secret}", file=sys.stderr)
    return FINE


def _progress(given: Any) -> Any:
    def show(progress: Any) -> None:
        if not given.json and sys.stderr.isatty():
            print(f"\rĐã nhận {progress.done}/{progress.total} bản ghi", end="", file=sys.stderr)

    return show


def _sync(given: Any) -> int:
    from app.services.exchange import attachments, joining, rounds

    with open_desk(given, writing=True) as desk:
        if given.secret_stdin:
            joining.resume(desk, secret=sys.stdin.readline())
        server = joining.connect(desk)
        if server is None:
            raise RefusedError(
                "Máy này chưa tham gia đồng bộ, hoặc chưa có mã máy.", "Chạy kh02 join, hoặc thêm --secret-stdin."
            )
        try:
            done = rounds.run(desk, server, compares=True, is_asked_for=True)
            files = attachments.carry(desk, server)
        finally:
            server.close()
        refused = Counter((one.code, one.reason) for one in rounds.refused(desk))
    left = done.unsent + done.parked + files.to_send + files.wanted - files.received
    if given.json:
        why = [{"code": code, "reason": reason, "count": count} for (code, reason), count in refused.most_common()]
        figures = {"sent": done.sent, "received": done.received, "unsent": done.unsent, "parked": done.parked}
        print_json({**figures, "refused": why, "files": files})
    else:
        print(
            f"Đã gửi {done.sent}, nhận mới {done.received}; chưa gửi {done.unsent}, máy chủ không nhận {done.parked}."
        )
        for (_, reason), count in refused.most_common():
            print(f"{count} thay đổi không nhận: {reason}", file=sys.stderr)
        if refused:
            print("Xem từng thay đổi, gửi lại hoặc bỏ: kh02 refused TỆP", file=sys.stderr)
        if files.wanted:
            print(f"Tệp kèm theo: có {files.received}/{files.wanted}, chưa gửi {files.to_send}.")
    return PROBLEMS if left else FINE


def _refused(given: Any) -> int:
    from app.services.exchange import repairing, rounds

    with open_desk(given, writing=bool(given.send_again or given.drop or given.put_back)) as desk:
        waiting = [one.change_id for one in rounds.refused(desk)]
        again = waiting if _ALL in given.send_again else _named(given.send_again, waiting)
        drop = _named(given.drop, waiting)
        back = _named(given.put_back, [one.change_id for one in rounds.taken_back(desk)])
        dropped = repairing.take_back(desk, change_ids=drop)[1] if drop else ()
        if again:
            rounds.send_again(desk, change_ids=again)
        if back:
            repairing.put_back(desk, change_ids=back)
        left = rounds.refused(desk)
        listed = rounds.taken_back(desk) if given.dropped else left
    if given.json:
        print_json({"sent_again": again, "dropped": dropped, "put_back": back, "listed": listed})
        return PROBLEMS if left else FINE
    if again or back:
        print(f"{len(again) + len(back)} thay đổi sẽ gửi trong lượt đồng bộ sau: kh02 sync TỆP")
    if dropped:
        back_again = " ".join(f"--put-back {one}" for one in dropped)
        print(f"Đã bỏ {len(dropped)} thay đổi. Lấy lại: kh02 refused TỆP {back_again}")
    for one in listed:
        print(f"{one.entity_label} {one.record_label} · {one.fields} ({one.person}, {_when(one.at)}) [{one.change_id}]")
        if one.reason:
            print(f"    {one.reason}")
    print(f"{len(listed)} thay đổi {'đã bỏ' if given.dropped else 'máy chủ không nhận'}.")
    return PROBLEMS if left else FINE


def _named(asked: list[str], known: list[str]) -> list[str]:
    """The changes that a person named.

    Raises:
        InvalidInputError: one of them is not in the list.
    """
    unknown = next((one for one in asked if one not in known), None)
    if unknown is not None:
        raise InvalidInputError(
            f"Không có thay đổi nào mã {unknown} trong danh sách.",
            "Xem mã bằng: kh02 refused TỆP; thay đổi đã bỏ: kh02 refused TỆP --dropped.",
        )
    return list(dict.fromkeys(asked))


def _leave(given: Any) -> int:
    from app.services.exchange import joining

    with open_desk(given, writing=True) as desk:
        joining.leave(desk)
    if given.json:
        return print_json({"left": True})
    print("Đã thôi đồng bộ. Dữ liệu trên máy này giữ nguyên.")
    return FINE


def _conflicts(given: Any) -> int:
    from app.services import conflicts

    with open_desk(given, writing=bool(given.keep)) as desk:
        found = conflicts.listed(desk, search=given.search)
        if given.keep:
            chosen = [choice for one in found if (choice := _chosen(one, given.keep)) is not None]
            if not chosen:
                raise InvalidInputError("Không chỗ sửa trùng nào có mã đó.", "Xem mã bằng: kh02 conflicts TỆP.")
            conflicts.settle(desk, choices=chosen)
            found = conflicts.listed(desk, search=given.search)
    if given.json:
        print_json(found)
    else:
        for one in found:
            urgent = "GẤP · " if one.is_urgent else ""
            print(f"{urgent}{one.entity_label} {one.record_label} · {one.field_label}")
            for side in one.sides:
                mark = "*" if side.is_shown else " "
                print(f"  {mark} {side.value} ({side.person}, {_when(side.at)}) [{side.change_id}]")
        print(f"{len(found)} chỗ sửa trùng.")
    return PROBLEMS if found else FINE


def _chosen(one: Any, keep: list[str]) -> Any:
    named = next((side for side in one.sides if side.change_id in keep), None)
    if named is None and _SHOWN in keep:
        named = one.sides[0]
    return one.choice(named) if named is not None else None


def _when(at: Any) -> str:
    from app.models import vietnam_time

    return vietnam_time.show_moment(at)

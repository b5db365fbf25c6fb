"""The province's figures for the central board."""

from typing import Any

from app.cli.parser import FILE, Commands, with_json
from app.cli.running import FINE, open_desk, print_json


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("board", "số liệu gửi bảng điều hành Trung ương", _board, FILE)
    made.options.add_argument("--publish", action="store_true", help="ghi số liệu vào tệp để lần đồng bộ sau gửi đi")
    with_json(made)


def _board(given: Any) -> int:
    from app.models.board.records import Subject
    from app.services import board

    with open_desk(given, writing=given.publish) as desk:
        if given.publish:
            done = board.publish(desk, even_if_other=True)
            if given.json:
                return print_json(done)
            print(f"Đã ghi {done.written} số liệu." if done.written else "Số liệu không đổi, không phải ghi gì.")
            return FINE
        found = board.compute(desk)
    if given.json:
        return print_json(found)
    for one in found.figures:
        if one.subject is Subject.WORK:
            counts = one.figures
            print(
                f"{one.unit or 'Chưa giao đơn vị'} · {one.group.heading}: {counts['total']} việc, "
                f"{counts['done']} hoàn thành, {counts['late']} quá hạn, {counts['watch']} cần chú ý"
            )
        elif one.subject is Subject.NIGHT:
            print(f"{one.group.heading}: {one.figures['done']}/{one.figures['steps']} bước")
    return FINE

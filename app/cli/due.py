"""When a limit is due in working or wall time, and why."""

from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from app.cli.parser import Commands, with_json
from app.cli.running import FINE, open_desk, print_json
from app.models.errors import InvalidInputError
from app.services.desk import Desk


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("due", "tính thời hạn theo giờ làm việc", _due, ("start", "lúc bắt đầu: 2025-06-27T16:30"))
    made.options.add_argument("--limit", required=True, metavar="PT2H", help="thời hạn: PT2H là 2 giờ, P3D là 3 ngày")
    made.options.add_argument("--clock", default="working", metavar="ĐỒNG_HỒ", help="working (giờ làm việc) hoặc wall")
    made.options.add_argument("--file", metavar="TỆP", help="theo lịch làm việc của tệp kế hoạch này")
    made.options.add_argument("--unit", default="", metavar="ĐƠN_VỊ", help="theo giờ làm việc riêng của đơn vị")
    made.options.add_argument("--explain", action="store_true", help="liệt kê từng khoảng được tính, từng ngày nghỉ")
    with_json(made)


def _due(given: Any) -> int:
    from app.models.vietnam_time import show_moment
    from app.services import working_time

    if given.unit and not given.file:
        raise InvalidInputError("Giờ riêng của đơn vị nằm trong tệp kế hoạch.", "Thêm --file TỆP.")
    start = working_time.read_moment(given.start)
    limit = working_time.read_limit(given.limit, clock=given.clock)
    with open_desk(Namespace(file=Path(given.file))) if given.file else nullcontext() as desk:
        unit = _unit(desk, given.unit) if desk and given.unit else ""
        calendar = working_time.calendar(desk, unit_id=unit) if desk else None
    found = working_time.reckon(start, limit, calendar)
    if given.json:
        return print_json({"due": found.due, "lines": list(working_time.explain_lines(found))})
    if given.explain:
        for line in working_time.explain_lines(found):
            print(line)
    else:
        print(show_moment(found.due))
    return FINE


def _unit(desk: Desk, name: str) -> str:
    from app.models.units.names import match_unit
    from app.services import plan

    known = {word: unit.id for unit in plan.units(desk) for word in (unit.name, unit.short_name, *unit.aliases) if word}
    found = match_unit(name, known)
    if found is None:
        raise InvalidInputError(f"Không có đơn vị “{name}”.", "Xem tên đơn vị trong Danh bạ.")
    return found

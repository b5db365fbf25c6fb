"""The action plan: its rows, and the Excel round trip with the units."""

import sys
from pathlib import Path
from typing import Any

from app.cli.parser import FILE, Commands, Parser, with_json
from app.cli.running import FINE, PROBLEMS, folder, open_desk, print_json, split
from app.models.errors import InvalidInputError
from app.models.plan.records import TaskStatus
from app.models.plan.table import TaskQuery
from app.services.desk import Desk

_MANY = 1_000_000
"""Rows of one page: the command line shows them all."""


def register(commands: Commands) -> None:
    """Add the commands."""
    made = commands.add("import", "xem trước hoặc nhập tệp Excel", _import, FILE, ("xlsx", "tệp Excel"))
    made.options.add_argument("--apply", action="store_true", help="nhập thật (mặc định chỉ xem trước)")
    with_json(made)
    made = commands.add("send", "tạo tệp Excel gửi từng đơn vị", _send, FILE)
    made.options.add_argument("--to", required=True, metavar="THƯ_MỤC", help="nơi ghi")
    _task_options(commands.add("task", "xem, thêm, sửa nhiệm vụ", _task, FILE))


def _task_options(made: Parser) -> None:
    made.options.add_argument("action", choices=("list", "add", "set"), metavar="list|add|set", help="việc cần làm")
    for name, text in (
        ("--number", "số dòng, ví dụ 1.4 (set)"),
        ("--group", "số nhóm I, II, III, IV (add)"),
        ("--content", "nội dung công việc"),
        ("--lead", "đơn vị chủ trì"),
        ("--coordinating", "đơn vị phối hợp, cách nhau bằng dấu ;"),
        ("--products", "sản phẩm đầu ra"),
        ("--deadline", "thời hạn, ví dụ “trước ngày 25/6/2025”"),
        ("--status", "trạng thái: " + ", ".join(status.value for status in TaskStatus)),
        ("--percent", "tỷ lệ hoàn thành"),
        ("--text", "diễn giải tiến độ; với list: lọc theo chữ"),
    ):
        made.options.add_argument(name, help=text, metavar="...")
    made.options.add_argument("--amend-form", action="store_true", help="cho phép sửa lời của dòng mẫu")
    with_json(made)


def _import(given: Any) -> int:
    from app.services import spreadsheets

    with open_desk(given, writing=given.apply) as desk:
        preview = spreadsheets.read(desk, path=Path(given.xlsx))
        if given.json:
            print_json(preview)
        else:
            _print_preview(preview)
        if given.apply and (preview.added or preview.changed):
            outcome = spreadsheets.apply(desk, preview=preview)
            print(f"Đã nhập: {outcome.title}.", file=sys.stderr if given.json else sys.stdout)
    return PROBLEMS if preview.refused else FINE


def _print_preview(preview: Any) -> None:
    print(f"{len(preview.added)} dòng thêm, {len(preview.changed)} ô đổi, {len(preview.refused)} ô bị từ chối.")
    for row in preview.added:
        print(f"  thêm: {row.content}")
    for remark in preview.remarks:
        print(f"  lưu ý {remark.sheet}!{remark.cell}: {remark.text}")
    for change in preview.changed:
        print(f"  {change.cell}  dòng {change.number}, {change.field_label}: {change.old} -> {change.new}")
    for refusal in preview.refused:
        print(f"  {refusal.sheet}!{refusal.cell}: {refusal.reason}")


def _send(given: Any) -> int:
    from app.services import spreadsheets

    target = folder(given.to)
    with open_desk(given) as desk:
        for path in spreadsheets.send_to_units(desk, folder=target):
            print(f"Đã ghi {path}")
    return FINE


def _task(given: Any) -> int:
    if given.action == "list":
        return _task_list(given)
    with open_desk(given, writing=True) as desk:
        if given.action == "add":
            return _task_add(desk, given)
        return _task_set(desk, given)


def _task_list(given: Any) -> int:
    from app.services import plan

    with open_desk(given) as desk:
        page = plan.page(desk, query=TaskQuery(text=given.text or ""), offset=0, limit=_MANY)
    if given.json:
        return print_json([line for line in page.lines if line.task_id])
    for line in page.lines:
        if not line.task_id:
            print(f"{line.number}. {line.content}")
        else:
            print(f"  {line.number}  {line.content} | {line.lead} | {line.deadline} | {line.status.label}")
    return FINE


def _task_add(desk: Desk, given: Any) -> int:
    from app.services import plan, tasks

    group = next((group for group in plan.groups(desk) if group.numeral == (given.group or "").upper()), None)
    if group is None:
        raise InvalidInputError("Chưa chọn nhóm nhiệm vụ.", "Thêm --group I (hoặc II, III, IV).")
    outcome = tasks.add_task(
        desk,
        group_id=group.id,
        content=given.content or "",
        lead=given.lead or "",
        coordinating=split(given.coordinating),
        products=given.products or "",
        deadline=given.deadline or "",
    )
    added = plan.task(desk, task_id=outcome.created[0])
    print(f"Đã thêm dòng {added.number}: {added.content}")
    return FINE


def _task_set(desk: Desk, given: Any) -> int:
    from app.services import plan, tasks

    found = next((task for task in plan.view(desk).tasks if task.number == given.number), None)
    if found is None:
        raise InvalidInputError(f"Không có dòng {given.number or ''}.", "Xem số dòng bằng: kh02 task TỆP list.")
    task_id = found.id
    if given.content is not None or given.products is not None:
        tasks.edit_task(
            desk, task_id=task_id, content=given.content, products=given.products, amend_form=given.amend_form
        )
    if given.lead is not None:
        tasks.set_lead(desk, task_id=task_id, unit=given.lead)
    if given.coordinating is not None:
        tasks.set_coordinating(desk, task_id=task_id, units=split(given.coordinating))
    if given.deadline is not None:
        tasks.set_deadline(desk, task_id=task_id, text=given.deadline)
    if given.status is not None or given.percent is not None:
        _report(desk, task_id, given, found.status)
    print(f"Đã sửa dòng {given.number}.")
    return FINE


def _report(desk: Desk, task_id: str, given: Any, current: TaskStatus) -> None:
    from app.services import tasks

    wanted = given.status or current.value
    status = next((one for one in TaskStatus if wanted in (one.value, one.label)), None)
    if status is None:
        raise InvalidInputError(f"Không có trạng thái “{wanted}”.", "Xem: kh02 task --help.")
    percent = None
    if given.percent is not None:
        if not (given.percent.isascii() and given.percent.strip("%").isdigit()):
            raise InvalidInputError(f"Tỷ lệ “{given.percent}” không hợp lệ.", "Nhập từ 0 đến 100.")
        percent = int(given.percent.strip("%"))
    tasks.report_progress(desk, task_id=task_id, status=status, percent=percent, text=given.text or "")

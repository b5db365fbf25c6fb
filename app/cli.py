"""`kh02`: the same jobs as the window, through the same services.

Exit codes: 0 fine, 1 problems found or refused, 2 wrong use. Messages are Vietnamese; `--json` gives data.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

from app.models.errors import AppError, InvalidInputError, RefusedError
from app.models.plan.records import TaskStatus
from app.models.plan.table import TaskQuery
from app.services.desk import Desk

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
_MANY = 1_000_000
_DEFAULT_PERSON = "Chuyên viên tổng hợp"


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse with Vietnamese headings and errors."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"add_help": False, "formatter_class": _Formatter, "allow_abbrev": False, **given})
        self.options = self.add_argument_group("Tham số")
        self.options.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    def error(self, message: str) -> NoReturn:
        name = message.partition("'")[2].partition("'")[0]
        about = f" ({name})" if name else ""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"Sai cách dùng{about}: thiếu, thừa hoặc sai tham số. Xem: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = _parser().parse_args(arguments)
    try:
        return int(given.command(given))
    except AppError as error:
        if getattr(given, "json", False):
            _print_json({"error": {"title": error.title, "detail": error.detail}})
        print(f"{error.title}\n{error.detail}".strip(), file=sys.stderr)
        return PROBLEMS


def _parser() -> _Parser:
    parser = _Parser(prog="kh02", description="Bàn làm việc của Tổ Công tác thực hiện Kế hoạch 02-KH/BCĐTW.")
    commands = parser.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=_Parser)

    def command(name: str, help_text: str, run: Callable[[Any], int], *positional: tuple[str, str]) -> _Parser:
        made: _Parser = commands.add_parser(name, help=help_text, description=help_text)
        for argument, text in positional:
            made.options.add_argument(argument, help=text, metavar=argument.upper())
        made.set_defaults(command=run)
        return made

    def option(made: _Parser, *names: str, **given: Any) -> None:
        made.options.add_argument(*names, **given)

    file = ("file", "tệp kế hoạch (.kh02)")
    made = command("provinces", "liệt kê 34 tỉnh, thành phố", _provinces)
    option(made, "--json", action="store_true", help="in dạng JSON")
    made = command("new", "tạo kế hoạch của một tỉnh", _new, file)
    option(made, "--province", required=True, metavar="TÊN", help="tên tỉnh, thành phố (không cần dấu)")
    option(made, "--person", default=_DEFAULT_PERSON, metavar="HỌ_TÊN", help="người lập")
    option(made, "--night", default="", metavar="NGÀY", help="ngày có đêm chuyển đổi, mặc định 30/6/2025")
    command("sample", "tạo tỉnh mẫu Lâm Đồng", _sample, file)
    made = command("check", "rà soát kế hoạch", _check, file)
    option(made, "--json", action="store_true", help="in dạng JSON")
    made = command("export", "xuất văn bản ra Word, PDF, Excel", _export, file)
    option(made, "document", nargs="?", metavar="VĂN_BẢN", help="tên văn bản, xem --list")
    option(made, "--list", action="store_true", help="liệt kê tên văn bản")
    option(made, "--to", metavar="THƯ_MỤC", help="nơi ghi")
    option(made, "--formats", default="", help="các định dạng, ví dụ docx,pdf; mặc định mọi dạng của văn bản")
    option(made, "--run", default="", metavar="LƯỢT", help="tên lượt của đêm chuyển đổi, mặc định lượt cuối")
    option(made, "--json", action="store_true", help="in dạng JSON")
    made = command("import", "xem trước hoặc nhập tệp Excel", _import, file, ("xlsx", "tệp Excel"))
    option(made, "--apply", action="store_true", help="nhập thật (mặc định chỉ xem trước)")
    option(made, "--json", action="store_true", help="in dạng JSON")
    made = command("send", "tạo tệp Excel gửi từng đơn vị", _send, file)
    option(made, "--to", required=True, metavar="THƯ_MỤC", help="nơi ghi")
    made = command("task", "xem, thêm, sửa nhiệm vụ", _task, file)
    _task_options(made)
    made = command("shots", "chụp mọi màn hình thành PNG", _shots, file)
    option(made, "--to", required=True, metavar="THƯ_MỤC", help="nơi ghi")
    made = command("backup", "sao lưu tệp kế hoạch và minh chứng", _backup, file)
    option(made, "--to", required=True, metavar="TỆP", help="tệp sao lưu sẽ ghi")
    made = command("restore", "khôi phục từ bản sao lưu", _restore, ("archive", "bản sao lưu"))
    option(made, "--to", required=True, metavar="TỆP", help="tệp kế hoạch mới sẽ tạo")
    made = command("runbook", "đêm chuyển đổi: chạy mô phỏng cả đêm", _runbook, ("action", "simulate"), file)
    option(made, "--seed", type=int, default=1, metavar="SỐ", help="cùng số cho cùng một đêm")
    option(made, "--speed", type=float, default=0, metavar="LẦN", help="nhanh gấp bao nhiêu lần; 0 là in ngay")
    option(made, "--rollback", action="store_true", help="phương án phải khôi phục hệ thống cũ")
    option(made, "--to", metavar="THƯ_MỤC", help="nơi ghi văn bản của lượt mô phỏng")
    option(made, "--json", action="store_true", help="in dạng JSON")
    made = command("verify", "kiểm tra tệp có nguyên vẹn không", _verify, file)
    option(made, "--json", action="store_true", help="in dạng JSON")
    return parser


def _task_options(made: _Parser) -> None:
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
    made.options.add_argument("--json", action="store_true", help="in dạng JSON")


def _provinces(given: Any) -> int:
    from app.models.units.gazetteer import provinces

    rows: list[dict[str, Any]] = [
        {
            "code": one.code,
            "name": one.name,
            "title": one.title,
            "merged_from": list(one.merged_from),
            "communes": len(one.communes),
        }
        for one in provinces()
    ]
    if given.json:
        return _print_json(rows)
    for row in rows:
        merged = f" (từ {', '.join(row['merged_from'])})" if row["merged_from"] else ""
        print(f"{row['code']}  {row['title']}: {row['communes']} đơn vị cấp xã{merged}")
    return FINE


def _new(given: Any) -> int:
    from app.models.plan.deadline import parse
    from app.services import opening

    night = parse(given.night).day if given.night else opening.CUTOVER_DAY
    if night is None:
        raise InvalidInputError(f"Ngày “{given.night}” không đọc được.", "Ghi theo mẫu 30/6/2025.")
    person = opening.NewPerson(given.person)
    desk = opening.create(Path(given.file), province=given.province, person=person, cutover_day=night)
    print(f"Đã tạo {desk.path.name}: {desk.province.title}, {len(desk.province.communes)} đơn vị cấp xã.")
    desk.close()
    return FINE


def _sample(given: Any) -> int:
    from app.services import sample

    desk = sample.make(Path(given.file))
    print(f"Đã tạo tỉnh mẫu {desk.path.name}: {desk.province.title}.")
    desk.close()
    return FINE


def _check(given: Any) -> int:
    from app.services import checking

    with _open(given) as desk:
        findings = checking.findings(desk)
    serious = [finding for finding in findings if finding.level != "remark"]
    if given.json:
        _print_json(findings)
    else:
        labels = {"error": "LỖI", "warning": "CẢNH BÁO", "remark": "Lưu ý"}
        for finding in findings:
            print(f"{labels[finding.level]}: {finding.message}")
        print(f"{len(serious)} điểm phải xử lý, {len(findings) - len(serious)} điểm lưu ý.")
    return PROBLEMS if serious else FINE


def _export(given: Any) -> int:
    from app.services import documents

    if given.list or not given.document:
        kinds = [{"name": kind.name, "title": kind.title, "formats": kind.formats} for kind in documents.catalogue()]
        if given.json:
            return _print_json(kinds)
        for kind in documents.catalogue():
            print(f"{kind.name}: {kind.title} ({', '.join(kind.formats)})")
        return FINE if given.list else WRONG_USE
    if not given.to:
        print("Thiếu --to THƯ_MỤC.", file=sys.stderr)
        return WRONG_USE
    folder = _folder(given.to)
    with _open(given, writing=documents.leaves_trace(given.document)) as desk:
        formats = given.formats.split(",") if given.formats else documents.formats_of(given.document)
        written = documents.export(desk, name=given.document, formats=formats, folder=folder, subject=given.run)
    if given.json:
        return _print_json([str(path) for path in written])
    for path in written:
        print(f"Đã ghi {path}")
    return FINE


def _import(given: Any) -> int:
    from app.services import spreadsheets

    with _open(given, writing=given.apply) as desk:
        preview = spreadsheets.read(desk, path=Path(given.xlsx))
        if given.json:
            _print_json(preview)
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

    folder = _folder(given.to)
    with _open(given) as desk:
        for path in spreadsheets.send_to_units(desk, folder=folder):
            print(f"Đã ghi {path}")
    return FINE


def _task(given: Any) -> int:
    if given.action == "list":
        return _task_list(given)
    with _open(given, writing=True) as desk:
        if given.action == "add":
            return _task_add(desk, given)
        return _task_set(desk, given)


def _task_list(given: Any) -> int:
    from app.services import plan

    with _open(given) as desk:
        page = plan.page(desk, query=TaskQuery(text=given.text or ""), offset=0, limit=_MANY)
    if given.json:
        return _print_json([line for line in page.lines if line.task_id])
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
        coordinating=_split(given.coordinating),
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
        tasks.set_coordinating(desk, task_id=task_id, units=_split(given.coordinating))
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


def _shots(given: Any) -> int:
    from app.views.shots import take_shots

    with _open(given, writing=True) as desk:
        shots = take_shots(desk, Path(given.to))
    print(f"Đã chụp {len(shots)} hình vào {given.to}.")
    return FINE


def _backup(given: Any) -> int:
    from app.services import backups

    with _open(given, writing=True) as desk:
        print(f"Đã sao lưu vào {backups.backup(desk, to=Path(given.to))}")
    return FINE


def _restore(given: Any) -> int:
    from app.services import backups

    print(f"Đã khôi phục thành {backups.restore(Path(given.archive), to=Path(given.to))}")
    return FINE


def _runbook(given: Any) -> int:
    from app.models.runbook.playing import Script
    from app.services import documents
    from app.services.runbook import masters, simulate

    if given.action != "simulate":
        raise InvalidInputError(f"Không có việc “{given.action}”.", "Dùng: kh02 runbook simulate TỆP.")
    with _open(given, writing=True) as desk:
        if not masters.has_master(desk):
            masters.create(desk)
        played = simulate.simulate(desk, seed=given.seed, script=Script(is_rollback=given.rollback))
        if given.json:
            _print_json(played.timeline)
        else:
            for line in simulate.paced(played, speed=given.speed):
                print(line.shown, flush=True)
        if given.to:
            folder = Path(given.to)
            folder.mkdir(parents=True, exist_ok=True)
            run_id = simulate.record(desk, simulation=played)
            for kind in (one for one in documents.catalogue() if one.of_run):
                try:
                    documents.export(desk, name=kind.name, formats=kind.formats, folder=folder, subject=run_id)
                except RefusedError as refusal:
                    print(f"{kind.title}: {refusal.title}", file=sys.stderr)
    return FINE


def _verify(given: Any) -> int:
    from app.services import backups
    from app.services.runbook import proof

    found = backups.verify(Path(given.file))
    logs = proof.verify_file(Path(given.file)) if found.whole else ()
    problems = [*found.problems, *(f"{report.run.title}: {text}" for report in logs for text in report.problems)]
    if given.json:
        runs = [{"title": report.run.title, "unanchored": report.unanchored} for report in logs]
        _print_json({"path": str(found.path), "whole": not problems, "problems": problems, "runs": runs})
        return PROBLEMS if problems else FINE
    for problem in problems:
        print(f"{found.path.name}: {problem}")
    if not problems:
        print(f"{found.path.name}: nguyên vẹn.")
    for report in logs:
        if report.unanchored:
            print(f"{report.run.title}: {report.unanchored} mục nhật ký chưa có mốc đối chiếu bên ngoài.")
    return PROBLEMS if problems else FINE


def _folder(text: str) -> Path:
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(
            f"Không ghi được vào thư mục {text}.", f"Hệ điều hành báo: {error.strerror}."
        ) from error
    return folder


@contextmanager
def _open(given: Any, *, writing: bool = False) -> Iterator[Desk]:
    from app.services import opening

    desk = opening.open_desk(Path(given.file), read_only=not writing)
    try:
        yield desk
    finally:
        desk.close()


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))
    return FINE


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value)


if __name__ == "__main__":
    sys.exit(main())

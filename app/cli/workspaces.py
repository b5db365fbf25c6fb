"""Provinces and their workspace files: make, sample, check, back up, restore, pictures of the screens."""

from pathlib import Path
from typing import Any

from app.cli.parser import FILE, Commands, with_force, with_json
from app.cli.running import FINE, PROBLEMS, open_desk, print_json, refuse_to_replace
from app.models.errors import InvalidInputError
from app.models.findings import REMARK

_DEFAULT_PERSON = "Chuyên viên tổng hợp"


def register(commands: Commands) -> None:
    """Add the commands."""
    with_json(commands.add("provinces", "liệt kê 34 tỉnh, thành phố", _provinces))
    made = commands.add("new", "tạo kế hoạch của một tỉnh", _new, FILE).options
    made.add_argument("--province", required=True, metavar="TÊN", help="tên tỉnh, thành phố (không cần dấu)")
    made.add_argument("--person", default=_DEFAULT_PERSON, metavar="HỌ_TÊN", help="người lập")
    made.add_argument("--night", default="", metavar="NGÀY", help="ngày có đêm chuyển đổi, mặc định 30/6/2025")
    commands.add("sample", "tạo tỉnh mẫu Lâm Đồng", _sample, FILE)
    with_json(commands.add("check", "rà soát kế hoạch", _check, FILE))
    made = commands.add("shots", "chụp mọi màn hình thành PNG", _shots, FILE).options
    made.add_argument("--to", required=True, metavar="THƯ_MỤC", help="nơi ghi")
    writes = commands.add("backup", "sao lưu tệp kế hoạch và minh chứng", _backup, FILE)
    writes.options.add_argument("--to", required=True, metavar="TỆP", help="tệp sao lưu sẽ ghi")
    with_force(writes)
    made = commands.add("restore", "khôi phục từ bản sao lưu", _restore, ("archive", "bản sao lưu")).options
    made.add_argument("--to", required=True, metavar="TỆP", help="tệp kế hoạch mới sẽ tạo")


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
        return print_json(rows)
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

    with open_desk(given) as desk:
        findings = checking.findings(desk)
    serious = [finding for finding in findings if finding.level != REMARK]
    if given.json:
        print_json(findings)
    else:
        labels = {"error": "LỖI", "warning": "CẢNH BÁO", "remark": "Lưu ý"}
        for finding in findings:
            print(f"{labels[finding.level]}: {finding.message}")
        print(f"{len(serious)} điểm phải xử lý, {len(findings) - len(serious)} điểm lưu ý.")
    return PROBLEMS if serious else FINE


def _shots(given: Any) -> int:
    from app.views.shots import take_shots

    with open_desk(given, writing=True) as desk:
        shots = take_shots(desk, Path(given.to))
    print(f"Đã chụp {len(shots)} hình vào {given.to}.")
    return FINE


def _backup(given: Any) -> int:
    from app.services import backups

    refuse_to_replace(Path(given.to), force=given.force)
    with open_desk(given, writing=True) as desk:
        print(f"Đã sao lưu vào {backups.backup(desk, to=Path(given.to))}")
    return FINE


def _restore(given: Any) -> int:
    from app.services import backups

    print(f"Đã khôi phục thành {backups.restore(Path(given.archive), to=Path(given.to))}")
    return FINE

"""The five mandatory contents of a province's plan (Sổ tay 8.2.b) and blanks that are still open."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from app.models.findings import ERROR, REMARK, WARNING, Level
from app.models.plan import form
from app.models.plan.checks.finding import Context, Finding, row
from app.models.plan.records import Task
from app.models.vietnam_time import show_date

SELECTION_DUE = date(2025, 6, 25)
"""National deadline for choosing the systems to keep (Sổ tay, Phần V, TT 27, 32); 28/6 is configuration and trial."""

CHOSEN_SYSTEM = "ten_tinh_goc_duoc_chon"
"""Blank of the form that names the chosen system."""

OPTIONAL_BLANKS = frozenset({"muc_tieu_cu_the_khac"})

LONGEST_SHOWN = 40
"""Characters of a placeholder that a message repeats."""

_BRACKETED = re.compile(r"\[[^\[\]]{2,60}\]|\.{5,}|…{2,}")


def assignment(plan: Context) -> Iterator[Finding]:
    """8.2.b (1): tasks are given out; an empty group is a gap."""
    if not plan.tasks:
        yield Finding(
            "mandatory_assignment",
            ERROR,
            "Kế hoạch chưa có nhiệm vụ nào. Thêm các dòng của mẫu Phụ lục I (Sổ tay 8.2.b: phân công nhiệm vụ cụ thể).",
        )
        return
    for group in plan.view.groups:
        if not group.tasks:
            yield Finding(
                "mandatory_assignment",
                WARNING,
                f"Nhóm {group.numeral} ({group.heading}) chưa có nhiệm vụ. Thêm nhiệm vụ hoặc chọn từ thư viện.",
            )


def timeline(plan: Context) -> Iterator[Finding]:
    """8.2.b (2): the milestones of the urgent phase stand in a row with a date."""
    milestones = [
        ("ban hành bộ TTHC mới", _new_procedures(plan)),
        ("hoàn thành số hóa hồ sơ, kết quả cấp huyện", plan.holding("so hoa", "cap huyen")),
    ]
    if plan.view.is_merged:
        milestones.append(("chốt phương án chọn hệ thống", plan.selections()))
    for name, tasks in milestones:
        if not _dated(tasks):
            yield _missing_date("mandatory_timeline", WARNING, f"mốc “{name}”", tasks)


def system_selection(plan: Context) -> Iterator[Finding]:
    """8.2.b (3): a merged province says which systems it keeps, before 25/6/2025."""
    if not plan.view.is_merged:
        return
    if not plan.view.blanks.get(CHOSEN_SYSTEM):
        late = plan.today >= SELECTION_DUE
        text = "đã quá hạn" if late else "hạn"
        yield Finding(
            "system_not_chosen",
            ERROR if late else WARNING,
            "Mục II.1: chưa chốt hệ thống giải quyết TTHC dùng chung của tỉnh sáp nhập "
            f"({text} {show_date(SELECTION_DUE)}). Chọn hệ thống của một trong các tỉnh: "
            f"{', '.join(plan.view.merged_from)}.",
            field=CHOSEN_SYSTEM,
        )
    for task in plan.selections():
        last = task.deadline.last_day() if task.deadline else None
        if last and last > SELECTION_DUE:
            yield Finding(
                "selection_too_late",
                WARNING,
                f"{row(task)}: chọn hệ thống xong ngày {show_date(last)}, sau hạn toàn quốc "
                f"{show_date(SELECTION_DUE)}; ngày 28/6/2025 là hạn cấu hình, vận hành thử. "
                "Đưa thời hạn về trước ngày 25/6/2025.",
                task.id,
                "deadline",
            )


def rehearsal_and_cutover(plan: Context) -> Iterator[Finding]:
    """8.2.b (4): a date for the rehearsal and one for the cut-over."""
    for name, tasks in (("diễn tập", plan.rehearsals()), ("chuyển chính thức (cắt chuyển)", plan.cutovers())):
        if not _dated(tasks):
            yield _missing_date("mandatory_rehearsal_cutover", ERROR, f"lịch {name}", tasks)


def budget(plan: Context) -> Iterator[Finding]:
    """8.2.b (5): money, above all a reserve for urgent tasks."""
    texts = "\n".join((*plan.folded_texts.values(), *plan.folded.values()))
    if not re.search(r"kinh phi|ngan sach", texts):
        yield Finding(
            "mandatory_budget",
            ERROR,
            "Kế hoạch chưa nói đến kinh phí (Sổ tay 8.2.b: dự toán kinh phí). Khôi phục mục IV.5 hoặc thêm một dòng.",
            field="implementation_5",
        )
    elif not re.search(r"du toan|du phong ngan sach|ngan sach du phong|nguon du phong|(trieu|ty) dong", texts):
        yield Finding(
            "mandatory_budget",
            WARNING,
            "Mục IV.5 mới giao việc, chưa có dự toán hay ngân sách dự phòng cho nhiệm vụ cấp bách (Sổ tay 8.2.b). "
            "Ghi số tiền, hoặc thêm dòng từ thư viện: Sổ tay, Phần V, TT 41.",
            field="implementation_5",
        )


def blanks(plan: Context) -> Iterator[Finding]:
    """Placeholders of the form that nobody filled; those for merged provinces only where it applies."""
    for blank in form.load().blanks:
        applies = plan.view.is_merged or not blank.only_merged
        if not applies or blank.key == CHOSEN_SYSTEM or plan.view.blanks.get(blank.key):
            continue
        optional = blank.key in OPTIONAL_BLANKS
        yield Finding(
            "blank",
            REMARK if optional else ERROR,
            f"Chưa điền: {blank.question} (chỗ {_short(blank.printed)} của mẫu)."
            + (" Không có thì xoá dòng này." if optional else ""),
            field=blank.key,
        )


def blanks_in_rows(plan: Context) -> Iterator[Finding]:
    """Square brackets or dots left in a row."""
    for task in plan.tasks:
        for field, text in (("content", task.content), ("products", task.products)):
            if left := _BRACKETED.search(text):
                yield Finding(
                    "blank_in_row",
                    ERROR,
                    f"{row(task)}: còn chỗ trống “{left[0]}”. Điền vào rồi bỏ dấu.",
                    task.id,
                    field,
                )


def _new_procedures(plan: Context) -> tuple[Task, ...]:
    """Rows that issue the new set of procedures; configuring a system by it is another matter."""
    written = [("ban hanh", "bo tthc"), ("cong bo", "bo tthc"), ("cong bo", "thu tuc hanh chinh")]
    return tuple(dict.fromkeys(task for words in written for task in plan.holding(*words)))


def _short(printed: str) -> str:
    return printed if len(printed) <= LONGEST_SHOWN else f"{printed[:LONGEST_SHOWN].rstrip()}..."


def _missing_date(rule: str, level: Level, what: str, tasks: tuple[Task, ...]) -> Finding:
    """A content that stands in no row, or only in rows without a date."""
    if tasks:
        message = f"{row(tasks[0])}: {what} chưa có ngày hoàn thành (Sổ tay 8.2.b). Ghi ngày cụ thể."
        return Finding(rule, level, message, tasks[0].id, "deadline")
    message = f"Kế hoạch chưa có {what} (Sổ tay 8.2.b). Thêm một dòng có ngày cụ thể hoặc chọn từ thư viện."
    return Finding(rule, level, message)


def _dated(tasks: tuple[Task, ...]) -> bool:
    return any(task.deadline and task.deadline.day for task in tasks)


RULES: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    assignment,
    timeline,
    system_selection,
    rehearsal_and_cutover,
    budget,
    blanks,
    blanks_in_rows,
)

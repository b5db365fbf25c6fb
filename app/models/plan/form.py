"""The Appendix I form as data: every line in its order and wording, its rows, its blanks.

The form is read from `resources/forms/appendix-01-action-plan.yaml`; nothing of its wording stands in code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.models.plan.deadline import Deadline, parse
from app.models.resources import load_yaml

VERSION = "appendix-01"


@dataclass(frozen=True, slots=True)
class FormLine:
    """One text line of the form. `blank` names the placeholder when the whole line is a note to fill in."""

    part: str
    key: str
    text: str
    heading: str = ""
    blank: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the task table."""

    number: str
    content: str
    lead: str
    coordinating: str
    products: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class FormGroup:
    """One group of rows (I-IV)."""

    numeral: str
    heading: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A placeholder of the form: its key, the words it stands as, and what the person is asked."""

    key: str
    printed: str
    question: str
    only_merged: bool = False


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The whole form."""

    issuing_lines: tuple[str, ...]
    number_line: str
    document_type: str
    subject: str
    headings: Mapping[str, str]
    """Part key -> heading with its number, e.g. "objectives" -> "I. MỤC TIÊU", "selection_note" the italic remark."""
    lines: tuple[FormLine, ...]
    columns: tuple[str, ...]
    groups: tuple[FormGroup, ...]
    blanks: tuple[Blank, ...]
    recipients_heading: str
    authority: str
    position: str
    signing_note: str

    def row(self, number: str) -> FormRow | None:
        """The row of a printed number, e.g. "1.4"."""
        return next((row for group in self.groups for row in group.rows if row.number == number), None)

    def part(self, part: str) -> tuple[FormLine, ...]:
        """The lines of one part in order."""
        return tuple(line for line in self.lines if line.part == part)


_QUESTIONS = {
    "ten_tinh_thanh_pho": ("Tên tỉnh, thành phố", False),
    "ten_ban_chi_dao_cap_tinh": ("Tên Ban Chỉ đạo cấp tỉnh (in hoa)", False),
    "ten_tinh_goc_duoc_chon": ("Hệ thống giải quyết TTHC của tỉnh nào được chọn làm hệ thống dùng chung", True),
    "ly_do_lua_chon": ("Lý do lựa chọn hệ thống giải quyết TTHC", True),
    "noi_dung_tuong_tu_2": ("Phương án chọn Hệ thống Quản lý văn bản và điều hành", True),
    "noi_dung_tuong_tu_3": ("Phương án chọn các hệ thống khác (SSO, LGSP, IOC...)", True),
    "ten_so_don_vi_chu_tri": ("Đơn vị chủ trì chuyển đổi dữ liệu từ hệ thống không được chọn", True),
    "thoi_han_chuyen_doi_du_lieu": ("Ngày hoàn thành chuyển đổi dữ liệu (dd/mm/yyyy)", True),
    "muc_tieu_cu_the_khac": ("Các mục tiêu cụ thể khác của địa phương", False),
}


def fill(text: str, blanks: Mapping[str, str], form: PlanForm) -> str:
    """The text with every known placeholder replaced; an unknown one stays as the form prints it."""
    for blank in form.blanks:
        value = blanks.get(blank.key, "")
        if value and not _is_whole_line(blank.key) and blank.printed in text:
            text = text.replace(blank.printed, value)
    return text[:-1] if text.endswith("..") and not text.endswith("...") else text


def fill_line(line: FormLine, blanks: Mapping[str, str], form: PlanForm) -> str:
    """One line as it reads with what is known; a note to fill in gives way to its answer whole."""
    if line.blank:
        return blanks.get(line.blank) or line.text
    return fill(line.text, blanks, form)


def _is_whole_line(key: str) -> bool:
    return key.startswith("noi_dung_tuong_tu") or key == "muc_tieu_cu_the_khac"


@cache
def load() -> PlanForm:
    """The shipped form."""
    data = load_yaml("forms/appendix-01-action-plan.yaml")
    header, title, table = data["header"], data["title"], data["section_3_task_assignment"]
    headings: dict[str, str] = {}
    lines = [FormLine("preamble", "preamble", data["preamble"])]
    lines += _objectives(data["section_1_objectives"], headings)
    lines += _selection(data["section_2_system_selection"], headings)
    headings["assignment"] = f"{table['number']}. {table['heading']}"
    lines += _implementation(data["section_4_implementation"], headings)
    lines.append(FormLine("closing", "closing", data["closing"]))
    lines += [FormLine("recipients", str(n), text) for n, text in enumerate(data["recipients"]["items"], 1)]
    signature = data["signature_block"]
    return PlanForm(
        tuple(header["issuing_body_lines"]),
        header["document_number"],
        title["document_type"],
        title["subject"],
        headings,
        tuple(lines),
        tuple(table["columns"].values()),
        tuple(_group(group) for group in table["groups"]),
        _blanks(data["placeholders"]),
        data["recipients"]["heading"],
        signature["authority"],
        signature["position"],
        signature["instruction"],
    )


def _objectives(data: dict[str, Any], headings: dict[str, str]) -> list[FormLine]:
    headings["objectives"] = f"{data['number']}. {data['heading']}"
    lines = []
    for name in ("general", "specific"):
        part = f"objectives_{name}"
        headings[part] = f"{data[name]['number']}. {data[name]['heading']}"
        lines += [FormLine(part, str(n), text) for n, text in enumerate(data[name]["items"], 1)]
    lines.append(
        FormLine("objectives_specific", "note", data["specific"]["fill_in_note"], blank="muc_tieu_cu_the_khac")
    )
    return lines


def _selection(data: dict[str, Any], headings: dict[str, str]) -> list[FormLine]:
    headings["selection"] = f"{data['number']}. {data['heading']}"
    headings["selection_note"] = data["note"]
    lines = []
    for item in data["items"]:
        part = f"selection_{item['number']}"
        headings[part] = f"{item['number']}. {item['heading']}"
        lines += [FormLine(part, str(n), text) for n, text in enumerate(item.get("points", ()), 1)]
        if "fill_in_note" in item:
            lines.append(FormLine(part, "note", item["fill_in_note"], blank=f"noi_dung_tuong_tu_{item['number']}"))
        for phase in item.get("phases", ()):
            lines.append(
                FormLine(part, phase["letter"], phase["text"], heading=f"{phase['letter']} {phase['heading']}")
            )
    return lines


def _implementation(data: dict[str, Any], headings: dict[str, str]) -> list[FormLine]:
    headings["implementation"] = f"{data['number']}. {data['heading']}"
    return [
        FormLine(
            f"implementation_{item['number']}", "text", item["text"], heading=f"{item['number']}. {item['heading']}"
        )
        for item in data["items"]
    ]


def _group(data: dict[str, Any]) -> FormGroup:
    rows = tuple(
        FormRow(
            row["number"],
            row["task"],
            row["lead_unit"] or "",
            row["supporting_units"] or "",
            row["output"] or "",
            parse(row["deadline"]["text"]),
        )
        for row in data["rows"]
    )
    return FormGroup(data["number"], data["heading"], rows)


def _blanks(placeholders: dict[str, str]) -> tuple[Blank, ...]:
    found = []
    for key, (question, only_merged) in _QUESTIONS.items():
        printed = placeholders.get(key) or placeholders[re.sub(r"_\d$", "", key)]
        found.append(Blank(key, printed, question, only_merged))
    return tuple(found)

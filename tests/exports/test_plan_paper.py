import re
from dataclasses import replace

import pytest

from app.exports.plan_paper import plan_paper
from app.exports.render import FORMATS, Format, render
from app.exports.tree import Table
from app.models.plan import form
from app.models.plan.records import IssuingBody, PlanText, PlanView, Signing
from app.models.resources import load_yaml
from tests.exports.reading import book, docx_text, pdf_pages, values
from tests.exports.samples import (
    BLANKS,
    PARTY,
    SIGNING,
    STATE,
    addition,
    form_view,
    full_view,
    issued_view,
    squash,
    with_rows,
)

UNFILLED = IssuingBody("state", "[Tên Tỉnh/Thành phố]", "[TÊN BAN CHỈ ĐẠO CẤP TỈNH]", "[Tên Tỉnh/Thành phố]")


def _form_text() -> list[str]:
    """Every line of the form in its order, straight from the data: dashes where the printed form has them."""
    data = load_yaml("forms/appendix-01-action-plan.yaml")
    header, title = data["header"], data["title"]
    lines = [
        *header["issuing_body_lines"],
        header["national_name"],
        header["motto"],
        "Số:/KH-BCĐ",
        "[Tên Tỉnh/Thành phố], ngày tháng năm",
        title["document_type"],
        title["subject"],
        data["preamble"],
    ]
    goals = data["section_1_objectives"]
    lines.append(f"{goals['number']}. {goals['heading']}")
    for part in (goals["general"], goals["specific"]):
        lines.append(f"{part['number']}. {part['heading']}")
        lines += [f"- {item}" for item in part["items"]]
        lines += [f"- {part['fill_in_note']}"] if "fill_in_note" in part else []
    choice = data["section_2_system_selection"]
    lines += [f"{choice['number']}. {choice['heading']}", choice["note"]]
    for item in choice["items"]:
        lines.append(f"{item['number']}. {item['heading']}")
        lines += [f"- {point}" for point in item.get("points", ())]
        lines += [f"- {item['fill_in_note']}"] if "fill_in_note" in item else []
        lines += [f"{phase['letter']} {phase['heading']} {phase['text']}" for phase in item.get("phases", ())]
    table = data["section_3_task_assignment"]
    lines += [f"{table['number']}. {table['heading']}", *table["columns"].values()]
    for group in table["groups"]:
        lines += [group["number"], group["heading"]]
        for row in group["rows"]:
            cells = (row["number"], row["task"], row["lead_unit"], row["supporting_units"], row["output"])
            lines += [cell for cell in (*cells, row["deadline"]["text"]) if cell]
    rest = data["section_4_implementation"]
    lines.append(f"{rest['number']}. {rest['heading']}")
    lines += [f"{item['number']}. {item['heading']} {item['text']}" for item in rest["items"]]
    lines += [data["closing"], data["recipients"]["heading"]]
    lines += [f"- {item}" for item in data["recipients"]["items"]]
    return lines + list(data["signature_block"].values())


def _pdf_text(view: PlanView, body: IssuingBody) -> str:
    """The PDF's text without page numbers and repeated table headers."""
    columns = squash("".join(form.load().columns))
    pages = []
    for number, page in enumerate(pdf_pages(plan_paper(view, body)), 1):
        text = squash(page)
        pages.append(text.removeprefix(str(number)) if number > 1 else text)
    whole = "".join(pages)
    first, _, others = whole.partition(columns)
    return first + columns + others.replace(columns, "")


def test_the_unedited_docx_is_the_form_word_for_word() -> None:
    text = docx_text(render(plan_paper(form_view(), UNFILLED), "docx"))
    assert squash(text) == squash("".join(_form_text()))


def test_the_unedited_pdf_is_the_form_word_for_word() -> None:
    assert _pdf_text(form_view(), UNFILLED) == squash("".join(_form_text()))


def test_filled_placeholders_change_only_themselves() -> None:
    wanted = squash("".join(_form_text()))
    for printed, answer in (
        ("[Tên Tỉnh/Thành phố]", BLANKS["ten_tinh_thanh_pho"]),
        ("[Tên tỉnh gốc được chọn]", BLANKS["ten_tinh_goc_duoc_chon"]),
    ):
        wanted = wanted.replace(squash(printed), squash(answer))
    reason = "(Nêu rõ các lý do như: hệ thống đang hoạt động ổn định, nhiều tính năng vượt trội, dễ dàng mở rộng...)"
    wanted = wanted.replace(squash(reason), squash(BLANKS["ly_do_lua_chon"]))
    wanted = wanted.replace(squash("[TÊN BAN CHỈ ĐẠO CẤP TỈNH]"), "BAN")
    body = IssuingBody("state", BLANKS["ten_tinh_thanh_pho"], "BAN", BLANKS["ten_tinh_thanh_pho"])
    assert squash(docx_text(render(plan_paper(form_view(BLANKS), body), "docx"))) == wanted


def test_docx_and_pdf_say_the_same() -> None:
    view = full_view()
    assert _pdf_text(view, STATE) == squash(docx_text(render(plan_paper(view, STATE), "docx")))


@pytest.mark.parametrize("wanted", ["docx", "pdf"])
def test_every_text_and_task_is_printed(wanted: Format) -> None:
    view = full_view()
    drawn = docx_text(render(plan_paper(view, STATE), "docx")) if wanted == "docx" else _pdf_text(view, STATE)
    text = squash(drawn)
    assert all(squash(line.text) in text for line in view.texts)
    assert all(squash(task.content) in text for task in view.tasks)


def test_a_part_the_form_does_not_know_is_printed_with_its_section() -> None:
    view = form_view()
    view = replace(view, texts=(*view.texts, PlanText("z", "implementation_6", "", "Chế độ báo cáo", is_addition=True)))
    text = docx_text(render(plan_paper(view, STATE), "docx"))
    assert text.index("5. Kinh phí") < text.index("- Chế độ báo cáo") < text.index("Yêu cầu Thủ trưởng")


def test_the_paper_bears_no_marks_but_the_workbook_does() -> None:
    paper = plan_paper(full_view(), STATE)
    assert "bổ sung" not in docx_text(
        render(plan_paper(with_rows(form_view(), addition(9, content="Mới")), STATE), "docx")
    )
    assert "bổ sung" in set(values(book(paper)))


def test_a_reworded_row_is_marked_in_the_workbook() -> None:
    view = form_view()
    first = view.groups[0]
    task = replace(first.tasks[0], content="Thành lập Tổ Công tác.")
    view = replace(view, groups=(replace(first, tasks=(task, *first.tasks[1:])), *view.groups[1:]))
    assert "sửa so với mẫu" in set(values(book(plan_paper(view, STATE))))
    assert "sửa so với mẫu" not in docx_text(render(plan_paper(view, STATE), "docx"))


def test_an_extension_prints_the_deadline_in_force() -> None:
    table = next(block for block in plan_paper(full_view(), STATE).sections[1].blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows if row.cells[0] == "1.9" and len(row.cells) > 2] == ["Ngày 29/6/2025"]


def test_before_issue_number_and_date_are_blank() -> None:
    text = docx_text(render(plan_paper(full_view(), STATE), "docx"))
    assert re.search(r"Số:\s+/KH-BCĐLâm Đồng, ngày\s+tháng\s+năm\s+KẾ HOẠCH HÀNH ĐỘNG", text)
    assert "(Ký, ghi rõ họ tên, đóng dấu)" in text


def test_after_issue_number_date_and_name_are_printed() -> None:
    text = docx_text(render(plan_paper(issued_view(), STATE), "docx")).replace("\u00a0", " ")
    assert "Số: 05/KH-BCĐLâm Đồng, ngày 04 tháng 6 năm 2025" in text
    assert text.endswith("TM. BAN CHỈ ĐẠOTRƯỞNG BANNguyễn Thị Ánh Tuyết")
    assert "(Ký, ghi rõ họ tên, đóng dấu)" not in text


def test_a_signing_may_be_given_before_the_plan_has_it() -> None:
    signing: Signing = replace(SIGNING, number="17")
    assert "Số: 17/KH-BCĐ" in docx_text(render(plan_paper(full_view(), STATE, now_issued=signing), "docx"))


def test_the_party_form_never_mixes() -> None:
    text = docx_text(render(plan_paper(issued_view(), PARTY), "docx"))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA" not in text
    assert "Số 05-KH/BCĐ" in text
    assert "T/M BAN CHỈ ĐẠO" in text
    assert "thực hiện.Nơi nhận" in text


@pytest.mark.parametrize("wanted", FORMATS)
def test_no_secrecy_stamp_exists(wanted: Format) -> None:
    data = render(plan_paper(issued_view(), STATE), wanted)
    if wanted == "docx":
        text = docx_text(data)
    elif wanted == "pdf":
        text = _pdf_text(issued_view(), STATE)
    else:
        text = " ".join(str(value) for value in values(book(plan_paper(issued_view(), STATE))))
    assert not re.search(r"\b(TUYỆT MẬT|TỐI MẬT|MẬT)\b", text)


def test_the_selection_part_stays_for_a_province_that_was_not_merged() -> None:
    text = docx_text(render(plan_paper(replace(form_view(), merged_from=()), STATE), "docx"))
    assert "II. PHƯƠNG ÁN LỰA CHỌN VÀ HỢP NHẤT HỆ THỐNG" in text

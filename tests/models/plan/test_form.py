import unicodedata

import pytest

from app.models.plan import form
from app.models.plan.deadline import DeadlineKind

FORM = form.load()


def test_fourteen_rows_in_four_groups() -> None:
    assert [(group.numeral, len(group.rows)) for group in FORM.groups] == [("I", 4), ("II", 4), ("III", 3), ("IV", 3)]


def test_rows_are_numbered_within_their_group() -> None:
    numbers = [row.number for group in FORM.groups for row in group.rows]
    wanted = [f"{place}.{n}" for place, group in enumerate(FORM.groups, 1) for n in range(1, len(group.rows) + 1)]
    assert numbers == wanted


def test_every_row_has_what_the_table_asks() -> None:
    rows = [row for group in FORM.groups for row in group.rows]
    assert all(row.content and row.lead and row.products and row.deadline.text for row in rows)


def test_the_cut_over_is_a_night() -> None:
    row = FORM.row("4.1")
    assert row is not None
    assert row.deadline.kind is DeadlineKind.NIGHT


def test_a_number_the_form_does_not_have() -> None:
    assert FORM.row("9.9") is None


def test_six_columns() -> None:
    assert len(FORM.columns) == 6


def test_sections_in_order() -> None:
    parts = ("objectives", "selection", "assignment", "implementation")
    numbers = [FORM.headings[part].split(".")[0] for part in parts]
    assert numbers == ["I", "II", "III", "IV"]


def test_the_archive_line_is_last() -> None:
    assert FORM.part("recipients")[-1].text.startswith("Lưu")


def test_the_wording_is_composed() -> None:
    texts = [line.text for line in FORM.lines] + [row.content for group in FORM.groups for row in group.rows]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)


def test_every_blank_stands_somewhere_in_the_form() -> None:
    texts = "\n".join([*(line.text for line in FORM.lines), *FORM.issuing_lines])
    assert [blank.key for blank in FORM.blanks if blank.printed not in texts] == []


def test_nothing_known_leaves_the_form_as_it_is() -> None:
    assert [form.fill_line(line, {}, FORM) for line in FORM.part("objectives_general")] == [
        line.text for line in FORM.part("objectives_general")
    ]


def test_a_filled_place_is_read_everywhere() -> None:
    texts = [form.fill_line(line, {"ten_tinh_thanh_pho": "Lâm Đồng"}, FORM) for line in FORM.lines]
    assert not any("[Tên Tỉnh/Thành phố]" in text for text in texts)


def test_a_note_gives_way_to_its_answer() -> None:
    (line,) = [line for line in FORM.lines if line.blank == "muc_tieu_cu_the_khac"]
    assert form.fill_line(line, {"muc_tieu_cu_the_khac": "100% xã có đường truyền"}, FORM) == "100% xã có đường truyền"


def test_the_two_like_notes_are_asked_apart() -> None:
    filled = {"noi_dung_tuong_tu_2": "Chọn hệ thống của Lâm Đồng"}
    answers = {line.blank: form.fill_line(line, filled, FORM) for line in FORM.lines if "tuong_tu" in line.blank}
    assert answers["noi_dung_tuong_tu_2"] != answers["noi_dung_tuong_tu_3"]


@pytest.mark.parametrize("key", ["ten_tinh_goc_duoc_chon", "ly_do_lua_chon", "thoi_han_chuyen_doi_du_lieu"])
def test_what_only_merged_provinces_are_asked(key: str) -> None:
    assert next(blank for blank in FORM.blanks if blank.key == key).only_merged

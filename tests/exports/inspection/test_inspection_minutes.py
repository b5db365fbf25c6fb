"""Biên bản làm việc 6.4 on paper: the form's words in their order, blanks, switches, signatures, annex."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.exports.inspection_annex import TITLE
from app.exports.inspection_minutes import PrintedMinutes, minutes_paper
from app.exports.inspection_parts import Printing
from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.tree import Picture, Signature, SignatureBlock
from app.models.inspection.minutes_records import Capacity, FieldWork, MediumKind, Minutes, Taker
from app.models.inspection.records import Delegation, DelegationKind
from app.models.papers.kinds import KINDS
from app.models.papers.records import Number, Recipient
from tests.exports.inspection.inspections import (
    ADOPTED,
    DRAFT_OF,
    EMPTY,
    FILED,
    MINUTES,
    PARTY_PRINTING,
    PHOTO,
    PRINTING,
    WIDE,
    moment,
)
from tests.exports.reading import docx_text, pdf_pages


def text(of: PrintedMinutes, printing: Printing = PRINTING) -> str:
    """The words of the paper, no-break spaces as spaces."""
    return docx_text(render(minutes_paper(of, printing), "docx")).replace("\u00a0", " ")


def agreed(**changes: Any) -> PrintedMinutes:
    return replace(ADOPTED, minutes=replace(MINUTES, **changes))


def drawn(of: PrintedMinutes) -> list[Signature]:
    """The signature blocks as the paper has them."""
    section = minutes_paper(of, PRINTING).sections[0]
    (block,) = [one for one in section.blocks if isinstance(one, SignatureBlock)]
    return list(block.signatures)


AGREED = text(ADOPTED)
FORM = (
    "BIÊN BẢN LÀM VIỆC",
    "(V/v Kiểm tra, đôn đốc việc thực hiện Kế hoạch số 02-KH/BCĐTW)",
    "1. Thời gian: ",
    "2. Địa điểm: ",
    "3. Thành phần tham dự:",
    "a) Đoàn Công tác của ",
    "b) Đại diện ",
    "4. Nội dung làm việc:",
    "5. Kết quả kiểm tra:",
    "5.1. Các kết quả đã đạt được:",
    "5.2. Các tồn tại, hạn chế và nguyên nhân:",
    "6. Kết luận và kiến nghị:",
    "6.1. Đối với ",
    "6.2. Kiến nghị với Ban Chỉ đạo Trung ương/Các cơ quan liên quan (nếu có):",
    "Buổi làm việc kết thúc vào ",
    "ĐẠI DIỆN ĐOÀN CÔNG TÁC(Trưởng đoàn)(Ký, ghi rõ họ tên)",
    "ĐẠI DIỆN ĐƠN VỊ(Người chủ trì)(Ký, ghi rõ họ tên)",
)
EMPTY_FORM = (
    "BIÊN BẢN LÀM VIỆC"
    "(V/v Kiểm tra, đôn đốc việc thực hiện Kế hoạch số 02-KH/BCĐTW)"
    "1. Thời gian: ...... giờ ......, ngày ...... tháng ...... năm ......"
    "2. Địa điểm: ......"
    "3. Thành phần tham dự:"
    "a) Đoàn Công tác của BCĐTW (Nhóm Công tác số...):"
    "- Ông/Bà: ......, Chức vụ: ......, Trưởng đoàn."
    "- Ông/Bà: ......, Chức vụ: ......, Thành viên."
    "b) Đại diện [Tên Bộ, ngành, địa phương]:"
    "- Ông/Bà: ......, Chức vụ: ......, (Chủ trì)."
    "- Ông/Bà: ......, Chức vụ: ......, (Đầu mối)."
    "4. Nội dung làm việc:"
    "(Tóm tắt các nội dung đã trao đổi, báo cáo của đơn vị, các vấn đề đã được làm rõ)."
    "5. Kết quả kiểm tra:"
    "5.1. Các kết quả đã đạt được:"
    "(Ghi nhận các điểm tích cực, các nhiệm vụ đã hoàn thành tốt)."
    "5.2. Các tồn tại, hạn chế và nguyên nhân:"
    "(Chỉ ra cụ thể các nhiệm vụ chậm tiến độ, các vướng mắc, khó khăn và phân tích rõ nguyên nhân khách quan, "
    "chủ quan)."
    "6. Kết luận và kiến nghị:"
    "6.1. Đối với [Tên Bộ, ngành, địa phương]:"
    "- (Ghi rõ các nhiệm vụ cụ thể cần thực hiện để khắc phục tồn tại)."
    "- Thời hạn hoàn thành: (Ghi rõ thời hạn cho từng nhiệm vụ)."
    "6.2. Kiến nghị với Ban Chỉ đạo Trung ương/Các cơ quan liên quan (nếu có):"
    "- (Đề xuất các giải pháp tháo gỡ vướng mắc vượt thẩm quyền của đơn vị)."
    "Buổi làm việc kết thúc vào ...... giờ ...... cùng ngày. Biên bản được lập thành ...... bản, có giá trị như nhau "
    "và được các bên thống nhất thông qua."
    "ĐẠI DIỆN ĐOÀN CÔNG TÁC(Trưởng đoàn)(Ký, ghi rõ họ tên)"
    "ĐẠI DIỆN ĐƠN VỊ(Người chủ trì)(Ký, ghi rõ họ tên)"
)
"""Sổ tay 6.4, but for its pre-printed year."""


def test_empty_minutes_are_the_form_word_for_word() -> None:
    central = replace(EMPTY, minutes=replace(EMPTY.minutes, delegation=Delegation(DelegationKind.CENTRAL)))
    assert text(central) == EMPTY_FORM


def test_every_line_of_the_form_stands_in_its_order() -> None:
    places = [AGREED.find(line) for line in FORM]
    assert -1 not in places
    assert places == sorted(places)


def test_what_is_known_is_filled_in() -> None:
    assert "1. Thời gian: 08 giờ 00, ngày 26 tháng 6 năm 2025" in AGREED
    assert "- Ông/Bà: Lê Hữu Khải, Chức vụ: Phó Chánh Văn phòng UBND tỉnh, Trưởng đoàn." in AGREED
    assert "- Ông/Bà: K’Brếu, Chức vụ: Phó Chủ tịch UBND xã, (Chủ trì)." in AGREED
    assert "- Ông/Bà: Đỗ Thị Đượm, Chức vụ: Công chức." in AGREED
    assert "kết thúc vào 11 giờ 15 cùng ngày. Biên bản được lập thành 04 bản" in AGREED


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_year_is_that_of_the_visit(year: int) -> None:
    assert f"tháng 01 năm {year}" in text(agreed(started_at=moment(date(year, 1, 5), 8)))
    assert "năm ......" in text(replace(DRAFT_OF, minutes=replace(MINUTES, started_at=None)))


@pytest.mark.parametrize(
    ("delegation", "line"),
    [
        (Delegation(), "a) Đoàn Công tác của Tổ Công tác tỉnh Lâm Đồng:"),
        (Delegation(DelegationKind.CENTRAL, "4"), "a) Đoàn Công tác của BCĐTW (Nhóm Công tác số 4):"),
    ],
)
def test_the_delegation_line_serves_centre_and_province(delegation: Delegation, line: str) -> None:
    assert line in text(agreed(delegation=delegation))


def test_a_shortcoming_with_both_causes() -> None:
    assert (
        "- Mạng Internet: Không đạt: rớt 3 lần trong 2 giờ."
        "+ Nguyên nhân khách quan: Mới có một tuyến cáp quang."
        "+ Nguyên nhân chủ quan: Chưa ký hợp đồng đường dự phòng."
    ) in AGREED


def test_each_conclusion_with_its_deadline_and_another_unit_by_name() -> None:
    assert (
        "- Ký hợp đồng đường truyền dự phòng.- Thời hạn hoàn thành: trước ngày 30/6/2025"
        "- Sở Khoa học và Công nghệ: Cấp đủ tài khoản còn thiếu cho 8 cán bộ.- Thời hạn hoàn thành: 29/6/2025"
    ) in AGREED


def test_a_proposal_names_whom_it_is_for() -> None:
    assert "- Bộ Khoa học và Công nghệ: Phủ sóng di động 4G tại 3 thôn." in AGREED


def test_agreed_minutes_bear_no_word_in_brackets_of_the_form() -> None:
    bare = text(agreed(entries=(), content=""))
    assert "(Ghi rõ" not in bare
    assert "(Tóm tắt" not in bare
    assert bare.count("- Không có.") == 2
    assert "(Đầu mối)" not in text(agreed(participants=MINUTES.participants[:3]))


def test_a_draft_shows_the_lines_nobody_stands_in_yet() -> None:
    alone = tuple(one for one in MINUTES.participants if one.capacity in (Capacity.MEMBER, Capacity.ATTENDANT))
    words = text(replace(DRAFT_OF, minutes=replace(MINUTES, participants=alone)))
    lines = [
        "......, Trưởng đoàn.",
        "Trương Công Nhẫn",
        "b) Đại diện",
        "......, (Chủ trì).",
        "......, (Đầu mối).",
        "Đỗ Thị Đượm",
    ]
    places = [words.find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


def test_the_mark_of_a_draft_is_on_every_page_and_goes_with_thong_qua() -> None:
    assert all(DRAFT in page for page in pdf_pages(minutes_paper(DRAFT_OF, PRINTING)))
    assert not any(DRAFT in page for page in pdf_pages(minutes_paper(ADOPTED, PRINTING)))


@pytest.mark.parametrize(
    ("switches", "there", "absent"),
    [
        ({}, (), ("CỘNG HÒA", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Số:")),
        ({"has_national_header": True}, ("CỘNG HÒA",), ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Số:")),
        ({"has_agency_header": True}, ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "/BB-BCĐ"), ("CỘNG HÒA",)),
        (
            {"has_agency_header": True, "has_national_header": True},
            ("CỘNG HÒA", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "/BB-BCĐ"),
            ("Lâm Đồng, ngày",),
        ),
    ],
)
def test_headers_only_where_they_are_switched_on(
    switches: Mapping[str, bool], there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    words = text(agreed(**switches))
    assert all(word in words for word in there)
    assert not any(word in words for word in absent)


def test_a_partys_header() -> None:
    words = text(agreed(has_national_header=True), PARTY_PRINTING)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words


def test_the_number_is_the_van_thus_and_blank_before() -> None:
    switched = agreed(has_agency_header=True, has_national_header=True)
    given = replace(
        FILED, kind=KINDS["BB"], number=Number("07", "BB-BCĐ", date(2025, 6, 27)), recipients=(), signatures=()
    )
    assert "Số:       /BB-BCĐ" in text(switched)
    assert "Số: 07/BB-BCĐ" in text(switched, replace(PRINTING, filed=given))
    assert "07/BB" not in text(ADOPTED, replace(PRINTING, filed=given))


def test_noi_nhan_only_where_somebody_set_it() -> None:
    assert "Nơi nhận" not in AGREED
    given = replace(FILED, recipients=(Recipient("r", "UBND xã Đam Rông 4"), Recipient("s", "Lưu: VT")), signatures=())
    assert "Nơi nhận:- UBND xã Đam Rông 4;- Lưu: VT." in text(ADOPTED, replace(PRINTING, filed=given))


def test_the_two_signatures_of_the_form_and_as_many_as_are_named() -> None:
    assert [one.name for one in drawn(ADOPTED)] == ["Lê Hữu Khải", "K’Brếu"]
    assert [one.name for one in drawn(EMPTY)] == ["", ""]
    assert len(drawn(WIDE)) == 5


def test_an_empty_line_parts_the_rows_of_signatures() -> None:
    assert [one.authority for one in drawn(WIDE)] == [(), (), ("",), ("",), ("",)]


def test_who_took_the_minutes_only_where_named() -> None:
    assert "NGƯỜI GHI BIÊN BẢN" not in AGREED
    *_, taker = drawn(agreed(taker=Taker("Lý Thị Cẩm Vân", "Chuyên viên")))
    assert (taker.position, taker.name, taker.post) == ("NGƯỜI GHI BIÊN BẢN", "Lý Thị Cẩm Vân", "Chuyên viên")


def test_a_correction_names_what_it_stands_for() -> None:
    again = agreed(version=2, replaces="m", correction_reason="Sai thời hạn.")
    assert "(Phiên bản 2, thay phiên bản 1 đã thông qua; lý do: Sai thời hạn)" in text(again)
    cited = replace(again, replaced="Biên bản làm việc số 07/BB-BCĐ")
    assert "thay Biên bản làm việc số 07/BB-BCĐ; lý do" in text(cited)
    assert "Phiên bản" not in AGREED


# The annex.


def pictures(of: PrintedMinutes) -> list[Picture]:
    return [
        block
        for section in minutes_paper(of, PRINTING).sections
        for block in section.blocks
        if isinstance(block, Picture)
    ]


def test_the_annex_has_answers_and_photos_with_time_and_place() -> None:
    assert f"Phụ lục{TITLE.upper()}(Kèm theo Biên bản làm việc ngày 26 tháng 6 năm 2025 với UBND" in AGREED
    assert "1Mạng Internet: Kết nối có ổn định không?Không đạtrớt 3 lần trong 2 giờẢnh 1" in AGREED
    caption = (
        "Ảnh 1. Đèn tín hiệu đường truyền (Mạng Internet; chụp lúc 08:41 ngày 26/6/2025; vị trí 12,092000; 108,184583)"
    )
    assert caption in AGREED
    assert [round(one.width_mm / one.height_mm, 2) for one in pictures(ADOPTED)] == [1.33]


def test_the_cameras_hour_is_vietnams() -> None:
    work = replace(MINUTES.field_work, media=(replace(PHOTO, id="x", taken_at="2025-06-26T01:10:00+00:00"),))
    assert "chụp lúc 08:10 ngày 26/6/2025" in text(agreed(field_work=work))


def test_no_annex_where_it_is_switched_off_or_empty() -> None:
    assert "Phụ lục" not in text(agreed(has_annex=False))
    assert "Phụ lục" not in text(agreed(field_work=FieldWork("v1")))


def test_a_photo_that_is_not_here_is_said() -> None:
    missing = replace(ADOPTED, pictures={})
    assert "(Tệp ảnh không có trên máy này.)" in text(missing)
    assert pictures(replace(ADOPTED, pictures={"p1": b"no picture"})) == []


def test_a_video_is_named_not_drawn() -> None:
    film = replace(PHOTO, kind=MediumKind.VIDEO, taken_at="", latitude="", longitude="")
    words = text(agreed(field_work=FieldWork("v1", media=(film,))))
    assert "Video 1. Đèn tín hiệu đường truyền. Tệp video lưu cùng hồ sơ điện tử." in words


def test_pictures_of_any_shape_fit_two_a_page() -> None:
    assert len(pictures(WIDE)) == 4
    assert all(one.width_mm <= 140.01 and one.height_mm <= 90.01 for one in pictures(WIDE))
    assert {one.data[:4] for one in pictures(WIDE)} == {b"\xff\xd8\xff\xe0", b"\x89PNG"}


def test_nothing_of_the_program_stands_on_the_paper() -> None:
    made: Minutes = replace(MINUTES, id="id-of-the-minutes")
    words = text(replace(ADOPTED, minutes=made))
    assert "id-of-the-minutes" not in words
    assert PHOTO.sha256 not in words

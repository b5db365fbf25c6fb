"""The papers of an inspection as the catalogue asks for them."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.exports.paper_parts import DRAFT
from app.exports.pdf import render_placed
from app.exports.pdf.places import PlaceKind
from app.exports.progress import Meter
from app.exports.render import render
from app.exports.tree import Document, Picture
from app.models.errors import RefusedError
from app.models.inspection.minutes_records import Part, Result
from app.models.papers.records import Signature
from app.models.plan.records import Authority
from app.services import settings
from app.services.desk import Desk
from app.services.inspection import adopting, checklists, filing, lines, media, minutes, papers, plans, visits
from app.services.papers import drafting, way
from app.services.signing import files
from tests.conftest import StandingClock
from tests.exports.reading import docx_text, pdf_pages
from tests.services.inspection.conftest import DAILY, FIRST, VISIT_DAY, Trip, moment, photo
from tests.steps import send

STORED = "UBND Phường 1 Bảo Lộc"
"""The second unit of the trip, as the gazetteer writes it."""
CHIEF = Signature("Trần Văn Định", "TRƯỞNG BAN", date(2025, 6, 24), Authority.TM, "BAN CHỈ ĐẠO")


def text(document: Document) -> str:
    return docx_text(render(document, "docx")).replace("\u00a0", " ")


def numbered(desk: Desk, entity: str, record_id: str, kind: str, number: str) -> str:
    """A paper of a record taken to its number."""
    made = drafting.create(desk, kind=kind, title="Kiểm tra", subject_entity=entity, subject_id=record_id)
    paper_id = made.created[0]
    drafting.set_recipients(desk, paper_id=paper_id, recipients=[drafting.NewRecipient("Lưu: VT")])
    way.submit(desk, paper_id=paper_id)
    way.initial(desk, paper_id=paper_id, person="Lê Thị Hạnh")
    way.sign(desk, paper_id=paper_id, signature=CHIEF)
    way.give_number(desk, paper_id=paper_id, number=number, symbol=f"{kind}-BCĐ", issued_on=date(2025, 6, 24))
    return paper_id


# Which one.


def test_without_a_plan_the_papers_say_what_to_do(desk: Desk) -> None:
    for compose in (papers.plan, papers.notice, papers.minutes_of, papers.report, papers.dossier):
        with pytest.raises(RefusedError, match="Chưa"):
            compose(desk, "")
    assert "Chưa có kết luận kiểm tra nào." in text(papers.conclusions(desk, ""))
    assert papers.subjects(desk) == papers.visit_subjects(desk) == papers.minutes_subjects(desk) == ()


def test_an_unknown_subject_is_refused(trip: Trip) -> None:
    for compose in (papers.plan, papers.notice, papers.minutes_of, papers.report, papers.conclusions):
        with pytest.raises(RefusedError, match="Không có"):
            compose(trip.desk, "gõ nhầm")


def test_the_subjects_can_be_named_by_their_titles(trip: Trip) -> None:
    trip.draft()
    for subjects, compose in (
        (papers.subjects, papers.plan),
        (papers.visit_subjects, papers.notice),
        (papers.minutes_subjects, papers.minutes_of),
    ):
        for one in subjects(trip.desk):
            assert text(compose(trip.desk, one.title)) == text(compose(trip.desk, one.id))
    assert [one.title for one in papers.visit_subjects(trip.desk)] == [f"{FIRST}, 04/07/2025", f"{STORED}, 07/07/2025"]


def test_the_newest_is_meant_where_none_is_named(trip: Trip) -> None:
    plans.create(trip.desk, title="Kiểm tra lần hai")
    assert [one.title for one in papers.subjects(trip.desk)][-1] == "Kiểm tra lần hai"
    assert "Kiểm tra lần hai" in text(papers.plan(trip.desk, ""))


# The minutes.


def test_a_draft_bears_its_mark_until_it_is_agreed(trip: Trip) -> None:
    minutes_id = trip.draft()
    assert papers.minutes_of(trip.desk, minutes_id).watermark == DRAFT
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    made = papers.minutes_of(trip.desk, minutes_id)
    assert made.watermark == ""
    assert not any(DRAFT in page for page in pdf_pages(made))


def test_the_preview_follows_what_is_not_stored_yet(trip: Trip) -> None:
    record = minutes.minutes(trip.desk, minutes_id=trip.draft())
    assert "Nhà văn hoá thôn Đạ Sar" in text(
        papers.minutes_draft(trip.desk, replace(record, place="Nhà văn hoá thôn Đạ Sar"))
    )
    assert "Nhà văn hoá" not in text(papers.minutes_of(trip.desk, record.id))


def test_agreed_minutes_are_printed_the_same_for_ever(trip: Trip, clock: StandingClock) -> None:
    minutes_id = trip.adopt()
    first = render(papers.minutes_of(trip.desk, minutes_id), "pdf")
    clock.moment += timedelta(days=40)
    adopting.correct(trip.desk, minutes_id=minutes_id, reason="Sai thời hạn")
    assert render(papers.minutes_of(trip.desk, minutes_id), "pdf") == first


def test_a_write_of_another_desk_outside_the_seal_is_not_printed(trip: Trip, other: Desk) -> None:
    minutes_id = trip.draft()
    send(trip.desk, other)
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    minutes.edit(other, minutes_id=minutes_id, place="Chỗ khác hẳn")
    before = render(papers.minutes_of(trip.desk, minutes_id), "pdf")
    send(other, trip.desk)
    assert adopting.written_outside(trip.desk, minutes_id=minutes_id)
    assert render(papers.minutes_of(trip.desk, minutes_id), "pdf") == before


def test_both_desks_print_the_same_agreed_minutes(trip: Trip, other: Desk) -> None:
    minutes_id = trip.adopt()
    send(trip.desk, other)
    assert render(papers.minutes_of(other, minutes_id), "pdf") == render(
        papers.minutes_of(trip.desk, minutes_id), "pdf"
    )


def test_a_correction_names_the_old_minutes(trip: Trip) -> None:
    minutes_id = trip.adopt()
    made = adopting.correct(trip.desk, minutes_id=minutes_id, reason="Sai thời hạn")
    words = text(papers.minutes_of(trip.desk, made.created[0]))
    assert f"(Phiên bản 2, thay Biên bản làm việc ngày 04 tháng 7 năm 2025 với {FIRST}; lý do: Sai thời hạn)" in words
    assert [one.title for one in papers.minutes_subjects(trip.desk)] == [
        f"Biên bản làm việc với {FIRST}, 04/07/2025",
        f"Biên bản làm việc với {FIRST}, 04/07/2025 (phiên bản 2)",
    ]


def test_photos_are_drawn_from_the_sealed_hashes(trip: Trip, tmp_path: Path) -> None:
    trip.answer_all()
    picture = photo(tmp_path / "ảnh.jpg", (1800, 1200))
    media.add_medium(
        trip.desk,
        visit_id=trip.first,
        path=picture,
        checklist_key=DAILY,
        item_key="internet",
        caption="Tủ mạng",
        declared_open=True,
    )
    made = papers.minutes_of(trip.desk, minutes.start(trip.desk, visit_id=trip.first).created[0])
    (drawn,) = [block for section in made.sections for block in section.blocks if isinstance(block, Picture)]
    assert drawn.description == "Tủ mạng"
    assert "chụp lúc 08:12 ngày 04/7/2025" in text(made)


def test_the_preview_draws_photos_roughly_and_the_paper_finely(trip: Trip, tmp_path: Path) -> None:
    trip.answer_all()
    media.add_medium(trip.desk, visit_id=trip.first, path=photo(tmp_path / "a.jpg"), declared_open=True)
    record = minutes.minutes(trip.desk, minutes_id=minutes.start(trip.desk, visit_id=trip.first).created[0])
    sizes = []
    for made in (papers.minutes_draft(trip.desk, record), papers.minutes_of(trip.desk, record.id)):
        (drawn,) = [block for section in made.sections for block in section.blocks if isinstance(block, Picture)]
        with Image.open(BytesIO(drawn.data)) as image:
            sizes.append(image.width)
        assert (round(drawn.width_mm), round(drawn.height_mm)) == (120, 90)
    assert sizes[0] < sizes[1]
    assert sizes[1] >= 1400


def test_a_photo_that_did_not_arrive_does_not_stop_the_paper(trip: Trip, other: Desk, tmp_path: Path) -> None:
    trip.answer_all()
    media.add_medium(trip.desk, visit_id=trip.first, path=photo(tmp_path / "a.jpg", (900, 600)), declared_open=True)
    minutes_id = minutes.start(trip.desk, visit_id=trip.first).created[0]
    send(trip.desk, other)
    assert "(Tệp ảnh không có trên máy này.)" in text(papers.minutes_of(other, minutes_id))


def test_the_number_stands_on_the_minutes_once_the_van_thu_gave_it(trip: Trip) -> None:
    minutes_id = trip.draft()
    minutes.edit(trip.desk, minutes_id=minutes_id, has_agency_header=True, has_national_header=True)
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    assert "Số:       /BB-BCĐ" in text(papers.minutes_of(trip.desk, minutes_id))
    paper_id = filing.paper_id(trip.desk, minutes_id)
    for name in ("Lê Hữu Khải", "Đỗ Thị Đượm"):
        way.sign(trip.desk, paper_id=paper_id, signature=Signature(name, "Trưởng đoàn", date(2025, 6, 24)))
    way.give_number(trip.desk, paper_id=paper_id, number="7", symbol="BB-BCĐ", issued_on=date(2025, 6, 24))
    assert "Số: 07/BB-BCĐ" in text(papers.minutes_of(trip.desk, minutes_id))


def test_each_signatory_has_a_place_to_sign_by_name(trip: Trip) -> None:
    minutes_id = trip.draft()
    for name in ("Phạm Đình Đạt", "K’Brếu"):
        lines.add_signatory(trip.desk, minutes_id=minutes_id, title="ĐẠI DIỆN SỞ", name=name)
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    drawn = render_placed(papers.minutes_of(trip.desk, minutes_id), Meter(0))
    places = [one.text for one in drawn.places if one.kind is PlaceKind.SIGNATURE]
    assert places == ["Lê Hữu Khải", "Đỗ Thị Đượm", "Phạm Đình Đạt", "K’Brếu"]


def test_the_sealed_paper_is_bound_for_signing(trip: Trip) -> None:
    minutes_id = trip.adopt()
    ref = adopting.sealed_ref(trip.desk, minutes_id=minutes_id)
    files.prepare(trip.desk, ref=ref, document=papers.minutes_of(trip.desk, minutes_id))
    assert "Đỗ Thị Đượm" in "".join(
        page.extract_text() for page in PdfReader(BytesIO(files.current_pdf(trip.desk, ref=ref))).pages
    )


# The others.


def test_the_plan_takes_number_and_signer_from_its_paper(trip: Trip) -> None:
    assert "Số:       /KH-BCĐ" in text(papers.plan(trip.desk, trip.inspection_id))
    numbered(trip.desk, "inspection", trip.inspection_id, "KH", "5")
    numbered(trip.desk, "visit", trip.first, "TB", "6")
    words = text(papers.plan(trip.desk, trip.inspection_id))
    assert "Số: 05/KH-BCĐ" in words
    assert "TRƯỞNG BANTrần Văn Định" in words
    notice = text(papers.notice(trip.desk, trip.first))
    assert "Số: 06/TB-BCĐ" in notice
    assert "Thực hiện Kế hoạch số 05/KH-BCĐ ngày 24 tháng 6 năm 2025" in notice


def test_the_notice_names_its_last_hour_by_the_working_calendar(trip: Trip) -> None:
    latest = moment(VISIT_DAY - timedelta(days=3), 17)
    assert "ít nhất 03 ngày làm việc, chậm nhất 17 giờ 00 phút, ngày 01 tháng 7 năm 2025" in text(
        papers.notice(trip.desk, trip.first)
    )
    visits.send_notice(trip.desk, visit_id=trip.first, sent_at=latest - timedelta(hours=2), recipient="Trần Thị Đoan")
    words = text(papers.notice(trip.desk, trip.first))
    assert "(qua đầu mối: Trần Thị Đoan)" in words
    assert "chậm nhất" not in words


def test_a_sudden_inspection(trip: Trip) -> None:
    plans.set_sudden(trip.desk, inspection_id=trip.inspection_id, reason="Dân phản ánh")
    assert "Kiểm tra đột xuất tại" in text(papers.notice(trip.desk, trip.first))
    assert "THÔNG BÁO" not in text(papers.dossier(trip.desk, trip.inspection_id))


def test_the_report_and_the_list_follow_the_conclusions(trip: Trip) -> None:
    trip.adopt()
    assert "Tổng số 01 kết luận" in text(papers.report(trip.desk, ""))
    for subject in ("", trip.inspection_id):
        assert "Thay máy scan tại quầy 2" in text(papers.conclusions(trip.desk, subject))
    other = plans.create(trip.desk, title="Kiểm tra lần hai").created[0]
    assert "Thay máy scan" not in text(papers.conclusions(trip.desk, other))


def test_the_dossier_holds_every_paper_that_is_ready(trip: Trip) -> None:
    sent = moment(VISIT_DAY - timedelta(days=7), 9)
    visits.send_notice(trip.desk, visit_id=trip.first, sent_at=sent, recipient="Đoan", document="12/TB-TCT")
    trip.adopt()
    made = papers.dossier(trip.desk, trip.inspection_id)
    words = text(made)
    for title in ("MỤC LỤC HỒ SƠ", "KẾ HOẠCH", "THÔNG BÁO", "BIÊN BẢN LÀM VIỆC", "BÁO CÁO", "DANH MỤC"):
        assert title in words
    assert f"Thông báo lịch làm việc với {FIRST}12/TB-TCT" in words
    assert f"Biên bản làm việc với {STORED}Chưa lập biên bản." in words
    assert made.watermark == ""


def test_in_the_dossier_the_minutes_are_the_very_pages(trip: Trip) -> None:
    minutes_id = trip.adopt()
    alone = pdf_pages(papers.minutes_of(trip.desk, minutes_id))
    assert all(page in pdf_pages(papers.dossier(trip.desk, trip.inspection_id)) for page in alone)


def test_a_partys_committee_prints_by_its_own_rules(trip: Trip) -> None:
    party = settings.default_body(trip.desk.province, "party")
    settings.set_body(trip.desk, issuing=party)
    trip.adopt()
    words = text(papers.dossier(trip.desk, trip.inspection_id))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words
    assert "CỘNG HÒA" not in words
    assert not re.search(r"\./\.", words)


def test_a_failing_item_reaches_the_paper(trip: Trip) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=DAILY)
    trip.answer("internet", Result.FAIL)
    trip.note("internet", "rớt mạng")
    minutes_id = minutes.start(trip.desk, visit_id=trip.first).created[0]
    lines.add_entry(trip.desk, minutes_id=minutes_id, part=Part.PROPOSAL, text="Kéo cáp", addressee="VNPT")
    words = text(papers.minutes_of(trip.desk, minutes_id))
    assert "- Mạng Internet: Không đạt: rớt mạng." in words
    assert "- VNPT: Kéo cáp" in words

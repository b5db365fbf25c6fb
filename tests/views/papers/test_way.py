import pytest
from pytestqt.qtbot import QtBot

from app.models.papers.records import Stage, Step
from app.services.desk import Desk
from app.services.papers import reading
from app.services.papers import way as steps
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.unit_entries import UnitEntries
from app.views.papers.draft_sheet import DraftSheet
from app.views.papers.step_sheets import (
    AnswerSheet,
    ConsultSheet,
    InitialSheet,
    NumberSheet,
    RecipientsSheet,
    SignSheet,
    StampSheet,
)
from app.views.papers.way_sheet import WaySheet
from app.views.papers.way_strip import stations
from tests.services.papers.steps import brought, draft, paper
from tests.views.hands import answering, click, named, texts


def drawn(desk: Desk, paper_id: str) -> str:
    """The strip as a line of signs: done, now, skipped, to come."""
    signs = {Tone.CONFIRMED: "x", Tone.RUNNING: ">", Tone.NEUTRAL: "."}
    return "".join("-" if one.skipped else signs[one.tone] for one in stations(paper(desk, paper_id)))


@pytest.mark.parametrize(
    ("stage", "strip"),
    [
        (Stage.SUBMITTED, "x-x....."),
        (Stage.SIGNED, "x-xx...."),
        (Stage.NUMBERED, "x-xxx..."),
        (Stage.ISSUED, "x-xxxxx."),
        (Stage.ARCHIVED, "x-xxxxxx"),
    ],
)
def test_the_strip_at_each_stage(desk: Desk, stage: Stage, strip: str) -> None:
    assert drawn(desk, brought(desk, stage)) == strip


def test_a_paper_sent_back_begins_again(desk: Desk) -> None:
    paper_id = brought(desk, Stage.SUBMITTED)
    steps.send_back(desk, paper_id=paper_id, reason="Thiếu ý kiến Sở Nội vụ")
    assert drawn(desk, paper_id) == ">......."


def test_the_strip_says_who_and_when(way: WaySheet, desk: Desk) -> None:
    steps.submit(desk, paper_id=way.paper.id if way.paper else "", note="Trình ký")
    way.reload()
    submitted = way.strip.shown[2]
    assert submitted.words == ("12:00 24/06/2025", "Nguyễn Thị Đào")
    assert "Phiếu trình" in way.strip.accessibleName()


def test_only_what_can_be_done_now_is_offered(way: WaySheet, desk: Desk) -> None:
    assert set(way.acts) == {Step.CONSULT, Step.SUBMIT}
    assert way.paper is not None
    brought(desk, Stage.SUBMITTED, way.paper.id)
    way.reload()
    assert set(way.acts) == {Step.INITIAL, Step.RETURN}


def test_units_are_asked_and_their_answer_recorded(way: WaySheet, office: Office, qtbot: QtBot) -> None:
    assert way.paper is not None
    units = UnitEntries(office)
    sheet = ConsultSheet(way, office, way.paper, units)
    qtbot.addWidget(sheet)
    click(named(sheet, "Lấy ý kiến"))
    assert "Chưa chọn đơn vị" in sheet.message.text
    unit = next(one for one in units.all() if one.name == "Sở Nội vụ")
    sheet.units.adding.chosen.emit(unit.id)
    click(named(sheet, "Lấy ý kiến"))
    assert "Chưa trả lời" in texts(way)
    answer = AnswerSheet(way, office, way.paper, way.paper.opinions[0])
    qtbot.addWidget(answer)
    answer.verdict.setCurrentIndex(1)
    click(named(answer, "Ghi ý kiến"))
    assert "Chưa ghi nội dung ý kiến" in answer.message.text
    answer.text.setPlainText("Bổ sung thời hạn")
    answer.handling.setText("Tiếp thu tại mục 3")
    click(named(answer, "Ghi ý kiến"))
    assert "Có ý kiến" in texts(way)
    assert "Tiếp thu, giải trình: Tiếp thu tại mục 3" in texts(way)


def test_signing_asks_for_initials_first_then_for_whom(way: WaySheet, office: Office, desk: Desk, qtbot: QtBot) -> None:
    assert way.paper is not None
    brought(desk, Stage.SUBMITTED, way.paper.id)
    way.reload()
    initial = InitialSheet(way, office, way.paper)
    qtbot.addWidget(initial)
    click(named(initial, "Ghi ký nháy"))
    assert "đang để trống" in initial.message.text
    initial.person.setText("Lê Thị Hạnh")
    click(named(initial, "Ghi ký nháy"))
    assert Step.SIGN in way.acts
    sign = SignSheet(way, office, way.paper)
    qtbot.addWidget(sign)
    sign.signer.setText("Trần Văn Định")
    sign.position.setText("TRƯỞNG BAN")
    sign.on_behalf_of.clear()
    click(named(sign, "Ghi đã ký"))
    assert "ký thay mặt hoặc ký thay ai" in sign.message.text
    sign.on_behalf_of.setText("BAN CHỈ ĐẠO")
    click(named(sign, "Ghi đã ký"))
    assert way.paper.stage is Stage.SIGNED


def test_the_number_is_recorded_and_a_double_must_be_confirmed(
    numbered: str, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    second = brought(desk, Stage.SIGNED, draft(desk, title="Kế hoạch thứ hai"))
    sheet = NumberSheet(None, office, paper(desk, second))
    qtbot.addWidget(sheet)
    assert "Số kế tiếp theo sổ: 06" in texts(sheet)
    sheet.number.setText("năm")
    click(named(sheet, "Ghi số, ngày"))
    assert "không hợp lệ" in sheet.message.text
    sheet.number.setText("5")
    click(named(sheet, "Ghi số, ngày"))
    assert "đã cấp cho" in sheet.message.text
    sheet.despite.setChecked(True)
    click(named(sheet, "Ghi số, ngày"))
    found = paper(desk, second).number
    assert found is not None
    assert found.number == "05"


def test_a_recorded_number_is_set_right_with_its_reason(
    numbered: str, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    sheet = NumberSheet(None, office, paper(desk, numbered))
    qtbot.addWidget(sheet)
    sheet.number.setText("15")
    click(named(sheet, "Ghi số, ngày"))
    assert "Lý do" in sheet.message.text
    sheet.reason.setText("Ghi nhầm")
    click(named(sheet, "Ghi số, ngày"))
    assert paper(desk, numbered).printed.startswith("15/")


def test_stamping_issuing_and_filing_end_the_way(numbered: str, office: Office, desk: Desk, qtbot: QtBot) -> None:
    made = WaySheet(None, office, numbered)
    qtbot.addWidget(made)
    made.show()
    stamp = StampSheet(made, office, paper(desk, numbered))
    qtbot.addWidget(stamp)
    click(named(stamp, "Ghi đã đóng dấu"))

    def agree(notice: object) -> None:
        click(named(notice, "Phát hành"))  # type: ignore[arg-type]  # the dialog that is up

    with answering(agree):
        made.take(Step.ISSUE)
    assert paper(desk, numbered).stage is Stage.ISSUED
    steps.archive(desk, paper_id=numbered, place="Hồ sơ 12")
    made.reload()
    assert "đi hết các bước" in texts(made)


def test_recipients_are_lines_with_copies(way: WaySheet, office: Office, desk: Desk, qtbot: QtBot) -> None:
    assert way.paper is not None
    sheet = RecipientsSheet(way, office, way.paper)
    qtbot.addWidget(sheet)
    sheet.lines.setPlainText("Thường trực Tỉnh ủy (b/c) | nhiều")
    click(named(sheet, "Lưu Nơi nhận"))
    assert "không đọc được" in sheet.message.text
    sheet.lines.setPlainText("Thường trực Tỉnh ủy (b/c) | 2\nLưu: VT")
    click(named(sheet, "Lưu Nơi nhận"))
    assert [(one.text, one.copies) for one in paper(desk, way.paper.id).recipients] == [
        ("Thường trực Tỉnh ủy (b/c)", 2),
        ("Lưu: VT", 1),
    ]
    assert "Thường trực Tỉnh ủy (b/c) (2 bản)" in texts(way)


def test_a_draft_is_edited_here_until_it_is_submitted(way: WaySheet, office: Office, desk: Desk, qtbot: QtBot) -> None:
    assert way.paper is not None
    sheet = DraftSheet(way, office, way.paper)
    qtbot.addWidget(sheet)
    sheet.title.setText("Kiểm tra tại phường Xuân Hương - Đà Lạt")
    click(named(sheet, "Lưu dự thảo"))
    assert "Kiểm tra tại phường Xuân Hương - Đà Lạt" in texts(way)
    assert named(way, "Sửa dự thảo…").isVisible()
    steps.submit(desk, paper_id=way.paper.id)
    way.reload()
    assert not named(way, "Sửa dự thảo…").isVisible()


def test_a_draft_that_is_deleted_closes_its_way(way: WaySheet, office: Office, desk: Desk, qtbot: QtBot) -> None:
    assert way.paper is not None
    sheet = DraftSheet(way, office, way.paper)
    qtbot.addWidget(sheet)
    click(named(sheet, "Xoá dự thảo"))
    assert reading.papers(desk) == ()
    assert not way.isVisible()

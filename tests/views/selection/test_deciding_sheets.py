import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.selection.records import Course, RoundState
from app.models.vietnam_time import show_date, today
from app.services import history
from app.services.desk import Desk
from app.services.papers import reading as registered
from app.services.selection import assessing, criteria, deciding, invalidating, reading, register, unchosen
from app.views.common.office import Office
from app.views.selection.assessors_sheet import AssessorCard, AssessorsSheet
from app.views.selection.criteria_sheet import CriteriaSheet
from app.views.selection.decision_sheet import DecisionSheet
from app.views.selection.exemption_sheet import ExemptionSheet
from app.views.selection.page import SelectionPage
from app.views.selection.proposals_sheet import ProposalsSheet
from app.views.selection.result_picture import bars, tracks
from app.views.selection.reviews_sheet import ReviewsSheet
from app.views.selection.section_sheet import SectionSheet
from app.views.selection.versions_sheet import VersionsSheet
from tests.views.conftest import ModelRules
from tests.views.hands import answering, click, named, press, texts, type_text
from tests.views.selection.conftest import candidates, decided, score_all, scoring, view_of

MAILS = ("Zimbra", "Thư công vụ Đắk Nông", "MDaemon")


def opened(desk: Desk, code: str = "thu-dien-tu") -> str:
    kind_id = candidates(desk, code, *MAILS).kind.id
    criteria.open_round(desk, kind_id=kind_id)
    return kind_id


def test_the_sum_of_the_weights_is_shown_and_stops_the_lock(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    kind_id = opened(desk)
    sheet = CriteriaSheet(page, office, kind_id)
    qtbot.addWidget(sheet)
    assert sheet.sum.text() == "Tổng 100 / 100"
    first = next(iter(view_of(desk, "thu-dien-tu").sheet.scored))
    weight = sheet.weights[first.id]
    weight.selectAll()
    type_text(weight, "12,5")
    weight.store()
    assert sheet.sum.text() == "Tổng 87,5 / 100"
    assert not sheet.lock.isEnabled()
    click(named(sheet, "Lấy lại bộ soạn sẵn"))
    assert sheet.sum.text() == "Tổng 100 / 100"
    click(sheet.lock)
    assert view_of(desk, "thu-dien-tu").state is RoundState.SCORING


@pytest.mark.parametrize("typed", ["-5", "101", "mười", "=50+50"])
def test_a_weight_that_is_none_is_refused_in_the_sheet(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, typed: str
) -> None:
    kind_id = opened(desk)
    sheet = CriteriaSheet(page, office, kind_id)
    qtbot.addWidget(sheet)
    first = next(iter(view_of(desk, "thu-dien-tu").sheet.scored))
    weight = sheet.weights[first.id]
    weight.selectAll()
    type_text(weight, typed)
    weight.store()
    assert "không hợp lệ" in sheet.message.text
    assert weight.text() == typed
    assert view_of(desk, "thu-dien-tu").sheet.total_weight == 100


def test_editing_a_weight_keeps_the_field_so_that_tab_goes_on(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    kind_id = opened(desk)
    sheet = CriteriaSheet(page, office, kind_id)
    qtbot.addWidget(sheet)
    first = next(iter(view_of(desk, "thu-dien-tu").sheet.scored))
    weight = sheet.weights[first.id]
    weight.selectAll()
    type_text(weight, "20")
    weight.store()
    assert sheet.weights[first.id] is weight
    history.undo(desk)
    sheet.read()
    assert weight.text() == "25"


def test_an_assessor_near_a_vendor_is_pointed_out(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, colleague: str
) -> None:
    kind_id = opened(desk)
    register.edit_system(desk, system_id=view_of(desk, "thu-dien-tu").sheet.systems[0].id, vendor="VNPT")
    sheet = AssessorsSheet(page, office, kind_id)
    qtbot.addWidget(sheet)
    sheet.person.choose(colleague)
    type_text(sheet.duty, "Thành viên")
    click(named(sheet, "Thêm"))
    (card,) = sheet.list.cards
    assert isinstance(card, AssessorCard)
    assert card.duty.text() == "Thành viên"
    assert "xung đột lợi ích" in texts(card)


def test_within_the_threshold_there_is_no_winner_and_a_meeting_is_asked_for(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    sheet = scoring(desk, "thu-dien-tu", *MAILS)
    score_all(desk, sheet, "8", "6", "8")
    page.show_kind(sheet.kind.id)
    assert "bằng điểm" in texts(page.kind.result)
    assert page.kind.result.standing.accessibleName() == "Cần họp xem xét, quyết định"
    dialog = DecisionSheet(page, office, sheet.kind.id)
    qtbot.addWidget(dialog)
    dialog.reason.setPlainText("Hội nghị thống nhất")
    dialog.by.setText("Chủ tịch UBND tỉnh")
    click(named(dialog, "Ghi quyết định"))
    assert "cần họp xem xét, quyết định" in dialog.message.text
    dialog.met.setChecked(True)
    click(named(dialog, "Ghi quyết định"))
    assert view_of(desk, "thu-dien-tu").decision is not None


def test_a_decision_says_what_is_missing_and_keeps_what_was_typed(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    sheet = scoring(desk, "thu-dien-tu", *MAILS)
    dialog = DecisionSheet(page, office, sheet.kind.id)
    qtbot.addWidget(dialog)
    dialog.reason.setPlainText("Ổn định nhất")
    dialog.by.setText("Chủ tịch UBND tỉnh")
    click(named(dialog, "Ghi quyết định"))
    assert "còn 18 ô chưa chấm" in dialog.message.text
    assert dialog.reason.toPlainText() == "Ổn định nhất"


def test_changing_a_decision_lists_what_becomes_invalid_and_asks(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, model_rules: ModelRules
) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    other = view.sheet.systems[1].id
    unchosen.set_lookup(desk, system_id=other, until=today(desk.now()), person="Phan Hữu Đức", phone="0261 3655 222")
    criteria.reopen(desk, kind_id=view.kind.id)
    dialog = DecisionSheet(page, office, view.kind.id, system_id=other)
    qtbot.addWidget(dialog)
    dialog.show()
    model_rules(dialog.table)
    assert dialog.table.rowCount() > 0
    act = named(dialog, "Ghi quyết định")
    assert not act.isEnabled()
    dialog.reason.setPlainText("Hội nghị quyết định đổi")
    dialog.by.setText("Chủ tịch UBND tỉnh")
    dialog.met.setChecked(True)
    dialog.list.selectAll()
    press(dialog.list, Qt.Key.Key_Space)
    assert act.isEnabled()
    click(act)
    assert view_of(desk, "thu-dien-tu").decision.system_id == other  # type: ignore[union-attr]
    assert len(invalidating.reviews(desk)) > 0
    page.show_view("board")
    assert named(page.matrix, f"{len(invalidating.reviews(desk))} chỗ cần xem lại").isVisible()


def test_reviews_are_ticked_and_settled(page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    other = view.sheet.systems[1].id
    unchosen.set_note(desk, system_id=other, text="Sao lưu trước 28/6")
    criteria.reopen(desk, kind_id=view.kind.id)
    found = invalidating.what_becomes_invalid(desk, kind_id=view.kind.id, system_id=other)
    deciding.decide(
        desk, kind_id=view.kind.id, system_id=other, reason="Đổi", by="Chủ tịch UBND tỉnh", on=today(desk.now()),
        after_meeting=True, acknowledged=[one.key for one in found],
    )  # fmt: skip
    sheet = ReviewsSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.list.selectAll()
    press(sheet.list, Qt.Key.Key_Space)
    click(named(sheet, "Đã xem lại"))
    assert invalidating.reviews(desk) == ()
    assert "Không còn chỗ nào cần xem lại" in texts(sheet)


def test_the_decision_stays_as_it_was_when_scores_change_later(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    criteria.reopen(desk, kind_id=view.kind.id)
    sheet = view_of(desk, "thu-dien-tu").sheet
    assessing.score(
        desk,
        criterion_id=sheet.scored[0].id,
        system_id=sheet.systems[0].id,
        assessor_id=sheet.assessors[0].id,
        value="0",
    )
    versions = VersionsSheet(page, office, view.kind.id)
    qtbot.addWidget(versions)
    assert versions.table.rowCount() == 1
    assert "Zimbra (Lâm Đồng): 90" in texts(versions)
    assert reading.results(desk, kind_id=view.kind.id).result.of(sheet.systems[0].id).total != 90  # type: ignore[union-attr]


def test_the_number_of_the_decision_is_recorded_afterwards(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    versions = VersionsSheet(page, office, view.kind.id)
    qtbot.addWidget(versions)
    versions.number.setText("812/QĐ-UBND")
    click(versions.act)
    assert "Chưa ghi ngày ban hành" in versions.message.text
    versions.day.show_day(today(desk.now()))
    click(versions.act)
    assert view_of(desk, "thu-dien-tu").decision.decided.number == "812/QĐ-UBND"  # type: ignore[union-attr]


def test_a_second_system_needs_reason_and_term(page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    sheet = ExemptionSheet(page, office, view.kind.id)
    qtbot.addWidget(sheet)
    click(sheet.act)
    assert "Chưa ghi thời hạn" in sheet.message.text
    sheet.until.setText("31/12/2025")
    click(sheet.act)
    assert "Lý do ngoại lệ" in sheet.message.text
    sheet.reason.setPlainText("Phú Quý dùng vệ tinh")
    click(sheet.act)
    assert [one.reason for one in view_of(desk, "thu-dien-tu").exemptions] == ["Phú Quý dùng vệ tinh"]
    assert "31/12/2025" in texts(sheet)
    click(named(sheet, "Kết thúc"))
    assert view_of(desk, "thu-dien-tu").exemptions == ()


def test_the_picture_ranks_and_says_its_numbers(page: SelectionPage, desk: Desk) -> None:
    sheet = scoring(desk, "thu-dien-tu", *MAILS)
    score_all(desk, sheet, "6", "7", "9")
    page.show_kind(sheet.kind.id)
    results = reading.results(desk, kind_id=sheet.kind.id)
    assert [one.total for one in bars(results.sheet, results.result)] == [90, 70, 60]
    assert [one.is_leader for one in bars(results.sheet, results.result)] == [True, False, False]
    assert tracks(results.sheet, results.sensitivity) == ()
    assert "90" in page.kind.result.picture.accessibleDescription()
    assert not page.kind.result.picture.grab().isNull()
    assert "Vững" in texts(page.kind.result)


def test_flip_points_name_the_weight_its_value_and_who_then_leads(page: SelectionPage, desk: Desk) -> None:
    sheet = scoring(desk, "thu-dien-tu", *MAILS[:2])
    score_all(desk, sheet, "8", "7")
    last = sheet.scored[-1]
    for system, value in zip(sheet.systems, ("2", "10"), strict=True):
        assessing.score(desk, criterion_id=last.id, system_id=system.id, assessor_id=sheet.assessors[0].id, value=value)
    page.show_kind(sheet.kind.id)
    said = texts(page.kind.result)
    assert f"{last.name}: 10 → 11,11" in said
    assert "Trọng số trên 11,11 thì Thư công vụ Đắk Nông" in said


def test_proposals_go_into_the_plan_once(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, model_rules: ModelRules
) -> None:
    decided(desk, "thu-dien-tu", *MAILS)
    sheet = ProposalsSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    model_rules(sheet.table)
    count = sheet.table.rowCount()
    assert count > 3
    click(named(sheet, "Chọn mọi việc chưa có"))
    ticked = len(sheet.table.ticks)
    click(named(sheet, f"Đưa {ticked} nhiệm vụ vào kế hoạch"))
    again = ProposalsSheet(page, office)
    qtbot.addWidget(again)
    again.show()
    click(named(again, "Chọn mọi việc chưa có"))
    assert again.table.ticks == []


def test_section_two_is_seen_before_it_is_written(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, model_rules: ModelRules
) -> None:
    decided(desk, "tthc", "VNPT iGate", "FPT.iGov")
    sheet = SectionSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    model_rules(sheet.table)
    assert "Theo quyết định: Lâm Đồng" in texts(sheet)
    click(named(sheet, "Ghi vào kế hoạch"))
    again = SectionSheet(page, office)
    qtbot.addWidget(again)
    assert not named(again, "Ghi vào kế hoạch").isEnabled()


def test_a_province_that_was_not_merged_assesses_the_one_it_has(lone_office: Office, qtbot: QtBot) -> None:
    desk = lone_office.desk
    sheet = scoring(desk, "thu-dien-tu", "Zimbra Cao Bằng")
    score_all(desk, sheet, "5")
    page = SelectionPage(lone_office)
    qtbot.addWidget(page)
    page.resize(1194, 692)
    page.show()
    page.show_kind(sheet.kind.id)
    assert page.kind.result.standing.accessibleName() == "Một hệ thống: đánh giá, nâng cấp hoặc thay thế"
    assert "Hướng xử lý hệ thống đang dùng" in texts(page.kind.result)

    def upgrade(dialog: object) -> None:
        assert isinstance(dialog, DecisionSheet)
        assert dialog.course.currentData() is Course.UPGRADE
        dialog.reason.setPlainText("Chưa đáp ứng mô hình 02 cấp")
        dialog.by.setText("Giám đốc Sở Khoa học và Công nghệ")
        click(named(dialog, "Ghi quyết định"))

    with answering(upgrade):
        click(named(page.kind.result, "Nâng cấp…"))
    decision = view_of(desk, "thu-dien-tu").decision
    assert decision is not None
    assert decision.course is Course.UPGRADE
    assert decision.decided.on == today(desk.now())
    assert show_date(decision.decided.on) in texts(page.kind.result)
    assert unchosen.systems(desk) == ()


def test_a_decision_goes_its_way_as_a_paper(page: SelectionPage, desk: Desk) -> None:
    view = decided(desk, "thu-dien-tu", *MAILS)
    page.show_kind(view.kind.id)
    seen: list[str] = []
    for _ in range(2):
        with answering(lambda dialog: seen.append(texts(dialog))):
            page.openings.way("decision")
    assert "lựa chọn hệ thống thông tin dùng chung" in seen[0]
    assert len(registered.papers(desk)) == 1

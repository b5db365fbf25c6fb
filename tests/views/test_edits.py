"""What two desks change at the same time in dialogs and panels: neither undoes the other."""

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.papers.copies import Copy, CopyForm
from app.models.papers.records import Verdict
from app.models.selection.records import Criterion
from app.services import people, plan, settings, tasks, units
from app.services.desk import Desk, Outcome
from app.services.inspection import plans
from app.services.papers import copies, drafting, reading, way
from app.services.papers.drafting import NewRecipient
from app.services.papers.way import Consulted
from app.services.runbook import duty, masters
from app.services.selection import criteria, unchosen
from app.services.selection import reading as selection
from app.services.signing import signatories
from app.services.signing.signatories import NewSignatory
from app.views.common.acts import Acts
from app.views.common.edits import changed, merged
from app.views.common.office import Office
from app.views.directory.page import DirectoryPage
from app.views.inspection.agreement_sheet import AgreementSheet
from app.views.inspection.delegation_box import DelegateLine, DelegationBox
from app.views.papers.step_sheets import AnswerSheet, RecipientsSheet
from app.views.plan.copy_sheet import CopySheet
from app.views.plan.page import PlanPage
from app.views.runbook.contact_sheet import ContactSheet
from app.views.runbook.page import RunbookPage
from app.views.runbook.window_sheet import WindowSheet
from app.views.selection.criteria_sheet import CriteriaSheet
from app.views.selection.detail.handover_section import HandoverCard
from app.views.selection.page import SelectionPage
from app.views.settings.page import BodyCard
from app.views.settings.people_card import PersonSheet
from app.views.signing.signatories_sheet import SignatoriesSheet
from tests.exports.signing.papers import REF
from tests.services.inspection.conftest import Trip, trip  # noqa: F401 a fixture
from tests.services.papers.steps import draft
from tests.services.selection.aftermath_hands import stopped_one
from tests.steps import row, send, task
from tests.views.hands import click, leave, named, type_text
from tests.views.selection.conftest import candidates, decided

MAILS = ("Zimbra", "Thư công vụ Đắk Nông")


def shown(sheet: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(sheet)
    sheet.show()


def follow(acts: Acts) -> None:
    """The windows hear that changes came in."""
    acts.changed.emit(Outcome("", "Nhận thay đổi"), None)


def test_only_what_differs_is_sent() -> None:
    assert changed({"name": "Đào", "unit": ""}, {"name": "Đào", "unit": "Sở Y tế"}) == {"unit": "Sở Y tế"}


@pytest.mark.parametrize(
    ("typed", "now", "found"),
    [
        ("abx", "abc", "abx"),
        ("axb", "aqbc", "aqxb"),
        ("abc", "bc", "bc"),
        ("abc", "qabc", "qabc"),
        ("cba", "abcq", "cqba"),
        ("ab", "ab", "ab"),
        ("xabc", "xabc", "xabc"),
    ],
)
def test_a_list_as_typed_keeps_what_another_desk_did_to_it(typed: str, now: str, found: str) -> None:
    assert "".join(merged("abc", typed, now)) == found


def test_a_renamed_person_keeps_the_position_that_the_other_desk_gave(
    office: Office, desk: Desk, other: Desk, qtbot: QtBot
) -> None:
    person_id = people.add_person(desk, full_name="Lê Đình Phúc").created[0]
    send(desk, other)
    card = next(one for one in people.people(desk) if one.id == person_id)
    sheet = PersonSheet(None, office, card)
    shown(sheet, qtbot)
    people.edit_person(other, person_id=person_id, position="Phó Chánh Văn phòng", unit="Văn phòng UBND tỉnh")
    send(other, desk)
    sheet.full_name.setText("Lê Đình Phước")
    click(named(sheet, "Ghi"))
    send(desk, other)
    for one in (desk, other):
        found = next(each for each in people.people(one) if each.id == person_id)
        assert (found.full_name, found.position, found.unit) == (
            "Lê Đình Phước",
            "Phó Chánh Văn phòng",
            "Văn phòng UBND tỉnh",
        )


def test_an_emptied_name_is_refused(office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = PersonSheet(None, office, people.people(desk)[0])
    shown(sheet, qtbot)
    sheet.full_name.clear()
    click(named(sheet, "Ghi"))
    assert "Họ và tên" in sheet.message.text
    assert people.people(desk)[0].full_name == "Nguyễn Thị Đào"


def test_a_person_on_duty_and_the_window_keep_what_the_other_desk_wrote(
    office: Office, desk: Desk, other: Desk, qtbot: QtBot
) -> None:
    masters.create(desk)
    duty.add_contact(desk, name="Bùi Quốc Vượng", phone="0900 000 201")
    send(desk, other)
    known = masters.master(desk)
    (contact,) = known.contacts
    sheet, window = ContactSheet(None, office, contact), WindowSheet(None, office)
    shown(sheet, qtbot)
    shown(window, qtbot)
    duty.edit_contact(other, contact_id=contact.id, phone="0900 000 999", available_from=known.anchor)
    masters.set_window(other, floor=known.floor * 2)
    send(other, desk)
    sheet.team.setText("Tổ Hạ tầng")
    click(named(sheet, "Ghi"))
    window.end.setText("06:30 01/07/2025")
    click(named(window, "Ghi"))
    made = masters.master(desk)
    (one,) = made.contacts
    assert (one.team, one.phone, one.available_from) == ("Tổ Hạ tầng", "0900 000 999", known.anchor)
    assert (made.floor, made.window_start) == (known.floor * 2, known.window_start)
    assert made.window_end != known.window_end


def test_an_agreement_keeps_the_document_that_the_other_desk_named(
    trip: Trip,  # noqa: F811
    other: Desk,
    office: Office,
    qtbot: QtBot,
) -> None:
    desk, plan_id = trip.desk, trip.inspection_id
    plans.agree(desk, inspection_id=plan_id, agreed_on=date(2025, 6, 23), body="Cơ quan Thường trực")
    send(desk, other)
    sheet = AgreementSheet(None, office, plans.inspection(desk, inspection_id=plan_id))
    shown(sheet, qtbot)
    plans.agree(other, inspection_id=plan_id, document="Công văn số 12-CV/BCĐTW")
    send(other, desk)
    sheet.day.setText("24/06/2025")
    click(named(sheet, "Ghi thống nhất"))
    found = plans.inspection(desk, inspection_id=plan_id).agreement
    assert found is not None
    assert (found.agreed_on, found.document) == (date(2025, 6, 24), "Công văn số 12-CV/BCĐTW")


def test_a_refused_name_does_not_hold_up_the_position_of_a_member(
    trip: Trip,  # noqa: F811
    office: Office,
    qtbot: QtBot,
) -> None:
    box = DelegationBox(office)
    shown(box, qtbot)
    box.show_inspection(plans.inspection(trip.desk, inspection_id=trip.inspection_id))
    line = box.members.lines[0]
    assert isinstance(line, DelegateLine)
    line.name.clear()
    line.name.store()
    line.position.setText("Phó Tổ trưởng Thường trực")
    line.position.store()
    one = plans.inspection(trip.desk, inspection_id=trip.inspection_id).delegates[0]
    assert (one.name, one.position) == ("Lê Hữu Khải", "Phó Tổ trưởng Thường trực")


def test_criteria_shown_follow_every_word_of_the_other_desk(
    office: Office, desk: Desk, other: Desk, qtbot: QtBot
) -> None:
    kind_id = candidates(desk, "thu-dien-tu", *MAILS).kind.id
    criteria.open_round(desk, kind_id=kind_id)
    send(desk, other)
    sheet = CriteriaSheet(None, office, kind_id)
    shown(sheet, qtbot)
    one = _criteria(desk, kind_id)[0]
    criteria.edit_criterion(other, criterion_id=one.id, guide="Chấm theo kết quả đo")
    send(other, desk)
    follow(office.acts)
    assert sheet.guides[one.id].toPlainText() == "Chấm theo kết quả đo"
    sheet.names[one.id].setText("Năng lực đáp ứng")
    sheet.names[one.id].store()
    found = _criteria(desk, kind_id)[0]
    assert (found.name, found.guide) == ("Năng lực đáp ứng", "Chấm theo kết quả đo")


def _criteria(desk: Desk, kind_id: str) -> tuple[Criterion, ...]:
    return selection.kind(desk, kind_id=kind_id).sheet.criteria


def test_a_hand_over_is_said_field_by_field(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    decided(desk, "thu-dien-tu", *MAILS)
    send(desk, other)
    system_id = unchosen.systems(desk)[0].system_id
    page = SelectionPage(office)
    shown(page, qtbot)
    page.show_unchosen(system_id, "contract")
    card = page.unchosen_panel.handover.list.cards[0]
    assert isinstance(card, HandoverCard)
    unchosen.hand_over(other, system_id=system_id, subject="contract", receiver="Sở Khoa học và Công nghệ")
    send(other, desk)
    card.editors["issued_on"].setText("23/06/2025")
    card.editors["issued_on"].store()
    card.editors["number"].setText("03/BB-SKHCN")
    card.editors["number"].store()
    found = stopped_one(desk, system_id).handover("contract")
    assert found is not None
    assert (found.receiver, found.number, found.issued_on) == (
        "Sở Khoa học và Công nghệ",
        "03/BB-SKHCN",
        date(2025, 6, 23),
    )


def test_an_opinion_keeps_its_verdict_when_its_handling_is_written(
    office: Office, desk: Desk, other: Desk, qtbot: QtBot
) -> None:
    paper_id = draft(desk)
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ", "")], answer_by=None)
    (asked,) = reading.paper(desk, paper_id=paper_id).opinions
    way.answer(desk, opinion_id=asked.id, verdict=Verdict.AGREED)
    send(desk, other)
    known = reading.paper(desk, paper_id=paper_id)
    sheet = AnswerSheet(None, office, known, known.opinions[0])
    shown(sheet, qtbot)
    way.answer(other, opinion_id=asked.id, verdict=Verdict.REMARKS, text="Bổ sung thời hạn")
    send(other, desk)
    sheet.handling.setText("Tiếp thu tại mục 3")
    click(named(sheet, "Ghi ý kiến"))
    (one,) = reading.paper(desk, paper_id=paper_id).opinions
    assert (one.verdict, one.text, one.handling) == (Verdict.REMARKS, "Bổ sung thời hạn", "Tiếp thu tại mục 3")


def test_two_desks_add_to_the_recipients(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    paper_id = draft(desk)
    first = NewRecipient("Sở Nội vụ", "so-noi-vu")
    drafting.set_recipients(desk, paper_id=paper_id, recipients=[first, NewRecipient("Lưu: VT")])
    send(desk, other)
    sheet = RecipientsSheet(None, office, reading.paper(desk, paper_id=paper_id))
    shown(sheet, qtbot)
    wanted = [first, NewRecipient("Sở Y tế"), NewRecipient("Lưu: VT")]
    drafting.set_recipients(other, paper_id=paper_id, recipients=wanted)
    send(other, desk)
    sheet.lines.setPlainText("Sở Nội vụ\nLưu: VT | 2")
    click(named(sheet, "Lưu Nơi nhận"))
    found = reading.paper(desk, paper_id=paper_id).recipients
    assert [(one.text, one.unit_id, one.copies) for one in found] == [
        ("Sở Nội vụ", "so-noi-vu", 1),
        ("Sở Y tế", "", 1),
        ("Lưu: VT", "", 2),
    ]


def test_two_desks_add_to_those_who_sign(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    first, second, third = (NewSignatory(name) for name in ("Lê Hữu Khải", "Đỗ Thị Đượm", "Trần Văn Định"))
    signatories.set_signatories(desk, ref=REF, signatories=[first])
    send(desk, other)
    sheet = SignatoriesSheet(None, office, signatories.signed_state(desk, ref=REF))
    shown(sheet, qtbot)
    signatories.set_signatories(other, ref=REF, signatories=[first, second])
    send(other, desk)
    sheet.append()
    sheet.lines[-1].name.setText(third.full_name)
    click(named(sheet, "Lưu danh sách"))
    found = signatories.signed_state(desk, ref=REF).signatories
    assert [one.full_name for one in found] == ["Lê Hữu Khải", "Đỗ Thị Đượm", "Trần Văn Định"]


def test_a_copy_keeps_what_the_other_desk_wrote(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    task_id, day = row(desk, "1.1").id, date(2025, 6, 20)
    made = tasks.add_document(desk, task_id=task_id, title="Quyết định", number="12/QĐ-UBND", issued_on=day)
    copy = Copy(made.created[0], CopyForm.SY, "UBND tỉnh Lâm Đồng", "Đà Lạt", day)
    copies.set_copy(desk, copy=copy)
    send(desk, other)
    sheet = CopySheet(None, office, task(desk, task_id).evidence[0])
    shown(sheet, qtbot)
    copies.set_copy(other, copy=Copy(copy.evidence_id, CopyForm.SL, copy.agency, copy.place, day))
    send(other, desk)
    sheet.number.setText("3/SL-UBND")
    click(named(sheet, "Ghi"))
    found = copies.copy_of(desk, evidence_id=copy.evidence_id)
    assert found is not None
    assert (found.form, found.number) == (CopyForm.SL, "3/SL-UBND")


def test_one_line_of_the_issuing_body_leaves_the_others(
    office: Office, desk: Desk, other: Desk, refusals: list[AppError], qtbot: QtBot
) -> None:
    card = BodyCard(office)
    shown(card, qtbot)
    place = settings.body(desk).place
    card.lines["place"].clear()
    card.lines["place"].store()
    card.lines["symbol"].setText("KH-BCĐT")
    card.lines["symbol"].store()
    assert (len(refusals), settings.body(desk).symbol, settings.body(desk).place) == (1, "KH-BCĐT", place)


@pytest.mark.parametrize("how", ["asked for", "next row"])
def test_text_under_way_goes_to_the_task_it_was_typed_for(office: Office, desk: Desk, how: str, qtbot: QtBot) -> None:
    page = PlanPage(office)
    shown(page, qtbot)
    page.resize(1194, 690)
    page.activateWindow()
    first, second = row(desk, "1.1").id, row(desk, "1.2").id
    page.show_task(first)
    note, lead = page.panel.information.note, page.panel.information.lead
    type_text(lead, "so y te")
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    type_text(note, "Đang gõ dở")
    if how == "asked for":
        page.show_task(second)
    else:
        page.list.choose(page.list.currentIndex().row() + 1)
    assert (page.panel.task_id, note.toPlainText()) == (second, "")
    assert page.table.line(page.list.currentIndex().row()).task_id == second
    leave(note)
    assert (task(desk, first).note, task(desk, second).note) == ("Đang gõ dở", "")
    assert (task(desk, second).lead, plan.task(desk, task_id=first).number) == (row(desk, "1.2").lead, "1.1")


def test_a_refused_text_is_not_written_into_the_next_task(
    office: Office, desk: Desk, refusals: list[AppError], qtbot: QtBot
) -> None:
    page = PlanPage(office)
    shown(page, qtbot)
    page.activateWindow()
    first, second = row(desk, "1.1").id, row(desk, "1.2").id
    page.show_task(first)
    deadline = page.panel.information.deadline.line
    deadline.setFocus()
    qtbot.waitUntil(deadline.hasFocus)
    deadline.setText("ngày nào đó")
    page.show_task(second)
    leave(deadline)
    assert len(refusals) == 1
    assert deadline.text() != "ngày nào đó"
    assert task(desk, second).deadline == row(desk, "1.2").deadline


def test_text_under_way_goes_to_the_step_and_the_unit_it_was_typed_for(
    office: Office, desk: Desk, qtbot: QtBot
) -> None:
    masters.create(desk)
    page = RunbookPage(office)
    shown(page, qtbot)
    page.activateWindow()
    one, two = masters.master(desk).steps[:2]
    page.show_step(one.id)
    note = page.panel.information.note
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    type_text(note, "Đang gõ dở")
    page.show_step(two.id)
    leave(note)
    assert [step.note for step in masters.master(desk).steps[:2]] == ["Đang gõ dở", two.note]
    listed = DirectoryPage(office)
    shown(listed, qtbot)
    listed.activateWindow()
    made = units.add_unit(desk, name="Đội Ứng cứu").created[0]
    follow(office.acts)
    listed.list.choose(listed.table.row_where(lambda unit: unit.id == made))
    short_name = listed.panel.short_name
    short_name.setFocus()
    qtbot.waitUntil(short_name.hasFocus)
    type_text(short_name, "Ứng cứu")
    at = listed.list.currentIndex().row()
    listed.list.choose(at - 1 if at else 1)
    leave(short_name)
    assert [unit.id for unit in plan.units(desk) if unit.short_name == "Ứng cứu"] == [made]

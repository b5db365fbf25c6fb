import unicodedata

import pytest
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.selection.records import RoundState
from app.models.selection.stages import StageKey
from app.models.selection.system_records import LinkState
from app.services import history
from app.services.desk import Desk
from app.services.selection import kinds, reading, register, stages
from app.views.common.office import Office, Place
from app.views.selection import facts
from app.views.selection.findings_sheet import selection_findings
from app.views.selection.page import SelectionPage
from app.views.selection.removed_sheet import RemovedSheet
from app.views.selection.system_sheet import KindSheet, KindsSheet, SystemSheet
from tests.views.conftest import ModelRules
from tests.views.hands import answering, click, leave, named, press, texts, type_text
from tests.views.selection.conftest import candidates, decided, view_of

NAMES = ("VNPT iGate", "Một cửa điện tử Đắk Nông", "FPT.iGov")


def names(page: SelectionPage) -> list[str]:
    lines = [page.register.line(at) for at in range(page.register.rowCount())]
    return [line.system.name for line in lines if line.system is not None]


def test_the_board_keeps_the_rules_of_item_models(desk: Desk, page: SelectionPage, model_rules: ModelRules) -> None:
    decided(desk, "hop", "VNPT Meeting", "Viettel Conference")
    page.reload()
    model_rules(page.matrix.table)


def test_the_lists_keep_the_rules_of_item_models(desk: Desk, page: SelectionPage, model_rules: ModelRules) -> None:
    decided(desk, "hop", "VNPT Meeting", "Viettel Conference")
    page.reload()
    model_rules(page.register)
    model_rules(page.stopped)


def test_the_board_begins_with_every_kind_of_the_documents(page: SelectionPage) -> None:
    assert page.matrix.table.rowCount() == 12
    assert page.matrix.table.index(0, 0).data() == "Giải quyết TTHC"
    assert "0 trên 12 loại đã quyết định" in texts(page.matrix)
    assert "25/6 còn 1 ngày" in texts(page.matrix)


def test_an_empty_register_offers_the_act_that_fills_it(page: SelectionPage) -> None:
    page.show_view("register")
    assert "Chưa có hệ thống nào" in texts(page)
    page.show_view("unchosen")
    assert "Chưa có hệ thống nào không được chọn" in texts(page)


def test_enter_on_a_kind_opens_its_comparison_and_escape_leads_back(page: SelectionPage, desk: Desk) -> None:
    candidates(desk, "tthc", *NAMES)
    page.matrix.list.setCurrentIndex(page.matrix.table.index(0, 0))
    press(page.matrix.list, Qt.Key.Key_Return)
    assert page.kind.isVisible()
    assert page.kind.kind_id == view_of(desk, "tthc").kind.id
    press(page.kind, Qt.Key.Key_Escape)
    assert page.matrix.isVisible()


def test_enter_on_a_stage_lets_its_progress_be_written(page: SelectionPage, desk: Desk) -> None:
    view = decided(desk, "tthc", *NAMES)
    page.reload()
    column = next(at for at, one in enumerate(page.matrix.table.columns) if one.key == "units")
    page.matrix.list.setCurrentIndex(page.matrix.table.index(0, column))
    press(page.matrix.list, Qt.Key.Key_Return)
    section = page.stage_panel.section
    assert "18 giờ ngày 27/6/2025" in texts(page.stage_panel)
    type_text(section.counts, "92/124")
    section.counts.store()
    row = next(one for one in stages.board(desk) if one.kind.id == view.kind.id)
    assert row.stage(StageKey.UNITS).counts is not None
    assert row.stage(StageKey.UNITS).counts.shown == "92/124"  # type: ignore[union-attr]
    assert "92/124" in str(page.matrix.table.index(0, column).data())


def test_counts_that_cannot_be_are_refused_and_stay_to_be_corrected(
    page: SelectionPage, desk: Desk, refusals: list[AppError]
) -> None:
    decided(desk, "tthc", *NAMES)
    page.reload()
    system_id = stages.board(desk)[0].system_id
    page.show_stage(system_id, "units")
    editor = page.stage_panel.section.counts
    type_text(editor, "130/124")
    editor.store()
    assert "130/124" in refusals[0].title
    assert editor.text() == "130/124"
    assert stages.board(desk)[0].stage(StageKey.UNITS).counts is None


def test_a_new_system_asks_for_little_and_is_shown_to_be_completed(
    page: SelectionPage, office: Office, desk: Desk
) -> None:
    page.show_view("register")

    def fill(dialog: object) -> None:
        assert isinstance(dialog, SystemSheet)
        type_text(dialog.name, "VNPT iGate")
        click(named(dialog, "Thêm hệ thống"))

    with answering(fill):
        click(named(page.toolbar, "Thêm hệ thống…"))
    assert names(page) == ["VNPT iGate"]
    assert page.system_panel.system_id == view_of(desk, "tthc").sheet.systems[0].id


def test_a_system_without_a_name_is_refused_in_the_dialog(page: SelectionPage, office: Office, qtbot: QtBot) -> None:
    sheet = SystemSheet(page, office)
    qtbot.addWidget(sheet)
    click(named(sheet, "Thêm hệ thống"))
    assert "đang để trống" in sheet.message.text


def test_a_similar_name_is_pointed_out_while_it_is_typed(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    candidates(desk, "tthc", *NAMES)
    sheet = SystemSheet(page, office, view_of(desk, "tthc").kind.id)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.province.choose(reading.old_provinces(desk)[0].code)
    type_text(sheet.name, "He thong VNPT-iGate")
    assert "Tên gần giống đã có: VNPT iGate" in sheet.similar.text()


def test_what_is_missing_is_said_and_is_never_nought(page: SelectionPage, desk: Desk) -> None:
    candidates(desk, "tthc", *NAMES)
    page.show_view("register")
    line = page.register.line(page.register.row_where(lambda one: bool(one.system_id)))
    assert line.system is not None
    shown = {fact.key: fact.text(line.system) for fact in facts.FACTS}
    assert shown["records"] == "chưa có"
    assert shown["yearly_cost"] == "chưa có"
    assert "Số hồ sơ" in line.missing


def test_a_field_is_edited_in_place(page: SelectionPage, desk: Desk) -> None:
    system = candidates(desk, "tthc", *NAMES).sheet.systems[0]
    page.show_system(system.id, "data_mb")
    editor = page.system_panel.information.editors["data_mb"]
    type_text(editor, "1,5 TB")
    leave(editor)
    editor.store()
    assert view_of(desk, "tthc").sheet.systems[0].data_mb == 1_572_864
    assert editor.text() == "1,5 TB"
    history.undo(desk)
    assert view_of(desk, "tthc").sheet.systems[0].data_mb is None


def test_a_refused_figure_stays_to_be_corrected(page: SelectionPage, desk: Desk, refusals: list[AppError]) -> None:
    system = candidates(desk, "tthc", *NAMES).sheet.systems[0]
    page.show_system(system.id, "users")
    editor = page.system_panel.information.editors["users"]
    editor.selectAll()
    type_text(editor, "nhiều")
    editor.store()
    assert "nhiều" in refusals[0].title
    assert editor.text() == "nhiều"
    assert view_of(desk, "tthc").sheet.systems[0].users == 1_000


def test_a_connection_asked_for_with_the_kind_waits_to_be_said(page: SelectionPage, desk: Desk) -> None:
    system = candidates(desk, "tthc", *NAMES).sheet.systems[0]
    page.show_system(system.id, "links")
    links = page.system_panel.links
    assert len(links.list.cards) == 10
    card = links.list.cards[0]
    card.state.choose(LinkState.CONNECTED)  # type: ignore[attr-defined]
    card.state.activated.emit(1)  # type: ignore[attr-defined]
    link = view_of(desk, "tthc").sheet.systems[0].link("dvcqg")
    assert link is not None
    assert link.state is LinkState.CONNECTED
    assert links.list.cards[0] is card


@pytest.mark.parametrize("typed", ["mot cua dak nong", "Đắk Nông một cửa", unicodedata.normalize("NFD", "Một cửa")])
def test_filters_without_marks(page: SelectionPage, desk: Desk, qtbot: QtBot, typed: str) -> None:
    candidates(desk, "tthc", *NAMES)
    page.show_view("register")
    type_text(page.toolbar.search, typed)
    qtbot.waitUntil(lambda: names(page) == ["Một cửa điện tử Đắk Nông"])


def test_delete_offers_to_take_it_back(page: SelectionPage, desk: Desk, office: Office) -> None:
    notes: list[tuple[str, bool]] = []
    office.acts.noted.connect(lambda text, undo: notes.append((text, undo)))
    candidates(desk, "tthc", *NAMES)
    page.show_view("register")
    page.register_list.choose(1)
    press(page.register_list, Qt.Key.Key_Delete)
    assert names(page) == list(NAMES[1:])
    assert notes == [("Đã bỏ hệ thống.", True)]
    office.acts.do(lambda: history.undo(desk))
    assert names(page) == list(NAMES)


def test_a_kind_of_the_provinces_own_stands_behind_the_others(
    page: SelectionPage, office: Office, qtbot: QtBot
) -> None:
    sheet = KindSheet(page, office)
    qtbot.addWidget(sheet)
    type_text(sheet.name, "Hệ thống quản lý đất đai")
    click(named(sheet, "Thêm loại"))
    assert page.matrix.table.rowCount() == 13
    assert page.matrix.table.index(12, 0).data() == "Hệ thống quản lý đất đai"


def test_a_kind_that_the_province_does_not_have_is_left_out(page: SelectionPage, office: Office, qtbot: QtBot) -> None:
    sheet = KindsSheet(page, office)
    qtbot.addWidget(sheet)
    click(next(iter(sheet.boxes.values())))
    assert page.matrix.table.rowCount() == 11


def test_a_kind_of_our_own_is_renamed(page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    made = kinds.add_kind(desk, name="Hệ thống quản lí đất đai").created[0]
    sheet = KindsSheet(page, office)
    qtbot.addWidget(sheet)

    def rename(naming: QWidget) -> None:
        naming.findChildren(QLineEdit)[0].setText("Hệ thống đất đai")
        click(named(naming, "Lưu tên loại"))

    with answering(rename):
        click(next(each for each in sheet.findChildren(QPushButton) if each.toolTip().startswith("Sửa tên")))
    assert sheet.boxes[made].text() == "Hệ thống đất đai"
    assert reading.kind(desk, kind_id=made).kind.name == "Hệ thống đất đai"


def test_a_long_name_leaves_the_act_beside_it_in_sight(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    name = "Hệ thống thông tin quản lý công tác tôn giáo & dân tộc của tỉnh " * 3
    made = kinds.add_kind(desk, name=name).created[0]
    sheet = KindsSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    act = next(each for each in sheet.findChildren(QPushButton) if each.toolTip().startswith("Sửa tên"))
    qtbot.waitUntil(lambda: act.mapTo(sheet, act.rect().topRight()).x() < sheet.width())
    assert sheet.boxes[made].toolTip() == name.strip()
    assert "giáo && dân" in sheet.boxes[made].text()


def square(box: QCheckBox) -> float:
    """How light the square of a box is, 0 to 255."""
    picture = box.grab().toImage()
    seen = [picture.pixelColor(x, y).lightness() for x in range(2, 14) for y in range(4, picture.height() - 4)]
    return sum(seen) / len(seen)


def test_what_is_ticked_is_seen_where_nothing_may_be_changed(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    sheet = KindsSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    box = sheet.boxes[view_of(desk, "tthc").kind.id]
    box.setEnabled(False)
    ticked = square(box)
    with QSignalBlocker(box):
        box.setChecked(False)
    assert ticked < square(box) - 40


def test_a_system_taken_out_by_mistake_comes_back(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    before = [one.id for one in candidates(desk, "tthc", *NAMES).sheet.systems]
    page.remove(before[1])
    sheet = RemovedSheet(page, office)
    qtbot.addWidget(sheet)
    assert NAMES[1] in texts(sheet)
    click(named(sheet, "Đưa trở lại"))
    assert "Chưa bỏ hệ thống nào" in texts(sheet)
    assert [one.id for one in view_of(desk, "tthc").sheet.systems] == before


def test_the_comparison_shows_candidates_as_columns_and_says_why_one_is_out(page: SelectionPage, desk: Desk) -> None:
    system = candidates(desk, "tthc", *NAMES).sheet.systems[1]
    register.edit_system(desk, system_id=system.id, security_level=2)
    page.show_kind(view_of(desk, "tthc").kind.id)
    click(named(page.kind, "Mở đánh giá"))
    assert view_of(desk, "tthc").state is RoundState.DRAFTING
    copied = page.kind.grid.text()
    assert [one.split(" (")[0] for one in copied.splitlines()[0].split("\t")[1:]] == list(NAMES)
    assert "Không đạt, loại (Cấp độ 2, yêu cầu tối thiểu cấp độ 3.)" in copied
    assert "Số hồ sơ\tchưa có\tchưa có\tchưa có" in copied


def test_arrows_walk_over_the_comparison_and_enter_edits_the_fact(page: SelectionPage, desk: Desk) -> None:
    candidates(desk, "tthc", *NAMES)
    page.show_kind(view_of(desk, "tthc").kind.id)
    grid = page.kind.grid
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        press(grid, key)
    assert grid.current == (view_of(desk, "tthc").sheet.systems[1].id, "", "version")
    press(grid, Qt.Key.Key_Return)
    assert page.kind.system.isVisible()
    assert page.kind.system.system_id == view_of(desk, "tthc").sheet.systems[1].id


def test_a_finding_leads_to_its_field(page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    kind_id = candidates(desk, "tthc", "VNPT iGate", "Một cửa điện tử").kind.id
    register.add_system(desk, kind_id=kind_id, name="Hệ thống VNPT-iGate", province=reading.old_provinces(desk)[0].code)
    sheet = selection_findings(page, office, page.openings.go)
    qtbot.addWidget(sheet)
    sheet.list.choose(sheet.table.row_where(lambda one: "hai lần" in one.message))
    click(named(sheet, "Đến chỗ này"))
    assert page.kind.isVisible()
    assert page.kind.system.system_id == view_of(desk, "tthc").sheet.systems[2].id


def test_a_place_leads_to_a_system(page: SelectionPage, desk: Desk) -> None:
    system = candidates(desk, "tthc", *NAMES).sheet.systems[2]
    page.go(Place("selection", "system", system.id, "users"))
    assert page.system_panel.system_id == system.id


def test_what_changes_while_the_page_is_hidden_is_read_when_it_is_shown(page: SelectionPage, desk: Desk) -> None:
    page.show_view("register")
    page.hide()
    candidates(desk, "tthc", *NAMES)
    page.office.acts.do(
        lambda: register.edit_system(desk, system_id=view_of(desk, "tthc").sheet.systems[0].id, users=5)
    )
    page.show()
    assert names(page) == list(NAMES)

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.selection.records import Score, Sheet, Verdict, Veto, VetoRule
from app.models.selection.result import Standing
from app.models.selection.system_records import Contact
from app.services.desk import Desk
from app.services.selection import assessing, criteria, reading, register
from app.views.selection.page import SelectionPage
from app.views.selection.scoring_lines import progress
from app.views.selection.scoring_view import ScoringView
from tests.views.hands import answering, click, named, press, texts, type_text
from tests.views.selection.conftest import candidates, decided, scoring, view_of

ONE_KEY = {str(digit): Qt.Key(ord(str(digit))) for digit in range(10)} | {",": Qt.Key.Key_Comma}
SYSTEMS = ("Zimbra Lâm Đồng", "Thư công vụ Đắk Nông", "MDaemon Bình Thuận")


class Typist:
    """Presses keys on whatever has the focus, and counts them."""

    def __init__(self, view: ScoringView) -> None:
        self._view = view
        self.keys = 0

    @property
    def here(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            press(self.here, key)
            self.keys += 1

    def score(self, text: str) -> None:
        self.press(*(ONE_KEY[each] for each in text))


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    """Thư điện tử: one veto (capacity, settled by the register) and six scored criteria for three candidates."""
    return scoring(desk, "thu-dien-tu", *SYSTEMS)


@pytest.fixture
def view(page: SelectionPage, sheet: Sheet, qtbot: QtBot) -> ScoringView:
    page.show_kind(sheet.kind.id)
    page.show_scoring()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return page.scoring


@pytest.fixture
def typist(view: ScoringView) -> Typist:
    return Typist(view)


def score_of(desk: Desk, sheet: Sheet, criterion: int, system: int) -> Score | None:
    now = reading.kind(desk, kind_id=sheet.kind.id).sheet
    return now.by_cell.get((sheet.scored[criterion].id, sheet.systems[system].id, sheet.assessors[0].id))


def test_begins_at_the_first_cell_that_waits(view: ScoringView, sheet: Sheet) -> None:
    assert "2. Hoạt động ổn định, liên tục" in texts(view)
    assert view.cards[0].box.hasFocus()
    assert "3/21 ô" in texts(view)


def test_a_whole_sheet_is_filled_with_the_keyboard_alone_in_three_keys_a_cell(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet
) -> None:
    cells = len(sheet.scored) * len(sheet.systems)
    for _criterion in sheet.scored:
        for value in ("8", "6", "7"):
            typist.score(value)
            typist.press(Qt.Key.Key_Space, Qt.Key.Key_Tab)
    assert typist.keys == 3 * cells
    found = reading.results(desk, kind_id=sheet.kind.id)
    assert progress(found.sheet, sheet.assessors[0].id) == (21, 21)
    assert [one.is_self for one in found.sheet.scores] == [True] * cells
    assert found.result.standing is Standing.WINNER
    assert found.result.leader_id == sheet.systems[0].id
    assert "Đã chấm xong" in texts(view)


@pytest.mark.parametrize(
    ("keys", "value"), [("10", "10"), ("0", "0"), ("7,", "7.5"), ("7,5", "7.5"), ("0,", "0.5"), ("93", "3")]
)
def test_ten_nought_and_half_points(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet, keys: str, value: str
) -> None:
    typist.score(keys)
    typist.press(Qt.Key.Key_Right)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert given.value == Decimal(value)


def test_a_score_is_stored_when_its_cell_is_left_by_any_way(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet
) -> None:
    typist.score("4")
    assert score_of(desk, sheet, 0, 0) is None
    view.leave()
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert given.value == 4


def test_typing_that_rests_is_stored_after_two_seconds(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet, qtbot: QtBot
) -> None:
    typist.score("1")
    qtbot.waitUntil(lambda: score_of(desk, sheet, 0, 0) is not None, timeout=60_000)
    typist.score("0")
    typist.press(Qt.Key.Key_Tab)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert given.value == 10


def test_delete_takes_a_score_back(view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet) -> None:
    typist.score("8")
    typist.press(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Delete)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert given.value is None
    assert view.cards[0].box.text == "–"


def test_tab_goes_over_the_last_candidate_to_the_next_criterion(view: ScoringView, typist: Typist) -> None:
    typist.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert "3. An toàn thông tin, an ninh mạng" in texts(view)
    assert view.cards[0].box.hasFocus()
    typist.press(Qt.Key.Key_Backtab)
    assert "2. Hoạt động ổn định, liên tục" in texts(view)
    assert view.cards[2].box.hasFocus()


def test_up_and_down_change_the_criterion_and_keep_the_candidate(view: ScoringView, typist: Typist) -> None:
    typist.press(Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert "4. Dung lượng, lưu trữ và tra cứu" in texts(view)
    assert view.cards[1].box.hasFocus()
    typist.press(Qt.Key.Key_Up)
    assert "3. An toàn thông tin, an ninh mạng" in texts(view)


def test_a_note_takes_vietnamese_and_digits_as_words_and_tab_goes_on(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet
) -> None:
    typist.score("8")
    typist.press(Qt.Key.Key_Return)
    note = view.cards[0].note
    assert note.hasFocus()
    type_text(note, "Gián đoạn 2 lần trong năm, tổng 3 giờ")
    press(note, Qt.Key.Key_5)
    press(note, Qt.Key.Key_Tab)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert (given.value, given.note) == (Decimal(8), "Gián đoạn 2 lần trong năm, tổng 3 giờ5")
    assert view.cards[1].box.hasFocus()


def test_the_cell_takes_no_input_method_so_that_telex_sees_none_of_its_keys(view: ScoringView) -> None:
    box, note = view.cards[0].box, view.cards[0].note
    assert not box.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert note.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@pytest.mark.parametrize("key", [Qt.Key.Key_S, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_W])
def test_letters_do_nothing_in_a_cell(view: ScoringView, typist: Typist, key: Qt.Key) -> None:
    typist.press(key)
    assert view.cards[0].box.text == "–"


def test_the_sheet_goes_on_where_it_was_left(page: SelectionPage, view: ScoringView, typist: Typist) -> None:
    for value in ("8", "6", "7", "5"):
        typist.score(value)
        typist.press(Qt.Key.Key_Tab)
    typist.press(Qt.Key.Key_Escape)
    assert page.kind.isVisible()
    page.show_scoring()
    assert "3. An toàn thông tin, an ninh mạng" in texts(view)
    assert view.cards[1].box.hasFocus()


def test_a_score_without_evidence_says_so(view: ScoringView, typist: Typist) -> None:
    typist.score("8")
    typist.press(Qt.Key.Key_Tab)
    assert "Chưa có minh chứng" in texts(view.cards[0])
    typist.press(Qt.Key.Key_Backtab, Qt.Key.Key_Space)
    assert "Chưa có minh chứng" not in texts(view.cards[0])


def test_words_on_the_clipboard_become_the_note(view: ScoringView, desk: Desk, sheet: Sheet) -> None:
    QGuiApplication.clipboard().setText("Biên bản kiểm tra ngày 12/6/2025")
    press(view.cards[0].box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert given.note == "Biên bản kiểm tra ngày 12/6/2025"


def test_a_dropped_file_backs_the_score_after_its_openness_is_stated(
    view: ScoringView, desk: Desk, sheet: Sheet, tmp_path: Path
) -> None:
    path = tmp_path / "Biên bản đo kiểm.txt"
    path.write_text("Đo kiểm thư điện tử", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where = QPointF(QPoint(10, 10))
    event = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with answering(lambda dialog: click(named(dialog, "Không chứa, đính kèm"))):
        view.cards[0].dropEvent(event)
    given = score_of(desk, sheet, 0, 0)
    assert given is not None
    assert [one.file_name for one in given.evidence] == ["Biên bản đo kiểm.txt"]
    assert "Biên bản đo kiểm" in texts(view.cards[0])


def test_a_file_whose_openness_is_not_stated_is_not_attached(
    view: ScoringView, desk: Desk, sheet: Sheet, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    with answering(lambda dialog: click(named(dialog, "Thôi"))):
        view.attach(view.cards[0], [path])
    assert score_of(desk, sheet, 0, 0) is None


def test_a_refused_note_stays_to_be_corrected(
    view: ScoringView, typist: Typist, desk: Desk, sheet: Sheet, refusals: list[AppError]
) -> None:
    criteria.reopen(desk, kind_id=sheet.kind.id, keep_scores=False)
    typist.score("8")
    typist.press(Qt.Key.Key_Tab)
    assert len(refusals) == 1
    assert refusals[0].detail


def test_a_veto_that_the_register_leaves_open_is_answered_by_plus(page: SelectionPage, desk: Desk) -> None:
    sheet = scoring(desk, "tthc", "VNPT iGate", "FPT.iGov")
    page.show_kind(sheet.kind.id)
    page.show_scoring()
    view = page.scoring
    assert "2. Kết nối được với Cổng Dịch vụ công quốc gia" in texts(view)
    press(view.cards[0].box, Qt.Key.Key_Plus)
    now = reading.kind(desk, kind_id=sheet.kind.id).sheet
    assert [(one.system_id, one.verdict) for one in now.marks] == [(sheet.systems[0].id, Verdict.PASSED)]


def test_to_exclude_one_its_reason_is_asked_for_first(page: SelectionPage, desk: Desk) -> None:
    sheet = scoring(desk, "tthc", "VNPT iGate", "FPT.iGov")
    page.show_kind(sheet.kind.id)
    page.show_scoring()
    card = page.scoring.cards[1]
    card.box.setFocus()
    press(card.box, Qt.Key.Key_Minus)
    assert card.note.hasFocus()
    assert reading.kind(desk, kind_id=sheet.kind.id).sheet.marks == ()
    type_text(card.note, "Nhà cung cấp không mở cổng kết nối")
    press(card.note, Qt.Key.Key_Tab)
    (mark,) = reading.kind(desk, kind_id=sheet.kind.id).sheet.marks
    assert (mark.verdict, mark.reason) == (Verdict.FAILED, "Nhà cung cấp không mở cổng kết nối")


def test_a_conflict_of_interest_stands_on_the_card(page: SelectionPage, desk: Desk, colleague: str) -> None:
    kind_id = candidates(desk, "cbccvc", "VNPT HRM", "PMIS").kind.id
    first = view_of(desk, "cbccvc").sheet.systems[0]
    register.edit_system(desk, system_id=first.id, contact=Contact("Bùi Quốc Vượng", "0263 3812 345"))
    criteria.open_round(desk, kind_id=kind_id)
    criteria.lock_criteria(desk, kind_id=kind_id)
    assessing.add_assessor(desk, kind_id=kind_id, person_id=colleague)
    page.show_kind(kind_id)
    page.show_scoring()
    assert "xung đột lợi ích" in texts(page.scoring.cards[0])
    assert "xung đột lợi ích" not in texts(page.scoring.cards[1])
    assert "Đang nhập hộ" in texts(page.scoring)


def test_a_decided_sheet_can_be_read_but_not_written(page: SelectionPage, desk: Desk) -> None:
    view = decided(desk, "thu-dien-tu", *SYSTEMS)
    page.show_kind(view.kind.id)
    page.show_scoring()
    box = page.scoring.cards[0].box
    before = reading.kind(desk, kind_id=view.kind.id).sheet.scores
    press(box, Qt.Key.Key_Down)
    press(box, Qt.Key.Key_3)
    press(box, Qt.Key.Key_Tab)
    assert reading.kind(desk, kind_id=view.kind.id).sheet.scores == before
    assert page.scoring.cards[1].box.hasFocus()


def test_a_reason_without_a_verdict_passes_nothing(page: SelectionPage, desk: Desk, refusals: list[AppError]) -> None:
    sheet = scoring(desk, "tthc", "VNPT iGate", "FPT.iGov")
    page.show_kind(sheet.kind.id)
    page.show_scoring()
    card = page.scoring.cards[0]
    card.note.setFocus()
    type_text(card.note, "Đang hỏi Cục Kiểm soát TTHC")
    press(card.note, Qt.Key.Key_Tab)
    assert reading.kind(desk, kind_id=sheet.kind.id).sheet.marks == ()
    assert refusals[0].title == "Chưa ghi đạt hay không đạt."


def test_a_refusal_that_was_given_up_is_not_carried_to_the_next_criterion(page: SelectionPage, desk: Desk) -> None:
    sheet = scoring(desk, "tthc", "VNPT iGate", "FPT.iGov")
    page.show_kind(sheet.kind.id)
    page.show_scoring()
    card = page.scoring.cards[0]
    press(card.box, Qt.Key.Key_Minus)
    press(card.note, Qt.Key.Key_Escape)
    assert card.box.hasFocus()
    page.scoring.go_on(2, 0)
    press(card.box, Qt.Key.Key_Plus)
    type_text(card.note, "Nhà cung cấp cam kết bằng văn bản")
    card.note.store()
    (mark,) = reading.kind(desk, kind_id=sheet.kind.id).sheet.marks
    assert (mark.verdict, mark.reason) == (Verdict.PASSED, "Nhà cung cấp cam kết bằng văn bản")


def test_a_veto_that_is_scored_too_takes_its_reason_and_its_score(page: SelectionPage, desk: Desk) -> None:
    kind_id = candidates(desk, "thu-dien-tu", *SYSTEMS[:2]).kind.id
    criteria.open_round(desk, kind_id=kind_id)
    first = view_of(desk, "thu-dien-tu").sheet.scored[0]
    criteria.set_veto(desk, criterion_id=first.id, veto=Veto(VetoRule.MANUAL))
    criteria.lock_criteria(desk, kind_id=kind_id)
    assert desk.person is not None
    assessing.add_assessor(desk, kind_id=kind_id, person_id=desk.person.id)
    page.show_kind(kind_id)
    page.show_scoring("", first.id)
    card = page.scoring.cards[0]
    press(card.box, Qt.Key.Key_2)
    press(card.box, Qt.Key.Key_Minus)
    type_text(card.note, "Ngừng ba ngày")
    press(card.note, Qt.Key.Key_Tab)
    now = reading.kind(desk, kind_id=kind_id).sheet
    assert [(one.verdict, one.reason) for one in now.marks] == [(Verdict.FAILED, "Ngừng ba ngày")]
    assert [one.value for one in now.scores] == [Decimal(2)]
    assert "Ngừng ba ngày" in texts(page.scoring.cards[0])

"""The minutes: the page beside follows the typing, nothing typed is lost, agreed minutes are closed."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Literal
from unicodedata import normalize

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.exports.tree import Document
from app.models.errors import AppError
from app.models.inspection.checks import Finding
from app.models.inspection.minutes_records import Capacity, Minutes, Part
from app.models.inspection.records import DelegationKind
from app.services.desk import Desk
from app.services.inspection import adopting, lines, minutes, visits
from app.views.common.office import Office
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.adopt_sheet import AdoptSheet, CorrectSheet
from app.views.inspection.entries_box import EntryLine
from app.views.inspection.minutes_step import MinutesStep
from app.views.inspection.participants_box import ParticipantLine
from tests.services.inspection.conftest import FIRST, Trip
from tests.views.hands import answering, click, named, press, texts, type_text
from tests.views.inspection.conftest import short_paper

FOLLOWS_MS = 300
BUSY = 4
"""How much slower the page may follow while other tests use the PC."""
TRIES = 5
"""So often it is typed: other programs of the PC may hold one page up, not all."""


class Composer:
    """Composes on the worker's thread and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[Minutes] = []

    def __call__(self, desk: Desk, record: Minutes) -> Document:
        self.given.append(record)
        return short_paper(desk, record)


@pytest.fixture
def composer() -> Composer:
    return Composer()


@pytest.fixture
def step(visited: Office, trip: Trip, composer: Composer, qtbot: QtBot) -> Iterator[MinutesStep]:
    made = MinutesStep(visited, UnitEntries(visited), compose=composer)
    qtbot.addWidget(made)
    visited.acts.changed.connect(lambda _outcome, _initiator: shown(made, trip))
    made.resize(1160, 560)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close_paper()


def shown(step: MinutesStep, trip: Trip) -> None:
    step.show_visit(visits.visit(trip.desk, visit_id=trip.first))


def drafted(step: MinutesStep, trip: Trip, qtbot: QtBot) -> str:
    """Minutes that nothing is missing from, shown with their page."""
    minutes_id = trip.draft()
    shown(step, trip)
    qtbot.waitUntil(lambda: step.page.is_current, timeout=60_000)
    return minutes_id


def stored(trip: Trip, minutes_id: str) -> Minutes:
    return minutes.minutes(trip.desk, minutes_id=minutes_id)


def entry(step: MinutesStep, part: Part, at: int = 0) -> EntryLine:
    found = step.form.parts[part].entries.lines[at]
    assert isinstance(found, EntryLine)
    return found


def test_the_form_flashes_no_window_of_its_parts(
    step: MinutesStep, trip: Trip, qtbot: QtBot, qapp: QApplication
) -> None:
    seen: list[QWidget] = []

    class Watch(QObject):
        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    drafted(step, trip, qtbot)
    qapp.removeEventFilter(watch)
    assert seen == []
    assert step.isActiveWindow()


def test_the_minutes_begin_filled_from_the_visit(step: MinutesStep, trip: Trip) -> None:
    shown(step, trip)
    click(named(step, "Lập biên bản"))
    assert step.form.start.text() == "04/07/2025 08:00"
    assert step.form.place.text() == f"Trụ sở {FIRST}"
    assert step.form.unit_name.text() == FIRST
    people = step.form.delegation.people.lines
    assert isinstance(people[0], ParticipantLine)
    assert people[0].name.text() == "Lê Hữu Khải"


def test_a_draft_begun_by_mistake_is_deleted_and_begun_anew(step: MinutesStep, trip: Trip) -> None:
    click(step.drop)
    shown(step, trip)
    assert step.shown is None
    assert minutes.of_visit(trip.desk, visit_id=trip.first) == ()
    click(named(step, "Lập biên bản"))
    assert step.shown is not None


def test_the_page_follows_the_typing_and_leaves_the_focus(
    step: MinutesStep, trip: Trip, composer: Composer, qtbot: QtBot
) -> None:
    drafted(step, trip, qtbot)
    content = step.form.content
    content.setFocus()
    content.moveCursor(content.textCursor().MoveOperation.End)
    for _ in range(TRIES):
        type_text(content, " Đường truyền rớt ba lần.")
        since = perf_counter()
        with qtbot.waitSignal(step.page.drawn, timeout=60_000):
            pass
        taken = (perf_counter() - since) * 1000
        if taken < BUSY * FOLLOWS_MS:
            break
    assert composer.given[-1].content.endswith("Đường truyền rớt ba lần.")
    assert step.focusWidget() is content
    assert content.toPlainText().endswith("Đường truyền rớt ba lần.")
    assert taken < BUSY * FOLLOWS_MS


def test_the_page_shows_what_is_typed_and_not_stored_yet(
    step: MinutesStep, trip: Trip, composer: Composer, qtbot: QtBot
) -> None:
    minutes_id = drafted(step, trip, qtbot)
    conclusion = entry(step, Part.CONCLUSION)
    conclusion.text.setFocus()
    conclusion.text.selectAll()
    type_text(conclusion.text, "Thay cả hai máy scan")
    adding = step.form.parts[Part.PROPOSAL].adding
    adding.setPlainText("Đề nghị cấp thêm kinh phí")
    qtbot.waitUntil(lambda: step.page.is_current, timeout=60_000)
    seen = composer.given[-1]
    assert seen.part(Part.CONCLUSION)[0].text == "Thay cả hai máy scan"
    assert seen.part(Part.PROPOSAL)[-1].text == "Đề nghị cấp thêm kinh phí"
    assert stored(trip, minutes_id).part(Part.PROPOSAL) == ()


def test_stale_pages_are_not_drawn(step: MinutesStep, trip: Trip, composer: Composer, qtbot: QtBot) -> None:
    drafted(step, trip, qtbot)
    before = len(composer.given)
    step.form.content.setFocus()
    for letter in "Kiem tra thuc te tai quay":
        QTest.keyClicks(step.form.content, letter)
    qtbot.waitUntil(lambda: step.page.is_current, timeout=60_000)
    assert len(composer.given) - before < 25
    assert "quay" in composer.given[-1].content


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_telex_typing_keeps_its_text(step: MinutesStep, trip: Trip, qtbot: QtBot, form: Literal["NFC", "NFD"]) -> None:
    """UniKey sends a letter, takes it back by Backspace, and sends the marked one: "dd" becomes "đ"."""
    minutes_id = drafted(step, trip, qtbot)
    content = step.form.content
    content.setFocus()
    content.selectAll()
    QTest.keyClicks(content, "d")
    press(content, Qt.Key.Key_Backspace)
    for letter in normalize(form, "đường truyền"):
        type_text(content, letter)
    QTest.keyClicks(content, " 1/2 - s f 7")
    content.store()
    assert stored(trip, minutes_id).content == "đường truyền 1/2 - s f 7"


def test_an_entry_is_added_by_typing_and_the_field_is_free_again(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    box = step.form.parts[Part.ACHIEVEMENT]
    known = len(stored(trip, minutes_id).part(Part.ACHIEVEMENT))
    box.adding.setFocus()
    type_text(box.adding, "Đã niêm yết đủ thủ tục")
    step.form.place.setFocus()
    assert stored(trip, minutes_id).part(Part.ACHIEVEMENT)[known].text == "Đã niêm yết đủ thủ tục"
    assert box.adding.toPlainText() == ""
    box.adding.setFocus()
    type_text(box.adding, "Đã niêm yết đủ thủ tục")
    step.form.place.setFocus()
    assert len(stored(trip, minutes_id).part(Part.ACHIEVEMENT)) == known + 2


def test_a_conclusion_takes_its_unit_and_deadline(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    conclusion = entry(step, Part.CONCLUSION)
    conclusion.unit.setFocus()
    conclusion.unit.selectAll()
    type_text(conclusion.unit, "so khoa hoc va cong nghe")
    press(conclusion.unit, Qt.Key.Key_Return)
    conclusion.deadline.line.setFocus()
    conclusion.deadline.line.selectAll()
    type_text(conclusion.deadline.line, "trước ngày 15/7/2025")
    press(conclusion.deadline.line, Qt.Key.Key_Return)
    made = stored(trip, minutes_id).part(Part.CONCLUSION)[0]
    assert made.unit is not None
    assert made.unit.name == "Sở Khoa học và Công nghệ"
    assert made.deadline is not None
    assert made.deadline.text == "trước ngày 15/7/2025"


def test_a_deadline_that_cannot_be_read_is_refused_and_stays(
    step: MinutesStep, trip: Trip, qtbot: QtBot, visited: Office
) -> None:
    heard: list[AppError] = []
    visited.acts.refused.connect(heard.append)
    drafted(step, trip, qtbot)
    line = entry(step, Part.CONCLUSION).deadline.line
    line.setFocus()
    line.selectAll()
    type_text(line, "khi nào xong")
    press(line, Qt.Key.Key_Return)
    assert heard
    assert line.text() == "khi nào xong"


def test_what_a_second_secretary_writes_leaves_my_typing(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    content = step.form.content
    content.setFocus()
    content.selectAll()
    type_text(content, "Tôi đang gõ")
    desk = trip.desk
    step.office.acts.do(
        lambda: lines.add_entry(desk, minutes_id=minutes_id, part=Part.PROPOSAL, text="Người khác vừa thêm")
    )
    assert content.toPlainText() == "Tôi đang gõ"
    assert step.focusWidget() is content
    assert entry(step, Part.PROPOSAL).text.toPlainText() == "Người khác vừa thêm"


@pytest.mark.parametrize(
    ("field", "typed"), [("copies", "bốn"), ("copies", "0"), ("start", "25 giờ"), ("end", "04/07/2025 07:00")]
)
def test_refused_fields_keep_what_was_typed_or_say_it_in_the_findings(
    step: MinutesStep, trip: Trip, qtbot: QtBot, visited: Office, field: str, typed: str
) -> None:
    heard: list[AppError] = []
    visited.acts.refused.connect(heard.append)
    minutes_id = drafted(step, trip, qtbot)
    line = getattr(step.form, field)
    line.setFocus()
    line.selectAll()
    type_text(line, typed)
    press(line, Qt.Key.Key_Return)
    found = minutes.findings(trip.desk, minutes_id=minutes_id)
    assert heard or any(one.rule == "end_before_start" for one in found)
    assert line.text() == typed


def test_the_central_group_has_a_number(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    step.form.kind.choose(DelegationKind.CENTRAL)
    step.form.kind.activated.emit(0)
    type_text(step.form.number, "3")
    step.form.number.store()
    assert stored(trip, minutes_id).delegation.group_number == "3"


def test_agreeing_says_what_follows_and_closes_the_form(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    sheet = AdoptSheet(step, step.office, stored(trip, minutes_id))
    assert "không sửa được nữa" in texts(sheet)
    assert "1 kết luận sẽ được theo dõi" in texts(sheet)
    click(named(sheet, "Thông qua biên bản"))
    adopted = adopting.adopted(trip.desk, minutes_id=minutes_id)
    assert adopted.content_hash[:12] in texts(step)
    assert all(each.isReadOnly() or each.isHidden() for each in step.form.findChildren(QPlainTextEdit))
    assert step.form.start.isReadOnly()
    assert step.adopt.isHidden()
    assert not step.correct.isHidden()


def test_what_is_typed_is_stored_before_agreeing(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    step.form.content.setFocus()
    step.form.content.selectAll()
    type_text(step.form.content, "Chốt lúc cuối buổi")

    def agree(sheet: object) -> None:
        assert isinstance(sheet, AdoptSheet)
        click(named(sheet, "Thông qua biên bản"))

    with answering(agree):
        step.ask_adoption()
    assert adopting.adopted(trip.desk, minutes_id=minutes_id).minutes.content == "Chốt lúc cuối buổi"


def test_minutes_that_lack_something_lead_to_the_first_point(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    minutes.edit(trip.desk, minutes_id=minutes_id, content="")
    sheet = AdoptSheet(step, step.office, stored(trip, minutes_id))
    assert not named(sheet, "Thông qua biên bản").isEnabled()
    click(named(sheet, "Đến điểm đầu tiên"))
    assert sheet.settle_asked is not None
    step.go_to(sheet.settle_asked)
    assert step.focusWidget() is step.form.content


@pytest.mark.parametrize(
    ("finding", "where"),
    [
        (Finding("x", "error", "", field="copies"), lambda step: step.form.copies),
        (Finding("x", "error", "", field="ended_at"), lambda step: step.form.end),
        (Finding("x", "error", "", field="conclusion"), lambda step: step.form.parts[Part.CONCLUSION].adding),
    ],
)
def test_a_finding_goes_to_its_field(
    step: MinutesStep, trip: Trip, qtbot: QtBot, finding: Finding, where: Callable[[MinutesStep], object]
) -> None:
    drafted(step, trip, qtbot)
    step.go_to(finding)
    assert step.focusWidget() is where(step)


def test_a_finding_goes_to_an_entry_or_a_person(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    record = stored(trip, minutes_id)
    shortcoming = record.part(Part.SHORTCOMING)[0]
    step.go_to(Finding("no_cause", "error", "", shortcoming.id, "objective_cause"))
    assert step.focusWidget() is entry(step, Part.SHORTCOMING).objective
    chair = next(one for one in record.participants if one.capacity is Capacity.CHAIR)
    step.go_to(Finding("no_position", "warning", "", chair.id, "position"))
    line = step.form.host.people.line(chair.id)
    assert isinstance(line, ParticipantLine)
    assert step.focusWidget() is line.position


def test_a_correction_is_a_new_version_that_names_the_old_one(step: MinutesStep, trip: Trip, qtbot: QtBot) -> None:
    minutes_id = drafted(step, trip, qtbot)
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    shown(step, trip)
    sheet = CorrectSheet(step, step.office, stored(trip, minutes_id))
    click(named(sheet, "Lập bản đính chính"))
    assert "đang để trống" in sheet.message.text
    sheet.reason.setPlainText("Ghi sai tên máy")
    click(named(sheet, "Lập bản đính chính"))
    assert step.shown is not None
    assert (step.shown.version, step.shown.replaces) == (2, minutes_id)
    assert not step.form.content.isReadOnly()
    step.version.setCurrentIndex(0)
    assert step.form.content.isReadOnly()
    assert "Đã thông qua" in texts(step)

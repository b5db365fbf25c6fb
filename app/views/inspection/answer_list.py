"""The checklists of a visit as one list that is answered by single keys.

The keys are Space, minus and slash: UniKey makes tones of letters (Telex) and of digits (VNI), never of these. They act
only while the list has the focus, and no input method is at work there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from typing_extensions import override

from app.models.inspection.minutes_records import AnsweredItem, Checklist, FieldWork, Result
from app.views.common.badge import Badge
from app.views.common.memory import Memory
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, Column, RecordTable, Whole
from app.views.inspection.badges import LACKS_PROOF, RESULT, UNANSWERED

KEYS = {
    Qt.Key.Key_Space: Result.PASS,
    Qt.Key.Key_Minus: Result.FAIL,
    Qt.Key.Key_Slash: Result.NOT_APPLICABLE,
}
KEY_NAMES = {Result.PASS: "phím cách", Result.FAIL: "phím −", Result.NOT_APPLICABLE: "phím /"}
HELP = (
    "Phím cách: Đạt · phím −: Không đạt · phím /: Không áp dụng · Delete: bỏ trả lời · Enter: ghi chú · Ctrl+V: dán ảnh"
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item, or the heading of its checklist (`item` None)."""

    checklist: Checklist
    item: AnsweredItem | None = None
    number: int = 0
    answered: int = 0

    @property
    def place(self) -> str:
        """`CHECKLIST/ITEM`, as findings name it."""
        return f"{self.checklist.key}/{self.item.item.key}" if self.item else self.checklist.key


def answer_lines(work: FieldWork) -> tuple[AnswerLine, ...]:
    """Every checklist with its items."""
    found: list[AnswerLine] = []
    for one in work.checklists:
        answered = len(one.items) - one.counts[""]
        found.append(AnswerLine(one.checklist, answered=answered, number=len(one.items)))
        found += [AnswerLine(one.checklist, item, at) for at, item in enumerate(one.items, 1)]
    return tuple(found)


def heading(line: AnswerLine) -> str | None:
    """A checklist's title with how many items are answered."""
    if line.item is not None:
        return None
    version = f", bản {line.checklist.version}" if line.checklist.version > 1 else ""
    return f"{line.checklist.title}{version}  ·  {line.answered}/{line.number} mục"


def badge_of(line: AnswerLine) -> Badge | None:
    """The answer as it is shown."""
    if line.item is None:
        return None
    return RESULT[line.item.result] if line.item.result else UNANSWERED


def _proof(line: AnswerLine) -> str:
    if line.item is None:
        return ""
    if line.item.lacks_proof:
        return LACKS_PROOF.word
    count = len(line.item.media)
    photos = f"{count} ảnh, video" if count else ""
    return " · ".join(part for part in (photos, line.item.note) if part)


def _item_text(line: AnswerLine) -> str:
    if line.item is None:
        return ""
    item = line.item.item
    return f"{item.label}\n{item.text}" if item.text else item.label


COLUMNS: tuple[Column[AnswerLine], ...] = (
    Column("number", "TT", lambda line: str(line.number) if line.item else "", 44, CENTRE),
    Column("item", "Mục kiểm tra", _item_text, 360),
    Column("result", "Kết quả", lambda line: shown.word if (shown := badge_of(line)) else "", 140, badge=badge_of),
    Column(
        "proof",
        "Ghi chú, ảnh",
        _proof,
        230,
        badge=lambda line: LACKS_PROOF if line.item is not None and line.item.lacks_proof else None,
    ),
)


class AnswerList(RecordView):
    """The items; an answer key answers the current one and goes to the next that waits."""

    answered = Signal(str, object)
    """(place, Result); None takes the answer back."""
    note_asked = Signal(str)
    """Place of an item whose note is to be written."""
    pasted = Signal(str)
    """Place of an item to which the clipboard's picture belongs."""

    table: RecordTable[AnswerLine]

    def __init__(self, memory: Memory) -> None:
        self._visit_id = ""
        self._answer_lines: Sequence[AnswerLine] = ()
        table = RecordTable(COLUMNS, self._read, heading=heading)
        super().__init__(table, name="answers", memory=memory)
        table.setParent(self)
        self.fill_with("item")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSelectionMode(RecordView.SelectionMode.SingleSelection)
        self.setAccessibleName("Các mục kiểm tra")
        self.setAccessibleDescription(HELP)

    def _read(self, offset: int, limit: int) -> Whole[AnswerLine]:
        return Whole(len(self._answer_lines), self._answer_lines[offset : offset + limit])

    def show_work(self, work: FieldWork) -> None:
        """Show the checklists of a visit; the current item stays."""
        kept = self.current if work.visit_id == self._visit_id else None
        self._visit_id = work.visit_id
        self._answer_lines = answer_lines(work)
        self.table.refresh()
        if self._answer_lines:
            self.go_to(kept.place if kept is not None else "")

    @property
    def current(self) -> AnswerLine | None:
        """The item the keys act on."""
        at = self.currentIndex().row()
        return self._answer_lines[at] if 0 <= at < len(self._answer_lines) else None

    def go_to(self, place: str) -> None:
        """Make an item the current one; without one of that place the first that waits."""
        at = next((row for row, line in enumerate(self._answer_lines) if line.item and line.place == place), -1)
        self.choose(at if at >= 0 else self._waiting(0))

    def go_on(self) -> None:
        """Go to the next item that waits for an answer, else to the next item."""
        at = self.currentIndex().row()
        waiting = self._waiting(at + 1)
        if waiting >= 0:
            self.choose(waiting)
        elif at + 1 < len(self._answer_lines):
            self.choose(at + 1)

    def _waiting(self, start: int) -> int:
        count = len(self._answer_lines)
        order = [(start + step) % count for step in range(count)] if count else []
        found = [row for row in order if (item := self._answer_lines[row].item) is not None and item.result is None]
        items = [row for row in range(count) if self._answer_lines[row].item is not None]
        return found[0] if found else -1 if start else items[0] if items else -1

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are no search here: nothing may jump while answers are given."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current
        key = Qt.Key(event.key())
        if line is None or line.item is None:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(line.place)
        elif key in KEYS and not event.isAutoRepeat():
            self.answered.emit(line.place, KEYS[key])
        elif key == Qt.Key.Key_Delete:
            self.answered.emit(line.place, None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.note_asked.emit(line.place)
        else:
            super().keyPressEvent(event)

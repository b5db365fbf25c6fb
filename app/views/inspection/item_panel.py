"""The chosen item of a checklist: its words, its answer, the note and the photos that a failing answer needs."""

from functools import partial

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton
from typing_extensions import override

from app.models.inspection.minutes_records import Medium, Result
from app.services.inspection import checklists
from app.views.common.badge import StatusBadge
from app.views.common.fields import StoredText, lock
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, scrolled, subheading
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.answer_list import KEY_NAMES, AnswerLine
from app.views.inspection.badges import RESULT, UNANSWERED
from app.views.inspection.media_box import MediaBox

WIDTH = 372


class NoteText(StoredText):
    """A note; Enter stores it and goes on, Shift+Enter begins a new line."""

    finished = Signal()
    picture_pasted = Signal()

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or super().canInsertFromMimeData(source)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() and not source.hasText():
            self.picture_pasted.emit()
        else:
            super().insertFromMimeData(source)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.store()
            self.finished.emit()
            return
        super().keyPressEvent(event)


class ItemPanel(Part):
    """Everything about one item, or the photos of the visit as a whole."""

    answered = Signal(str, object)
    finished = Signal()
    """The note is written: back to the list."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._visit_id = ""
        self._line: AnswerLine | None = None
        self._title = subheading("")
        self._title.setWordWrap(True)
        self._text = label("", "muted", wrap=True)
        self._wanted = label("Không đạt: phải có ảnh hoặc ghi chú.", "watch", wrap=True)
        self.results: dict[Result, QPushButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(False)
        answers = row(spacing=4)
        for result in Result:
            tip = f"{result.label} ({KEY_NAMES[result]} khi đang ở danh sách)"
            made = button(result.label, partial(self._answer, result), icon=RESULT[result].icon, tip=tip)
            made.setCheckable(True)
            group.addButton(made)
            self.results[result] = made
            answers.addWidget(made)
        answers.addStretch(1)
        self._answers = holder(answers)
        self._badge = StatusBadge(UNANSWERED)
        self.note = NoteText(lines=(2, 6), placeholder="Ghi điều nhìn thấy; Enter để xong, Shift+Enter xuống dòng")
        self.note.stored.connect(self._store_note)
        self.note.finished.connect(self.finished)
        self.media = MediaBox(office)
        self.note.picture_pasted.connect(self.media.paste)
        self._item = holder(
            column(
                self._title,
                self._text,
                self._answers,
                row(self._badge, STRETCH),
                self._wanted,
                field("Ghi chú", self.note),
                spacing=8,
            )
        )
        self._media_title = label("Ảnh, video", "field")
        self.setMinimumWidth(WIDTH)
        self.setLayout(
            column(
                scrolled(
                    column(self._item, self._media_title, self.media, STRETCH, spacing=8, margins=(16, 12, 12, 12))
                )
            )
        )

    def show_item(self, visit_id: str, line: AnswerLine, *, locked: bool) -> None:
        """Show an item."""
        if self._line is not None and (visit_id, line.place) != (self._visit_id, self._line.place):
            self.note.store()
        self._visit_id, self._line = visit_id, line
        self._item.setVisible(line.item is not None)
        self._media_title.setText("Ảnh, video")
        if line.item is None:
            return
        self._title.setText(line.item.item.label)
        self._text.setText(line.item.item.text)
        self._text.setVisible(bool(line.item.item.text))
        for result, made in self.results.items():
            made.setChecked(line.item.result is result)
        self._answers.setVisible(not locked)
        self._badge.setVisible(locked)
        self._badge.show_badge(RESULT[line.item.result] if line.item.result else UNANSWERED)
        self._wanted.setVisible(line.item.lacks_proof)
        self.note.show_value(line.item.note)
        lock(self.note, locked=locked)
        self.media.show_media(visit_id, line.place, line.item.media, locked=locked)

    def show_visit(self, visit_id: str, found: tuple[Medium, ...], *, locked: bool) -> None:
        """Show the photos of the visit that belong to no item."""
        self.note.store()
        self._visit_id, self._line = visit_id, None
        self._item.hide()
        self._media_title.setText("Ảnh, video chung của buổi kiểm tra")
        self.media.show_media(visit_id, "", found, locked=locked)

    def show_again(self) -> None:
        """Show the item as it stands."""
        if self._line is not None and self._line.item is not None:
            self.note.show_value(self._line.item.note)

    def write_note(self) -> None:
        """Put the cursor into the note."""
        self.note.setFocus()
        cursor = self.note.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.note.setTextCursor(cursor)

    def _answer(self, result: Result) -> None:
        if self._line is not None and self._line.item is not None:
            again = self._line.item.result is result
            self.answered.emit(self._line.place, None if again else result)

    def _store_note(self, text: str) -> None:
        if self._line is None or self._line.item is None:
            return
        desk, visit_id, line = self.office.desk, self._visit_id, self._line
        key = line.item.item.key if line.item else ""
        self.do(
            lambda: checklists.set_note(
                desk, visit_id=visit_id, checklist_key=line.checklist.key, item_key=key, note=text
            ),
            editor=self.note,
        )

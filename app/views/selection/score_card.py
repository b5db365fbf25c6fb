"""One candidate under the criterion being scored: a cell for the keyboard, and what backs the score.

The cell is no text field and takes no input method, so that Telex and VNI see none of its keys; words are typed only
in the note, where no key of ours acts but Tab and Esc.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.selection.records import MISSING, ScoreEvidence, Verdict
from app.models.selection.result import shown
from app.models.vietnam_time import show_date
from app.views.common import appearance, palette, typeface
from app.views.common.badge import StatusBadge
from app.views.common.entries import list_box, refill
from app.views.common.fields import StoredText
from app.views.common.layout import STRETCH, button, column, icon_button, label, row, rule
from app.views.selection import badges, facts, score_typing
from app.views.selection.scoring_lines import ScoreCell

STORE_AFTER_MS = 2_000
"""A typed score is stored at the latest after this long."""
LEAST_WIDTH = 190
"""Four cards stand side by side on a small screen; more scroll sideways."""
_NO_SCORE = "–"
_NOT_SHOWN = ("province_code", "contact", "note", "version")
"""Facts of the register that help nobody to score."""
_VETO_KEYS = {Qt.Key.Key_Plus: Verdict.PASSED, Qt.Key.Key_Equal: Verdict.PASSED, Qt.Key.Key_Minus: Verdict.FAILED}
_WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-1, 0),
    Qt.Key.Key_PageDown: (1, 0),
}


class ScoreBox(QWidget):
    """The cell itself: shows the score large and takes the keys."""

    stored = Signal(str)
    """The typed score, once; "" takes it back."""
    verdict_given = Signal(object)
    moved = Signal(int, int)
    """(criteria, candidates) to go on by."""
    note_asked = Signal()
    self_asked = Signal()
    file_asked = Signal()
    pasted = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._value = ""
        self._typed: str | None = None
        self._is_scored = True
        self._verdict = Verdict.UNKNOWN
        self._is_locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._timer = QTimer(self, singleShot=True, interval=STORE_AFTER_MS)
        self._timer.timeout.connect(self.store)

    def show_cell(self, cell: ScoreCell, *, is_locked: bool) -> None:
        """Show what is recorded; typing under way is not disturbed."""
        self._is_scored = cell.criterion.is_scored
        self._value = shown(cell.score.value, missing="") if cell.score is not None else ""
        self._verdict = cell.mark.verdict if cell.mark is not None else cell.fact
        if self._typed == self._value:
            self._timer.stop()
        self._is_locked = is_locked
        self.setAccessibleName(f"Điểm của {cell.system.shown}")
        self.setAccessibleDescription(self.text)
        self.update()

    def begin(self) -> None:
        """Another cell is shown here: what was typed belongs to the one before."""
        self.store()
        self._typed = None

    @property
    def text(self) -> str:
        """What the cell shows."""
        if not self._is_scored:
            return self._verdict.label
        return (self._value if self._typed is None else self._typed) or _NO_SCORE

    def store(self) -> None:
        """Hand over what was typed, once."""
        self._timer.stop()
        if self._typed is not None and self._typed != self._value:
            self._value = self._typed
            self.stored.emit(self._typed)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_tab(event):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _WAYS:
            self.store()
            self.moved.emit(*_WAYS[key])
        elif self._is_locked:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.matches(QKeySequence.StandardKey.Open):
            self.file_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.store()
            self.note_asked.emit()
        elif not self._take(key, event.text()):
            super().keyPressEvent(event)

    def _take(self, key: Qt.Key, text: str) -> bool:
        """Keys that write into the cell."""
        if key in _VETO_KEYS:
            self.verdict_given.emit(_VETO_KEYS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear()
        elif not self._is_scored:
            return False
        elif key == Qt.Key.Key_Space:
            self.store()
            self.self_asked.emit()
        elif len(text) == 1 and text in "0123456789,.":
            before = self._value if self._typed is None and text in ",." else self._typed or ""
            self._typed = score_typing.typed(before, text)
            self._timer.start()
            self.setAccessibleDescription(self.text)
            self.update()
        else:
            return False
        return True

    def _clear(self) -> None:
        if not self._is_scored:
            self.verdict_given.emit(Verdict.UNKNOWN)
            return
        self._typed = ""
        self.update()
        self.store()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._typed = None
        self.entered.emit()
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.store()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, 96)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(palette.colour(theme.accent_text if focused else theme.strong_border), 3 if focused else 1))
        painter.setBrush(palette.colour(theme.accent_soft if focused else theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        given = self.text != _NO_SCORE
        painter.setPen(palette.colour(theme.text if given else theme.muted))
        painter.setFont(appearance.semibold(typeface.DISPLAY if self._is_scored else typeface.TITLE))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()


class NoteField(StoredText):
    """The note of a score; Tab and Esc give the cell back its focus."""

    left = Signal(int)
    """How many cells to go on: 0 back to this one, 1 to the next, -1 to the one before."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        way = ways.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and not self.is_edited:
            way = 0
        if way is None:
            super().keyPressEvent(event)
            return
        self.store()
        self.left.emit(way)
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_tab(event):
            self.keyPressEvent(event)
            return True
        return super().event(event)


class ScoreCard(QFrame):
    """A candidate: its cell, "tự đánh giá", the note, the files and documents."""

    removed = Signal(str)
    """Evidence to take off."""
    dropped = Signal(list)
    """Files to attach."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAcceptDrops(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.cell: ScoreCell | None = None
        self._name = label("", strong=True, wrap=True)
        self._interest = label("", "watch", wrap=True)
        self._fact = label("", "muted", wrap=True)
        self.verdict = StatusBadge(badges.VERDICT[Verdict.UNKNOWN])
        self.box = ScoreBox()
        self.is_self = QCheckBox("Tự đánh giá")
        self.is_self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.note = NoteField(lines=(2, 4), placeholder="Căn cứ chấm điểm (Enter)")
        self.note.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        inside, self._evidence = list_box()
        self.attach = button("Tệp…", self.box.file_asked.emit, icon="paperclip", kind="link")
        self.attach.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.document = button("Văn bản…", bool, icon="file-text", kind="link")
        self.document.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._state = label("", "watch", wrap=True)
        self._facts = label("", "muted", wrap=True)
        self.setLayout(self._lines(inside))
        self.box.note_asked.connect(self.note.setFocus)

    def _lines(self, evidence: QWidget) -> QVBoxLayout:
        return column(
            self._name,
            self._interest,
            self._fact,
            row(self.verdict, STRETCH),
            self.box,
            self._state,
            self.is_self,
            self.note,
            evidence,
            row(self.attach, self.document, STRETCH, spacing=4),
            rule(),
            self._facts,
            STRETCH,
            spacing=8,
            margins=(12, 12, 12, 12),
        )

    def show_cell(self, cell: ScoreCell, interest: str, *, is_locked: bool) -> None:
        """Show a candidate under the present criterion."""
        before = self.cell
        if before is not None and (before.criterion.id, before.system.id) != (cell.criterion.id, cell.system.id):
            self.note.store()
            self.box.begin()
            self.note.clearFocus()
        self.cell = cell
        self._name.setText(cell.system.shown)
        self._interest.setText(interest)
        self._interest.setVisible(bool(interest))
        words = [f"Theo danh mục: {cell.fact_reason}"] if cell.fact_reason else []
        if cell.criterion.is_scored and cell.mark is not None:
            words.append(f"Ý kiến: {cell.mark.verdict.label.lower()}. {cell.mark.reason}".strip())
        self._fact.setText("\n".join(words))
        self._fact.setVisible(bool(words))
        self.verdict.setVisible(cell.criterion.veto is not None and cell.criterion.is_scored)
        self.verdict.show_badge(badges.VERDICT[cell.mark.verdict if cell.mark else cell.fact])
        self.box.show_cell(cell, is_locked=is_locked)
        scored, score = cell.criterion.is_scored, cell.score
        note = score.note if scored and score else cell.mark.reason if cell.mark else ""
        self.note.show_value(note)
        self.note.setReadOnly(is_locked)
        self.note.setPlaceholderText("Căn cứ chấm điểm (Enter)" if scored else "Lý do (Enter); bắt buộc khi không đạt")
        self.is_self.blockSignals(True)
        self.is_self.setChecked(bool(score and score.is_self))
        self.is_self.blockSignals(False)
        known = ((fact.name, fact.text(cell.system)) for fact in facts.FACTS if fact.key not in _NOT_SHOWN)
        self._facts.setText("\n".join(f"{name}: {text}" for name, text in known if text != MISSING))
        self._show_backing(cell, is_locked=is_locked)

    def _show_backing(self, cell: ScoreCell, *, is_locked: bool) -> None:
        scored, score = cell.criterion.is_scored, cell.score
        bare = score is not None and score.value is not None and not score.is_backed
        self._state.setText("Chưa có minh chứng: thêm ghi chú, tệp hoặc đánh dấu tự đánh giá." if bare else "")
        self._state.setVisible(bare)
        for each in (self.is_self, self.attach, self.document):
            each.setVisible(scored)
            each.setEnabled(not is_locked)
        refill(self._evidence, *(self._line(one, is_locked=is_locked) for one in (score.evidence if score else ())))

    def _line(self, one: ScoreEvidence, *, is_locked: bool) -> QWidget:
        document = f"{one.title}, số {one.number}" if one.number else one.title
        day = f" ngày {show_date(one.issued_on)}" if one.issued_on else ""
        remove = icon_button("trash", f"Bỏ {one.title}", partial(self.removed.emit, one.id))
        remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        remove.setEnabled(not is_locked)
        text = label(f"{document}{day}{f' ({one.file_name})' if one.file_name else ''}", wrap=True)
        line = row(text, remove, spacing=4)
        line.setStretch(0, 1)
        made = QWidget()
        made.setLayout(line)
        return made

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.attach.isEnabled() and self.attach.isVisible():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


def clipboard_files() -> list[Path]:
    """The files on the clipboard, if any."""
    data = QGuiApplication.clipboard().mimeData()
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data is not None else []


def clipboard_text() -> str:
    """The words on the clipboard."""
    return QGuiApplication.clipboard().text()


def _is_tab(event: QKeyEvent) -> bool:
    """Whether Tab goes down: Qt would take it for its own order of focus."""
    return event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

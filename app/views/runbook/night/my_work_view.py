"""Việc của tôi (F3): one person's current step in large type, the next one, who waits for it."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget
from typing_extensions import override

from app.views.common import typeface
from app.views.common.clock_words import clock, running
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, framed, label, restyle, row, scrolled
from app.views.runbook.night.board import MyWork
from app.views.runbook.night.card import act_word, bar_words
from app.views.runbook.night.following import Following


class MyWorkView(QWidget):
    """One operator's view."""

    person_chosen = Signal(str)
    act_asked = Signal(str)

    def __init__(self, following: Following, contact_id: str) -> None:
        super().__init__()
        self._following = following
        self.person = Choice()
        for one in following.state.master.contacts:
            self.person.addItem(one.shown, one.id)
        self.person.choose(contact_id)
        self.person.currentIndexChanged.connect(lambda _at: self.person_chosen.emit(self.contact_id))
        self._step_id = ""
        self._number = label("", size=typeface.HEADLINE, strong=True)
        self._content = label("", wrap=True, size=typeface.DISPLAY, strong=True)
        self._time = label("", size=typeface.HEADLINE)
        self._criterion = label("", wrap=True, size=typeface.TITLE)
        self._undo = label("", "muted", wrap=True, size=typeface.LARGE)
        self._waiting = label("", "watch", wrap=True, size=typeface.TITLE, strong=True)
        self._next = label("", wrap=True, size=typeface.TITLE)
        self._others = label("", "muted", wrap=True, size=typeface.LARGE)
        self.act = button("", lambda: self.act_asked.emit(self._step_id), kind="primary")
        self.act.setMinimumHeight(52)
        self.act.setMinimumWidth(220)
        current = column(
            row(self._number, STRETCH, self._time),
            self._content,
            8,
            row(self.act, STRETCH),
            self._criterion,
            self._undo,
            self._waiting,
            spacing=10,
            margins=(24, 16, 24, 16),
        )
        self._now: QFrame = framed(current, "card")
        after = column(label("Tiếp theo", "muted"), self._next, self._others, spacing=6, margins=(24, 12, 24, 12))
        head = row(label("Việc của", "muted"), self.person, STRETCH)
        lines = column(head, self._now, framed(after, "card"), STRETCH, spacing=12, margins=(48, 16, 48, 16))
        self.setLayout(column(scrolled(lines)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def contact_id(self) -> str:
        """Whose work is shown."""
        return str(self.person.currentData() or "")

    @property
    def step_id(self) -> str:
        """The step that Space acts on; empty for none."""
        return self._step_id

    def show_work(self, work: MyWork) -> None:
        """Show what there is to do."""
        card = work.current
        self._step_id = card.step_id if card is not None else ""
        for widget in (self.act, self._criterion, self._undo, self._time):
            widget.setVisible(card is not None)
        if card is None:
            self._number.setText("Chưa có việc")
            self._content.setText("Chưa đến lượt. Màn hình này tự đổi khi có bước của bạn.")
        else:
            self._number.setText(f"Bước {card.number} · {card.status.label}")
            self._content.setText(card.content)
            self._criterion.setText(f"Đạt khi: {card.criterion or 'chưa có tiêu chí'}")
            self._undo.setText(f"Cách hoàn lại: {card.undo}" if card.undo else "")
            self._time.setText(bar_words(card) if card.started_at is None else _since(card.elapsed, card.ends_at))
            self.act.setText(f"{act_word(card)} (Space)")
            self.act.setVisible(bool(act_word(card)))
        self._show_waiting(work)
        following = work.next
        if following is None:
            self._next.setText("Không còn bước nào khác của bạn.")
        else:
            start = f"dự kiến {clock(following.ends_at)}" if following.ends_at else ""
            self._next.setText(f"Bước {following.number}, {start}: {following.content}")
        more = ", ".join(f"bước {one.number}" for one in work.others)
        self._others.setText(f"Cũng đang mở: {more}" if more else "")

    def _show_waiting(self, work: MyWork) -> None:
        _show(self._waiting, "")
        if work.waiting:
            restyle(self._waiting, "watch")
            _show(self._waiting, f"{len(work.waiting)} người đang chờ bước này: {', '.join(work.waiting)}")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._step_id:
            self.act_asked.emit(self._step_id)
        else:
            super().keyPressEvent(event)


def _since(elapsed: timedelta, ends_at: datetime | None) -> str:
    return running(elapsed) + (f" · dự kiến xong {clock(ends_at)}" if ends_at else "")


def _show(target: QLabel, text: str) -> None:
    target.setText(text)
    target.setVisible(bool(text))

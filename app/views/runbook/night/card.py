"""One step as a card: number, content, owner, deputy, phones, time bar, the act with the success criterion under it."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from app.models.runbook.records import StepKind
from app.models.runbook.run_records import StepStatus
from app.views.common import palette, typeface
from app.views.common.clock_words import clock, hour, minutes, running
from app.views.common.layout import button, restyle
from app.views.runbook.badges import KIND_ICONS
from app.views.runbook.night import ink
from app.views.runbook.night.board import Card, Place

PAD = 8
BAR = 10
BUTTON = 24
BUTTON_WIDTH = 116
_TALL = 128
"""From this height on the criterion stands under the button and people have a line each."""
_WHOLE = 168
"""From this height on the undo action is written out."""


class StepCard(QWidget):
    """A card; the keys act on the one that has the focus."""

    act_asked = Signal(str)
    opened = Signal(str)
    focused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.act: QPushButton = button("", self._ask)
        self.act.setParent(self)
        self.act.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.act.setStyleSheet("padding: 0px 8px; min-height: 16px;")

    @property
    def card(self) -> Card | None:
        """What it shows."""
        return self._card

    def show_card(self, card: Card) -> None:
        """Show a step; only the bar is drawn anew where nothing but time has passed."""
        before, self._card = self._card, card
        if before is not None and _same_but_time(before, card):
            self.update(self._bar_box())
            return
        word = act_word(card)
        self.act.setText(word)
        self.act.setVisible(bool(word))
        is_next = card.status is StepStatus.RUNNING or card.is_startable
        restyle(self.act, "primary" if is_next and card.place is not Place.BLOCKED else "")
        self.setAccessibleName(spoken(card))
        self._place_act()
        self.update()

    def _ask(self) -> None:
        if self._card is not None:
            self.setFocus()
            self.act_asked.emit(self._card.step_id)

    @property
    def _is_tall(self) -> bool:
        return self.height() >= _TALL

    def _act_box(self) -> QRect:
        if self._is_tall:
            lines = 20 if self.height() < _WHOLE else 54
            return QRect(PAD + 4, self.height() - PAD - lines - BUTTON + 2, BUTTON_WIDTH, BUTTON)
        return QRect(PAD + 4, self.height() - BUTTON - 3, BUTTON_WIDTH, BUTTON - 2)

    def _bar_box(self) -> QRect:
        top = self._act_box().top() - (19 if self._is_tall else 17)
        return QRect(PAD + 4, top, self.width() - 2 * PAD - 4, 16)

    def _place_act(self) -> None:
        self.act.setGeometry(self._act_box())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._bar_box().contains(event.rect()):
            self._paint_frame(painter, self._card)
            self._paint_head(painter, self._card)
            self._paint_foot(painter, self._card)
        else:
            painter.fillRect(self._bar_box(), palette.colour(palette.tokens().surface))
        self._paint_bar(painter, self._card)
        painter.end()

    def _paint_frame(self, painter: QPainter, card: Card) -> None:
        theme = palette.tokens()
        shade = theme.shade(card.tone)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(palette.colour(theme.border))
        painter.setBrush(palette.colour(theme.surface))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(shade.mark))
        painter.drawRoundedRect(QRectF(0, 0, 5, self.height()), 2, 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.colour(theme.accent_text), 2.5))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_head(self, painter: QPainter, card: Card) -> None:
        theme = palette.tokens()
        shade = theme.shade(card.tone)
        left, width = PAD + 4, self.width() - 2 * PAD - 4
        icon = "lock-simple" if card.is_irreversible else KIND_ICONS[card.kind]
        ink.icon(painter, icon, left, PAD - 1, 16, shade.text)
        strong = ink.strong(typeface.LARGE if self._is_tall else typeface.BASE)
        painter.setFont(strong)
        number = ink.line(painter, QRect(left + 21, PAD - 4, 56, 22), card.number, strong, shade.text)
        words = QRect(left + 21 + number + 8, PAD - 3, width - 29 - number, 20)
        rest = self._bar_box().top() - PAD
        if not self._is_tall:
            ink.line(painter, words, card.content, ink.strong(), theme.text, middle=True)
            self._paint_people(painter, QRect(left, PAD + 14, width, 15), card, one_line=True)
            return
        room = max(rest - 2 * 17 - (18 if card.words and self.height() >= _WHOLE else 0), 20)
        words.setHeight(room)
        used = _content(painter, words, card.content, theme.text)
        top = PAD + max(used, 18)
        self._paint_people(painter, QRect(left, top, width, 34), card, one_line=False)
        if card.words and top + 34 + 17 <= rest + PAD:
            self._paint_words(painter, QRect(left, top + 34, width, 17), card)

    def _paint_people(self, painter: QPainter, box: QRect, card: Card, *, one_line: bool) -> None:
        theme = palette.tokens()
        face = ink.plain(typeface.SMALL if one_line else typeface.BASE)
        owner = " ".join(part for part in (card.owner, card.owner_phone) if part) or "Chưa có người phụ trách"
        deputy = " ".join(part for part in (card.deputy, card.deputy_phone) if part)
        if one_line:
            if card.words and card.place is not Place.RUNNING:
                ink.line(
                    painter,
                    box.adjusted(box.width() * 55 // 100, 0, 0, 0),
                    card.words,
                    face,
                    theme.shade(card.tone).text,
                )
                box = box.adjusted(0, 0, -box.width() * 45 // 100 - 4, 0)
            ink.line(painter, box, f"{owner} · DP {deputy}" if deputy else owner, face, theme.muted)
            return
        height = box.height() // 2
        claimed = f" (đang làm: {card.claimed_by})" if card.claimed_by and card.claimed_by != card.owner else ""
        ink.line(painter, QRect(box.left(), box.top(), box.width(), height), owner + claimed, face, theme.text)
        second = QRect(box.left(), box.top() + height, box.width(), height)
        ink.line(painter, second, f"Dự phòng: {deputy or 'chưa có'}", face, theme.muted)

    def _paint_words(self, painter: QPainter, box: QRect, card: Card) -> None:
        shade = palette.tokens().shade(card.tone)
        ink.line(painter, box, card.words, ink.plain(typeface.SMALL), shade.text)

    def _paint_bar(self, painter: QPainter, card: Card) -> None:
        theme = palette.tokens()
        box = self._bar_box()
        face = ink.plain(typeface.SMALL)
        text = bar_words(card)
        painter.setFont(face)
        width = min(painter.fontMetrics().horizontalAdvance(text) + 4, box.width() * 2 // 3)
        ink.line(painter, QRect(box.right() - width + 1, box.top(), width, 16), text, face, theme.text, ink.RIGHT)
        track = QRectF(box.left(), box.top() + 3, max(box.width() - width - 8, 20), BAR)
        shade = theme.shade(card.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(theme.header))
        painter.drawRoundedRect(track, 3, 3)
        whole = max(card.expected, card.planned, card.rehearsed or card.planned, card.elapsed)
        if not whole:
            return
        if card.elapsed:
            done = QRectF(track)
            done.setWidth(track.width() * min(card.elapsed / whole, 1.0))
            painter.setBrush(palette.colour(shade.mark))
            painter.drawRoundedRect(done, 3, 3)
        self._paint_tick(painter, track, card.planned / whole, theme.text, Qt.PenStyle.SolidLine)
        if card.rehearsed is not None:
            self._paint_tick(painter, track, card.rehearsed / whole, theme.text, Qt.PenStyle.DotLine)

    def _paint_tick(self, painter: QPainter, track: QRectF, share: float, colour: str, style: Qt.PenStyle) -> None:
        x = track.left() + track.width() * min(share, 1.0)
        painter.setPen(QPen(palette.colour(colour), 2, style))
        painter.drawLine(int(x), int(track.top()) - 2, int(x), int(track.bottom()) + 2)

    def _paint_foot(self, painter: QPainter, card: Card) -> None:
        theme = palette.tokens()
        box = self._act_box()
        small = ink.plain(typeface.SMALL)
        width = self.width() - 2 * PAD - 4
        criterion = f"Đạt khi: {card.criterion}" if card.criterion else "Chưa có tiêu chí thành công"
        colour = theme.text if card.criterion else theme.watch.text
        beside = QRect(box.right() + 8, box.top(), self.width() - box.right() - PAD - 8, BUTTON)
        if self.act.isHidden():
            beside.setLeft(PAD + 4)
        if not self._is_tall:
            ink.line(painter, beside, criterion, small, colour)
            return
        if card.words and self.height() < _WHOLE:
            self._paint_words(painter, beside, card)
        under = QRect(PAD + 4, box.bottom() + 3, width, 17)
        if self.height() < _WHOLE:
            ink.line(painter, under, criterion, small, colour)
            return
        used = ink.lines(painter, QRect(PAD + 4, box.bottom() + 3, width, 34), criterion, small, colour)
        undo = f"Hoàn lại (Enter): {card.undo}" if card.undo else "Chưa có cách hoàn lại"
        ink.line(painter, QRect(PAD + 4, box.bottom() + 3 + used, width, 17), undo, small, theme.muted)

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_act()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._card is not None:
            self.focused.emit(self._card.step_id)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._card is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.act_asked.emit(self._card.step_id)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._card.step_id)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._card is not None:
            self.opened.emit(self._card.step_id)


def _content(painter: QPainter, box: QRect, text: str, colour: str) -> int:
    """The sentence over the lines there are; on a single one cut in the middle, since systems differ at the end."""
    face = ink.strong()
    painter.setFont(face)
    if box.height() < 2 * painter.fontMetrics().height():
        ink.line(painter, QRect(box.left(), box.top(), box.width(), 20), text, face, colour, middle=True)
        return 20
    return ink.lines(painter, box, text, face, colour)


def act_word(card: Card) -> str:
    """What the card's button (and Space) does; empty for nothing."""
    if card.kind is StepKind.GATE and card.status in (StepStatus.READY, StepStatus.RUNNING):
        return "Biểu quyết"
    words = {StepStatus.RUNNING: "Kết thúc", StepStatus.READY: "Bắt đầu", StepStatus.FAILED: "Làm lại"}
    return words.get(card.status, "")


def bar_words(card: Card) -> str:
    """The time of a card in words: elapsed against expected, or when it is to begin."""
    if card.status is StepStatus.RUNNING:
        end = f" → {hour(card.ends_at)}" if card.ends_at else ""
        return f"{running(card.elapsed)} / {minutes(card.expected)}{end}"
    if card.status is StepStatus.FAILED:
        return minutes(card.expected)
    start = f"{clock(card.ends_at)[:5]} · " if card.ends_at else ""
    return f"{start}{minutes(card.expected)}"


def spoken(card: Card) -> str:
    """The card for a screen reader."""
    people = f"phụ trách {card.owner or 'chưa có'}, dự phòng {card.deputy or 'chưa có'}"
    marks = ", không thể hoàn lại" if card.is_irreversible else ""
    words = f", {card.words}" if card.words else ""
    return f"Bước {card.number}, {card.status.label.lower()}{marks}: {card.content} {people}{words}"


def _same_but_time(before: Card, after: Card) -> bool:
    still = timedelta()
    return replace(before, elapsed=still, expected=still, ends_at=None) == replace(
        after, elapsed=still, expected=still, ends_at=None
    )

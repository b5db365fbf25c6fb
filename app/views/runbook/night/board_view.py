"""The middle of the night's screen: ĐANG THỰC HIỆN, TIẾP THEO, VƯỚNG MẮC as cards that always fit."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.views.common import palette, typeface
from app.views.common.palette import Tone
from app.views.runbook.night import ink
from app.views.runbook.night.arranging import TITLE, Area, arrange
from app.views.runbook.night.board import Board, Place
from app.views.runbook.night.card import StepCard

_EMPTY = {
    Place.RUNNING: "Chưa có bước nào đang thực hiện",
    Place.NEXT: "Không còn bước nào",
    Place.BLOCKED: "Không có vướng mắc",
}
_TONES = {Place.RUNNING: Tone.RUNNING, Place.NEXT: Tone.NEUTRAL, Place.BLOCKED: Tone.ACT_NOW}
_ICONS = {Place.RUNNING: "play-circle", Place.NEXT: "arrow-circle-right", Place.BLOCKED: "warning-octagon"}


class BoardView(QWidget):
    """The cards of a board. Arrow keys move between them; what a key does is the window's."""

    act_asked = Signal(str)
    opened = Signal(str)
    focused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._cards: list[StepCard] = []
        self._areas: dict[Place, Area] = {}
        self.current_id = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_board(self, board: Board) -> None:
        """Show the cards of a board; the card with the focus keeps it wherever its step has gone."""
        before = self._board
        self._board = board
        counts = {place: len(board.cards[place]) for place in Place}
        old = {place: len(before.cards[place]) for place in Place} if before is not None else {}
        moved = counts != old or not self._areas or (before is not None and before.more_next != board.more_next)
        had_focus = any(card.hasFocus() for card in self._cards)
        if moved:
            self._areas = arrange(counts, self.width(), self.height())
        self._fill(board)
        if moved:
            self._lay_out()
            self.update()
        if had_focus and moved:
            self.focus_step(self.current_id)

    def _fill(self, board: Board) -> None:
        shown = [card for place in Place for card in board.cards[place][: self._areas[place].shown]]
        while len(self._cards) < len(shown):
            self._cards.append(self._new_card())
        for widget, card in zip(self._cards, shown, strict=False):
            widget.show_card(card)
            widget.show()
        for widget in self._cards[len(shown) :]:
            widget.hide()

    def _new_card(self) -> StepCard:
        card = StepCard(self)
        card.act_asked.connect(self.act_asked)
        card.opened.connect(self.opened)
        card.focused.connect(self._note_focus)
        return card

    def _note_focus(self, step_id: str) -> None:
        self.current_id = step_id
        self.focused.emit(step_id)

    def _lay_out(self) -> None:
        widgets = iter(self._cards)
        for place in Place:
            area = self._areas[place]
            for at in range(area.shown):
                left, top = area.corner(at)
                next(widgets).setGeometry(left, top, area.card_width, area.card_height)

    @property
    def visible_cards(self) -> list[StepCard]:
        """The cards on the screen, in the order of the screen."""
        return [card for card in self._cards if not card.isHidden()]

    def card_of(self, step_id: str) -> StepCard | None:
        """The card of a step."""
        return next(
            (each for each in self.visible_cards if each.card is not None and each.card.step_id == step_id), None
        )

    def focus_step(self, step_id: str) -> None:
        """Give a step's card the focus; where it is gone, the first."""
        card = self.card_of(step_id) or next(iter(self.visible_cards), None)
        if card is not None:
            card.setFocus()
            if card.card is not None:
                self.current_id = card.card.step_id

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0)}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        here = self.card_of(self.current_id)
        if here is None:
            self.focus_step("")
            return
        there = self._towards(here, *way)
        if there is not None:
            there.setFocus()

    def _towards(self, here: StepCard, across: int, down: int) -> StepCard | None:
        """The nearest card on that side, cards in line preferred."""
        middle = here.geometry().center()
        best: tuple[int, StepCard] | None = None
        for card in self.visible_cards:
            other = card.geometry().center()
            along = (other.x() - middle.x()) * across + (other.y() - middle.y()) * down
            aside = abs(other.y() - middle.y()) if across else abs(other.x() - middle.x())
            if along > 8 and (best is None or along + 3 * aside < best[0]):
                best = (along + 3 * aside, card)
        return best[1] if best is not None else None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._board is None:
            return
        painter = QPainter(self)
        theme = palette.tokens()
        for place in Place:
            area = self._areas.get(place)
            if area is None:
                continue
            count = len(self._board.cards[place])
            tone = _TONES[place] if count else Tone.NEUTRAL
            shade = theme.shade(tone)
            ink.icon(painter, _ICONS[place], area.left + 2, 3, 16, shade.text)
            title = f"{place.value}  {count}" if count else place.value
            used = ink.line(
                painter, QRect(area.left + 24, 0, area.width - 24, TITLE - 4), title, ink.strong(), shade.text
            )
            self._paint_more(painter, place, area, used + 36)
            if not count:
                box = QRect(area.left + 2, TITLE + 4, area.width - 4, 40)
                ink.lines(painter, box, _EMPTY[place], ink.plain(), theme.muted)
        painter.end()

    def _paint_more(self, painter: QPainter, place: Place, area: Area, used: int) -> None:
        if self._board is None:
            return
        hidden = len(self._board.cards[place]) - area.shown
        more = f"còn {hidden} thẻ nữa" if hidden > 0 else ""
        if place is Place.NEXT and self._board.more_next:
            more = f"sau đó còn {self._board.more_next + max(hidden, 0)} bước"
        box = QRect(area.left + used, 0, area.width - used - 4, TITLE - 4)
        ink.line(painter, box, more, ink.plain(typeface.SMALL), palette.tokens().muted, ink.RIGHT)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._board is not None:
            self._areas = arrange(
                {place: len(self._board.cards[place]) for place in Place}, self.width(), self.height()
            )
            self._fill(self._board)
            self._lay_out()

    @override
    def sizeHint(self) -> QSize:
        return QSize(1340, 480)

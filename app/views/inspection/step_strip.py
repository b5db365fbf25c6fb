"""The three steps of a visit, always in sight: Kế hoạch, Kiểm tra thực tế, Biên bản, each with where it stands."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget
from typing_extensions import override

from app.views.common import appearance, icons, palette, typeface
from app.views.common.layout import row
from app.views.common.palette import Tone

HEIGHT = 52
_CIRCLE = 26


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a step stands: one line of words, and a tone; CONFIRMED draws a check in place of the number."""

    words: str
    tone: Tone = Tone.NEUTRAL


class StepButton(QAbstractButton):
    """One step."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self._number = number
        self._standing = Standing("")
        self.setText(name)
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_standing(self, standing: Standing) -> None:
        """Show where it stands."""
        self._standing = standing
        self.setAccessibleName(f"Bước {self._number}: {self.text()}, {standing.words}")
        self.setToolTip(standing.words)
        self.update()

    @property
    def standing(self) -> Standing:
        """What is shown."""
        return self._standing

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        shade = theme.shade(self._standing.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.accent_text if self.hasFocus() or self.isChecked() else theme.border
        painter.setPen(palette.colour(edge))
        fill = theme.accent_soft if self.isChecked() else theme.hover if self.underMouse() else theme.surface
        painter.setBrush(palette.colour(fill))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        circle = QRect(12, (HEIGHT - _CIRCLE) // 2, _CIRCLE, _CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(shade.soft))
        painter.drawEllipse(circle)
        painter.setPen(palette.colour(shade.text))
        if self._standing.tone is Tone.CONFIRMED:
            icons.draw(painter, "check", circle.adjusted(5, 5, -5, -5), palette.colour(shade.text))
        else:
            painter.setFont(appearance.semibold())
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        inside = self.rect().adjusted(12 + _CIRCLE + 10, 6, -10, -6)
        painter.setPen(palette.colour(theme.text))
        painter.setFont(appearance.semibold())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.text())
        painter.setPen(palette.colour(shade.text))
        painter.setFont(typeface.font(typeface.SMALL))
        words = painter.fontMetrics().elidedText(self._standing.words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)
        painter.end()


class StepStrip(QWidget):
    """The steps side by side; the chosen one is marked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.steps = {
            "plan": StepButton(1, "Kế hoạch"),
            "field": StepButton(2, "Kiểm tra thực tế"),
            "minutes": StepButton(3, "Biên bản"),
        }
        group = QButtonGroup(self)
        for name, step in self.steps.items():
            group.addButton(step)
            step.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
        self.setLayout(row(*self.steps.values(), spacing=8))

    def show_step(self, name: str) -> None:
        """Mark the step that is shown."""
        self.steps[name].setChecked(True)

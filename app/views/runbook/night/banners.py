"""What stands on the night's screen for a while: alarms (L2 amber, L3 red), "Hoàn tác" for ten seconds."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.models.runbook.alarms import Alarm
from app.models.runbook.run_records import EventKind
from app.services.runbook.recording import Recorded
from app.views.common import icons, typeface
from app.views.common.appearance import semibold
from app.views.common.clock_words import clock
from app.views.common.eliding import ElidingLabel
from app.views.common.layout import STRETCH, button, icon_button, label, restyle, row

ACT_NOW, WATCH = 3, 2
HEIGHT = 42
SLIM = 28


class AlarmBanner(QFrame):
    """The worst alarm that was not acknowledged; "đã nhận" is not "đã xử lý"."""

    acknowledged = Signal(str)
    went = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alarm: Alarm | None = None
        self._sign = label("")
        self._text = ElidingLabel()
        self._text.setFont(semibold(typeface.LARGE))
        self._called = ElidingLabel()
        self._go = button("Đến bước", self._go_there)
        self._seen = button("Đã nhận (F10)", self.acknowledge, kind="primary")
        line = row(self._sign, self._text, self._called, self._go, self._seen, spacing=12, margins=(12, 4, 8, 4))
        line.setStretch(1, 3)
        line.setStretch(2, 1)
        self.setLayout(line)
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def alarm(self) -> Alarm | None:
        """What is shown; None for nothing."""
        return self._alarm

    def show_alarms(self, alarms: tuple[Alarm, ...]) -> None:
        """Show the worst of level 2 or 3 that nobody answered."""
        open_ones = [one for one in alarms if one.level >= WATCH and one.acknowledged_at is None]
        alarm = max(open_ones, key=lambda one: one.level, default=None)
        if alarm == self._alarm and (alarm is not None) != self.isHidden():
            return
        self._alarm = alarm
        self.setVisible(alarm is not None)
        if alarm is None:
            return
        restyle(self, "error" if alarm.level >= ACT_NOW else "standing")
        self._sign.setPixmap(icons.icon("warning-octagon" if alarm.level >= ACT_NOW else "warning").pixmap(22, 22))
        more = f" (và {len(open_ones) - 1} cảnh báo khác)" if len(open_ones) > 1 else ""
        level = "XỬ LÝ NGAY" if alarm.level >= ACT_NOW else "CHÚ Ý"
        self._text.setText(f"{level} · {clock(alarm.since)} · {alarm.text}{more}")
        self._called.setText("Gọi: " + ", ".join(one.shown for one in alarm.called) if alarm.called else "")
        self._go.setVisible(bool(alarm.step_id))

    def acknowledge(self) -> None:
        """Đã nhận cảnh báo."""
        if self._alarm is not None:
            self.acknowledged.emit(self._alarm.key)

    def _go_there(self) -> None:
        if self._alarm is not None:
            self.went.emit(self._alarm.step_id)


class UndoBand(QFrame):
    """Ten seconds to take the last act back; afterwards only a correction."""

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self._text = label("", strong=True)
        self._left = label("")
        self._act = button("Hoàn tác (Ctrl+Z)", self.undone.emit)
        self.setLayout(row(self._text, STRETCH, self._left, self._act, spacing=12, margins=(12, 2, 6, 2)))
        self.hide()

    def show_recorded(self, recorded: Recorded | None, seconds: float) -> None:
        """Show the last act while it can be taken back."""
        is_open = recorded is not None and seconds > 0 and recorded.event.kind is not EventKind.WITHDRAWN
        self.setVisible(is_open)
        if is_open and recorded is not None:
            step = recorded.state.step(recorded.event.step_id)
            where = f" bước {step.step.number}" if step is not None else ""
            self._text.setText(
                f"Đã ghi {clock(recorded.event.occurred_at)}: {recorded.event.kind.label.lower()}{where}"
            )
            self._left.setText(f"còn {int(seconds + 0.999)} giây")


class WarningLine(QFrame):
    """One line that holds until it is closed: no sound, the PC may sleep, the clock is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "standing")
        self._texts: list[str] = []
        sign = label("")
        sign.setPixmap(icons.icon("warning").pixmap(16, 16))
        self._text = ElidingLabel()
        close = icon_button("x", "Đóng thông báo", self.close_warning)
        close.setFixedHeight(SLIM - 6)
        line = row(sign, self._text, close, spacing=8, margins=(12, 0, 4, 0))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setFixedHeight(SLIM)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return "" if self.isHidden() else self._text.text()

    def warn(self, text: str) -> None:
        """Say something once; what was closed is not said again."""
        if text and text not in self._texts:
            self._texts.append(text)
            self._text.setText(text)
            self.show()

    def close_warning(self) -> None:
        """It was read."""
        self.hide()

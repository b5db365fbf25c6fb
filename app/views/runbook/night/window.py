"""Điều hành đêm chuyển đổi: strip, cards, lanes, alarms and keys of one run. It wires and does nothing else."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QStackedWidget, QWidget
from typing_extensions import override

from app.models.runbook.records import RunMode
from app.services.runbook import entries
from app.services.runbook.night_clock import clock_of, skew_warning
from app.views.common import palette
from app.views.common.appearance import set_theme
from app.views.common.layout import STRETCH, button, column, holder, label, row, wide
from app.views.common.message import MessageBar
from app.views.common.office import Office
from app.views.runbook.awake import Awake
from app.views.runbook.badges import MODE
from app.views.runbook.night import ink
from app.views.runbook.night.acting import Acting
from app.views.runbook.night.banners import AlarmBanner, UndoBand, WarningLine
from app.views.runbook.night.board import Lamp, board, my_work
from app.views.runbook.night.board_view import BoardView
from app.views.runbook.night.contacts_sheet import NightKeys
from app.views.runbook.night.following import Following
from app.views.runbook.night.lanes import Lanes
from app.views.runbook.night.log_view import LogView
from app.views.runbook.night.my_work_view import MyWorkView
from app.views.runbook.night.ringing import Ringing
from app.views.runbook.night.strip import TopStrip
from app.views.runbook.sound import Chime, Loudspeaker, Sink
from app.views.sync.urgent_bar import UrgentBar
from app.views.sync.words import link_lamp

BORDER = 4
FOOT = 34
LANES_LOW, LANES_HIGH = 128, 240


class NightWindow(QWidget):
    """The window from which a run is led."""

    wall_asked = Signal(str)
    papers_asked = Signal(str)
    closed = Signal()

    def __init__(self, office: Office, run_id: str, *, sink: Sink | None = None, theme: str = "dark") -> None:
        super().__init__()
        self._theme_before = palette.tokens().name
        _use_theme(theme)
        self.following = Following(office, run_id, self)
        state = self.following.state
        self.setWindowTitle(f"{state.run.mode.label} - {state.run.title}")
        self.resize(1366, 768)
        self.acting = Acting(self, self.following)
        self.ringing = Ringing(sink or Loudspeaker(), rehearsal=state.run.is_rehearsal, parent=self)
        self._awake = Awake()
        self._is_skew_said = False
        self.message = MessageBar()
        self.warning = WarningLine()
        self.alarms = AlarmBanner()
        self.urgent = UrgentBar()
        self.strip = TopStrip()
        self.cards = BoardView()
        self.lanes = Lanes()
        self.mine = MyWorkView(self.following, self._own_contact())
        self.log = LogView(self.following)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(self.cards, margins=(8, 6, 8, 2))))
        self._stack.addWidget(self.mine)
        self._stack.addWidget(holder(column(self.log, margins=(12, 8, 12, 4))))
        self.undo_band = UndoBand()
        self._told = label("", "watch", strong=True)
        self._foot = holder(self._foot_line())
        self._foot.setFixedHeight(FOOT)
        self.undo_band.setFixedHeight(FOOT)
        self.setLayout(
            column(
                self.alarms,
                self.urgent,
                self.strip,
                self.warning,
                self.message,
                wide(self._stack),
                self.lanes,
                self.undo_band,
                self._foot,
                spacing=0,
                margins=(BORDER, BORDER, BORDER, BORDER),
            )
        )
        self._connect()
        self._set_up_keys()
        self.show_board()
        self.show_link()
        office.link.show_night(run_id, is_open=True)
        self.following.begin()
        self.ringing.open()
        self.warning.warn(self._awake.begin())
        self.cards.focus_step("")

    def _own_contact(self) -> str:
        """The person on duty who sits at this desk; else who has something to do."""
        state, person = self.following.state, self.following.office.desk.person
        contacts = state.master.contacts
        own = next((one.id for one in contacts if person is not None and one.person_id == person.id), "")
        return own or (contacts[0].id if contacts else "")

    def _foot_line(self) -> QHBoxLayout:
        acting = self.acting
        more = QMenu(self)
        for name, act in (
            ("Thử chuông", self.test_sound),
            ("Nhập bổ sung từ bản giấy…", self.log.add_from_paper),
            ("Màn hình chung (F12)", lambda: self.wall_asked.emit(self.following.run_id)),
            ("Văn bản của lượt (Ctrl+P)", lambda: self.papers_asked.emit(self.following.run_id)),
            ("Giao diện sáng / tối", self.toggle_theme),
            ("Kết thúc lượt…", acting.close_run),
        ):
            action = QAction(name, more)
            action.triggered.connect(lambda _checked=False, act=act: act())
            more.addAction(action)
        self._menu = more
        self._more = button("Thêm", self._open_menu, icon="dots-three", kind="quiet")
        self._hold = button("F6 Tạm dừng", acting.hold_run, icon="pause-circle", kind="quiet")
        self._views = button("F3 Việc của tôi", self.toggle_mine, icon="person", kind="quiet")
        items = (
            button("F2 Ghi chú", lambda: acting.note(self.step_id), icon="note-pencil", kind="quiet"),
            button("F4 Sự cố", lambda: acting.incident(self.step_id), icon="warning-octagon", kind="quiet"),
            self._hold,
            button("F8 Điểm quyết định", acting.gate, icon="traffic-sign", kind="quiet"),
            button("F9 Gọi", acting.phones, icon="phone", kind="quiet"),
            self._views,
            button("F7 Nhật ký", self.toggle_log, icon="list-bullets", kind="quiet"),
            button("F1 Phím", self.show_keys, icon="keyboard", kind="quiet"),
        )
        for each in (*items, self._more):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        back = button("Khôi phục hệ thống cũ…", acting.roll_back, icon="arrow-u-up-left", kind="quiet")
        back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return row(*items, self._told, STRETCH, back, self._more, spacing=2, margins=(6, 2, 6, 2))

    def _open_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(QPoint(0, -self._menu.sizeHint().height())))

    def _connect(self) -> None:
        following, acting = self.following, self.acting
        following.ticked.connect(lambda _now: self.show_board())
        following.state_changed.connect(self.show_board)
        following.forecast_made.connect(self.show_board)
        following.sounded.connect(self.ringing.ring)
        following.refused.connect(self.message.show_error)
        self.ringing.failed.connect(lambda error: self.warning.warn(f"{error.title} {error.detail}"))
        for view in (self.cards, self.mine):
            view.act_asked.connect(acting.press)
        self.cards.opened.connect(acting.open)
        self.lanes.chosen.connect(acting.open)
        self.mine.person_chosen.connect(lambda _contact: self.show_board())
        acting.told.connect(self._told.setText)
        self.undo_band.undone.connect(following.undo)
        self.alarms.acknowledged.connect(self.acknowledge)
        self.alarms.went.connect(self._go_to)
        link = following.office.link
        link.stated.connect(self.show_link)
        self.urgent.asked.connect(lambda: link.conflicts_asked.emit(self))

    def _set_up_keys(self) -> None:
        acting = self.acting
        keys: list[tuple[str, Callable[[], object]]] = [
            ("F1", self.show_keys),
            ("F2", lambda: acting.note(self.step_id)),
            ("F3", self.toggle_mine),
            ("F4", lambda: acting.incident(self.step_id)),
            ("F6", acting.hold_run),
            ("F7", self.toggle_log),
            ("F8", acting.gate),
            ("F9", acting.phones),
            ("F10", self.alarms.acknowledge),
            ("F11", self.toggle_full_screen),
            ("F12", lambda: self.wall_asked.emit(self.following.run_id)),
            ("Ctrl+Z", self.following.undo),
            ("Ctrl+P", lambda: self.papers_asked.emit(self.following.run_id)),
        ]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    @property
    def step_id(self) -> str:
        """The step that a key acts on: of the card with the focus, or my own."""
        return self.mine.step_id if self._stack.currentWidget() is self.mine else self.cards.current_id

    def show_board(self) -> None:
        """Show the run as it is at this instant."""
        following = self.following
        now = following.now()
        link = Lamp(*link_lamp(following.office.link.state))
        picture = board(following.state, following.forecast, now=now, link=link)
        self.strip.show_strip(picture.strip)
        self.lanes.show_board(picture)
        if self._stack.currentIndex() == 0:
            self.cards.show_board(picture)
        elif self._stack.currentWidget() is self.mine:
            self.mine.show_work(my_work(following.state, following.forecast, contact_id=self.mine.contact_id, now=now))
        self.alarms.show_alarms(following.watch.alarms)
        seconds = following.undoable_for.total_seconds()
        self.undo_band.show_recorded(following.last, seconds)
        self._foot.setVisible(self.undo_band.isHidden())
        self._hold.setText("F6 Tiếp tục" if following.state.hold is not None else "F6 Tạm dừng")
        if seconds > 0:
            self._told.setText("")
        self._check_clock()

    def _check_clock(self) -> None:
        text = skew_warning(clock_of(self.following.office.desk).set_back)
        self.warning.warn(text)

    def show_link(self) -> None:
        """Show how the sync stands: urgent conflicts at once, a wrong clock before the night begins."""
        state = self.following.office.link.state
        self.urgent.show_state(state)
        if state.skew and not self._is_skew_said:
            self._is_skew_said = True
            by = " Giờ của đêm trên màn hình và trong nhật ký theo máy chủ." if self.following.is_by_server else ""
            self.warning.warn(f"{state.skew}{by}")
        self.show_board()

    def acknowledge(self, key: str) -> None:
        """Đã nhận cảnh báo."""
        desk, run_id = self.following.office.desk, self.following.run_id
        self.following.do(lambda: entries.acknowledge(desk, run_id=run_id, alarm=key))

    def _go_to(self, step_id: str) -> None:
        self._show(0)
        self.cards.focus_step(step_id)

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.lanes.setVisible(at == 0)
        self._views.setText("F3 Toàn cảnh" if at == 1 else "F3 Việc của tôi")
        self.show_board()
        if at == 0:
            self.cards.focus_step(self.cards.current_id)
        else:
            (self.mine if at == 1 else self.log.list).setFocus()

    def toggle_mine(self) -> None:
        """F3."""
        self._show(0 if self._stack.currentIndex() == 1 else 1)

    def toggle_log(self) -> None:
        """F7."""
        self._show(0 if self._stack.currentIndex() == 2 else 2)

    def toggle_full_screen(self) -> None:
        """F11."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_theme(self) -> None:
        """Dark or light."""
        _use_theme("light" if palette.tokens().is_dark else "dark")

    def show_keys(self) -> None:
        """F1."""
        NightKeys(self).exec()

    def test_sound(self) -> None:
        """Thử chuông: played, and written into the log that it was."""
        self.ringing.play(Chime.TEST)
        if self.ringing.works:
            desk, run_id = self.following.office.desk, self.following.run_id
            self.following.do(lambda: entries.note(desk, run_id=run_id, text="Đã thử chuông trên máy này."))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), palette.colour(theme.window))
        mode = self.following.state.run.mode
        mark = palette.colour(theme.shade(MODE[mode].tone).mark)
        brush = ink.hatched(mark) if mode is RunMode.REHEARSAL else mark
        for side in (
            self.rect().adjusted(0, 0, 0, BORDER - self.height()),
            self.rect().adjusted(0, self.height() - BORDER, 0, 0),
            self.rect().adjusted(0, 0, BORDER - self.width(), 0),
            self.rect().adjusted(self.width() - BORDER, 0, 0, 0),
        ):
            painter.fillRect(side, brush)
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lanes.setFixedHeight(max(min(self.height() // 6, LANES_HIGH), LANES_LOW))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.following.office.link.show_night(self.following.run_id, is_open=False)
        self.following.end()
        self.ringing.close()
        self._awake.end()
        _use_theme(self._theme_before)
        self.closed.emit()
        super().closeEvent(event)


def _use_theme(name: str) -> None:
    application = QApplication.instance()
    if isinstance(application, QApplication) and palette.tokens().name != name:
        set_theme(application, name)

"""Mở lượt thực hiện: a rehearsal or the night itself, from a locked version, at a giờ G of its own."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from app.models.errors import AppError
from app.models.runbook.records import RunMode
from app.services.runbook import locking, runs
from app.services.runbook.night_clock import clock_of
from app.views.common.acts import Done
from app.views.common.clock_words import moment, read_moment
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, field, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.runbook.lock_sheet import lock_words

MEANINGS = {
    RunMode.REHEARSAL: "Màn hình, văn bản và âm thanh mang dấu DIỄN TẬP. Không ảnh hưởng kịch bản; thời lượng đo được "
    "chỉ vào kịch bản khi chọn “Đưa thời lượng diễn tập vào kịch bản”.",
    RunMode.REAL: "Lượt CHÍNH THỨC của đêm chuyển đổi. Mỗi lúc chỉ mở một lượt như vậy; nhật ký không xoá được.",
}


class RunSheet(Sheet):
    """Make a run."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Mở lượt thực hiện")
        self._office = office
        self._locks = locking.locks(office.desk)
        self.mode = RunMode.REHEARSAL
        self._modes: dict[RunMode, QPushButton] = {}
        group = QButtonGroup(self)
        modes = row(spacing=8)
        for mode in (RunMode.REHEARSAL, RunMode.REAL):
            choice = button(mode.label, partial(self.choose, mode))
            choice.setCheckable(True)
            choice.setMinimumHeight(40)
            group.addButton(choice)
            self._modes[mode] = choice
            modes.addWidget(choice)
        modes.addStretch(1)
        self._meaning = label("", "muted", wrap=True)
        self.version = Choice()
        for one in reversed(self._locks):
            self.version.addItem(lock_words(one), one.id)
        self.anchor = QLineEdit()
        self.title = QLineEdit()
        self.title.setPlaceholderText("Để trống thì chương trình đặt tên")
        self.add(
            modes,
            self._meaning,
            field("Theo bản đã chốt", self.version),
            row(field("Giờ G của lượt này", self.anchor), field("Tên lượt", self.title), STRETCH, spacing=12),
        )
        self.foot("Mở lượt", self._make).setEnabled(bool(self._locks))
        self.choose(RunMode.REHEARSAL)

    def choose(self, mode: RunMode) -> None:
        """Diễn tập or chính thức."""
        self.mode = mode
        self._modes[mode].setChecked(True)
        self._meaning.setText(MEANINGS[mode] if self._locks else "Chưa có bản nào được chốt. Chốt kịch bản trước.")
        if mode is RunMode.REAL and self._locks:
            anchor = locking.locked(self._office.desk, lock_id=str(self.version.currentData())).anchor
        else:
            anchor = clock_of(self._office.desk).now()
        self.anchor.setText(moment(anchor))

    def _make(self) -> None:
        desk, mode, title = self._office.desk, self.mode, self.title.text()
        lock_id = str(self.version.currentData())
        try:
            anchor = read_moment(self.anchor.text(), near=clock_of(desk).now())
        except AppError as error:
            self.refused(error)
            return

        def work() -> Done:
            return runs.make(desk, mode=mode, lock_id=lock_id, anchor=anchor, title=title)

        self._office.acts.do(work, then=lambda _done: self.accept(), refused=self.refused)

"""Khung giờ và dự phòng: the window of the night, its hard stop, and the safety kept before it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.runbook import masters
from app.views.common.acts import Done
from app.views.common.clock_words import moment, read_moment, read_span, span
from app.views.common.edits import changed
from app.views.common.layout import field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class WindowSheet(Sheet):
    """The window of the night."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Khung giờ và dự phòng",
            "Hạn quyết định khôi phục = giờ kết thúc trừ thời gian khôi phục trừ dự phòng an toàn.",
        )
        self._office = office
        self._master = masters.master(office.desk)
        self.start = QLineEdit(moment(self._master.window_start))
        self.end = QLineEdit(moment(self._master.window_end))
        self.floor = QLineEdit(span(self._master.floor))
        self._as_opened = self._typed()
        self.add(
            row(field("Bắt đầu khung giờ", self.start), field("Kết thúc, không được quá", self.end), spacing=12),
            field("Dự phòng an toàn trước giờ kết thúc", self.floor),
        )
        self.foot("Ghi", self._store)

    def _typed(self) -> dict[str, str]:
        return {"start": self.start.text(), "end": self.end.text(), "floor": self.floor.text()}

    def _store(self) -> None:
        desk, master, given = self._office.desk, self._master, changed(self._as_opened, self._typed())

        def work() -> Done:
            return masters.set_window(
                desk,
                start=read_moment(given["start"], near=master.window_start) if "start" in given else None,
                end=read_moment(given["end"], near=master.window_end) if "end" in given else None,
                floor=read_span(given["floor"]) if "floor" in given else None,
            )

        self._office.acts.do(work, then=lambda _done: self.accept(), refused=self.refused)

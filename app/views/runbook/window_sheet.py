"""Khung giờ và dự phòng: the window of the night, its hard stop, and the safety kept before it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError
from app.services.runbook import masters
from app.views.common.clock_words import moment, read_moment, read_span, span
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
        self.add(
            row(field("Bắt đầu khung giờ", self.start), field("Kết thúc, không được quá", self.end), spacing=12),
            field("Dự phòng an toàn trước giờ kết thúc", self.floor),
        )
        self.foot("Ghi", self._store)

    def _store(self) -> None:
        try:
            start = read_moment(self.start.text(), near=self._master.window_start)
            end = read_moment(self.end.text(), near=self._master.window_end)
            floor = read_span(self.floor.text())
        except AppError as error:
            self.refused(error)
            return
        desk = self._office.desk
        self._office.acts.do(
            lambda: masters.set_window(desk, start=start, end=end, floor=floor),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )

"""Dời ngày G: all dates of the plan move with the night, after a look at what would change."""

from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.models.vietnam_time import show_date
from app.services import plan, reanchoring
from app.services.reanchoring import Move
from app.views.common.dates import DayField
from app.views.common.layout import STRETCH, field, label, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

COLUMNS = (
    Column[Move]("number", "TT", lambda each: each.number, 56),
    Column[Move]("content", "Nội dung công việc", lambda each: each.content, 300),
    Column[Move]("old", "Hạn đang có", lambda each: each.old, 190),
    Column[Move]("new", "Hạn mới", lambda each: each.new, 190),
)


class ReanchorSheet(Sheet):
    """Choose another G-night."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        day = plan.view(office.desk).cutover_day
        super().__init__(
            parent, "Dời ngày G", f"Đêm chuyển đổi hiện nay: {show_date(day)}. Mọi thời hạn dời theo cùng số ngày.",
            width=840,
        )  # fmt: skip
        self._office = office
        self._moves: tuple[Move, ...] = ()
        self.day = DayField(day=day)
        self.day.setMaximumWidth(180)
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        view = RecordView(self.table, name="reanchor", memory=office.memory)
        view.fill_with("content")
        view.setMinimumHeight(340)
        self.add(row(field("Ngày G mới", self.day), STRETCH), self._count, view)
        self._act = self.foot("Dời ngày G", self._move)
        self.day.changed.connect(self._preview)
        self._preview()

    def _page(self, offset: int, limit: int) -> Whole[Move]:
        return Whole(len(self._moves), self._moves[offset : offset + limit])

    def _preview(self) -> None:
        try:
            day = self.day.day()
            self._moves = reanchoring.preview(self._office.desk, new_day=day) if day else ()
        except AppError:
            self._moves = ()
        self.table.reload()
        self._count.setText(
            f"{_counted(self._moves)} sẽ dời" if self._moves else "Nhập ngày khác để xem các thời hạn dời theo."
        )
        self._act.setEnabled(bool(self._moves))

    def _move(self) -> None:
        day = self.day.day()
        if day is not None:
            self._office.acts.do(
                lambda: reanchoring.reanchor(self._office.desk, new_day=day),
                then=lambda _outcome: self.accept(),
                refused=self.refused,
                note=f"Đã dời {_counted(self._moves)} theo ngày G {show_date(day)}.",
            )


def _counted(moves: tuple[Move, ...]) -> str:
    """Deadlines and the plan's own lines apart."""
    deadlines = sum(1 for each in moves if each.task_id)
    lines = len(moves) - deadlines
    return f"{deadlines} thời hạn và {lines} dòng nội dung" if lines else f"{deadlines} thời hạn"

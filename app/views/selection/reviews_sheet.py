"""Cần xem lại: what changed decisions marked, and settling it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.selection.aftermath_invalidating import Review
from app.models.vietnam_time import show_moment
from app.services.selection import invalidating
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.layout import field
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import CENTRE, Column, Whole

REVIEW_COLUMNS = (
    Column[Review]("title", "Cần xem lại", lambda one: one.title, 360),
    Column[Review]("kind", "Loại hệ thống", lambda one: one.kind, 150),
    Column[Review]("category", "Ở đâu", lambda one: one.category.label, 210),
    Column[Review]("marked", "Từ lúc", lambda one: show_moment(one.marked_at), 120, CENTRE),
)


class ReviewsSheet(Sheet):
    """What changed decisions marked "cần xem lại"."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Cần xem lại",
            "Những gì dựa vào một quyết định đã thay đổi. Xem, sửa ở chỗ của nó, rồi đánh dấu đã xem lại.",
            width=900,
        )
        self._office = office
        self._found: Sequence[Review] = ()
        self.table: CheckTable[Review] = CheckTable(REVIEW_COLUMNS, self._page, key=lambda one: one.id, parent=self)
        self.list = RecordView(self.table, name="reviews", memory=office.memory)
        self.list.fill_with("title")
        self.list.setMinimumHeight(280)
        self._none = EmptyState("check-circle", "Không còn chỗ nào cần xem lại")
        self._none.setMinimumHeight(280)
        self.note = QLineEdit()
        self.note.setPlaceholderText("VD: Đã lập lại phương án sao lưu cho hệ thống mới")
        self.add(self.list, self._none, field("Đã xử lý thế nào", self.note))
        self._act = self.foot("Đã xem lại", self._settle, close="Đóng")
        self.list.opened.connect(self.table.toggle)
        self.table.ticked.connect(lambda count: self._act.setEnabled(count > 0))
        self.read()

    def read(self) -> None:
        """Read the marks again."""
        self._found = invalidating.reviews(self._office.desk)
        self.table.tick(self.table.ticks, on=False)
        self.table.reload()
        self.list.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self._act.setEnabled(False)

    def _page(self, offset: int, limit: int) -> Whole[Review]:
        return Whole(len(self._found), self._found[offset : offset + limit])

    def _settle(self) -> None:
        desk, ids, note = self._office.desk, self.table.ticks, self.note.text()
        self._office.acts.do(
            lambda: invalidating.settle(desk, review_ids=ids, note=note),
            then=lambda _done: self.read(),
            refused=self.refused,
        )

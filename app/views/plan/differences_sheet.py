"""So với bản đã ban hành: every difference of the live plan, ready as an amending paper."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.exports.differences import Difference
from app.services import issuing
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, label, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, all_of

COLUMNS = (
    Column[Difference]("where", "Ở đâu", lambda each: each.where, 180),
    Column[Difference]("field", "Nội dung", lambda each: each.field, 140),
    Column[Difference]("old", "Bản đã ban hành", lambda each: each.old, 260),
    Column[Difference]("new", "Hiện nay", lambda each: each.new, 260),
)


class DifferencesSheet(Sheet):
    """The list; the amending paper is one button away."""

    def __init__(self, parent: QWidget | None, office: Office, *, on_export: Callable[[], object]) -> None:
        super().__init__(parent, "So với bản đã ban hành", width=960)
        found = issuing.differences(office.desk)
        table = RecordTable(COLUMNS, all_of(found), parent=self)
        table.reload()
        if found:
            view = RecordView(table, name="differences", memory=office.memory)
            view.fill_with("new")
            view.setMinimumHeight(380)
            self.add(view, row(label(f"{len(found)} điểm khác", "muted"), STRETCH))
            self.foot("Lập văn bản sửa đổi…", self.accept, close="Đóng")
            self.accepted.connect(on_export)
        else:
            self.add(EmptyState("check-circle", "Không có điểm khác", "Kế hoạch đang đúng như bản đã ban hành."))
            self.foot(close="Đóng")

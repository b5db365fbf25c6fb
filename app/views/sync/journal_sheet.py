"""Lịch sử thay đổi: who changed what of whatever record, at which PC, and how it came here; found by any word."""

from PySide6.QtWidgets import QWidget

from app.services import history
from app.services.history import LISTED, Recent
from app.views.common.empty import EmptyState
from app.views.common.filters import SearchBox
from app.views.common.history import HistoryList
from app.views.common.layout import column, holder, label, row, scrolled, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, all_of
from app.views.sync import words

_MOST = f"{LISTED:,}".replace(",", ".")
_MEANING = f"{_MOST} thay đổi gần nhất của mọi mục; bên dưới là toàn bộ lịch sử của mục đang chọn."
COLUMNS = (
    Column[Recent]("at", "Lúc", lambda line: words.moment(line.first.at), 168),
    Column[Recent]("person", "Người sửa", lambda line: line.first.person, 150),
    Column[Recent]("device", "Máy", lambda line: line.first.device, 150),
    Column[Recent]("record", "Mục", lambda line: line.record, 230),
    Column[Recent]("what", "Nội dung sửa", lambda line: line.what, 280),
    Column[Recent]("marks", "Lưu ý", lambda line: "; ".join(line.first.marks), 150),
)


class JournalSheet(Sheet):
    """The list above, the history of the chosen line's record under it. It changes nothing."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Lịch sử thay đổi", _MEANING, width=1180)
        self._all = history.latest(office.desk)
        self._found: tuple[Recent, ...] = ()
        self.search = SearchBox("Tìm theo người, máy, mục, nội dung")
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, all_of(()), parent=self)
        self.list = RecordView(self.table, name="journal", memory=office.memory)
        self.list.fill_with("what")
        self.list.setMinimumHeight(260)
        self.record = HistoryList(office)
        below = holder(column(wide(scrolled(column(self.record)))))
        below.setMinimumHeight(180)
        self._nothing = EmptyState("funnel", "Không có thay đổi nào khớp", "Xoá chữ trong ô tìm để xem tất cả.")
        self.add(row(wide(self.search), self._count, spacing=12), self.list, below, self._nothing)
        self.foot(close="Đóng")
        self.search.changed.connect(lambda _text: self._filter())
        self.list.chosen.connect(self._show_record)
        self._filter()

    def _filter(self) -> None:
        self._found = history.matching(self._all, self.search.text())
        self.table.show_source(all_of(self._found))
        self._count.setText(f"{len(self._found)} thay đổi")
        self._nothing.setVisible(not self._found)
        self.list.setVisible(bool(self._found))
        self.list.choose(0)
        self._show_record(self.list.currentIndex().row())

    def _show_record(self, at: int) -> None:
        chosen = [self._found[at]] if 0 <= at < len(self._found) else []
        self.record.show_records(*((line.entity, line.record_id) for line in chosen))

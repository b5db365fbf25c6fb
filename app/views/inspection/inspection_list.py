"""Đợt kiểm tra: every inspection with when, where, who leads it and how far its visits have come."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.inspection.records import Inspection, VisitState
from app.models.text import fold
from app.services.inspection import plans
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.filters import SearchBox
from app.views.common.layout import STRETCH, button, column, label, row, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, Column, RecordTable, Whole
from app.views.inspection.moments import period_words

SUDDEN = Badge("Đột xuất", "lightning", Tone.WATCH)
ANNOUNCED = Badge("Có thông báo", "megaphone-simple", Tone.NEUTRAL)


def units_words(inspection: Inspection) -> str:
    """The units in the order of the visits."""
    return "; ".join(visit.unit.shown for visit in inspection.visits) or inspection.subject


def state_words(inspection: Inspection) -> str:
    """`2 Đã thông qua, 1 Chưa kiểm tra`."""
    counts = Counter(visit.state for visit in inspection.visits)
    return (
        ", ".join(f"{counts[state]} {state.label.lower()}" for state in VisitState if counts[state]) or "Chưa có lịch"
    )


COLUMNS: tuple[Column[Inspection], ...] = (
    Column("title", "Đợt kiểm tra", lambda one: one.title, 280),
    Column("period", "Thời gian", lambda one: period_words(one.first_day, one.last_day), 190, CENTRE),
    Column(
        "sudden",
        "Hình thức",
        lambda one: (SUDDEN if one.is_sudden else ANNOUNCED).word,
        130,
        badge=lambda one: SUDDEN if one.is_sudden else ANNOUNCED,
    ),
    Column("units", "Đơn vị được kiểm tra", units_words, 260),
    Column("head", "Trưởng đoàn", lambda one: one.head.name if one.head else "Chưa có", 160, yields=True),
    Column("visits", "Các buổi làm việc", state_words, 200),
)


class InspectionList(QWidget):
    """The inspections, newest first."""

    opened = Signal(str)
    """Id of an inspection to open."""
    new_asked = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._all: tuple[Inspection, ...] = ()
        self._shown: tuple[Inspection, ...] = ()
        self.search = SearchBox("Lọc theo tên, đơn vị, người")
        self.search.setMaximumWidth(320)
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="inspections", memory=office.memory)
        self.list.fill_with("title")
        self.list.setAccessibleName("Các đợt kiểm tra")
        self._open = button("Mở", self._open_chosen, icon="arrow-right", kind="primary")
        self._remove = button("Xoá", self.remove_chosen, icon="trash")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                "clipboard-text",
                "Chưa có đợt kiểm tra nào",
                "Lập kế hoạch với đủ năm nội dung: mục đích, đối tượng, nội dung, thời gian, thành phần đoàn.",
                act="Lập kế hoạch kiểm tra",
                on_act=self.new_asked.emit,
            )
        )
        self._stack.addWidget(EmptyState("funnel", "Không có đợt nào khớp", act="Bỏ bộ lọc", on_act=self.search.clear))
        bar = row(wide(self.search), self._count, STRETCH, self._remove, self._open)
        self.setLayout(column(bar, wide(self._stack), spacing=8))
        self.search.changed.connect(lambda _text: self._filter())
        self.list.chosen.connect(self._show_acts)
        self.list.opened.connect(lambda _row: self._open_chosen())
        self.list.delete_asked.connect(self.remove_chosen)

    def reload(self) -> None:
        """Read the inspections again."""
        self._all = plans.inspections(self._office.desk)
        self._filter()

    def _filter(self) -> None:
        wanted = fold(self.search.text()).split()
        self._shown = tuple(one for one in self._all if all(word in _folded(one) for word in wanted))
        self.table.refresh()
        self._stack.setCurrentIndex(0 if self._shown else 2 if self._all else 1)
        self._count.setText(
            "" if len(self._shown) == len(self._all) else f"{len(self._shown)} trên {len(self._all)} đợt"
        )
        if self._shown and not self.list.currentIndex().isValid():
            self.list.choose(0)
        self._show_acts(self.list.currentIndex().row())

    def _page(self, offset: int, limit: int) -> Whole[Inspection]:
        return Whole(len(self._shown), self._shown[offset : offset + limit])

    def _show_acts(self, at: int) -> None:
        chosen = 0 <= at < len(self._shown)
        self._open.setEnabled(chosen)
        self._remove.setEnabled(chosen and not self._office.desk.read_only)

    def _chosen(self) -> Inspection | None:
        at = self.list.currentIndex().row()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _open_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.opened.emit(chosen.id)

    def remove_chosen(self) -> None:
        """Xoá đợt kiểm tra đang chọn; the note offers to take it back."""
        chosen = self._chosen()
        if chosen is not None:
            desk = self._office.desk
            self._office.acts.do(
                lambda: plans.remove(desk, inspection_id=chosen.id), note=f"Đã xoá đợt “{chosen.title}”."
            )


def _folded(one: Inspection) -> str:
    people = " ".join(each.name for each in one.delegates)
    return fold(f"{one.title} {one.purpose} {one.subject} {units_words(one)} {people}")

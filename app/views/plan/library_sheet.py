"""Thêm từ thư viện: rows that central documents give to the province, ticked from a list with their source."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.models.plan.libraries import search
from app.models.plan.records import SOURCE_LABELS
from app.services import libraries, plan
from app.services.libraries import Candidate
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice
from app.views.common.filters import FilterBar, FilterButton, Option, SearchBox
from app.views.common.layout import STRETCH, button, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, Whole


def _deadline(candidate: Candidate) -> str:
    deadline = candidate.task.deadline
    other = f" (nơi khác: {candidate.task.other_deadline})" if candidate.task.other_deadline else ""
    return f"{deadline.text if deadline else 'Không nêu'}{other}"


COLUMNS = (
    Column[Candidate]("source", "Nguồn", lambda each: each.task.source.label, 176),
    Column[Candidate]("content", "Nội dung công việc", lambda each: each.task.content, 320),
    Column[Candidate]("lead", "Chủ trì (theo văn bản)", lambda each: each.task.lead, 160),
    Column[Candidate]("deadline", "Thời hạn đề xuất", _deadline, 170),
    Column[Candidate]("covered", "Đã có", lambda each: f"Dòng {each.covered_by}" if each.covered_by else "", 84),
)


class LibrarySheet(Sheet):
    """Choose tasks of the libraries."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Thêm từ thư viện",
            "Nhiệm vụ của tỉnh trong Sổ tay (Phần V), TB 318/TB-VPCP và QĐ 1565/QĐ-TTg. "
            "Hạn khác nhau thì đề xuất hạn chặt hơn; dòng đã có trong kế hoạch được chỉ ra.",
            width=1000,
        )
        self._office = office
        self._candidates = libraries.candidates(office.desk)
        self._shown = self._candidates
        self.search = SearchBox("Tìm trong thư viện")
        self._library = FilterButton(
            "Nguồn", [Option(key, SOURCE_LABELS[key]) for key in ("handbook", "tb318", "qd1565")]
        )
        self._covered = FilterButton("Đã có", [Option("new", "Chưa có trong kế hoạch")])
        filters = FilterBar([self._library, self._covered])
        self._count = label("", "muted")
        self.table = CheckTable(COLUMNS, self._page, key=lambda each: each.task.key, parent=self)
        self.list = RecordView(self.table, name="library", memory=office.memory)
        self.list.fill_with("content")
        self.list.setMinimumHeight(380)
        self.list.opened.connect(self.table.toggle)
        self.group = Choice()
        self.group.addItem("Nhóm theo đề xuất", "")
        for group in plan.groups(office.desk):
            self.group.addItem(f"{group.numeral}. {group.heading}", group.id)
        self._none = EmptyState("magnifying-glass", "Không có nhiệm vụ nào khớp", "Bỏ bớt từ tìm hoặc bộ lọc.")
        self._none.setMinimumHeight(380)
        self._none.hide()
        tools = row(wide(self.search), filters, STRETCH, self._count, spacing=8)
        self.add(tools, filters.chips, self.list, self._none)
        self._add = self.foot("Thêm vào kế hoạch", self._take)
        self.foot_left(button("Chọn mọi dòng chưa có", self._tick_new), self.group)
        self.search.changed.connect(lambda _text: self._filter())
        filters.changed.connect(self._filter)
        self.table.ticked.connect(self._count_ticks)
        self.table.reload()
        self._count_ticks(0)

    def _page(self, offset: int, limit: int) -> Whole[Candidate]:
        return Whole(len(self._shown), self._shown[offset : offset + limit])

    def _filter(self) -> None:
        found = {task.key for task in search(self.search.text(), [each.task for each in self._candidates])}
        self._shown = tuple(
            each
            for each in self._candidates
            if (not self._library.values or each.task.library in self._library.values)
            and (not self._covered.values or not each.covered_by)
            and each.task.key in found
        )
        self.table.reload()
        self.list.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)
        self._count_ticks(len(self.table.ticks))

    def _tick_new(self) -> None:
        self.table.tick([each.task.key for each in self._shown if not each.covered_by])

    def _count_ticks(self, count: int) -> None:
        self._count.setText(f"{len(self._shown)} nhiệm vụ, đã chọn {count}")
        self._add.setEnabled(count > 0)
        self._add.setText(f"Thêm {count} nhiệm vụ" if count else "Thêm vào kế hoạch")

    def _take(self) -> None:
        proposed = {each.task.key: each.proposed_group_id for each in self._candidates}
        group = str(self.group.currentData())
        choices = [(key, group or proposed[key]) for key in self.table.ticks]
        self._office.acts.do(
            partial(libraries.add, self._office.desk, choices=choices),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note=f"Đã thêm {len(choices)} nhiệm vụ từ thư viện.",
        )

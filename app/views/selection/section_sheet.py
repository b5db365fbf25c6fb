"""Mục II của kế hoạch as the decisions word it: before and after, hand-made changes only where ticked."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.models.selection.aftermath_section import LineState, SectionLine
from app.services.selection import section_two
from app.views.common.badge import Badge
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, column, label, scrolled
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, Whole

LINE = {
    LineState.SAME: Badge(LineState.SAME.label, "check", Tone.NEUTRAL),
    LineState.NEW: Badge(LineState.NEW.label, "plus", Tone.RUNNING),
    LineState.CHANGED: Badge(LineState.CHANGED.label, "pencil-simple", Tone.WATCH),
    LineState.GONE: Badge("Bỏ", "minus", Tone.WATCH),
    LineState.EDITED: Badge(LineState.EDITED.label, "warning", Tone.ACT_NOW),
}


LINE_COLUMNS = (
    Column[SectionLine]("state", "Việc", lambda one: one.state.label, 150, badge=lambda one: LINE[one.state]),
    Column[SectionLine]("heading", "Ở đâu", lambda one: one.heading, 190),
    Column[SectionLine]("before", "Đang có trong kế hoạch", lambda one: one.before, 290),
    Column[SectionLine]("after", "Theo quyết định", lambda one: one.after, 290),
)


class SectionSheet(Sheet):
    """Section II of the plan before and after; what a hand changed is overwritten only where it is ticked."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Ghi mục II của kế hoạch",
            "Lời văn theo Phụ lục I. Chỗ đã sửa tay giữ nguyên, trừ chỗ được đánh dấu (phím cách).",
            width=1040,
        )
        self._office = office
        self._lines: Sequence[SectionLine] = ()
        self.table: CheckTable[SectionLine] = CheckTable(LINE_COLUMNS, self._page, key=lambda one: one.key, parent=self)
        self.list = RecordView(self.table, name="section-two", memory=office.memory)
        self.list.fill_with("after")
        self.list.setMinimumHeight(300)
        self._before, self._after = label("", wrap=True), label("", wrap=True)
        whole = scrolled(column(self._before, self._after, STRETCH, spacing=8))
        whole.setFixedHeight(110)
        self._count = label("", "muted")
        self._none = EmptyState("file-text", "Mục II chưa có gì để ghi", "Ghi quyết định lựa chọn trước.")
        self._none.setMinimumHeight(300)
        self.add(self._count, self.list, whole, self._none)
        self._write = self.foot("Ghi vào kế hoạch", self._put, close="Đóng")
        self.list.chosen.connect(self._explain)
        self.list.opened.connect(self._toggle)
        self.table.ticked.connect(lambda _count: self._show_count())
        self.read()

    def read(self) -> None:
        """Compare again."""
        desk = self._office.desk
        self._office.acts.read(lambda: section_two.preview(desk), self._show_lines, refused=self.refused)

    def _show_lines(self, lines: Sequence[SectionLine]) -> None:
        self._lines = lines
        self.table.reload()
        self.list.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._show_count()
        if lines:
            self.list.choose(0)

    def _page(self, offset: int, limit: int) -> Whole[SectionLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _toggle(self, at: int) -> None:
        if self._lines[at].state is LineState.EDITED:
            self.table.toggle(at)

    @property
    def _overwritten(self) -> list[str]:
        edited = {one.key for one in self._lines if one.state is LineState.EDITED}
        return [key for key in self.table.ticks if key in edited]

    def _show_count(self) -> None:
        ours = sum(1 for one in self._lines if one.state.is_ours)
        edited = sum(1 for one in self._lines if one.state is LineState.EDITED)
        over = len(self._overwritten)
        kept = f"; {edited - over} chỗ sửa tay giữ nguyên" if edited else ""
        self._count.setText(f"Sẽ ghi {ours + over} trên {len(self._lines)} chỗ{kept}.")
        self._write.setEnabled(ours + over > 0 and not self._office.desk.read_only)

    def _explain(self, at: int) -> None:
        one = self._lines[at] if 0 <= at < len(self._lines) else None
        self._before.setText(f"Đang có: {one.before or '(trống)'}" if one else "")
        self._after.setText(f"Theo quyết định: {one.after or '(trống)'}" if one else "")

    def _put(self) -> None:
        desk, over = self._office.desk, self._overwritten
        self._office.acts.do(
            lambda: section_two.write(desk, overwrite=over),
            then=lambda _done: self.accept(),
            refused=self.refused,
            note="Đã ghi mục II của kế hoạch.",
        )

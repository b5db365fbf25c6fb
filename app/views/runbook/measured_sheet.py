"""Đưa thời lượng diễn tập vào kịch bản: each difference shown, chosen, then written in one logged act."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.models.runbook.records import AppliedMeasures, DurationChange, Run
from app.models.vietnam_time import show_moment
from app.services.runbook import measured
from app.views.common.check_table import CheckTable
from app.views.common.clock_words import minutes
from app.views.common.empty import EmptyState
from app.views.common.layout import label
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import RIGHT, Column, Whole

COLUMNS: tuple[Column[DurationChange], ...] = (
    Column("number", "Bước", lambda one: one.number, 80),
    Column("content", "Nội dung công việc", lambda one: one.content, 340),
    Column("planned", "Kế hoạch", lambda one: minutes(one.planned), 90, RIGHT),
    Column("measured", "Đo được", lambda one: minutes(one.measured), 90, RIGHT),
    Column("difference", "Chênh", lambda one: _difference(one), 90, RIGHT),
    Column("samples", "Từng lượt", lambda one: ", ".join(minutes(each) for each in one.samples), 130),
)


def _difference(one: DurationChange) -> str:
    sign = "+" if one.measured > one.planned else "−"
    return f"{sign}{minutes(abs(one.measured - one.planned))}"


def _earlier(applied: Sequence[AppliedMeasures]) -> str:
    """When rehearsed durations entered the master last; "" where they never did."""
    if not applied:
        return ""
    last = applied[-1]
    by = f", {last.person}" if last.person else ""
    return f"Lần đưa vào gần nhất: {show_moment(last.at)}{by}, {len(last.changes)} bước."


class MeasuredSheet(Sheet):
    """The differences that some rehearsals would make."""

    def __init__(self, parent: QWidget | None, office: Office, chosen: Sequence[Run]) -> None:
        names = ", ".join(run.title for run in chosen)
        super().__init__(
            parent,
            "Đưa thời lượng diễn tập vào kịch bản",
            f"Trung vị của {len(chosen)} lượt: {names}. Giờ bắt đầu giữ nguyên; rà soát lại sau khi đưa vào.",
            width=860,
        )
        self._office = office
        self._run_ids = [run.id for run in chosen]
        self._changes = measured.differences(office.desk, run_ids=self._run_ids)
        self.table = CheckTable(COLUMNS, self._page, key=lambda one: one.step_id, parent=self)
        self.table.reload()
        self.table.tick([one.step_id for one in self._changes])
        view = RecordView(self.table, name="measured", memory=office.memory)
        view.fill_with("content")
        view.setMinimumHeight(320)
        self._count = label("", "muted")
        earlier = label(_earlier(measured.applied(office.desk)), "muted", wrap=True)
        earlier.setVisible(bool(earlier.text()))
        none = EmptyState("equals", "Thời lượng đo được không khác kịch bản", "Không có gì để đưa vào.")
        view.setVisible(bool(self._changes))
        none.setVisible(not self._changes)
        self.add(earlier, view, none, self._count)
        self._act = self.foot("Đưa vào kịch bản", self._apply)
        self.table.ticked.connect(self._show_count)
        self._show_count(len(self.table.ticks))

    def _page(self, offset: int, limit: int) -> Whole[DurationChange]:
        return Whole(len(self._changes), self._changes[offset : offset + limit])

    def _show_count(self, count: int) -> None:
        self._count.setText(f"Sẽ sửa thời lượng của {count} bước." if self._changes else "")
        self._act.setEnabled(count > 0 and not self._office.desk.read_only)

    def _apply(self) -> None:
        desk, run_ids, step_ids = self._office.desk, self._run_ids, self.table.ticks
        self._office.acts.do(
            lambda: measured.apply(desk, run_ids=run_ids, step_ids=step_ids),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )

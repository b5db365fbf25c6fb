"""Đề xuất nhiệm vụ: the tasks that the decisions ask for, ticked into the plan."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.models.selection.aftermath_proposals import Proposal, ProposalState
from app.services.selection import proposals
from app.views.common.badge import Badge
from app.views.common.check_table import CheckTable
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, label, row
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import CENTRE, Column, Whole

PROPOSAL = {
    ProposalState.OPEN: Badge("Chưa có", "plus", Tone.RUNNING),
    ProposalState.COVERED: Badge("Dòng tương tự", "info", Tone.NEUTRAL),
    ProposalState.TAKEN: Badge("Đã đưa vào", "check-circle", Tone.CONFIRMED),
    ProposalState.REMOVED: Badge("Đã bỏ", "minus", Tone.NEUTRAL),
}
_STEPS = (3, 4)


def _where(one: Proposal) -> str:
    return f"Dòng {one.number}" if one.number else ""


PROPOSAL_COLUMNS = (
    Column[Proposal]("content", "Nhiệm vụ đề xuất", lambda one: one.content, 330),
    Column[Proposal]("kind", "Loại hệ thống", lambda one: one.kind, 120),
    Column[Proposal]("group", "Nhóm", lambda one: one.group, 52, CENTRE),
    Column[Proposal]("lead", "Chủ trì", lambda one: one.lead or "chưa có", 136),
    Column[Proposal]("deadline", "Thời hạn", lambda one: one.deadline.text if one.deadline else "chưa có", 116),
    Column[Proposal]("state", "Kế hoạch", lambda one: one.state.label, 132, badge=lambda one: PROPOSAL[one.state]),
    Column[Proposal]("number", "Dòng", _where, 72, CENTRE),
    Column[Proposal]("source", "Căn cứ", lambda one: one.source, 150, hidden=True),
)


class ProposalsSheet(Sheet):
    """Choose which of the proposed tasks go into the plan."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Đề xuất nhiệm vụ cho kế hoạch",
            "Việc phát sinh từ quyết định lựa chọn: sao lưu, chuyển dữ liệu, tập huấn, tài khoản, giải pháp tình thế "
            "(Sổ tay 8.5). Nhiệm vụ được chọn vào kế hoạch là dòng “bổ sung”.",
            width=1040,
        )
        self._office = office
        self._found: Sequence[Proposal] = ()
        self.workflow = Choice()
        for count in _STEPS:
            self.workflow.addItem(f"Quy trình tạm thời {count} bước", count)
        self.workflow.choose(_STEPS[-1])
        self._count = label("", "muted")
        self.table: CheckTable[Proposal] = CheckTable(
            PROPOSAL_COLUMNS, self._page, key=lambda one: one.key, parent=self
        )
        self.list = RecordView(self.table, name="proposals", memory=office.memory)
        self.list.fill_with("content")
        self.list.setMinimumHeight(380)
        self._whole = label("", "muted", wrap=True)
        self._none = EmptyState(
            "list-bullets", "Chưa có đề xuất nào", "Ghi quyết định lựa chọn thì các việc tiếp theo hiện ở đây."
        )
        self._none.setMinimumHeight(300)
        self.add(row(self._count, STRETCH, self.workflow), self.list, self._whole, self._none)
        self._take = self.foot("Đưa vào kế hoạch", self._take_ticked, close="Đóng")
        self._tick = button("Chọn mọi việc chưa có", self._tick_open)
        self.foot_left(self._tick)
        self.list.opened.connect(self.table.toggle)
        self.list.chosen.connect(self._explain)
        self.table.ticked.connect(lambda _count: self._show_count())
        self.workflow.activated.connect(lambda _at: self.read())
        self.read()

    def read(self) -> None:
        """Read the proposals again."""
        desk, steps = self._office.desk, int(self.workflow.currentData())
        self._office.acts.read(
            lambda: proposals.proposed(desk, workflow_steps=steps), self._show_found, refused=self.refused
        )

    def _show_found(self, found: Sequence[Proposal]) -> None:
        self._found = found
        self.table.reload()
        for each in (self.list, self._tick, self.workflow, self._whole):
            each.setVisible(bool(found))
        self._none.setVisible(not found)
        self._show_count()

    def _page(self, offset: int, limit: int) -> Whole[Proposal]:
        return Whole(len(self._found), self._found[offset : offset + limit])

    def _explain(self, at: int) -> None:
        one = self._found[at] if 0 <= at < len(self._found) else None
        self._whole.setText(f"{one.content} Sản phẩm: {one.products}. Căn cứ: {one.source}." if one else "")

    def _tick_open(self) -> None:
        self.table.tick([one.key for one in self._found if one.state is ProposalState.OPEN])

    def _show_count(self) -> None:
        count = len(self.table.ticks)
        self._count.setText(f"{len(self._found)} đề xuất, đã chọn {count}")
        self._take.setEnabled(count > 0 and not self._office.desk.read_only)
        self._take.setText(f"Đưa {count} nhiệm vụ vào kế hoạch" if count else "Đưa vào kế hoạch")

    def _take_ticked(self) -> None:
        desk, keys, steps = self._office.desk, self.table.ticks, int(self.workflow.currentData())
        self._office.acts.do(
            lambda: proposals.take(desk, keys=keys, workflow_steps=steps),
            then=lambda _done: self.accept(),
            refused=self.refused,
            note=f"Đã đưa {len(keys)} nhiệm vụ vào kế hoạch.",
        )

"""By unit (Đơn vị): one column a unit, "Chủ trì" over "Phối hợp"."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.models.text import sort_key
from app.views.common.layout import button, column, empty_out, framed, holder, label, row, scrolled, subheading, wide
from app.views.plan.bars import Bar
from app.views.plan.task_card import TaskCard

COLUMN = 264
MOST_CARDS = 40
"""Cards a list; the table shows the rest."""


class UnitColumns(QScrollArea):
    """The columns, side by side; the unit with most to lead comes first."""

    chosen = Signal(str)
    unit_asked = Signal(str)
    """Show all tasks of this unit in the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[str, list[TaskCard]] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._columns = QHBoxLayout()
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(12)
        inside = holder(row(self._columns, -1, spacing=0))
        inside.setProperty("kind", "scrolled")
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Bar]) -> None:
        """Show these tasks under their units."""
        empty_out(self._columns)
        self._cards = {}
        leading: dict[str, list[Bar]] = {}
        helping: dict[str, list[Bar]] = {}
        names: dict[str, str] = {}
        for task in rows:
            if task.lead is not None:
                names[task.lead.id] = task.lead.name
                leading.setdefault(task.lead.id, []).append(task)
            for helper in task.coordinating:
                names[helper.id] = helper.name
                helping.setdefault(helper.id, []).append(task)
        without = [task for task in rows if task.task_id and task.lead is None]
        if without:
            self._columns.addWidget(self._column("", "Chưa có đơn vị chủ trì", without, []))
        order = sorted(names, key=lambda unit: (-len(leading.get(unit, ())), sort_key(names[unit])))
        for unit in order:
            self._columns.addWidget(self._column(unit, names[unit], leading.get(unit, []), helping.get(unit, [])))

    def choose(self, task_id: str) -> None:
        """Mark a task wherever it stands."""
        for shown, cards in self._cards.items():
            for card in cards:
                card.setChecked(shown == task_id)

    def _column(self, unit_id: str, name: str, leading: list[Bar], helping: list[Bar]) -> QWidget:
        title = subheading(name)
        title.setWordWrap(True)
        lists = column(spacing=6, margins=(0, 0, 4, 0))
        self._fill(lists, "Chủ trì", leading, unit_id)
        if unit_id:
            lists.addSpacing(8)
            self._fill(lists, "Phối hợp", helping, unit_id)
        lists.addStretch(1)
        made = framed(column(title, wide(scrolled(lists)), spacing=8, margins=(12, 12, 8, 12)), "card")
        made.setFixedWidth(COLUMN)
        return made

    def _fill(self, lists: QVBoxLayout, role: str, tasks: list[Bar], unit_id: str) -> None:
        lists.addWidget(label(f"{role} ({len(tasks)})", "muted", strong=True))
        for task in tasks[:MOST_CARDS]:
            card = TaskCard(task)
            card.clicked.connect(lambda _checked=False, chosen=task.task_id: self._take(chosen))
            self._cards.setdefault(task.task_id, []).append(card)
            lists.addWidget(card)
        if len(tasks) > MOST_CARDS:
            more = f"Xem cả {len(tasks)} nhiệm vụ trong bảng"
            lists.addWidget(button(more, lambda: self.unit_asked.emit(unit_id), kind="link"))
        if not tasks:
            lists.addWidget(label("Không có nhiệm vụ.", "muted"))

    def _take(self, task_id: str) -> None:
        self.choose(task_id)
        self.chosen.emit(task_id)

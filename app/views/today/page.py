"""Hôm nay: late, due soon, obstructed, what waits for a decision, and the days to the night."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import vietnam_time
from app.models.findings import REMARK
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import PlanView
from app.models.plan.table import TaskCounts, TaskLine, TaskQuery
from app.models.vietnam_time import WEEKDAYS, show_date
from app.services import checking, plan
from app.views.common.entries import refill
from app.views.common.layout import STRETCH, button, column, framed, heading, label, row, scrolled, subheading, wide
from app.views.common.office import Office, Place
from app.views.common.typeface import DISPLAY
from app.views.today.task_row import TaskRow

LATE = frozenset({DeadlineState.LATE_NOT_STARTED, DeadlineState.LATE_IN_PROGRESS})
SOON = frozenset({DeadlineState.DUE_SOON})
MOST = 8
"""Tasks a list shows; the plan shows the rest."""
NIGHT_BEGINS = time(21, 0)
"""Phụ lục V: the cut-over begins at 21h00 of the G-day."""


class TodayPage(QWidget):
    """The first page."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self._heading = heading("Hôm nay")
        self._day = label("", "muted")
        self._top: QVBoxLayout = column()
        self._left: QVBoxLayout = column(spacing=12)
        self._right: QVBoxLayout = column(spacing=12)
        self._countdown = label("", size=DISPLAY, strong=True)
        self._night = datetime.now(UTC)
        lists = row(spacing=12)
        lists.addLayout(self._left, 3)
        lists.addLayout(self._right, 2)
        inside = column(self._top, lists, STRETCH, spacing=12, margins=(16, 4, 16, 16))
        head = row(self._heading, 8, self._day, STRETCH, margins=(16, 12, 16, 8))
        self.setLayout(column(head, wide(scrolled(inside)), spacing=0))
        office.acts.changed.connect(lambda _outcome, _initiator: self.reload())
        self._timer = QTimer(self, interval=30_000)
        self._timer.timeout.connect(self._count_down)
        self._timer.start()
        self.reload()

    def reload(self) -> None:
        """Read everything again."""
        desk = self.office.desk
        today = vietnam_time.today(desk.now())
        self._day.setText(f"{WEEKDAYS[today.weekday()]}, {show_date(today)}")
        counts = plan.counts(desk, query=TaskQuery())
        view = plan.view(desk)
        self._night = vietnam_time.at(view.cutover_day, NIGHT_BEGINS)
        refill(self._top, self._figures(counts, view))
        self._count_down()
        refill(self._left, self._tasks("Quá hạn", LATE), self._tasks("Sắp đến hạn", SOON))
        refill(self._right, self._obstructed(), self._waiting(view))

    def _figures(self, counts: TaskCounts, view: PlanView) -> QWidget:
        state = counts.by_state
        late = sum(state.get(each, 0) for each in LATE)
        done = state.get(DeadlineState.DONE_ON_TIME, 0) + state.get(DeadlineState.DONE_LATE, 0)
        self._countdown = label("", size=DISPLAY, strong=True)
        night = column(
            label(f"Đến đêm chuyển đổi {show_date(view.cutover_day)}, 21:00", "muted"),
            self._countdown,
            spacing=0,
            margins=(16, 10, 16, 10),
        )
        figures = row(wide(framed(night, "card")), spacing=12)
        for name, count, kind in (
            ("Tất cả nhiệm vụ", counts.total, ""),
            ("Quá hạn", late, "act_now" if late else ""),
            ("Sắp đến hạn", state.get(DeadlineState.DUE_SOON, 0), "watch"),
            ("Đã hoàn thành", done, "confirmed"),
        ):
            figure = label(str(count), kind, size=DISPLAY, strong=True)
            box = column(label(name, "muted"), figure, spacing=0, margins=(16, 10, 16, 10))
            card = framed(box, "card")
            card.setMinimumWidth(140)
            figures.addWidget(card)
        holder = QWidget()
        holder.setLayout(figures)
        return holder

    def _count_down(self) -> None:
        left = self._night - self.office.desk.now()
        if left.total_seconds() <= 0:
            self._countdown.setText("Đã qua")
            return
        hours = left.seconds // 3600
        minutes = left.seconds // 60 % 60
        self._countdown.setText(f"{left.days} ngày {hours} giờ" if left.days else f"{hours} giờ {minutes} phút")

    def _lines(self, query: TaskQuery) -> tuple[int, Sequence[TaskLine]]:
        page = plan.page(self.office.desk, query=query, offset=0, limit=MOST)
        return page.total, page.lines

    def _tasks(self, title: str, states: frozenset[DeadlineState]) -> QWidget:
        total, lines = self._lines(TaskQuery(states=states, sort="due"))
        none = "Không có nhiệm vụ quá hạn." if states == LATE else "Không có nhiệm vụ nào sắp đến hạn."
        return self._card(title, total, lines, none, states)

    def _obstructed(self) -> QWidget:
        total, lines = self._lines(TaskQuery(only_obstructed=True, sort="due"))
        return self._card("Đang vướng mắc", total, lines, "Không có vướng mắc nào chưa tháo gỡ.", frozenset())

    def _card(
        self, title: str, total: int, lines: Sequence[TaskLine], none: str, states: frozenset[DeadlineState]
    ) -> QWidget:
        name = f"{title} ({total})" if total else title
        more = button("Xem trong kế hoạch", lambda: self._show_in_plan(states), kind="link")
        more.setVisible(bool(total))
        box = column(row(subheading(name), STRETCH, more), spacing=4, margins=(16, 12, 12, 12))
        for line in lines:
            entry = TaskRow(line)
            entry.clicked.connect(
                lambda _checked=False, task_id=line.task_id: self.office.go(Place("plan", "task", task_id))
            )
            box.addWidget(entry)
        if not lines:
            box.addWidget(label(none, "muted"))
        return framed(box, "card")

    def _show_in_plan(self, states: frozenset[DeadlineState]) -> None:
        names = ",".join(sorted(states)) if states else "obstructed"
        self.office.go(Place("plan", "filter", "", names))

    def _waiting(self, view: PlanView) -> QWidget:
        box = column(subheading("Đang chờ"), spacing=4, margins=(16, 12, 12, 12))
        things: list[tuple[str, Place]] = []
        blanks = sum(1 for _blank, value in plan.blanks(self.office.desk) if not value)
        if blanks:
            things.append((f"{blanks} chỗ trống của mẫu chưa điền", Place("plan", "content")))
        to_fix = sum(1 for each in checking.findings(self.office.desk) if each.level != REMARK)
        if to_fix:
            things.append((f"{to_fix} điểm rà soát cần xem", Place("plan", "findings")))
        if view.issued is None:
            things.append(("Kế hoạch chưa ghi nhận ban hành", Place("plan", "issue")))
        for text, place in things:
            box.addWidget(button(text, partial(self.office.go, place), kind="link"))
        if not things:
            box.addWidget(label("Không có việc nào chờ.", "muted"))
        return framed(box, "card")

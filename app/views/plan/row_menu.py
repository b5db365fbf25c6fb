"""What may be done with the selected tasks: one act on all of them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.models.plan.records import TaskStatus
from app.services import tasks
from app.views.common.layout import plain

if TYPE_CHECKING:
    from app.views.plan.page import PlanPage


def row_menu(page: "PlanPage") -> QMenu:
    """The menu of the selected rows."""
    menu = QMenu(page)
    chosen = page.chosen_lines()
    _add(menu, "Sửa (Enter)", page.panel.edit, enabled=len(chosen) == 1)
    statuses = QMenu("Đặt trạng thái", menu)
    for status in TaskStatus:
        _add(statuses, status.label, partial(page.set_status, status), enabled=bool(chosen))
    menu.addMenu(statuses)
    _add(menu, "Chuyển lên", partial(_move, page, -1), enabled=len(chosen) == 1)
    _add(menu, "Chuyển xuống", partial(_move, page, 1), enabled=len(chosen) == 1)
    menu.addSeparator()
    _add(menu, "Sao chép sang Excel (Ctrl+C)", page.list.copy, enabled=bool(chosen))
    ids = [line.task_id for line in chosen]
    _add(menu, "Xoá (Delete)", partial(page.delete, ids), enabled=bool(chosen))
    if page.office.desk.read_only:
        for action in (statuses.menuAction(), *menu.actions()):
            action.setEnabled(action.text().startswith("Sao chép"))
    return menu


def _add(menu: QMenu, name: str, act: Callable[[], object], *, enabled: bool) -> None:
    action = QAction(plain(name), menu)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)


def _move(page: "PlanPage", step: int) -> None:
    """Move the selected task one place within its group."""
    line = page.chosen_lines()[0]
    row = page.list.chosen_rows()[0]
    beside = [page.table.line(at) for at in range(max(row - 2, 0), min(row + 2, page.table.rowCount()))]
    before = [each for each in beside[: min(row, 2)] if each.task_id and each.group_id == line.group_id]
    after = [each for each in beside[min(row, 2) + 1 :] if each.task_id and each.group_id == line.group_id]
    desk = page.office.desk
    target = after[0].task_id if step > 0 and after else None
    if step < 0 and before:
        target = before[-2].task_id if len(before) > 1 else None
        page.office.acts.do(
            lambda: tasks.move_task(
                desk, task_id=line.task_id, group_id=line.group_id, after=target, first=target is None
            )
        )
    elif target:
        page.office.acts.do(lambda: tasks.move_task(desk, task_id=line.task_id, group_id=line.group_id, after=target))

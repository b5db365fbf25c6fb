"""First paint of the task table with 100,000 rows; the same table with the 14 rows of the form as the baseline."""

import sys
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.services import opening
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.plan.page import PlanPage
from bench.big_workspace import workspace
from bench.measure import report

ROWS = 100_000
TARGET_MS = 150.0


def main() -> int:
    """Measure both."""
    application = QApplication.instance() or QApplication([])
    with workspace(0) as small:
        base = min(first_paint(small) for _ in range(3))
    with workspace(ROWS) as large:
        full = min(first_paint(large) for _ in range(3))
    application.processEvents()
    sys.stdout.write(f"{ROWS} rows {full:.0f} ms, 14 rows {base:.0f} ms\n")
    return report("task_table", full, TARGET_MS, better="<=", unit="ms")


def first_paint(path: Path) -> float:
    """Milliseconds from asking for the page until its table is painted."""
    desk = opening.open_desk(path)
    office = Office(desk, acts=Acts(), worker=Worker(), memory=Memory())
    start = perf_counter()
    page = PlanPage(office)
    page.resize(1366, 700)
    page.show()
    page.grab()
    taken = perf_counter() - start
    page.close()
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    office.worker.close()
    desk.close()
    return taken * 1000


if __name__ == "__main__":
    sys.exit(main())

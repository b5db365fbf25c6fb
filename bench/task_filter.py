"""One keystroke in the filter over 100,000 rows: count, first slice, repaint; worst of several texts.

The baseline in the same run is the plain SQL `LIKE` count over the same table.
"""

import sys
from functools import partial

from PySide6.QtWidgets import QApplication

from app.models.plan.table import TaskQuery
from app.services import opening, plan
from bench.big_workspace import workspace
from bench.measure import report, seconds

ROWS = 100_000
TARGET_MS = 100.0
TEXTS = ("d", "đường", "duong truyen", "so hoa", "khong co gi")


def main() -> int:
    """Measure the slowest keystroke."""
    application = QApplication.instance() or QApplication([])
    with workspace(ROWS) as path:
        desk = opening.open_desk(path)
        baseline = seconds(lambda: plan.counts(desk, query=TaskQuery(text="đường")))
        worst = 0.0
        for text in TEXTS:
            query = TaskQuery(text=text)
            found = plan.page(desk, query=query, offset=0, limit=200).total
            taken = seconds(partial(plan.page, desk, query=query, offset=0, limit=200)) * 1000
            worst = max(worst, taken)
            sys.stdout.write(f"{text!r}: {found} rows, {taken:.0f} ms\n")
        desk.close()
    application.processEvents()
    sys.stdout.write(f"counting by state {baseline * 1000:.0f} ms\n")
    return report("task_filter", worst, TARGET_MS, better="<=", unit="ms")


if __name__ == "__main__":
    sys.exit(main())

"""The head of the page Kiểm tra: its acts and its views."""

from app.views.common.layout import STRETCH, column, heading, label, row
from app.views.common.page_bar import PageBar

VIEWS = (
    ("calendar", "Lịch"),
    ("inspections", "Đợt kiểm tra"),
    ("followups", "Kết luận"),
    ("register", "Sổ văn bản"),
)


class Toolbar(PageBar):
    """Two lines: acts above, views below."""

    def __init__(self) -> None:
        super().__init__(VIEWS)
        self._count = label("", "muted")
        self.setLayout(
            column(
                row(heading("Kiểm tra"), 8, self._count, STRETCH, self.acts, spacing=8),
                row(self.views, STRETCH, spacing=8),
                spacing=8,
                margins=(16, 12, 16, 8),
            )
        )

    def show_count(self, inspections: int, overdue: int) -> None:
        """How many inspections there are, and how many conclusions are late."""
        late = f" · {overdue} kết luận quá hạn" if overdue else ""
        self._count.setText(f"{inspections} đợt kiểm tra{late}" if inspections else "")

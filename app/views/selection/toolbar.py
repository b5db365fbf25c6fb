"""The head of the page Lựa chọn hệ thống: its acts, its views, the filter of the lists."""

from app.views.common.filters import SearchBox
from app.views.common.layout import STRETCH, column, heading, label, row, wide
from app.views.common.page_bar import PageBar

VIEWS = (("board", "Tổng hợp"), ("register", "Danh mục hệ thống"), ("unchosen", "Hệ thống không được chọn"))


class Toolbar(PageBar):
    """Two lines: acts above, views and the filter below."""

    def __init__(self) -> None:
        super().__init__(VIEWS)
        self.search = SearchBox("Lọc (Ctrl+F)")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(300)
        self.count = label("", "muted")
        self.setLayout(
            column(
                row(heading("Lựa chọn hệ thống"), 8, self.count, STRETCH, self.acts, spacing=8),
                row(self.views, 4, wide(self.search), STRETCH, spacing=8),
                spacing=8,
                margins=(16, 12, 16, 8),
            )
        )

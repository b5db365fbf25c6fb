"""The head of the page Chuyển đổi: its acts, its views, giờ G, the window and the last locked version."""

from app.models.runbook.records import Lock, Master
from app.views.common.clock_words import hour, moment, short_moment
from app.views.common.layout import STRETCH, column, heading, label, row
from app.views.common.page_bar import PageBar

VIEWS = (("table", "Kịch bản"), ("chart", "Tiến độ"), ("duty", "Người trực"), ("runs", "Lượt thực hiện"))


class Toolbar(PageBar):
    """Two lines: acts above, views and the frame of the night below."""

    def __init__(self) -> None:
        super().__init__(VIEWS)
        self._frame = label("", "muted")
        self._version = label("", "muted")
        self.setLayout(
            column(
                row(heading("Chuyển đổi"), 8, self._version, STRETCH, self.acts, spacing=8),
                row(self.views, STRETCH, self._frame, spacing=8),
                spacing=8,
                margins=(16, 12, 16, 8),
            )
        )

    def show_master(self, master: Master, locks: tuple[Lock, ...], changed: int) -> None:
        """Show giờ G, the window and how the master stands to its last version."""
        window = f"{short_moment(master.window_start)} đến {short_moment(master.window_end)}"
        self._frame.setText(f"Giờ G {moment(master.anchor)} · khung giờ {window}")
        steps = f"{len(master.steps)} bước"
        if not locks:
            self._version.setText(f"{steps} · chưa chốt")
            return
        last = locks[-1]
        state = f"đã sửa {changed} bước sau khi chốt" if changed else "đúng bản đã chốt"
        self._version.setText(f"{steps} · bản {last.version} chốt {hour(last.locked_at)} · {state}")

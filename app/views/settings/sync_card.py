"""Đồng bộ: where it stands, joining and leaving, what is unsent, "Sửa trùng", exchange by file."""

from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services import devices
from app.services.desk import Outcome
from app.sync.states import Phase, SyncState
from app.views.common.badge import StatusBadge
from app.views.common.fields import StoredLine
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, rule, wide
from app.views.common.message import confirm
from app.views.common.office import Office
from app.views.settings.card import card
from app.views.sync import words
from app.views.sync.bundle_sheet import BundleSheet


class SyncCard(QWidget):
    """The sync of this workspace."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._is_joined = False
        self._badge = StatusBadge(words.badge_of(office.link.state))
        self._detail = label("", "muted", wrap=True)
        self._server = label("", wrap=True)
        self._skew = label("", "act_now", wrap=True)
        self.name = StoredLine()
        self.name.setMaximumWidth(360)
        self._named = holder(field("Tên máy này, các máy khác thấy trong Lịch sử và Sửa trùng", self.name))
        self.join = button("Tham gia đồng bộ…", self.open_join, icon="cloud-arrow-up", kind="primary")
        self.resume = button("Nhập mã máy…", self.open_resume, icon="key", kind="primary")
        self.change = button("Đổi đường đến máy chủ…", self.open_address)
        self.leave = button("Tắt đồng bộ…", self.ask_leave, icon="cloud-slash")
        self.unsent = button("Xem chưa gửi", lambda: office.link.unsent_asked.emit(self.window()))
        self.conflicts = button("Sửa trùng", lambda: office.link.conflicts_asked.emit(self.window()), icon="git-fork")
        journal = button("Lịch sử thay đổi…", self.open_journal, icon="clock-counter-clockwise")
        who = "Ai đã sửa gì, lúc nào, ở máy nào, kể cả sửa từ máy khác và thay đổi máy chủ không nhận."
        bundle = button("Trao đổi bằng tệp…", self.open_bundle, icon="export")
        by_file = "Không có máy chủ: hai máy trao đổi một tệp đã mã hoá qua USB hoặc mạng nội bộ."
        self.setLayout(
            column(
                card(
                    "Đồng bộ",
                    "Nhiều máy của tỉnh cùng làm một kế hoạch. Không có mạng vẫn làm việc; có mạng thì tự gửi và nhận.",
                    row(self._badge, wide(self._detail), spacing=12),
                    self._skew,
                    self._server,
                    self._named,
                    row(self.join, self.resume, self.unsent, self.conflicts, self.change, self.leave, STRETCH),
                    rule(),
                    row(wide(label(by_file, "muted", wrap=True)), bundle, spacing=12),
                    row(wide(label(who, "muted", wrap=True)), journal, spacing=12),
                )
            )
        )
        self.name.stored.connect(self._rename)
        office.link.stated.connect(self._show_state)
        self.reload()

    def reload(self) -> None:
        """Show what is known of the server."""
        from app.services.exchange import joining

        known = joining.membership(self._office.desk)
        is_joined, can = known is not None, not self._office.desk.read_only
        persons = ", ".join(person["name"] for person in known.persons) if known is not None else ""
        self._server.setText(f"Máy chủ: {known.url}\nGhi được dưới tên: {persons or 'chưa có ai'}" if known else "")
        self._server.setVisible(is_joined)
        self._named.setVisible(is_joined)
        self.name.show_value(devices.own_name(self._office.desk))
        self.name.setReadOnly(not can)
        self._is_joined = is_joined
        self.join.setEnabled(can)
        for each in (self.change, self.leave, self.unsent):
            each.setVisible(is_joined)
            each.setEnabled(can or each is self.unsent)
        self._show_state(self._office.link.state)

    def _rename(self, name: str) -> None:
        desk = self._office.desk

        def work() -> Outcome:
            devices.rename(desk, name=name)
            return Outcome("", "Đổi tên máy")

        self._office.acts.do(work, then=lambda _outcome: self.reload(), refused=self._refused)

    def _refused(self, error: AppError) -> None:
        self._office.acts.refused.emit(error)
        self.reload()

    def _show_state(self, state: SyncState) -> None:
        self._badge.show_badge(words.badge_of(state))
        self._detail.setText(state.detail)
        self._skew.setText(state.skew)
        self._skew.setVisible(bool(state.skew))
        self.join.setVisible(not self._is_joined or state.phase is Phase.REVOKED)
        self.resume.setVisible(state.phase is Phase.NO_TOKEN)
        self.conflicts.setVisible(state.conflicts > 0)
        self.conflicts.setText(f"Sửa trùng: {state.conflicts}")
        waiting = state.unsent + state.parked
        self.unsent.setText(f"Chưa gửi: {waiting}" if waiting else "Xem chưa gửi")

    def open_join(self) -> None:
        """Tham gia đồng bộ."""
        from app.views.sync.join_sheet import JoinSheet

        JoinSheet(self.window(), self._office).exec()
        self.reload()

    def open_resume(self) -> None:
        """Nhập mã máy."""
        from app.views.sync.join_sheet import ResumeSheet

        ResumeSheet(self.window(), self._office).exec()

    def open_address(self) -> None:
        """Đổi đường đến máy chủ."""
        from app.views.sync.join_sheet import AddressSheet

        AddressSheet(self.window(), self._office).exec()
        self.reload()

    def open_bundle(self) -> None:
        """Trao đổi bằng tệp."""
        BundleSheet(self.window(), self._office).exec()

    def open_journal(self) -> None:
        """Lịch sử thay đổi."""
        from app.views.sync.journal_sheet import JournalSheet

        JournalSheet(self.window(), self._office).exec()

    def ask_leave(self) -> None:
        """Tắt đồng bộ, after its consequence was said."""
        consequence = (
            "Máy này thôi gửi và nhận; mọi dữ liệu ở lại trong máy, kể cả phần chưa gửi. "
            "Muốn đồng bộ lại phải xin mã tham gia mới."
        )
        if not confirm(self.window(), "Tắt đồng bộ?", consequence, "Tắt đồng bộ"):
            return
        from app.services.exchange import joining

        desk, office = self._office.desk, self._office
        self.leave.setEnabled(False)

        def left(_none: object) -> None:
            office.link.altered.emit()
            office.acts.noted.emit("Đã tắt đồng bộ. Dữ liệu trong máy còn nguyên.", False)
            self.reload()

        office.worker.run(
            self,
            lambda _report: joining.leave(desk),
            title="Tắt đồng bộ",
            done=left,
            failed=office.acts.refused.emit,
        )

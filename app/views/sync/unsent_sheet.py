"""Chưa gửi: every change the server has not confirmed, why it turned one down, and "Gửi lại"."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.desk import Outcome
from app.sync.states import SyncState
from app.views.common.badge import Badge, StatusBadge
from app.views.common.empty import EmptyState
from app.views.common.layout import button, label, row, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, all_of
from app.views.sync import words

if TYPE_CHECKING:
    from app.services.exchange.rounds import Unsent

_WAITING = Badge("Chờ gửi", "cloud-arrow-up", Tone.WATCH)
_REFUSED = Badge("Máy chủ từ chối", "warning-circle", Tone.ACT_NOW)
_HERE = "Mọi thay đổi đã ghi trong máy này; có mạng thì chương trình tự gửi."


def _badge(line: "Unsent") -> Badge:
    return _REFUSED if line.is_parked else _WAITING


def _record(line: "Unsent") -> str:
    return f"{line.entity_label}: {line.record_label}" if line.record_label else line.entity_label


class UnsentSheet(Sheet):
    """The list; it stays open while it empties."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Chưa gửi", _HERE, width=1180)
        self._office = office
        self._lines: tuple[Unsent, ...] = ()
        columns = (
            Column["Unsent"]("at", "Lúc", lambda line: words.moment(line.at), 168),
            Column["Unsent"]("person", "Người sửa", lambda line: line.person, 150),
            Column["Unsent"]("record", "Mục", _record, 280),
            Column["Unsent"]("fields", "Nội dung sửa", lambda line: line.fields, 180),
            Column["Unsent"]("state", "Tình trạng", lambda line: _badge(line).word, 148, badge=_badge),
            Column["Unsent"]("reason", "Lý do", lambda line: line.reason, 220),
        )
        self.table = RecordTable(columns, all_of(()), parent=self)
        self.list = RecordView(self.table, name="unsent", memory=office.memory)
        self.list.fill_with("record")
        self.list.setMinimumHeight(320)
        self._none = EmptyState("cloud-check", "Không còn thay đổi nào chưa gửi")
        self._state = StatusBadge(words.badge_of(office.link.state))
        self._detail = label("", "muted", wrap=True)
        self._again = button("Gửi lại mục đã chọn", self.send_again, icon="arrow-clockwise")
        self.add(row(self._state, wide(self._detail), spacing=12), self.list, self._none)
        self.foot(close="Đóng")
        self.foot_left(self._again, button("Xuất ra tệp trao đổi…", self._by_file, icon="export"))
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._show_acts())
        office.link.stated.connect(self._show_state)
        office.acts.changed.connect(self._follow)
        self._show_state(office.link.state)

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Read the list again; the refused ones stand first. A very long list is cut, the state says how many."""
        from app.services.exchange import rounds

        lines = rounds.unsent(self._office.desk)
        if lines != self._lines:
            kept = self._chosen_ids()
            self._lines = lines
            self.table.show_source(all_of(lines))
            for at, line in enumerate(lines):
                if line.change_id in kept:
                    self.list.choose(at)
        if self._lines and not self.list.currentIndex().isValid():
            self.list.choose(0)
        self.list.setVisible(bool(self._lines))
        self._none.setVisible(not self._lines)
        self._show_acts()

    def _chosen_ids(self) -> list[str]:
        return [self._lines[at].change_id for at in self.list.chosen_rows() if at < len(self._lines)]

    def _show_state(self, state: SyncState) -> None:
        self._state.show_badge(words.badge_of(state))
        self._detail.setText(state.detail)
        self.read()

    def _show_acts(self) -> None:
        chosen = [self._lines[at] for at in self.list.chosen_rows() if at < len(self._lines)]
        self._again.setEnabled(any(line.is_parked for line in chosen) and not self._office.desk.read_only)
        self._again.setVisible(any(line.is_parked for line in self._lines))

    def send_again(self) -> None:
        """Gửi lại: what the server refused goes with the next exchange."""
        from app.services.exchange import rounds

        desk, wanted = self._office.desk, set(self._chosen_ids())
        ids = [line.change_id for line in self._lines if line.is_parked and line.change_id in wanted]

        def work() -> Outcome:
            rounds.send_again(desk, change_ids=ids)
            return Outcome("", "Gửi lại")

        self._office.acts.do(work, then=lambda _outcome: self.read(), refused=self.refused)

    def _by_file(self) -> None:
        from app.views.sync.bundle_sheet import BundleSheet

        BundleSheet(self, self._office).exec()

"""Chưa gửi: every change the server has not confirmed; for one it turned down the reason and three ways on.

What was dropped today stands at the end of the list: until midnight it can be taken again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import history
from app.services.desk import Outcome
from app.sync.states import SyncState
from app.views.common.badge import Badge, StatusBadge
from app.views.common.empty import EmptyState
from app.views.common.entries import entry, refill
from app.views.common.layout import STRETCH, button, column, holder, label, row, scrolled, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, all_of
from app.views.sync import refusals, words

if TYPE_CHECKING:
    from app.services.dropped import Dropped
    from app.services.exchange.rounds import Unsent

_WAITING = Badge("Chờ gửi", "cloud-arrow-up", Tone.WATCH)
_REFUSED = Badge("Máy chủ từ chối", "warning-circle", Tone.ACT_NOW)
_DROPPED = Badge("Đã bỏ", "arrow-u-up-left", Tone.NEUTRAL)
_HERE = "Mọi thay đổi đã ghi trong máy này; có mạng thì chương trình tự gửi."
_DETAIL_HEIGHT = 150


def _taken_again(known: "Dropped") -> str:
    others = len(known.together) - 1
    more = f" Lấy lại thì {others} thay đổi bỏ cùng lúc cũng được lấy lại." if others else ""
    return f"Máy chủ không nhận; đã bỏ lúc {words.moment(known.at)}. Còn lấy lại được đến hết ngày.{more}"


def _record(line: "Unsent") -> str:
    return f"{line.entity_label}: {line.record_label}" if line.record_label else line.entity_label


class UnsentSheet(Sheet):
    """The list, and under it what the chosen change wrote and what to do about it; it stays open while it empties."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Chưa gửi", _HERE, width=1180)
        self._office = office
        self._lines: tuple[Unsent, ...] = ()
        self._taken: tuple[str, ...] = ()
        self._dropped: dict[str, Dropped] = {}
        columns = (
            Column["Unsent"]("at", "Lúc", lambda line: words.moment(line.at), 168),
            Column["Unsent"]("person", "Người sửa", lambda line: line.person, 150),
            Column["Unsent"]("record", "Mục", _record, 280),
            Column["Unsent"]("fields", "Nội dung sửa", lambda line: line.fields, 180),
            Column["Unsent"]("state", "Tình trạng", lambda line: self._badge(line).word, 148, badge=self._badge),
            Column["Unsent"]("reason", "Lý do", self._reason, 220),
        )
        self.table = RecordTable(columns, all_of(()), parent=self)
        self.list = RecordView(self.table, name="unsent", memory=office.memory)
        self.list.fill_with("record")
        self.list.setMinimumHeight(300)
        self._none = EmptyState("cloud-check", "Không còn thay đổi nào chưa gửi")
        self._state = StatusBadge(words.badge_of(office.link.state))
        self._detail = label("", "muted", wrap=True)
        self._chosen = column(spacing=8)
        self._pane = holder(column(wide(scrolled(column(self._chosen, STRETCH)))))
        self._pane.setFixedHeight(_DETAIL_HEIGHT)
        self._again = button("Gửi lại", self.send_again, icon="arrow-clockwise")
        self._again.setToolTip("Gửi lại sau khi máy chủ đã cấp quyền hoặc đã sửa nguyên nhân")
        self._drop = button("Bỏ thay đổi này", self.take_back, icon="arrow-u-up-left")
        self._drop.setToolTip("Mục trở lại như trên máy chủ; nội dung đã ghi còn trong Lịch sử")
        self._take = button("Lấy lại thay đổi đã bỏ", self.take_again, icon="arrow-counter-clockwise")
        self._take.setToolTip("Thay đổi đã bỏ có hiệu lực lại và được gửi lại; lấy lại được đến hết ngày")
        self._open = button("Mở mục", self.open_record, icon="arrow-square-out")
        self._open.setToolTip("Đến mục để xem hoặc ghi lại; bản ghi lại thay cho bản bị từ chối")
        self.add(row(self._state, wide(self._detail), spacing=12), self.list, self._pane, self._none)
        self.body.setStretchFactor(self.list, 1)
        self.foot(close="Đóng")
        by_file = button("Xuất ra tệp trao đổi…", self._by_file, icon="export")
        self.foot_left(self._again, self._drop, self._take, self._open, by_file)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.message.acted.connect(self.put_back)
        office.link.stated.connect(self._show_state)
        office.acts.changed.connect(self._follow)
        self._show_state(office.link.state)

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Read the list again; the refused ones stand first. A very long list is cut, the state says how many."""
        from app.services import dropped
        from app.services.exchange import rounds

        taken = dropped.today(self._office.desk)
        self._dropped = {one.line.change_id: one for one in taken}
        lines = (*rounds.unsent(self._office.desk), *(one.line for one in taken))
        if lines != self._lines:
            kept = [line.change_id for line in self._chosen_lines()]
            at = max(self.list.currentIndex().row(), 0)
            self._lines = lines
            self.table.show_source(all_of(lines))
            for number, line in enumerate(lines):
                if line.change_id in kept:
                    self.list.choose(number)
            if lines and not self.list.currentIndex().isValid():
                self.list.choose(min(at, len(lines) - 1))
        for each in (self.list, self._pane):
            each.setVisible(bool(self._lines))
        self._none.setVisible(not self._lines)
        self._show_chosen()

    def _chosen_lines(self) -> "list[Unsent]":
        return [self._lines[at] for at in self.list.chosen_rows() if at < len(self._lines)]

    def _badge(self, line: "Unsent") -> Badge:
        if line.change_id in self._dropped:
            return _DROPPED
        return _REFUSED if line.is_parked else _WAITING

    def _reason(self, line: "Unsent") -> str:
        known = self._dropped.get(line.change_id)
        return f"Bỏ lúc {words.moment(known.at)}" if known is not None else line.reason

    def _refused_ids(self) -> list[str]:
        return [line.change_id for line in self._chosen_lines() if line.is_parked]

    def _show_state(self, state: SyncState) -> None:
        self._state.show_badge(words.badge_of(state))
        self._detail.setText(state.detail)
        self.read()

    def _show_chosen(self) -> None:
        """The chosen change old -> new, why the server turned it down, what to do; the acts that are open."""
        chosen = self._chosen_lines()
        refused = self._refused_ids()
        can = bool(refused) and not self._office.desk.read_only
        for act in (self._again, self._drop):
            act.setEnabled(can)
            act.setVisible(any(line.is_parked for line in self._lines))
        again = self._dropped_ids()
        self._take.setEnabled(bool(again) and not self._office.desk.read_only)
        self._take.setVisible(bool(self._dropped))
        self._take.setText("Lấy lại thay đổi đã bỏ" if len(again) < 2 else f"Lấy lại {len(again)} thay đổi đã bỏ")
        self._drop.setText("Bỏ thay đổi này" if len(refused) < 2 else f"Bỏ {len(refused)} thay đổi")
        self._open.setEnabled(len(chosen) == 1 and refusals.place_of(chosen[0]) is not None)
        if len(chosen) != 1:
            refill(self._chosen, label(f"Đang chọn {len(chosen)} thay đổi.", "muted"))
            return
        (line,) = chosen
        written = history.of_change(self._office.desk, change_id=line.change_id)
        values = [(f"{one.field_label}: {one.change}", "") for one in written]
        told = [(line.reason, "act_now"), (refusals.advice(line), "")] if line.is_parked else []
        if line.change_id in self._dropped:
            told = [(_taken_again(self._dropped[line.change_id]), "")]
        refill(self._chosen, entry((_record(line), "strong"), *values, *told))

    def _dropped_ids(self) -> list[str]:
        """What is taken again with the chosen lines: all that was dropped in the same go."""
        chosen = [self._dropped[line.change_id] for line in self._chosen_lines() if line.change_id in self._dropped]
        return list(dict.fromkeys(one for known in chosen for one in known.together))

    def send_again(self) -> None:
        """Gửi lại: what the server refused goes with the next exchange."""
        from app.services.exchange import rounds

        desk, ids = self._office.desk, self._refused_ids()

        def work() -> Outcome:
            rounds.send_again(desk, change_ids=ids)
            return Outcome("", "Gửi lại")

        self._office.acts.do(work, then=lambda _outcome: self.read(), refused=self.refused)

    def take_back(self) -> None:
        """Bỏ thay đổi này: the record says again what the server holds."""
        from app.services.exchange import repairing

        desk, ids = self._office.desk, self._refused_ids()

        def work() -> Outcome:
            outcome, self._taken = repairing.take_back(desk, change_ids=ids)
            return outcome

        def then(_outcome: object) -> None:
            said = "Đã bỏ thay đổi." if len(self._taken) == 1 else f"Đã bỏ {len(self._taken)} thay đổi."
            detail = "Mục trở lại như trên máy chủ. Lấy lại được đến hết ngày ở cuối danh sách này."
            self.message.show_note(said, act="Lấy lại", detail=detail)
            self.read()

        self._office.acts.do(work, then=then, refused=self.refused)

    def put_back(self) -> None:
        """Lấy lại: what was just taken back counts again."""
        self._put_back(self._taken)

    def take_again(self) -> None:
        """Lấy lại: what was dropped today counts again."""
        self._put_back(self._dropped_ids())

    def _put_back(self, ids: Sequence[str]) -> None:
        from app.services.exchange import repairing

        desk = self._office.desk
        self._office.acts.do(
            lambda: repairing.put_back(desk, change_ids=ids), then=lambda _outcome: self.read(), refused=self.refused
        )

    def open_record(self) -> None:
        """Mở mục: to its page; what is written there anew replaces what was refused."""
        place = refusals.place_of(self._chosen_lines()[0])
        if place is not None:
            self.accept()
            self._office.go(place)

    def _by_file(self) -> None:
        from app.views.sync.bundle_sheet import BundleSheet

        BundleSheet(self, self._office).exec()

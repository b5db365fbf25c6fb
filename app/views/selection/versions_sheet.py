"""Các phiên bản: every decision of a kind as it was sealed, and the number that the văn thư gives afterwards."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import InvalidInputError
from app.models.selection.records import Decision
from app.models.vietnam_time import show_date, show_moment
from app.services.selection import deciding, reading
from app.views.common.badge import Badge
from app.views.common.dates import DayField
from app.views.common.empty import EmptyState
from app.views.common.layout import field, label, row
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import CENTRE, Column, RecordTable, Whole
from app.views.selection import result_words

IN_FORCE = Badge("Có hiệu lực", "check-circle", Tone.CONFIRMED)
REPLACED = Badge("Đã thay", "arrow-counter-clockwise", Tone.NEUTRAL)


class VersionsSheet(Sheet):
    """The decisions, newest first; the chosen one in words below."""

    def __init__(self, parent: QWidget | None, office: Office, kind_id: str) -> None:
        self._view = reading.kind(office.desk, kind_id=kind_id)
        super().__init__(
            parent,
            f"Các quyết định: {self._view.kind.shown}",
            "Mỗi quyết định chốt một phiên bản đánh giá và giữ nguyên như lúc quyết định.",
            width=860,
        )
        self._office = office
        self._kind_id = kind_id
        columns = (
            Column[Decision]("version", "Phiên bản", lambda one: str(one.version), 80, CENTRE),
            Column[Decision]("state", "Hiệu lực", lambda one: _state(one).word, 120, badge=_state),
            Column[Decision]("system", "Hệ thống", self._system, 260),
            Column[Decision]("course", "Hướng xử lý", lambda one: one.course.label, 130),
            Column[Decision]("day", "Ngày", lambda one: show_date(one.decided.on), 108, CENTRE),
            Column[Decision]("number", "Số, ký hiệu", lambda one: one.decided.number or "chưa ghi", 140),
        )
        self.table = RecordTable(columns, self._page, parent=self)
        self.list = RecordView(self.table, name="decisions", memory=office.memory)
        self.list.fill_with("system")
        self.list.setFixedHeight(180)
        self._none = EmptyState("scales", "Chưa có quyết định nào", "Chấm đủ điểm rồi ghi quyết định.")
        self._none.setMinimumHeight(180)
        self._words = label("", wrap=True)
        self._hash = label("", "muted", wrap=True)
        self.number = QLineEdit()
        self.number.setPlaceholderText("VD: 812/QĐ-UBND")
        self.day = DayField()
        self._numbers = row(field("Số, ký hiệu văn thư cấp", self.number), field("Ngày ban hành", self.day), spacing=12)
        self.add(self.list, self._none, self._words, self._hash, self._numbers)
        self.act = self.foot("Ghi số quyết định", self._record, close="Đóng")
        self.list.chosen.connect(lambda _row: self._show())
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Read the decisions again."""
        self._view = reading.kind(self._office.desk, kind_id=self._kind_id)
        self.table.refresh()
        some = bool(self._view.decisions)
        self.list.setVisible(some)
        self._none.setVisible(not some)
        for each in (self.number, self.day):
            each.setEnabled(some)
        if some and self._chosen is None:
            self.list.choose(0)
        self._show()

    def _page(self, offset: int, limit: int) -> Whole[Decision]:
        newest_first = tuple(reversed(self._view.decisions))
        return Whole(len(newest_first), newest_first[offset : offset + limit])

    @property
    def _chosen(self) -> Decision | None:
        at = self.list.currentIndex().row()
        return self.table.line(at) if 0 <= at < self.table.rowCount() else None

    def _system(self, one: Decision) -> str:
        return result_words.name_of(self._view.sheet, one.system_id) if one.system_id else "Thay bằng hệ thống mới"

    def _show(self) -> None:
        one = self._chosen
        self.act.setEnabled(one is not None and not self._office.desk.read_only)
        if one is None:
            self._words.setText("")
            self._hash.setText("")
            return
        sealed = reading.decided(self._office.desk, decision_id=one.id)
        totals = "; ".join(
            f"{result_words.name_of(sealed.sheet, each.system_id)}: "
            f"{'bị loại' if each.is_excluded else result_words.total(each)}"
            for each in sealed.result.candidates
        )
        lines = [f"{one.decided.by}. Lý do: {one.reason}"]
        if one.dissent:
            lines.append(f"Ý kiến khác: {one.dissent}")
        lines.append(f"Kết quả lúc quyết định: {totals}")
        if one.outside:
            lines.append(f"Có {len(one.outside)} chỗ sửa ngoài bản đã chốt.")
        self._words.setText("\n".join(lines))
        self._hash.setText(f"{one.person} ghi lúc {show_moment(one.recorded_at)}. Mã nội dung {one.content_hash[:16]}.")

    def _record(self) -> None:
        one, desk = self._chosen, self._office.desk
        if one is None:
            return
        try:
            day = self.day.day()
        except InvalidInputError as error:
            self.refused(error)
            return
        if day is None:
            self.refused(InvalidInputError("Chưa ghi ngày ban hành.", "Ghi ngày văn thư cấp số."))
            return
        self.message.hide()
        number, decision_id = self.number.text(), one.id
        self._office.acts.do(
            lambda: deciding.record_number(desk, decision_id=decision_id, number=number, issued_on=day),
            refused=self.refused,
        )


def _state(one: Decision) -> Badge:
    return IN_FORCE if one.is_in_force else REPLACED

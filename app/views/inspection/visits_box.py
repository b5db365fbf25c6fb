"""Lịch làm việc: which units, in which order, when and where, who goes, and the notice due to each."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from app.models import vietnam_time
from app.models.inspection.records import Delegate, Inspection, Visit, VisitState
from app.models.vietnam_time import local, show_moment
from app.services import working_time
from app.services.inspection import guarding, visits
from app.views.common.badge import StatusBadge
from app.views.common.fields import StoredLine
from app.views.common.layout import (
    button,
    column,
    empty_out,
    field,
    holder,
    icon_button,
    label,
    restyle,
    row,
    wide,
)
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.common.type_ahead import TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.badges import VISIT
from app.views.inspection.lines import Lines, OrderActs, RecordLine, behind
from app.views.inspection.moments import MomentField, day_words, hours
from app.views.inspection.notice_sheet import NoticeSheet


class VisitLine(RecordLine[Visit]):
    """One unit of the plan: a line of words, and its fields while it is open."""

    def __init__(self, box: "VisitsBox") -> None:
        super().__init__()
        self._box = box
        self._name = label("", strong=True, wrap=True)
        self._badge = StatusBadge(next(iter(VISIT.values())))
        self._when = label("", "muted", wrap=True)
        self._notice = label("", "muted", wrap=True)
        self._more = icon_button("pencil-simple", "Sửa ngày giờ, địa điểm, người đi", self.toggle)
        self._order = OrderActs(
            "đơn vị", move=lambda way: box.move_line(self.record_id, way), remove=lambda: box.remove(self.record_id)
        )
        self._open = button("Mở", lambda: box.opened.emit(self.record_id), icon="arrow-right")
        self.start = MomentField()
        self.end = MomentField(near=self._day)
        self.place = StoredLine(placeholder="Địa điểm làm việc")
        self.car = StoredLine(placeholder="Xe")
        self._people: QVBoxLayout = column(spacing=2)
        self.who: dict[str, QCheckBox] = {}
        self.send = button("Ghi thông báo…", lambda: box.notify(self.record_id), icon="paper-plane-tilt")
        self._fields = holder(
            column(
                row(field("Bắt đầu", self.start), field("Kết thúc", self.end), spacing=8),
                row(wide(self.place), self.car, spacing=8),
                column(label("Người đi (không chọn ai: cả đoàn)", "field"), self._people, spacing=2),
                spacing=8,
                margins=(0, 4, 8, 4),
            )
        )
        self.car.setMaximumWidth(150)
        self._fields.hide()
        head = row(self._name, self._badge, self._more, self._order, self._open, spacing=4)
        head.setStretch(0, 1)
        notice = row(self._notice, self.send, spacing=8, margins=(0, 0, 4, 0))
        notice.setStretch(0, 1)
        self.setLayout(column(head, self._when, self._fields, notice, spacing=4, margins=(12, 6, 4, 8)))
        self._connect()

    def _connect(self) -> None:
        self.start.stored.connect(lambda _text: self._box.set_times(self, self.start))
        self.end.stored.connect(lambda _text: self._box.set_times(self, self.end))
        self.place.stored.connect(lambda text: self._box.set_place(self, self.place, place=text))
        self.car.stored.connect(lambda text: self._box.set_place(self, self.car, car=text))

    def _day(self) -> date | None:
        text = self.start.text().strip()
        return local(working_time.read_moment(text)).date() if text else None

    def toggle(self) -> None:
        """Show or hide the fields."""
        self._fields.setVisible(self._fields.isHidden())
        if not self._fields.isHidden():
            self.start.setFocus()

    def show_record(self, record: Visit, *, place: int, count: int, locked: bool) -> None:
        """Show a visit; one whose minutes were agreed is closed."""
        locked = locked or record.state is VisitState.ADOPTED
        self._name.setText(f"{place + 1}. {record.unit.shown}")
        self._badge.show_badge(VISIT[record.state])
        where = f", {record.place}" if record.place else ""
        car = f", xe {record.car}" if record.car else ""
        self._when.setText(
            f"{day_words(local(record.start).date())}, {hours(record.start, record.end)}{where}{car}"
            if record.start
            else "Chưa có ngày, giờ làm việc."
        )
        restyle(self._when, "muted" if record.start else "watch")
        self.start.show_moment(record.start)
        self.end.show_moment(record.end)
        self.place.show_value(record.place)
        self.car.show_value(record.car)
        for editor in (self.start, self.end, self.place, self.car):
            editor.setReadOnly(locked)
        self._order.show_place(place, count, locked=locked)
        self._more.setVisible(not locked)
        self._show_people(record, locked=locked)
        words, kind = self._box.notice_words(record)
        self._notice.setText(words)
        restyle(self._notice, kind)
        self.send.setEnabled(not locked and record.start is not None)
        self.send.setVisible(record.notice is None)

    def _show_people(self, record: Visit, *, locked: bool) -> None:
        members = self._box.members()
        if list(self.who) != [one.id for one in members]:
            empty_out(self._people)
            self.who = {one.id: QCheckBox() for one in members}
            for box in self.who.values():
                box.clicked.connect(lambda _on: self._box.choose(self))
                self._people.addWidget(box)
        for one in members:
            self.who[one.id].setText(f"{one.name}, {one.role.label.lower()}".replace("&", "&&"))
            self.who[one.id].setChecked(one.id in record.delegate_ids)
            self.who[one.id].setEnabled(not locked)


class VisitsBox(Part):
    """The visits of one plan."""

    opened = Signal(str)
    """Id of a visit whose field work is to be shown."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self._inspection: Inspection | None = None
        self.visits: Lines[Visit] = Lines(
            lambda: VisitLine(self), none="Chưa có đơn vị nào. Thêm các đơn vị theo thứ tự đi kiểm tra."
        )
        self.adding = TypeAhead(placeholder="Thêm đơn vị: gõ tên, không cần dấu")
        self.adding.setAccessibleName("Thêm đơn vị được kiểm tra")
        self.adding.set_source(units.all)
        self.adding.chosen.connect(self._add)
        self._earliest = label("", "muted", wrap=True)
        self.setLayout(column(self._earliest, self.visits, self.adding, spacing=6))

    def show_inspection(self, inspection: Inspection) -> None:
        """Show the visits of a plan."""
        self._inspection = inspection
        locked = self.office.desk.read_only
        self.visits.show_records(inspection.visits, locked=locked)
        self.adding.setVisible(not locked)
        self._earliest.setText(self._earliest_words(inspection))

    def show_again(self) -> None:
        """Show the visits as they stand."""
        if self._inspection is not None:
            self.show_inspection(self._inspection)

    def _earliest_words(self, inspection: Inspection) -> str:
        if inspection.is_sudden:
            return "Kiểm tra đột xuất: không phải thông báo trước."
        desk = self.office.desk
        times = working_time.notice_times(desk, visit=vietnam_time.today(desk.now()))
        return (
            "Thông báo trước ít nhất 03 ngày làm việc, không tính ngày gửi, ngày nghỉ, ngày lễ: "
            f"gửi bây giờ thì làm việc sớm nhất {day_words(times.earliest_visit)}."
        )

    def notice_words(self, visit: Visit) -> tuple[str, str]:
        """What to say of a visit's notice, and in which kind of label."""
        if visit.notice is not None:
            by = f", {visit.notice.document}" if visit.notice.document else ""
            return f"Đã thông báo {show_moment(visit.notice.sent_at)} cho {visit.notice.recipient}{by}.", "confirmed"
        if self._inspection is not None and self._inspection.is_sudden:
            return "Đột xuất: không phải thông báo trước.", "muted"
        last = guarding.latest_notice(self.office.desk, visit)
        if last is None:
            return "Đặt ngày, giờ để biết hạn thông báo.", "muted"
        if last < self.office.desk.now():
            return f"Đã quá hạn thông báo ({show_moment(last)}): dời ngày, hoặc ghi kiểm tra đột xuất.", "act_now"
        return f"Chưa thông báo. Gửi chậm nhất {show_moment(last)}.", "watch"

    def members(self) -> tuple[Delegate, ...]:
        """The delegation of the plan."""
        return self._inspection.delegates if self._inspection is not None else ()

    def edit(self, visit_id: str) -> None:
        """Put the cursor into the fields of a visit, or to where one is added."""
        line = self.visits.line(visit_id)
        if isinstance(line, VisitLine):
            line.toggle()
        else:
            self.adding.setFocus()

    def _add(self, unit_id: str) -> None:
        if self._inspection is None:
            return
        desk, plan = self.office.desk, self._inspection.id
        self.adding.show_value("")
        self.adding.clear()
        self.do(lambda: visits.add_visit(desk, inspection_id=plan, unit=unit_id))

    def set_times(self, line: VisitLine, editor: MomentField) -> None:
        """Store when a visit is made."""
        desk, visit_id = self.office.desk, line.record_id
        self.do(
            lambda: visits.set_visit_times(desk, visit_id=visit_id, start=line.start.moment(), end=line.end.moment()),
            editor=editor,
        )

    def set_place(
        self, line: VisitLine, editor: StoredLine, *, place: str | None = None, car: str | None = None
    ) -> None:
        """Store where it is made, or by which car."""
        desk, visit_id = self.office.desk, line.record_id
        self.do(lambda: visits.edit_visit(desk, visit_id=visit_id, place=place, car=car), editor=editor)

    def choose(self, line: VisitLine) -> None:
        """Store who goes."""
        desk, visit_id = self.office.desk, line.record_id
        chosen = [delegate_id for delegate_id, box in line.who.items() if box.isChecked()]
        self.do(lambda: visits.choose_delegates(desk, visit_id=visit_id, delegate_ids=chosen))

    def move_line(self, visit_id: str, way: int) -> None:
        """Move a visit one place."""
        if self._inspection is not None:
            desk = self.office.desk
            after = behind([one.id for one in self._inspection.visits], visit_id, way)
            self.do(lambda: visits.move_visit(desk, visit_id=visit_id, after=after))

    def remove(self, visit_id: str) -> None:
        """Take a unit out of the plan."""
        desk = self.office.desk
        self.do(lambda: visits.remove_visit(desk, visit_id=visit_id), note="Đã bỏ một đơn vị khỏi kế hoạch kiểm tra.")

    def notify(self, visit_id: str) -> None:
        """Ghi thông báo lịch làm việc."""
        if self._inspection is not None:
            visit = next(one for one in self._inspection.visits if one.id == visit_id)
            NoticeSheet(self.window(), self.office, visit).exec()

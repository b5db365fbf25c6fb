"""The plan's own fields: the contents of Sổ tay 6.3.a, đột xuất with its reason, whose delegation, agreement."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from app.models.errors import InvalidInputError
from app.models.inspection.records import DelegationKind, Inspection
from app.models.vietnam_time import show_date, show_moment
from app.services.inspection import plans
from app.views.common.dates import DayField
from app.views.common.fields import Choice, StoredLine, StoredText, lock
from app.views.common.layout import STRETCH, button, column, field, holder, label, restyle, row
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.agreement_sheet import AgreementSheet


class PlanForm(Part):
    """Edits the words and days of one inspection plan in place."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._inspection: Inspection | None = None
        self.title = StoredLine(placeholder="VD: Kiểm tra, đôn đốc các xã khu vực phía Bắc")
        self.purpose = StoredText(lines=(2, 5), placeholder="Kiểm tra để làm gì")
        self.subject = StoredText(lines=(1, 4), placeholder="Kiểm tra đơn vị nào, hệ thống nào")
        self.content = StoredText(
            lines=(2, 8), placeholder="Các vấn đề cụ thể, các điểm nghẽn đang gây chậm trễ, không dàn trải"
        )
        self.first_day = DayField()
        self.last_day = DayField()
        self.is_sudden = QCheckBox("Kiểm tra đột xuất (không phải thông báo trước 03 ngày làm việc)")
        self.reason = StoredLine(placeholder="Lý do kiểm tra đột xuất")
        self._reason_wanted = label("Phải ghi lý do thì mới là kiểm tra đột xuất.", "watch", wrap=True)
        self.kind = Choice()
        for kind in DelegationKind:
            self.kind.addItem(kind.label, kind)
        self.number = StoredLine(placeholder="VD: 3")
        self.number.setMaximumWidth(96)
        self._number = holder(field("Nhóm Công tác số", self.number))
        self.note = StoredText(lines=(1, 4))
        self._agreement = label("", "muted", wrap=True)
        self._agree = button("Ghi thống nhất…", self._ask_agreement)
        self._trigger = label("", "watch", wrap=True)
        self.setLayout(self._lines())
        self._connect()

    def _lines(self) -> QVBoxLayout:
        kinds = row(field("Đoàn kiểm tra của", self.kind), self._number, STRETCH, spacing=12)
        agreement = row(self._agreement, self._agree, spacing=12)
        agreement.setStretch(0, 1)
        return column(
            self._trigger,
            field("Tên đợt kiểm tra", self.title),
            field("1. Mục đích", self.purpose),
            field("2. Đối tượng", self.subject),
            field("3. Nội dung", self.content),
            row(field("4. Thời gian: từ ngày", self.first_day), field("đến ngày", self.last_day), STRETCH, spacing=12),
            self.is_sudden,
            self.reason,
            self._reason_wanted,
            kinds,
            agreement,
            field("Ghi chú", self.note),
            spacing=12,
        )

    def _connect(self) -> None:
        self.title.stored.connect(lambda text: self._edit(self.title, "title", text))
        self.purpose.stored.connect(lambda text: self._edit(self.purpose, "purpose", text))
        self.subject.stored.connect(lambda text: self._edit(self.subject, "subject", text))
        self.content.stored.connect(lambda text: self._edit(self.content, "content", text))
        self.note.stored.connect(lambda text: self._edit(self.note, "note", text))
        for day in (self.first_day, self.last_day):
            day.editingFinished.connect(self._store_period)
        self.is_sudden.clicked.connect(self._mark_sudden)
        self.reason.stored.connect(self._store_reason)
        self.kind.activated.connect(lambda _at: self._store_delegation())
        self.number.stored.connect(lambda _text: self._store_delegation())

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a plan; typing under way is not disturbed."""
        self._inspection = inspection
        locked = self.office.desk.read_only
        for editor, value in (
            (self.title, inspection.title),
            (self.purpose, inspection.purpose),
            (self.subject, inspection.subject),
            (self.content, inspection.content),
            (self.reason, inspection.sudden_reason),
            (self.number, inspection.delegation.group_number),
            (self.note, inspection.note),
        ):
            editor.show_value(value)
            lock(editor, locked=locked)
        for field_of_day, day in ((self.first_day, inspection.first_day), (self.last_day, inspection.last_day)):
            if not field_of_day.hasFocus():
                field_of_day.show_day(day)
            field_of_day.setReadOnly(locked)
        self.is_sudden.setChecked(inspection.is_sudden or (self.is_sudden.isChecked() and self.reason.hasFocus()))
        self.kind.choose(inspection.delegation.kind)
        for each in (self.is_sudden, self.kind, self._agree):
            each.setEnabled(not locked)
        self._show_what_applies()
        self._show_agreement(inspection)

    def _show_agreement(self, inspection: Inspection) -> None:
        agreement = inspection.agreement
        restyle(self._agreement, "muted" if agreement else "watch")
        if agreement:
            paper = f", {agreement.document}" if agreement.document else ""
            self._agreement.setText(f"Đã thống nhất với {agreement.body} ngày {show_date(agreement.agreed_on)}{paper}.")
        else:
            self._agreement.setText("Chưa báo cáo và thống nhất với Cơ quan Thường trực Ban Chỉ đạo.")
        trigger = inspection.trigger
        self._trigger.setVisible(trigger is not None)
        if trigger is not None:
            figures = "; ".join(f"{name}: {value}" for name, value in trigger.figures)
            self._trigger.setText(
                f"Xuất phát từ cảnh báo {trigger.colour.label} của {trigger.unit_name} "
                f"lúc {show_moment(trigger.seen_at)}{f' ({figures})' if figures else ''}."
            )

    def _show_what_applies(self) -> None:
        sudden = self.is_sudden.isChecked()
        self.reason.setVisible(sudden)
        self._reason_wanted.setVisible(sudden and not self.reason.text().strip())
        self._number.setVisible(self.kind.currentData() is DelegationKind.CENTRAL)

    def show_again(self) -> None:
        """Show the plan as it stands."""
        if self._inspection is not None:
            self.show_inspection(self._inspection)

    def edit(self, name: str) -> None:
        """Put the cursor into a field."""
        fields = {
            "purpose": self.purpose,
            "subject": self.subject,
            "content": self.content,
            "period": self.first_day,
            "sudden_reason": self.reason,
            "agreement": self._agree,
        }
        fields.get(name, self.title).setFocus()

    def _edit(self, editor: StoredLine | StoredText, name: str, text: str) -> None:
        if self._inspection is not None:
            desk, plan = self.office.desk, self._inspection.id
            self.do(lambda: plans.edit(desk, inspection_id=plan, **{name: text}), editor=editor)

    def _store_period(self) -> None:
        if self._inspection is None:
            return
        try:
            first, last = self.first_day.day(), self.last_day.day()
        except InvalidInputError as error:
            self.office.acts.refused.emit(error)
            return
        if first is not None and last is None:
            last = first
            self.last_day.show_day(first)
        if (first is None) != (last is None) or (first, last) == (
            self._inspection.first_day,
            self._inspection.last_day,
        ):
            return
        desk, plan = self.office.desk, self._inspection.id
        self.do(lambda: plans.set_period(desk, inspection_id=plan, first_day=first, last_day=last))

    def _mark_sudden(self) -> None:
        self._show_what_applies()
        if self.is_sudden.isChecked():
            self.reason.setFocus()
        elif self._inspection is not None and self._inspection.is_sudden:
            self._store_reason("")

    def _store_reason(self, text: str) -> None:
        if self._inspection is not None:
            desk, plan = self.office.desk, self._inspection.id
            self.do(lambda: plans.set_sudden(desk, inspection_id=plan, reason=text), editor=self.reason)

    def _store_delegation(self) -> None:
        if self._inspection is not None:
            desk, plan = self.office.desk, self._inspection.id
            kind, number = self.kind.currentData(), self.number.text()
            self.do(
                lambda: plans.set_delegation(desk, inspection_id=plan, kind=kind, group_number=number),
                editor=self.number,
            )

    def _ask_agreement(self) -> None:
        if self._inspection is not None:
            AgreementSheet(self.window(), self.office, self._inspection).exec()

"""The form of the minutes in the order of the paper (mẫu 6.4); every heading and hint is the form's own wording."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.models.errors import InvalidInputError
from app.models.inspection import form
from app.models.inspection.checks import Finding
from app.models.inspection.minutes_records import Minutes, Side, Taker
from app.models.inspection.minutes_records import Part as MinutesPart
from app.models.inspection.records import Delegation, DelegationKind
from app.models.vietnam_time import local
from app.services.desk import Outcome
from app.services.inspection import minutes as minutes_services
from app.views.common.fields import Choice, StoredLine, StoredText, lock
from app.views.common.layout import STRETCH, column, field, holder, label, row, scrolled
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.entries_box import EntriesBox
from app.views.inspection.moments import MomentField
from app.views.inspection.participants_box import ParticipantLine, ParticipantsBox
from app.views.inspection.signatories_box import SignatoriesBox, SignatoryLine


class MinutesForm(Part):
    """Edits one version of minutes in place."""

    edited = Signal()
    """Something was typed, stored or not: the page beside may follow."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        words = form.load()
        self._minutes: Minutes | None = None
        self._locked = False
        self.start = MomentField()
        self.end = MomentField(near=self._day)
        self.place = StoredLine(placeholder="Nơi làm việc")
        self.kind = Choice()
        for kind in DelegationKind:
            self.kind.addItem(kind.label, kind)
        self.number = StoredLine(placeholder="Số")
        self.number.setMaximumWidth(72)
        self.delegation = ParticipantsBox(office, Side.DELEGATION, self._shown)
        self.unit_name = StoredLine(placeholder=words.unit_blank)
        self.host = ParticipantsBox(office, Side.HOST, self._shown)
        self.content = StoredText(lines=(3, 12), placeholder=words.guidance["content"])
        guidance = {
            MinutesPart.ACHIEVEMENT: words.guidance["achievements"],
            MinutesPart.SHORTCOMING: words.guidance["shortcomings"],
            MinutesPart.CONCLUSION: words.guidance["tasks"],
            MinutesPart.PROPOSAL: words.guidance["proposals"],
        }
        self.parts = {
            part: EntriesBox(office, part, units, self._shown, guidance=guidance[part]) for part in MinutesPart
        }
        self.copies = StoredLine(placeholder="VD: 04")
        self.copies.setMaximumWidth(80)
        self.signatories = SignatoriesBox(office, self._shown)
        self.taker = StoredLine(placeholder="Không ghi thì không in, như mẫu")
        self.taker_position = StoredLine(placeholder="Chức vụ")
        self.national = QCheckBox("Quốc hiệu, Tiêu ngữ")
        self.agency = QCheckBox("Tên cơ quan lập biên bản")
        self.annex = QCheckBox("Phụ lục ảnh, kết quả từng mục kiểm tra")
        self._for_unit = label("", strong=True, wrap=True)
        self.setLayout(column(scrolled(self._lines(words))))
        self._connect()

    def _lines(self, words: form.MinutesForm) -> QVBoxLayout:
        lines = words.lines
        guided = {
            MinutesPart.ACHIEVEMENT: lines["achievements"],
            MinutesPart.SHORTCOMING: lines["shortcomings"],
            MinutesPart.PROPOSAL: lines["for_central"],
        }
        heads = {part: label(text, strong=True, wrap=True) for part, text in guided.items()}
        whose = row(field("a) Đoàn Công tác của", self.kind), field("Nhóm số", self.number), STRETCH, spacing=8)
        return column(
            label("1. Thời gian, 2. Địa điểm", strong=True),
            row(field("Bắt đầu", self.start), field("Kết thúc", self.end), spacing=8),
            self.place,
            label(lines["participants"], strong=True),
            whose,
            self.delegation,
            field("b) Đại diện", self.unit_name),
            self.host,
            label(lines["content"], strong=True),
            self.content,
            label(lines["results"], strong=True),
            heads[MinutesPart.ACHIEVEMENT],
            self.parts[MinutesPart.ACHIEVEMENT],
            heads[MinutesPart.SHORTCOMING],
            self.parts[MinutesPart.SHORTCOMING],
            label(lines["conclusions"], strong=True),
            self._for_unit,
            self.parts[MinutesPart.CONCLUSION],
            heads[MinutesPart.PROPOSAL],
            self.parts[MinutesPart.PROPOSAL],
            row(field("Số bản", self.copies), STRETCH),
            label("Người ký", strong=True),
            self.signatories,
            row(field("Người ghi biên bản", self.taker), field("Chức vụ", self.taker_position), spacing=8),
            label("In thêm (mẫu không có)", "field"),
            holder(row(self.national, self.agency, STRETCH, spacing=16)),
            self.annex,
            STRETCH,
            spacing=8,
            margins=(16, 12, 12, 16),
        )

    def _connect(self) -> None:
        self.start.stored.connect(lambda _text: self._store_time(self.start, minutes_services.set_start))
        self.end.stored.connect(lambda _text: self._store_time(self.end, minutes_services.set_end))
        self.place.stored.connect(lambda text: self._edit(self.place, "place", text))
        self.unit_name.stored.connect(lambda text: self._edit(self.unit_name, "unit_name", text))
        self.content.stored.connect(lambda text: self._edit(self.content, "content", text))
        self.kind.activated.connect(lambda _at: self._store_delegation())
        self.number.stored.connect(lambda _text: self._store_delegation())
        self.copies.stored.connect(self._store_copies)
        for editor in (self.taker, self.taker_position):
            editor.stored.connect(lambda _text, editor=editor: self._store_taker(editor))
        for box, name in (
            (self.national, "has_national_header"),
            (self.agency, "has_agency_header"),
            (self.annex, "has_annex"),
        ):
            box.clicked.connect(lambda on, name=name: self._switch(name, on=on))
        for line in (self.start, self.end, self.place, self.number, self.unit_name, self.copies, self.taker):
            line.textChanged.connect(lambda _text: self.edited.emit())
        self.taker_position.textChanged.connect(lambda _text: self.edited.emit())
        self.content.textChanged.connect(self.edited)
        for part in self._boxes():
            part.edited.connect(self.edited)

    def _boxes(self) -> tuple[ParticipantsBox | EntriesBox | SignatoriesBox, ...]:
        return (self.delegation, self.host, *self.parts.values(), self.signatories)

    def _shown(self) -> Minutes | None:
        return self._minutes

    def _day(self) -> date | None:
        started = self._minutes.started_at if self._minutes else None
        return local(started).date() if started else None

    def show_minutes(self, minutes: Minutes, *, locked: bool) -> None:
        """Show a version; typing under way is not disturbed."""
        self._minutes, self._locked = minutes, locked
        self.start.show_moment(minutes.started_at)
        self.end.show_moment(minutes.ended_at)
        for editor, value in (
            (self.place, minutes.place),
            (self.number, minutes.delegation.group_number),
            (self.unit_name, minutes.unit_name),
            (self.content, minutes.content),
            (self.copies, f"{minutes.copies:02d}" if minutes.copies else ""),
            (self.taker, minutes.taker.name if minutes.taker else ""),
            (self.taker_position, minutes.taker.position if minutes.taker else ""),
        ):
            editor.show_value(value)
            lock(editor, locked=locked)
        for line in (self.start, self.end):
            line.setReadOnly(locked)
        self.kind.choose(minutes.delegation.kind)
        self.number.setEnabled(minutes.delegation.kind is DelegationKind.CENTRAL)
        for box, on in (
            (self.national, minutes.has_national_header),
            (self.agency, minutes.has_agency_header),
            (self.annex, minutes.has_annex),
        ):
            box.setChecked(on)
            box.setEnabled(not locked)
        self.kind.setEnabled(not locked)
        self._for_unit.setText(form.load().for_unit_line(minutes.unit_name))
        for part in self._boxes():
            part.show_minutes(minutes, locked=locked)

    def show_again(self) -> None:
        """Show the version as it stands."""
        if self._minutes is not None:
            self.show_minutes(self._minutes, locked=self._locked)

    def draft(self) -> Minutes | None:
        """The minutes as they are typed at this moment; what cannot be read yet stays as stored."""
        minutes = self._minutes
        if minutes is None or self._locked:
            return minutes
        name = self.taker.text().strip()
        kind: DelegationKind = self.kind.currentData()
        copies = self.copies.text().strip()
        return replace(
            minutes,
            started_at=_moment(self.start, minutes.started_at),
            ended_at=_moment(self.end, minutes.ended_at),
            place=self.place.text(),
            delegation=Delegation(kind, self.number.text() if kind is DelegationKind.CENTRAL else ""),
            unit_name=self.unit_name.text(),
            participants=(*self.delegation.draft(minutes), *self.host.draft(minutes)),
            content=self.content.toPlainText(),
            entries=tuple(entry for box in self.parts.values() for entry in box.draft(minutes)),
            copies=int(copies) if copies.isdigit() else None,
            signatories=self.signatories.draft(minutes),
            taker=Taker(name, self.taker_position.text()) if name else None,
        )

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where a finding is settled."""
        minutes = self._minutes
        entry = next((one for one in (minutes.entries if minutes else ()) if one.id == finding.record_id), None)
        if entry is not None:
            self.parts[entry.part].go_to(entry.id, finding.field)
            return
        for lines in (self.delegation.people, self.host.people, self.signatories.blocks):
            line = lines.line(finding.record_id)
            if isinstance(line, ParticipantLine | SignatoryLine):
                (line.position if finding.field == "position" else line.name).setFocus()
                return
        fields: dict[str, QWidget] = {
            "started_at": self.start,
            "ended_at": self.end,
            "place": self.place,
            "unit_name": self.unit_name,
            "content": self.content,
            "copies": self.copies,
            "group_number": self.number,
            **{part.value: box.adding for part, box in self.parts.items()},
        }
        fields.get(finding.field, self.place).setFocus()

    def _edit(self, editor: StoredLine | StoredText, name: str, text: str) -> None:
        if self._minutes is not None:
            desk, minutes_id = self.office.desk, self._minutes.id
            words = {"place": None, "unit_name": None, "content": None, name: text}
            self.do(
                lambda: minutes_services.edit(
                    desk,
                    minutes_id=minutes_id,
                    place=words["place"],
                    unit_name=words["unit_name"],
                    content=words["content"],
                ),
                editor=editor,
            )

    def _switch(self, name: str, *, on: bool) -> None:
        if self._minutes is None:
            return
        desk, minutes_id = self.office.desk, self._minutes.id
        chosen = {name: on}
        self.do(
            lambda: minutes_services.edit(
                desk,
                minutes_id=minutes_id,
                has_national_header=chosen.get("has_national_header"),
                has_agency_header=chosen.get("has_agency_header"),
                has_annex=chosen.get("has_annex"),
            )
        )

    def _store_time(self, editor: MomentField, store: Callable[..., Outcome]) -> None:
        if self._minutes is not None:
            desk, minutes_id = self.office.desk, self._minutes.id
            self.do(lambda: store(desk, minutes_id=minutes_id, at=editor.moment()), editor=editor)

    def _store_delegation(self) -> None:
        if self._minutes is not None:
            desk, minutes_id = self.office.desk, self._minutes.id
            kind, number = self.kind.currentData(), self.number.text()
            self.do(
                lambda: minutes_services.set_delegation(desk, minutes_id=minutes_id, kind=kind, group_number=number),
                editor=self.number,
            )

    def _store_copies(self, text: str) -> None:
        if self._minutes is None:
            return
        desk, minutes_id = self.office.desk, self._minutes.id

        def work() -> Outcome:
            if text.strip() and not text.strip().isdigit():
                raise InvalidInputError(f"Số bản “{text.strip()}” không đọc được.", "Ghi bằng chữ số, như 04.")
            copies = int(text) if text.strip() else None
            return minutes_services.set_copies(desk, minutes_id=minutes_id, copies=copies)

        self.do(work, editor=self.copies)

    def _store_taker(self, editor: StoredLine) -> None:
        if self._minutes is not None:
            desk, minutes_id = self.office.desk, self._minutes.id
            name, position = self.taker.text(), self.taker_position.text()
            self.do(
                lambda: minutes_services.set_taker(desk, minutes_id=minutes_id, name=name, position=position),
                editor=editor,
            )


def _moment(editor: MomentField, stored: datetime | None) -> datetime | None:
    try:
        return editor.moment()
    except InvalidInputError:
        return stored

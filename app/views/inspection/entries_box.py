"""The parts of mục 5 and 6 that are lists: each entry edited in place, a new one by typing into the last field."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.errors import InvalidInputError
from app.models.inspection.minutes_records import Entry, Minutes
from app.models.inspection.minutes_records import Part as MinutesPart
from app.models.inspection.records import InspectedUnit
from app.models.plan.deadline import Deadline, parse
from app.services.inspection import lines
from app.views.common.dates import DeadlineField
from app.views.common.fields import StoredLine, StoredText, lock
from app.views.common.layout import column, field, row
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.common.type_ahead import TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.lines import Lines, OrderActs, RecordLine, behind

ADDING = {
    MinutesPart.ACHIEVEMENT: "Thêm kết quả đã đạt được…",
    MinutesPart.SHORTCOMING: "Thêm tồn tại, hạn chế…",
    MinutesPart.CONCLUSION: "Thêm kết luận, nhiệm vụ phải thực hiện…",
    MinutesPart.PROPOSAL: "Thêm kiến nghị…",
}


class EntryLine(RecordLine[Entry]):
    """One entry with the fields of its part."""

    def __init__(self, box: "EntriesBox", units: UnitEntries) -> None:
        super().__init__()
        self._box = box
        self.text = StoredText(lines=(1, 8))
        self.objective = StoredText(lines=(1, 4))
        self.subjective = StoredText(lines=(1, 4))
        self.unit = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.unit.set_source(units.all)
        self.deadline = DeadlineField()
        self.addressee = StoredLine(placeholder="Cơ quan được kiến nghị")
        self._acts = OrderActs(
            "mục này", move=lambda way: box.move_line(self.record_id, way), remove=lambda: box.remove(self.record_id)
        )
        head = row(self.text, self._acts, spacing=4)
        head.setStretch(0, 1)
        body = column(head, spacing=6, margins=(6, 6, 2, 6))
        if box.part is MinutesPart.SHORTCOMING:
            body.addLayout(field("Nguyên nhân khách quan", self.objective))
            body.addLayout(field("Nguyên nhân chủ quan", self.subjective))
        elif box.part is MinutesPart.CONCLUSION:
            pair = row(field("Đơn vị thực hiện", self.unit), field("Thời hạn hoàn thành", self.deadline), spacing=8)
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
            body.addLayout(pair)
        elif box.part is MinutesPart.PROPOSAL:
            body.addLayout(field("Kiến nghị với", self.addressee))
        self.setLayout(body)
        self._connect(box)

    def _connect(self, box: "EntriesBox") -> None:
        for editor, name in (
            (self.text, "text"),
            (self.objective, "objective_cause"),
            (self.subjective, "subjective_cause"),
        ):
            editor.stored.connect(lambda text, editor=editor, name=name: box.edit(self, name, text, editor))
            editor.textChanged.connect(box.edited)
        self.addressee.stored.connect(lambda text: box.edit(self, "addressee", text, self.addressee))
        self.addressee.textChanged.connect(lambda _text: box.edited.emit())
        self.unit.chosen.connect(lambda unit_id: box.edit(self, "unit", unit_id, None))
        self.unit.typed.connect(lambda text: box.edit(self, "unit", text, None))
        self.deadline.stored.connect(lambda text: box.edit(self, "deadline", text, self.deadline.line))
        self.deadline.line.textChanged.connect(lambda _text: box.edited.emit())

    def show_record(self, record: Entry, *, place: int, count: int, locked: bool) -> None:
        """Show an entry."""
        for editor, value in (
            (self.text, record.text),
            (self.objective, record.objective_cause),
            (self.subjective, record.subjective_cause),
        ):
            editor.show_value(value)
            lock(editor, locked=locked)
        self.addressee.show_value(record.addressee)
        self.unit.show_value(record.unit.shown if record.unit else "")
        self.unit.setToolTip(record.unit.shown if record.unit else "")
        self.deadline.show_value(record.deadline.text if record.deadline else "")
        for line in (self.addressee, self.unit, self.deadline):
            line.setReadOnly(locked)
        self._acts.show_place(place, count, locked=locked)

    def draft(self, entry: Entry) -> Entry:
        """The entry as typed; a deadline that cannot be read yet stays as stored."""
        return replace(
            entry,
            text=self.text.toPlainText(),
            objective_cause=self.objective.toPlainText(),
            subjective_cause=self.subjective.toPlainText(),
            addressee=self.addressee.text(),
            deadline=_read(self.deadline.text()) or entry.deadline,
        )


class EntriesBox(Part):
    """The entries of one part of the minutes."""

    edited = Signal()

    def __init__(
        self,
        office: Office,
        part: MinutesPart,
        units: UnitEntries,
        minutes: Callable[[], Minutes | None],
        *,
        guidance: str = "",
    ) -> None:
        super().__init__(office)
        self.part = part
        self._minutes = minutes
        self.entries: Lines[Entry] = Lines(lambda: EntryLine(self, units))
        self.adding = StoredText(lines=(1, 6), placeholder=ADDING[part])
        self.adding.setToolTip(guidance)
        self.adding.setAccessibleName(ADDING[part])
        self.adding.stored.connect(self._add)
        self.adding.textChanged.connect(self.edited)
        self.setLayout(column(self.entries, self.adding, spacing=6))

    def show_minutes(self, minutes: Minutes, *, locked: bool) -> None:
        """Show the entries of this part."""
        self.entries.show_records(minutes.part(self.part), locked=locked)
        self.adding.setVisible(not locked)

    def draft(self, minutes: Minutes) -> tuple[Entry, ...]:
        """The entries as typed, the one being added too."""
        found = []
        for one in minutes.part(self.part):
            line = self.entries.line(one.id)
            found.append(line.draft(one) if isinstance(line, EntryLine) else one)
        typed = self.adding.toPlainText().strip()
        if typed:
            unit = InspectedUnit(minutes.unit.id, minutes.unit.name) if self.part is MinutesPart.CONCLUSION else None
            found.append(Entry("", self.part, typed, unit=unit))
        return tuple(found)

    def show_again(self) -> None:
        """Show the entries as they stand."""
        minutes = self._minutes()
        if minutes is not None:
            self.show_minutes(minutes, locked=self.office.desk.read_only)

    def go_to(self, entry_id: str, name: str) -> None:
        """Put the cursor into a field of an entry, or to where one is added."""
        line = self.entries.line(entry_id)
        if not isinstance(line, EntryLine):
            self.adding.setFocus()
            return
        fields: dict[str, QWidget] = {
            "unit": line.unit,
            "deadline": line.deadline,
            "objective_cause": line.objective,
            "addressee": line.addressee,
        }
        fields.get(name, line.text).setFocus()

    def _add(self, text: str) -> None:
        minutes = self._minutes()
        if minutes is None or not text.strip():
            return
        desk, minutes_id = self.office.desk, minutes.id
        self.do(
            lambda: lines.add_entry(desk, minutes_id=minutes_id, part=self.part, text=text),
            editor=self.adding,
            then=lambda _outcome: self.adding.show_value(""),
        )

    def edit(self, line: EntryLine, name: str, text: str, editor: StoredLine | StoredText | None) -> None:
        """Store one field of an entry."""
        desk, entry_id = self.office.desk, line.record_id
        self.do(lambda: lines.edit_entry(desk, entry_id=entry_id, **{name: text}), editor=editor)

    def move_line(self, entry_id: str, way: int) -> None:
        """Move an entry one place."""
        minutes = self._minutes()
        if minutes is not None:
            desk = self.office.desk
            after = behind([one.id for one in minutes.part(self.part)], entry_id, way)
            self.do(lambda: lines.move_entry(desk, entry_id=entry_id, after=after))

    def remove(self, entry_id: str) -> None:
        """Take an entry out."""
        desk = self.office.desk
        self.do(lambda: lines.remove_entry(desk, entry_id=entry_id), note="Đã bỏ một mục của biên bản.")


def _read(text: str) -> Deadline | None:
    try:
        return parse(text) if text.strip() else None
    except InvalidInputError:
        return None

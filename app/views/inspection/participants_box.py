"""3. Thành phần tham dự: the lines of one side, in the form's capacities."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from app.models.inspection.minutes_records import Capacity, Minutes, Participant, Side
from app.services.inspection import lines
from app.views.common.fields import Choice, StoredLine, lock
from app.views.common.layout import STRETCH, button, column, row
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.lines import Lines, OrderActs, RecordLine

_NAMES = {
    Capacity.HEAD: "Trưởng đoàn",
    Capacity.MEMBER: "Thành viên",
    Capacity.CHAIR: "Chủ trì",
    Capacity.FOCAL_POINT: "Đầu mối",
    Capacity.ATTENDANT: "Người dự",
}


class ParticipantLine(RecordLine[Participant]):
    """One person: name, position, capacity."""

    def __init__(self, box: "ParticipantsBox") -> None:
        super().__init__()
        self.name = StoredLine(placeholder="Ông/Bà")
        self.position = StoredLine(placeholder="Chức vụ")
        self.capacity = Choice()
        for capacity in box.capacities:
            self.capacity.addItem(_NAMES[capacity], capacity)
        self._acts = OrderActs("người này", move=None, remove=lambda: box.remove(self.record_id))
        line = row(self.name, self.position, self.capacity, self._acts, spacing=4, margins=(6, 4, 2, 4))
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        self.setLayout(line)
        for editor in (self.name, self.position):
            editor.stored.connect(lambda _text, editor=editor: box.edit(self, editor))
            editor.textChanged.connect(lambda _text: box.edited.emit())
        self.capacity.activated.connect(lambda _at: box.set_capacity(self.record_id, self.capacity.currentData()))

    def show_record(self, record: Participant, *, place: int, count: int, locked: bool) -> None:
        """Show a person."""
        for editor, value in ((self.name, record.name), (self.position, record.position)):
            editor.show_value(value)
            lock(editor, locked=locked)
            editor.setToolTip(value)
        self.capacity.choose(record.capacity)
        self.capacity.setEnabled(not locked)
        self._acts.show_place(place, count, locked=locked)


class ParticipantsBox(Part):
    """The people of one side."""

    edited = Signal()
    """Something was typed, stored or not."""

    def __init__(self, office: Office, side: Side, minutes: Callable[[], Minutes | None]) -> None:
        super().__init__(office)
        self._side = side
        self._minutes = minutes
        self.capacities = tuple(one for one in Capacity if one.side is side)
        self.people: Lines[Participant] = Lines(lambda: ParticipantLine(self), none="Chưa có ai.")
        self._add = button("Thêm người", self.add, icon="plus", kind="link")
        self.setLayout(column(self.people, row(self._add, STRETCH), spacing=4))

    def show_minutes(self, minutes: Minutes, *, locked: bool) -> None:
        """Show the people of this side."""
        self.people.show_records(minutes.of_side(self._side), locked=locked)
        self._add.setVisible(not locked)

    def draft(self, minutes: Minutes) -> tuple[Participant, ...]:
        """The people as typed."""
        found = []
        for one in minutes.of_side(self._side):
            line = self.people.line(one.id)
            if isinstance(line, ParticipantLine):
                one = replace(one, name=line.name.text(), position=line.position.text())  # noqa: PLW2901
            found.append(one)
        return tuple(found)

    def show_again(self) -> None:
        """Show the people as they stand."""
        minutes = self._minutes()
        if minutes is not None:
            self.show_minutes(minutes, locked=self.office.desk.read_only)

    def add(self) -> None:
        """Add a line and put the cursor into it."""
        minutes = self._minutes()
        if minutes is None:
            return
        desk, minutes_id = self.office.desk, minutes.id
        taken = {one.capacity for one in minutes.of_side(self._side)}
        free = [one for one in self.capacities if one not in taken or one is self.capacities[-1]]
        self.do(
            lambda: lines.add_participant(desk, minutes_id=minutes_id, capacity=free[0]),
            then=lambda _outcome: self._edit_last(),
        )

    def _edit_last(self) -> None:
        shown = self.people.lines
        if shown and isinstance(shown[-1], ParticipantLine):
            shown[-1].name.setFocus()

    def edit(self, line: ParticipantLine, editor: StoredLine) -> None:
        """Store what was typed of a person."""
        desk, record_id, text = self.office.desk, line.record_id, editor.text()
        if editor is line.name:
            self.do(lambda: lines.edit_participant(desk, participant_id=record_id, name=text), editor=editor)
        else:
            self.do(lambda: lines.edit_participant(desk, participant_id=record_id, position=text), editor=editor)

    def set_capacity(self, record_id: str, capacity: Capacity) -> None:
        """Store in what capacity a person takes part."""
        desk = self.office.desk
        self.do(lambda: lines.edit_participant(desk, participant_id=record_id, capacity=capacity))

    def remove(self, record_id: str) -> None:
        """Take a line out."""
        desk = self.office.desk
        self.do(lambda: lines.remove_participant(desk, participant_id=record_id), note="Đã bỏ một người tham dự.")

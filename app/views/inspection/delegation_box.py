"""5. Thành phần đoàn kiểm tra: who goes, in order, with role; added by name, from the people of the desk or anew."""

from app.models.inspection.records import Delegate, Inspection, Role
from app.services import people
from app.services.inspection import plans
from app.views.common.fields import Choice, StoredLine, lock
from app.views.common.layout import column, row, wide
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.common.type_ahead import Entry, TypeAhead
from app.views.inspection.lines import Lines, OrderActs, RecordLine, behind


class DelegateLine(RecordLine[Delegate]):
    """One member, edited in place."""

    def __init__(self, box: "DelegationBox") -> None:
        super().__init__()
        self._box = box
        self.name = StoredLine(placeholder="Họ và tên")
        self.position = StoredLine(placeholder="Chức vụ")
        self.unit = StoredLine(placeholder="Đơn vị")
        self.role = Choice()
        for role in Role:
            self.role.addItem(role.label, role)
        self._order = OrderActs(
            "thành viên", move=lambda way: box.move_line(self.record_id, way), remove=lambda: box.remove(self.record_id)
        )
        self.setLayout(
            column(
                row(wide(self.name), self.role, self._order, spacing=6),
                row(self.position, self.unit, spacing=6),
                spacing=6,
                margins=(8, 6, 4, 8),
            )
        )
        for editor, name in ((self.name, "name"), (self.position, "position"), (self.unit, "unit")):
            editor.stored.connect(lambda text, editor=editor, name=name: box.edit(self, name, text, editor))
        self.role.activated.connect(lambda _at: box.set_role(self.record_id, self.role.currentData()))

    def show_record(self, record: Delegate, *, place: int, count: int, locked: bool) -> None:
        """Show a member."""
        for editor, value in ((self.name, record.name), (self.position, record.position), (self.unit, record.unit)):
            editor.show_value(value)
            lock(editor, locked=locked)
            editor.setToolTip(value)
        self.role.choose(record.role)
        self.role.setEnabled(not locked)
        self._order.show_place(place, count, locked=locked)


class DelegationBox(Part):
    """The members of one plan."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._inspection: Inspection | None = None
        self.members: Lines[Delegate] = Lines(
            lambda: DelegateLine(self), none="Chưa có ai. Người đầu tiên thêm vào là Trưởng đoàn."
        )
        self.adding = TypeAhead(placeholder="Thêm thành viên: gõ họ tên rồi Enter", free=True)
        self.adding.setAccessibleName("Thêm thành viên đoàn kiểm tra")
        self.adding.set_source(self._people)
        self.adding.chosen.connect(self._add_person)
        self.adding.typed.connect(self._add_name)
        self.setLayout(column(self.members, self.adding, spacing=6))

    def _people(self) -> list[Entry]:
        return [Entry(one.id, one.full_name, f"{one.position} {one.unit}") for one in people.people(self.office.desk)]

    def show_inspection(self, inspection: Inspection) -> None:
        """Show the members of a plan."""
        self._inspection = inspection
        locked = self.office.desk.read_only
        self.members.show_records(inspection.delegates, locked=locked)
        self.adding.setVisible(not locked)

    def show_again(self) -> None:
        """Show the members as they stand."""
        if self._inspection is not None:
            self.show_inspection(self._inspection)

    def _add_person(self, person_id: str) -> None:
        person = next(one for one in people.people(self.office.desk) if one.id == person_id)
        self._add(person.full_name, person.position, person.unit, person.id)

    def _add_name(self, name: str) -> None:
        if name.strip():
            self._add(name)

    def _add(self, name: str, position: str = "", unit: str = "", person_id: str = "") -> None:
        if self._inspection is None:
            return
        desk, plan = self.office.desk, self._inspection
        role = Role.MEMBER if plan.head is not None else Role.HEAD
        self.do(
            lambda: plans.add_delegate(
                desk,
                inspection_id=plan.id,
                name=name,
                position=position,
                unit=unit,
                role=role,
                person_id=person_id,
            ),
            then=lambda _outcome: self._clear(),
        )

    def _clear(self) -> None:
        self.adding.show_value("")
        self.adding.clear()

    def edit(self, line: DelegateLine, name: str, text: str, editor: StoredLine) -> None:
        """Store one field of a member."""
        desk, delegate_id = self.office.desk, line.record_id
        given = {"name": None, "position": None, "unit": None, name: text}
        self.do(
            lambda: plans.edit_delegate(
                desk, delegate_id=delegate_id, name=given["name"], position=given["position"], unit=given["unit"]
            ),
            editor=editor,
        )

    def set_role(self, delegate_id: str, role: Role) -> None:
        """Give a member another role."""
        desk = self.office.desk
        self.do(lambda: plans.edit_delegate(desk, delegate_id=delegate_id, role=role))

    def move_line(self, delegate_id: str, way: int) -> None:
        """Move a member one place."""
        if self._inspection is not None:
            desk = self.office.desk
            after = behind([one.id for one in self._inspection.delegates], delegate_id, way)
            self.do(lambda: plans.move_delegate(desk, delegate_id=delegate_id, after=after))

    def remove(self, delegate_id: str) -> None:
        """Take a member out."""
        desk = self.office.desk
        self.do(
            lambda: plans.remove_delegate(desk, delegate_id=delegate_id), note="Đã bỏ một thành viên đoàn kiểm tra."
        )

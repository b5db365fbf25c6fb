"""Who signs the minutes, in the order of the paper: the blocks of the form, and further ones."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from app.models.inspection import form
from app.models.inspection.minutes_records import Minutes, Signatory
from app.services.inspection import lines
from app.views.common.fields import StoredLine, lock
from app.views.common.layout import STRETCH, button, column, row, wide
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.lines import Lines, OrderActs, RecordLine, behind


class SignatoryLine(RecordLine[Signatory]):
    """One signature block."""

    def __init__(self, box: "SignatoriesBox") -> None:
        super().__init__()
        self.title = StoredLine(placeholder="VD: ĐẠI DIỆN ĐOÀN CÔNG TÁC")
        self.capacity = StoredLine(placeholder="(Trưởng đoàn)")
        self.capacity.setMaximumWidth(150)
        self.name = StoredLine(placeholder="Họ và tên")
        self.position = StoredLine(placeholder="Chức vụ")
        self._acts = OrderActs(
            "khối chữ ký",
            move=lambda way: box.move_line(self.record_id, way),
            remove=lambda: box.remove(self.record_id),
        )
        self.setLayout(
            column(
                row(wide(self.title), self.capacity, self._acts, spacing=4),
                row(self.name, self.position, spacing=4),
                spacing=4,
                margins=(6, 6, 2, 6),
            )
        )
        for editor, name in (
            (self.title, "title"),
            (self.capacity, "capacity"),
            (self.name, "name"),
            (self.position, "position"),
        ):
            editor.stored.connect(lambda text, editor=editor, name=name: box.edit(self, name, text, editor))
            editor.textChanged.connect(lambda _text: box.edited.emit())

    def show_record(self, record: Signatory, *, place: int, count: int, locked: bool) -> None:
        """Show a block."""
        for editor, value in (
            (self.title, record.title),
            (self.capacity, record.capacity),
            (self.name, record.name),
            (self.position, record.position),
        ):
            editor.show_value(value)
            lock(editor, locked=locked)
            editor.setToolTip(value)
        self._acts.show_place(place, count, locked=locked)

    def draft(self, record: Signatory) -> Signatory:
        """The block as typed."""
        return replace(
            record,
            title=self.title.text(),
            capacity=self.capacity.text(),
            name=self.name.text(),
            position=self.position.text(),
        )


class SignatoriesBox(Part):
    """The signature blocks of the minutes."""

    edited = Signal()

    def __init__(self, office: Office, minutes: Callable[[], Minutes | None]) -> None:
        super().__init__(office)
        self._minutes = minutes
        self.blocks: Lines[Signatory] = Lines(lambda: SignatoryLine(self), none="Chưa có ai ký.")
        self._add = button("Thêm người ký", self.add, icon="plus", kind="link")
        self.setLayout(column(self.blocks, row(self._add, STRETCH), spacing=4))

    def show_minutes(self, minutes: Minutes, *, locked: bool) -> None:
        """Show the blocks."""
        self.blocks.show_records(minutes.signatories, locked=locked)
        self._add.setVisible(not locked)

    def draft(self, minutes: Minutes) -> tuple[Signatory, ...]:
        """The blocks as typed."""
        found = []
        for one in minutes.signatories:
            line = self.blocks.line(one.id)
            found.append(line.draft(one) if isinstance(line, SignatoryLine) else one)
        return tuple(found)

    def show_again(self) -> None:
        """Show the blocks as they stand."""
        minutes = self._minutes()
        if minutes is not None:
            self.show_minutes(minutes, locked=self.office.desk.read_only)

    def add(self) -> None:
        """Add a block."""
        minutes = self._minutes()
        if minutes is None:
            return
        desk, minutes_id = self.office.desk, minutes.id
        blocks = form.load().signatures
        block = blocks[min(len(minutes.signatories), len(blocks) - 1)]
        self.do(
            lambda: lines.add_signatory(desk, minutes_id=minutes_id, title=block.title, capacity=block.capacity),
            then=lambda _outcome: self._edit_last(),
        )

    def _edit_last(self) -> None:
        shown = self.blocks.lines
        if shown and isinstance(shown[-1], SignatoryLine):
            shown[-1].name.setFocus()

    def edit(self, line: SignatoryLine, name: str, text: str, editor: StoredLine) -> None:
        """Store one field of a block."""
        desk, record_id = self.office.desk, line.record_id
        self.do(lambda: lines.edit_signatory(desk, signatory_id=record_id, **{name: text}), editor=editor)

    def move_line(self, record_id: str, way: int) -> None:
        """Move a block one place."""
        minutes = self._minutes()
        if minutes is not None:
            desk = self.office.desk
            after = behind([one.id for one in minutes.signatories], record_id, way)
            self.do(lambda: lines.move_signatory(desk, signatory_id=record_id, after=after))

    def remove(self, record_id: str) -> None:
        """Take a block out."""
        desk = self.office.desk
        self.do(lambda: lines.remove_signatory(desk, signatory_id=record_id), note="Đã bỏ một người ký.")

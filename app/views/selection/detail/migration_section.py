"""Giai đoạn 2: who migrates until when, x of y of each kind of object, the counts old and new explained."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from typing_extensions import override

from app.models.errors import AppError
from app.models.selection.unchosen import Migration, Unchosen
from app.models.vietnam_time import show_moment
from app.services.desk import Outcome
from app.services.selection import unchosen
from app.views.common.dates import DeadlineField
from app.views.common.fields import StoredLine
from app.views.common.layout import STRETCH, button, column, field, holder, label, restyle, row, rule
from app.views.common.office import Office
from app.views.common.type_ahead import TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.selection.cards import Card, CardList
from app.views.selection.detail.unchosen_section import UnchosenSection
from app.views.selection.typed_numbers import done_of, grouped, whole

_SHIPPED = ("dossiers", "accounts", "files")
_NONE = "chưa có"


class MigrationCard(Card[Migration]):
    """One kind of object: how much is moved, and whether old and new agree."""

    def __init__(self, section: "MigrationSection", part: Migration) -> None:
        super().__init__()
        self._section = section
        self._part = part
        self.progress = StoredLine(placeholder="VD: 92/124")
        self.old, self.new = StoredLine(placeholder=_NONE), StoredLine(placeholder=_NONE)
        self.check = button("Đối chiếu", self._reconcile)
        self._state = label("", wrap=True)
        self.explained = StoredLine(placeholder="Nguyên nhân chênh lệch")
        self._explaining = holder(field("Giải trình chênh lệch", self.explained))
        self.skipped = StoredLine(placeholder="Lý do không chuyển (chỉ ghi khi không chuyển)")
        self.skipped.setAccessibleName(f"Lý do không chuyển {part.name}")
        self._counts = holder(self._count_lines(part))
        lines = column(label(part.name, strong=True, wrap=True), self._counts, self.skipped, spacing=6)
        lines.setContentsMargins(12, 8, 12, 8)
        if part.key not in _SHIPPED:
            lines.addLayout(row(button("Bỏ mục này", self._remove, kind="link"), STRETCH))
        self.setLayout(lines)
        for editor in (self.old, self.new):
            editor.returnPressed.connect(self._reconcile)
        self.progress.stored.connect(self._report)
        self.explained.stored.connect(self._explain)
        self.skipped.stored.connect(self._skip)

    def _count_lines(self, part: Migration) -> QVBoxLayout:
        unit = f" ({part.unit})" if part.unit else ""
        return column(
            field(f"Đã chuyển trên tổng số{unit}", self.progress),
            row(field("Hệ thống cũ", self.old), field("Hệ thống mới", self.new), self.check, spacing=8),
            self._state,
            self._explaining,
            spacing=6,
        )

    @override
    def show_item(self, item: Migration) -> None:
        self._part = item
        counted = item.counted
        self.progress.show_value(item.progress.shown if item.progress else "")
        if not self.old.is_edited and not self.new.is_edited:
            self.old.show_value(grouped(counted.old) if counted else "")
            self.new.show_value(grouped(counted.new) if counted else "")
        self.explained.show_value(item.explained.text if item.explained else "")
        self.skipped.show_value(item.skipped)
        self._counts.setVisible(not item.skipped)
        self._state.setVisible(counted is not None)
        self._explaining.setVisible(counted is not None and bool(counted.difference))
        if counted is not None:
            agrees = "khớp" if not counted.difference else f"lệch {counted.difference:+d}"
            self._state.setText(f"Đối chiếu lúc {show_moment(counted.at)}, {counted.by}: {agrees}.")
            kind = "act_now" if not item.is_explained else "watch" if counted.difference else "confirmed"
            restyle(self._state, kind)

    def _report(self, text: str) -> None:
        self._section.report(self._part, self.progress, text)

    def _reconcile(self) -> None:
        self._section.reconcile(self._part, self.old, self.new)

    def _explain(self, text: str) -> None:
        self._section.explain(self._part, self.explained, text)

    def _skip(self, text: str) -> None:
        self._section.skip(self._part, self.skipped, text)

    def _remove(self) -> None:
        self._section.remove(self._part)


class MigrationSection(UnchosenSection):
    """Chuyển dữ liệu và đối chiếu."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self._units = units
        self.lead = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.deadline = DeadlineField()
        self.list: CardList[Migration] = CardList(lambda part: MigrationCard(self, part), lambda part: part.key)
        self.name = QLineEdit()
        self.name.setPlaceholderText("VD: Chứng thư số")
        self.unit = QLineEdit()
        self.unit.setPlaceholderText("VD: chứng thư")
        self._add = button("Thêm dữ liệu phải chuyển", self._add_item, icon="plus")
        self.lines.addLayout(field("Đơn vị chủ trì chuyển dữ liệu", self.lead))
        self.lines.addLayout(field("Thời hạn chuyển xong", self.deadline))
        self.lines.addWidget(self.list)
        self.lines.addWidget(rule())
        self.lines.addLayout(row(field("Dữ liệu khác", self.name), field("Đơn vị tính", self.unit), spacing=12))
        self.lines.addLayout(row(self._add, STRETCH))
        self.lines.addStretch(1)
        self.lead.chosen.connect(self._store_lead)
        self.lead.typed.connect(self._store_lead)
        self.deadline.stored.connect(self._store_deadline)

    @override
    def show_system(self, one: Unchosen) -> None:
        super().show_system(one)
        self.lead.set_entries(self._units.all())
        self.lead.show_value(one.lead.name if one.lead else "")
        self.deadline.show_value(one.deadline.text if one.deadline else "")
        self.lead.setReadOnly(self.is_locked)
        self.deadline.setReadOnly(self.is_locked)
        self.list.show_items(one.migrations, of=one.system_id)
        for each in (self.list, self._add):
            each.setEnabled(not self.is_locked)

    def report(self, part: Migration, editor: StoredLine, text: str) -> None:
        """Store x of y."""
        desk, system_id = self.office.desk, self.system_id

        def work() -> Outcome:
            done, total = done_of(text, where=part.name)
            return unchosen.report_migration(desk, system_id=system_id, item=part.key, done=done, total=total)

        self.do(work, editor=editor)

    def reconcile(self, part: Migration, old: StoredLine, new: StoredLine) -> None:
        """Store the counts of both systems."""
        desk, system_id = self.office.desk, self.system_id
        by = desk.person.full_name if desk.person else ""
        try:
            before, after = whole(old.text(), where=f"{part.name}, cũ"), whole(new.text(), where=f"{part.name}, mới")
        except AppError as error:
            self.office.acts.refused.emit(error)
            return
        for editor in (old, new):
            editor.store()
        self.do(lambda: unchosen.reconcile(desk, system_id=system_id, item=part.key, old=before, new=after, by=by))

    def explain(self, part: Migration, editor: StoredLine, text: str) -> None:
        """Store why they differ."""
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.explain(desk, system_id=system_id, item=part.key, text=text), editor=editor)

    def skip(self, part: Migration, editor: StoredLine, text: str) -> None:
        """Store why none of it is moved."""
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.skip_migration(desk, system_id=system_id, item=part.key, reason=text), editor=editor)

    def remove(self, part: Migration) -> None:
        """Take an object out that the province added."""
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.remove_migration(desk, system_id=system_id, item=part.key))

    def _add_item(self) -> None:
        desk, system_id, name, unit = self.office.desk, self.system_id, self.name.text(), self.unit.text()
        self.do(
            lambda: unchosen.add_migration(desk, system_id=system_id, name=name, unit=unit),
            then=lambda _done: self._clear(),
        )

    def _clear(self) -> None:
        self.name.clear()
        self.unit.clear()

    def _store_lead(self, unit: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.set_lead(desk, system_id=system_id, unit=unit))

    def _store_deadline(self, text: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.set_deadline(desk, system_id=system_id, text=text), editor=self.deadline.line)

"""Chốt kịch bản and its versions: what locking means, and how the master differs from each locked version."""

from PySide6.QtWidgets import QCheckBox, QWidget

from app.models.findings import ERROR
from app.models.runbook.differing import StepDifference
from app.models.runbook.records import Lock
from app.models.vietnam_time import show_moment
from app.services.runbook import checking, locking
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, field, label, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

KINDS = {"added": "Thêm", "removed": "Bỏ", "changed": "Sửa"}


def _changes(one: StepDifference) -> str:
    return "; ".join(f"{name}: {old or 'trống'} → {new or 'trống'}" for name, old, new in one.changes)


COLUMNS: tuple[Column[StepDifference], ...] = (
    Column("number", "Bước", lambda one: one.number, 56),
    Column("kind", "Khác", lambda one: KINDS.get(one.kind, one.kind), 70),
    Column("content", "Nội dung công việc", lambda one: one.content, 300),
    Column("changes", "Thay đổi", _changes, 380),
)


class LockSheet(Sheet):
    """Freeze the master as it stands."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Chốt kịch bản",
            "Bản chốt không sửa và không hoàn tác được; lượt diễn tập và lượt chính thức làm theo đúng bản chốt. "
            "Kịch bản vẫn sửa tiếp được, muốn dùng phần sửa thì chốt bản mới.",
        )
        self._office = office
        errors = [each for each in checking.findings(office.desk) if each.level == ERROR]
        text = (
            f"Còn {len(errors)} điểm phải sửa: {errors[0].message}" if errors else "Rà soát: không còn điểm phải sửa."
        )
        self.add(label(text, "act_now" if errors else "confirmed", wrap=True))
        self.despite = QCheckBox("Vẫn chốt để diễn tập (không dùng được cho đêm chính thức)")
        self.despite.setVisible(bool(errors))
        self.add(self.despite)
        act = self.foot("Chốt kịch bản", self._lock)
        act.setEnabled(not errors)
        self.despite.toggled.connect(act.setEnabled)

    def _lock(self) -> None:
        desk, despite = self._office.desk, self.despite.isChecked()
        self._office.acts.do(
            lambda: locking.lock(desk, despite_errors=despite),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )


class VersionsSheet(Sheet):
    """The locked versions; the chosen one held against the master as it stands."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Các bản đã chốt", width=900)
        self._office = office
        self._locks = locking.locks(office.desk)
        self._differences: tuple[StepDifference, ...] = ()
        self.version = Choice()
        for one in reversed(self._locks):
            self.version.addItem(lock_words(one), one.id)
        self._about = label("", "muted", wrap=True)
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="versions", memory=office.memory)
        self.list.fill_with("changes")
        self.list.setMinimumHeight(320)
        self._none = EmptyState("equals", "Kịch bản không khác bản này")
        self.add(row(field("Bản đã chốt", self.version), STRETCH), self._about, self.list, self._none)
        self.foot(close="Đóng")
        self.version.currentIndexChanged.connect(lambda _at: self._show())
        self._show()

    def _page(self, offset: int, limit: int) -> Whole[StepDifference]:
        return Whole(len(self._differences), self._differences[offset : offset + limit])

    def _show(self) -> None:
        if not self._locks:
            self._about.setText("Chưa chốt bản nào.")
        else:
            found = locking.compare(self._office.desk, lock_id=str(self.version.currentData()))
            self._differences = found.differences
            short = found.lock.content_hash[:12]
            self._about.setText(f"Khác kịch bản hiện nay: {len(found.differences)} bước. Mã nội dung {short}.")
        self.table.reload()
        self.list.setVisible(bool(self._differences))
        self._none.setVisible(bool(self._locks) and not self._differences)


def lock_words(lock: Lock) -> str:
    """A version in one line."""
    return f"Bản {lock.version}, chốt {show_moment(lock.locked_at)}, {lock.steps} bước, {lock.locked_by}"

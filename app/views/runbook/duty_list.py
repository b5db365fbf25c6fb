"""Người trực: who is on duty that night, with phones, and who commands."""

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.runbook.records import Contact, Master
from app.services.runbook import duty
from app.views.common.badge import Badge
from app.views.common.clock_words import short_moment
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, column, row, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.table import Column, RecordTable, Whole
from app.views.runbook.contact_sheet import ContactSheet

HEAD = Badge("Chỉ huy", "star", Tone.RUNNING)
NO_PHONE = Badge("Thiếu điện thoại", "phone-slash", Tone.WATCH)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A person on duty with the steps that name them."""

    contact: Contact
    is_head: bool
    owns: str
    backs: str


def _available(line: DutyLine) -> str:
    since, until = line.contact.available_from, line.contact.available_until
    parts = [f"từ {short_moment(since)}" if since else "", f"đến {short_moment(until)}" if until else ""]
    return " ".join(part for part in parts if part) or "Cả đêm"


def _badge(line: DutyLine) -> Badge | None:
    if line.is_head:
        return HEAD
    return None if line.contact.phone else NO_PHONE


def _badge_text(line: DutyLine) -> str:
    badge = _badge(line)
    return badge.word if badge else ""


COLUMNS: tuple[Column[DutyLine], ...] = (
    Column("name", "Họ và tên", lambda line: line.contact.name, 190),
    Column("phone", "Điện thoại", lambda line: line.contact.phone, 160),
    Column("mark", "Vai trò", _badge_text, 150, badge=_badge),
    Column("position", "Chức vụ", lambda line: line.contact.position, 160),
    Column("team", "Tổ, đơn vị", lambda line: line.contact.team, 180),
    Column("owns", "Phụ trách bước", lambda line: line.owns, 120),
    Column("backs", "Dự phòng bước", lambda line: line.backs, 120),
    Column("available", "Có mặt", _available, 170),
)


class DutyList(QWidget):
    """The people on duty."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._lines: tuple[DutyLine, ...] = ()
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="duty", memory=office.memory)
        self.list.fill_with("position")
        self.list.setAccessibleName("Danh sách người trực")
        self.list.opened.connect(lambda _row: self.edit())
        self.list.delete_asked.connect(self.remove)
        self.list.chosen.connect(self._show_acts)
        self._edit = button("Sửa…", self.edit, icon="pencil-simple")
        self._head = button("Đặt làm chỉ huy", self.make_head, icon="star")
        self._remove = button("Bỏ khỏi danh sách", self.remove, icon="trash")
        self._add = button("Thêm người trực…", self.add, icon="plus")
        empty = EmptyState(
            "users",
            "Chưa có người trực nào",
            "Thêm người phụ trách và dự phòng của từng bước, kèm số điện thoại.",
            act="Thêm người trực…",
            on_act=self.add,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        acts = row(self._add, self._edit, self._head, self._remove, STRETCH)
        self.setLayout(column(acts, wide(self._stack), spacing=8))

    def show_master(self, master: Master) -> None:
        """Show the people of a master."""
        self._lines = tuple(_line(master, contact) for contact in master.contacts)
        self.table.refresh()
        self._stack.setCurrentIndex(0 if self._lines else 1)
        self._show_acts(self.list.currentIndex().row())

    def _page(self, offset: int, limit: int) -> Whole[DutyLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _show_acts(self, at: int) -> None:
        can = 0 <= at < len(self._lines) and not self._office.desk.read_only
        for each in (self._edit, self._head, self._remove):
            each.setEnabled(can)
        self._add.setEnabled(not self._office.desk.read_only)

    def _chosen(self) -> Contact | None:
        at = self.list.currentIndex().row()
        return self._lines[at].contact if 0 <= at < len(self._lines) else None

    def add(self) -> None:
        """Thêm người trực."""
        ContactSheet(self.window(), self._office).exec()

    def edit(self) -> None:
        """Sửa người trực."""
        contact = self._chosen()
        if contact is not None:
            ContactSheet(self.window(), self._office, contact).exec()

    def make_head(self) -> None:
        """Đặt làm chỉ huy đêm chuyển đổi."""
        contact = self._chosen()
        if contact is not None:
            desk = self._office.desk
            self._office.acts.do(
                lambda: duty.set_head(desk, contact_id=contact.id), note=f"{contact.name} là chỉ huy đêm chuyển đổi."
            )

    def remove(self) -> None:
        """Bỏ khỏi danh sách trực."""
        contact = self._chosen()
        if contact is not None:
            desk = self._office.desk
            self._office.acts.do(
                lambda: duty.remove_contact(desk, contact_id=contact.id), note=f"Đã bỏ {contact.name}."
            )


def _line(master: Master, contact: Contact) -> DutyLine:
    owns = ", ".join(step.number for step in master.steps if step.owner_id == contact.id)
    backs = ", ".join(step.number for step in master.steps if step.deputy_id == contact.id)
    return DutyLine(contact, contact.id == master.head_id, owns, backs)

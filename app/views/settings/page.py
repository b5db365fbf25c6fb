"""Cài đặt: one column of cards, each stored when it is changed."""

from dataclasses import replace
from datetime import time
from functools import partial

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.models.errors import InvalidInputError
from app.models.plan.records import IssuingBody
from app.services import settings
from app.services.settings import default_body
from app.views.common.fields import Choice, StoredLine
from app.views.common.layout import STRETCH, column, field, heading, row, scrolled, wide
from app.views.common.office import Office, Place
from app.views.settings.backup_card import BackupCard
from app.views.settings.calendar_card import CalendarCard
from app.views.settings.card import card
from app.views.settings.people_card import PeopleCard
from app.views.settings.sync_card import SyncCard

WIDTH = 760
_NIGHT_PATTERN = "01:00"


class SettingsPage(QWidget):
    """All settings."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.body = BodyCard(office)
        self.deadlines = DeadlineCard(office)
        self.calendar = CalendarCard(office)
        self.people = PeopleCard(office)
        self.look = LookCard(office)
        self.sync = SyncCard(office)
        self.backup = BackupCard(office)
        cards = column(
            self.body, self.deadlines, self.calendar, self.people, self.sync, self.backup, self.look, spacing=16
        )
        inside = QWidget()
        inside.setLayout(cards)
        inside.setMaximumWidth(WIDTH)
        lines = row(wide(inside), margins=(16, 4, 16, 16))
        lines.addStretch(0)
        whole = column(lines, STRETCH)
        head = row(heading("Cài đặt"), STRETCH, margins=(16, 12, 16, 8))
        self._scroll = scrolled(whole)
        self.setLayout(column(head, wide(self._scroll), spacing=0))
        office.acts.changed.connect(lambda _outcome, _initiator: self.reload())

    def reload(self) -> None:
        """Read everything again."""
        self.body.reload()
        self.deadlines.reload()
        self.calendar.reload()
        self.people.reload()
        self.sync.reload()
        self.backup.reload()

    def go(self, place: Place) -> None:
        """Show a card."""
        if place.entity == "sync":
            self._scroll.ensureWidgetVisible(self.sync, 0, 16)


class BodyCard(QWidget):
    """Cơ quan ban hành."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self.state = QRadioButton("Cơ quan nhà nước (Nghị định 30/2020/NĐ-CP)")
        self.party = QRadioButton("Cơ quan Đảng (Hướng dẫn 05-HD/VPTW)")
        group = QButtonGroup(self)
        group.addButton(self.state)
        group.addButton(self.party)
        self.lines = {
            "parent": StoredLine(),
            "name": StoredLine(),
            "place": StoredLine(),
            "symbol": StoredLine(),
            "on_behalf_of": StoredLine(),
            "position": StoredLine(),
        }
        self.setLayout(
            column(
                card(
                    "Cơ quan ban hành",
                    "Mỗi văn bản theo đúng một thể thức. Đổi ở đây là đổi cách in của mọi văn bản.",
                    row(self.state, self.party, STRETCH, spacing=24),
                    field("Cơ quan chủ quản (dòng trên)", self.lines["parent"]),
                    field("Cơ quan ban hành (dòng dưới, in hoa)", self.lines["name"]),
                    row(field("Địa danh", self.lines["place"]), field("Ký hiệu", self.lines["symbol"]), spacing=12),
                    row(
                        field("Thay mặt", self.lines["on_behalf_of"]),
                        field("Chức vụ người ký", self.lines["position"]),
                        spacing=12,
                    ),
                )
            )
        )
        for name, line in self.lines.items():
            line.stored.connect(partial(self._store, name))
        self.state.clicked.connect(lambda _on: self._change_kind("state"))
        self.party.clicked.connect(lambda _on: self._change_kind("party"))
        self.reload()

    def reload(self) -> None:
        """Show what is set."""
        body = settings.body(self._office.desk)
        (self.party if body.kind == "party" else self.state).setChecked(True)
        for name, line in self.lines.items():
            line.show_value(str(getattr(body, name)))
            line.setReadOnly(self._office.desk.read_only)
        for each in (self.state, self.party):
            each.setEnabled(not self._office.desk.read_only)

    def _store(self, name: str, text: str) -> None:
        self._set(replace(settings.body(self._office.desk), **{name: text}))

    def _change_kind(self, kind: str) -> None:
        known = settings.body(self._office.desk)
        if kind != known.kind:
            self._set(replace(known, kind=kind, parent=default_body(self._office.desk.province, kind).parent))

    def _set(self, body: IssuingBody) -> None:
        self._office.acts.do(lambda: settings.set_body(self._office.desk, issuing=body))


class DeadlineCard(QWidget):
    """Thời hạn."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self.days = StoredLine()
        self.days.setValidator(QIntValidator(0, 30, self.days))
        self.days.setMaximumWidth(100)
        self.night = StoredLine(placeholder=_NIGHT_PATTERN)
        self.night.setMaximumWidth(100)
        self.setLayout(
            column(
                card(
                    "Thời hạn",
                    "",
                    row(
                        field("Báo sắp đến hạn trước (ngày)", self.days),
                        field("“Đêm D” kết thúc lúc, sáng hôm sau", self.night),
                        STRETCH,
                        spacing=24,
                    ),
                )
            )
        )
        self.days.stored.connect(self._store_days)
        self.night.stored.connect(self._store_night)
        self.reload()

    def reload(self) -> None:
        """Show what is set."""
        self.days.show_value(str(settings.warn_days(self._office.desk)))
        self.night.show_value(settings.night_ends(self._office.desk).strftime("%H:%M"))
        for each in (self.days, self.night):
            each.setReadOnly(self._office.desk.read_only)

    def _store_days(self, text: str) -> None:
        days = int(text) if text.isdigit() else -1
        self._office.acts.do(lambda: settings.set_warn_days(self._office.desk, days=days))

    def _store_night(self, text: str) -> None:
        try:
            hour, minute = (int(part) for part in text.replace("h", ":").replace("giờ", ":").split(":"))
            at = time(hour, minute)
        except ValueError:
            self._office.acts.refused.emit(InvalidInputError(f"Giờ “{text}” không đọc được.", "Ghi theo mẫu 01:00."))
            self.reload()
            return
        self._office.acts.do(lambda: settings.set_night_ends(self._office.desk, at=at))


class LookCard(QWidget):
    """Giao diện."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.theme = Choice()
        self.theme.addItem("Sáng", "light")
        self.theme.addItem("Tối", "dark")
        self.theme.choose(office.memory.get("theme", "light"))
        self.theme.currentIndexChanged.connect(lambda _at: office.theme_chosen.emit(str(self.theme.currentData())))
        self.setLayout(column(card("Giao diện", "", row(field("Màu nền", self.theme), STRETCH))))

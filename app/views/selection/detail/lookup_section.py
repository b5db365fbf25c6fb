"""Tra cứu và chặn truy cập: until when the old system is read-only, who answers, when it is blocked."""

from typing_extensions import override

from app.models.selection.unchosen import Lookup, Unchosen
from app.models.vietnam_time import show_date
from app.services.selection import unchosen
from app.views.common.clock_words import moment, read_moment
from app.views.common.dates import PATTERN, read_day
from app.views.common.fields import StoredLine, StoredText
from app.views.common.layout import STRETCH, button, field, label, row, rule
from app.views.common.office import Office
from app.views.selection.detail.unchosen_section import UnchosenSection


class LookupSection(UnchosenSection):
    """Phương án tra cứu."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.until = StoredLine(placeholder=PATTERN)
        self.person = StoredLine(placeholder="chưa có")
        self.phone = StoredLine(placeholder="chưa có")
        self.planned = StoredLine(placeholder="VD: 23:30 30/06/2025")
        self.blocked = StoredLine(placeholder="chưa chặn")
        self.now = button("Đã chặn bây giờ", self._block_now, icon="prohibit")
        self.note = StoredText(lines=(1, 5))
        self.lines.addWidget(label("Hệ thống chỉ đọc, ai cần tra cứu thì hỏi người dưới đây.", "muted", wrap=True))
        self.lines.addLayout(field("Tra cứu được đến hết ngày", self.until))
        self.lines.addLayout(row(field("Người trả lời", self.person), field("Điện thoại", self.phone), spacing=12))
        self.lines.addWidget(rule())
        self.lines.addLayout(
            row(field("Dự kiến chặn truy cập", self.planned), field("Đã chặn lúc", self.blocked), spacing=12)
        )
        self.lines.addLayout(row(self.now, STRETCH))
        self.lines.addWidget(rule())
        self.lines.addLayout(field("Ghi chú", self.note))
        self.lines.addStretch(1)
        for editor in (self.until, self.person, self.phone):
            editor.stored.connect(lambda _text, editor=editor: self._store_lookup(editor))
        self.planned.stored.connect(self._store_planned)
        self.blocked.stored.connect(self._store_blocked)
        self.note.stored.connect(self._store_note)

    @override
    def show_system(self, one: Unchosen) -> None:
        super().show_system(one)
        given = one.lookup or Lookup(None)
        for editor, text in (
            (self.until, show_date(given.until) if given.until else ""),
            (self.person, given.person),
            (self.phone, given.phone),
            (self.planned, moment(one.block_planned) if one.block_planned else ""),
            (self.blocked, moment(one.blocked_at) if one.blocked_at else ""),
            (self.note, one.note),
        ):
            editor.show_value(text)
            editor.setReadOnly(self.is_locked)
        self.now.setVisible(one.blocked_at is None)
        self.now.setEnabled(not self.is_locked)

    def _store_lookup(self, editor: StoredLine) -> None:
        desk, system_id = self.office.desk, self.system_id
        person, phone, until = self.person.text(), self.phone.text(), self.until.text()
        self.do(
            lambda: unchosen.set_lookup(desk, system_id=system_id, until=read_day(until), person=person, phone=phone),
            editor=editor,
        )

    def _store_planned(self, text: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(
            lambda: unchosen.plan_block(
                desk, system_id=system_id, at=read_moment(text, near=desk.now()) if text.strip() else None
            ),
            editor=self.planned,
        )

    def _store_blocked(self, text: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(
            lambda: unchosen.record_block(
                desk, system_id=system_id, at=read_moment(text, near=desk.now()) if text.strip() else None
            ),
            editor=self.blocked,
        )

    def _block_now(self) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.record_block(desk, system_id=system_id, at=desk.now()))

    def _store_note(self, text: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.set_note(desk, system_id=system_id, text=text), editor=self.note)

"""Bàn giao: the contract, the data and what else there is; what, to whom, when, by which document."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from app.models.selection.unchosen import Handover, Unchosen
from app.models.vietnam_time import show_date
from app.services.desk import Outcome
from app.services.selection import unchosen
from app.services.selection.unchosen import HandoverFields
from app.views.common.dates import PATTERN, read_day
from app.views.common.fields import StoredLine
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, wide
from app.views.common.office import Office
from app.views.selection.cards import Card, CardList
from app.views.selection.detail.unchosen_section import UnchosenSection

_SHIPPED = ("contract", "data")
_DAYS = ("handed_on", "issued_on")
_NAMES = {"handed_on": "on"}
"""What the service calls a field otherwise than the record."""


class HandoverCard(Card[Handover]):
    """One thing to hand over."""

    def __init__(self, section: "HandoverSection", part: Handover) -> None:
        super().__init__()
        self._section = section
        self._part = part
        words = {name: StoredLine(placeholder="chưa có") for name in ("content", "receiver", "number")}
        days = {name: StoredLine(placeholder=PATTERN) for name in _DAYS}
        self.editors: dict[str, StoredLine] = {**words, **days}
        self._contract = label("", "muted")
        self.skipped = StoredLine(placeholder="Lý do không bàn giao (chỉ ghi khi không có gì)")
        self.skipped.setAccessibleName(f"Lý do không bàn giao {part.name}")
        self._given = holder(
            column(
                field("Nội dung", words["content"]),
                row(field("Bên nhận", words["receiver"]), field("Ngày giao", days["handed_on"]), spacing=8),
                row(field("Số văn bản", words["number"]), field("Ngày văn bản", days["issued_on"]), spacing=8),
                spacing=6,
            )
        )
        lines = column(label(part.name, strong=True, wrap=True), self._contract, self._given, self.skipped, spacing=6)
        lines.setContentsMargins(12, 8, 12, 8)
        if part.key not in _SHIPPED:
            lines.addLayout(row(button("Bỏ mục này", self._remove, kind="link"), STRETCH))
        self.setLayout(lines)
        for name, editor in self.editors.items():
            editor.stored.connect(partial(self._store, name, editor))
        self.skipped.stored.connect(self._skip)

    @override
    def show_item(self, item: Handover) -> None:
        self._part = item
        for name, editor in self.editors.items():
            value = getattr(item, name)
            editor.show_value(show_date(value) if isinstance(value, date) else value or "")
        self.skipped.show_value(item.skipped)
        self._given.setVisible(not item.skipped)
        ends = self._section.contract_end if item.key == "contract" else None
        self._contract.setText(f"Hợp đồng đến {show_date(ends)}" if ends else "")
        self._contract.setVisible(ends is not None)

    def _store(self, name: str, editor: StoredLine, text: str) -> None:
        self._section.hand_over(self._part, name, text, editor)

    def _skip(self, text: str) -> None:
        self._section.skip(self._part, self.skipped, text)

    def _remove(self) -> None:
        self._section.remove(self._part)


class HandoverSection(UnchosenSection):
    """Bàn giao hợp đồng, dữ liệu."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.list: CardList[Handover] = CardList(lambda part: HandoverCard(self, part), lambda part: part.key)
        self.adding = QLineEdit()
        self.adding.setPlaceholderText("VD: Tên miền, chứng thư số")
        self._add = button("Thêm nội dung", self._add_subject, icon="plus")
        self.lines.addWidget(self.list)
        self.lines.addLayout(row(wide(self.adding), self._add, spacing=8))
        self.lines.addStretch(1)

    @property
    def contract_end(self) -> date | None:
        """Last day of the contract, as the register has it."""
        return self.one.contract_end if self.one is not None else None

    @override
    def show_system(self, one: Unchosen) -> None:
        super().show_system(one)
        self.list.show_items(one.handovers, of=one.system_id)
        for each in (self.list, self._add):
            each.setEnabled(not self.is_locked)

    def hand_over(self, part: Handover, name: str, text: str, editor: StoredLine) -> None:
        """Store one thing that is known of a hand-over."""
        desk, system_id = self.office.desk, self.system_id

        def work() -> Outcome:
            given: dict[str, object] = {_NAMES.get(name, name): read_day(text) if name in _DAYS else text}
            fields = HandoverFields(**given)  # type: ignore[typeddict-item]  # the editors bear its own names
            return unchosen.hand_over(desk, system_id=system_id, subject=part.key, **fields)

        self.do(work, editor=editor)

    def skip(self, part: Handover, editor: StoredLine, text: str) -> None:
        """Store why there is nothing to hand over."""
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.skip_handover(desk, system_id=system_id, subject=part.key, reason=text), editor=editor)

    def remove(self, part: Handover) -> None:
        """Take out what the province added."""
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.remove_handover(desk, system_id=system_id, subject=part.key))

    def _add_subject(self) -> None:
        desk, system_id, name = self.office.desk, self.system_id, self.adding.text()
        self.do(
            lambda: unchosen.add_handover(desk, system_id=system_id, name=name),
            then=lambda _done: self.adding.clear(),
        )

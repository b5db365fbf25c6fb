"""Giai đoạn 1: the backups with their checksums and test restores."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.models.selection.aftermath import backup_before
from app.models.selection.unchosen import Backup, Unchosen
from app.models.vietnam_time import show_moment
from app.services.selection import unchosen
from app.views.common.entries import list_box, refill
from app.views.common.layout import button, column, framed, label, row, wide
from app.views.common.office import Office
from app.views.selection.backup_sheet import BackupSheet, RestoreSheet
from app.views.selection.detail.unchosen_section import UnchosenSection

_SHOWN = 16
"""Figures of a checksum that a card shows; the whole stands in its tool tip."""


class BackupSection(UnchosenSection):
    """Sao lưu và khôi phục thử."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        before = backup_before()
        inside, self._list = list_box()
        self.adding = QLineEdit()
        self.adding.setPlaceholderText("VD: Kho tệp đính kèm")
        self._add = button("Thêm phần sao lưu", self._add_part, icon="plus")
        self.lines.addWidget(label(f"Giai đoạn 1, {before.deadline.text} ({before.source}).", "muted", wrap=True))
        self.lines.addWidget(inside)
        self.lines.addLayout(row(wide(self.adding), self._add, spacing=8))
        self.lines.addStretch(1)

    @override
    def show_system(self, one: Unchosen) -> None:
        super().show_system(one)
        refill(self._list, *(self._card(one, part) for part in one.backups))
        for each in (self.adding, self._add):
            each.setEnabled(not self.is_locked)

    def _card(self, one: Unchosen, part: Backup) -> QWidget:
        taken, restored = part.taken, part.restored
        lines = column(label(part.name, strong=True, wrap=True), spacing=4, margins=(12, 8, 12, 8))
        if taken is None:
            lines.addWidget(label("Sao lưu: chưa có", "watch"))
        else:
            size = f"{taken.size:,}".replace(",", ".")
            lines.addWidget(label(f"Sao lưu lúc {show_moment(taken.at)}, {taken.by}", wrap=True))
            how = "tính từ tệp" if taken.is_computed else "ghi tay"
            checksum = label(f"{size} byte; SHA-256 {taken.sha256[:_SHOWN]}… ({how})", "muted", wrap=True)
            checksum.setToolTip(taken.sha256)
            lines.addWidget(checksum)
            where = "; ".join(text for text in (taken.file_name, taken.place) if text)
            if where:
                lines.addWidget(label(where, "muted", wrap=True))
        if restored is None:
            lines.addWidget(label("Khôi phục thử: chưa có", "watch"))
        else:
            kind = "confirmed" if part.is_restored else "act_now"
            result = (
                "đạt" if part.is_restored else "không đạt" if not restored.passed else "đạt, nhưng của bản sao lưu khác"
            )
            words = f"Khôi phục thử lúc {show_moment(restored.at)}, {restored.by}: {result}"
            lines.addWidget(label(words, kind, wrap=True))
            if restored.note:
                lines.addWidget(label(restored.note, wrap=True))
        acts = row(
            button("Ghi sao lưu…" if taken is None else "Ghi bản sao lưu khác…", partial(self._record, one, part)),
            spacing=4,
        )
        if taken is not None:
            acts.addWidget(button("Ghi khôi phục thử…", partial(self._restore, one, part)))
        more = row(spacing=4)
        if taken is not None:
            more.addWidget(button("Bỏ ghi", partial(self._clear, part.key), kind="link"))
        if part.key != "all":
            more.addWidget(button("Bỏ phần này", partial(self._remove, part.key), kind="link"))
        for box in (acts, more):
            box.addStretch(1)
        lines.addLayout(acts)
        lines.addLayout(more)
        made = framed(lines, "card")
        made.setEnabled(not self.is_locked)
        return made

    def _record(self, one: Unchosen, part: Backup) -> None:
        BackupSheet(self.window(), self.office, one, part).exec()

    def _restore(self, one: Unchosen, part: Backup) -> None:
        RestoreSheet(self.window(), self.office, one, part).exec()

    def _clear(self, part: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.clear_backup(desk, system_id=system_id, part=part))

    def _remove(self, part: str) -> None:
        desk, system_id = self.office.desk, self.system_id
        self.do(lambda: unchosen.remove_backup_part(desk, system_id=system_id, part=part))

    def _add_part(self) -> None:
        desk, system_id, name = self.office.desk, self.system_id, self.adding.text()
        self.do(
            lambda: unchosen.add_backup_part(desk, system_id=system_id, name=name),
            then=lambda _done: self.adding.clear(),
        )

"""Hệ thống đã bỏ: candidates that were taken out of the register, each with the way back."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.selection.system_records import System
from app.services.selection import register
from app.views.common.empty import EmptyState
from app.views.common.entries import refill
from app.views.common.layout import STRETCH, button, column, framed, label, row, scrolled
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class RemovedSheet(Sheet):
    """What was taken out by mistake comes back with its scores."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Hệ thống đã bỏ",
            "Đưa trở lại thì mọi thông tin và điểm đã chấm của hệ thống trở lại theo.",
            width=620,
        )
        self._office = office
        self._rows: QVBoxLayout = column(spacing=6)
        area = scrolled(column(self._rows, STRETCH, margins=(0, 0, 12, 0)))
        area.setMinimumHeight(240)
        self.add(area)
        self.foot(close="Đóng")
        self.read()

    def read(self) -> None:
        """Show what is out of the register now."""
        found = register.removed_systems(self._office.desk)
        none = EmptyState("trash", "Chưa bỏ hệ thống nào", "Hệ thống bỏ khỏi danh mục nằm ở đây, đưa trở lại được.")
        refill(self._rows, *([self._line(kind, one) for kind, one in found] or [none]))

    def _line(self, kind: str, one: System) -> QWidget:
        back = button("Đưa trở lại", partial(self._restore, one.id), icon="arrow-counter-clockwise")
        back.setEnabled(not self._office.desk.read_only)
        words = column(label(one.shown, strong=True, wrap=True), label(kind, "muted", wrap=True), spacing=2)
        line = row(words, back, spacing=8, margins=(12, 6, 8, 6))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _restore(self, system_id: str) -> None:
        desk = self._office.desk
        self.message.hide()
        self._office.acts.do(
            lambda: register.restore_system(desk, system_id=system_id),
            then=lambda _outcome: self.read(),
            refused=self.refused,
        )

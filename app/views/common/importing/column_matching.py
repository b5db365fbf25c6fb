"""Cột của tệp: which sheet of a workbook is read, and which of its columns is which field."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, empty_out, framed, holder, label, row, scrolled

ACROSS = 4
"""Fields side by side."""
_LONGEST = 40


class Columns(Protocol):
    """What the preview of a file says of its sheets and columns."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """Every sheet's name."""

    @property
    def sheet(self) -> str:
        """The one that was read."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Letter -> heading."""

    @property
    def mapping(self) -> Mapping[str, str]:
        """Field -> letter, as the headings say."""


class ColumnMatching(QWidget):
    """Proposes what the headings say; the person's word goes.

    `labels` names the fields; `for_all` stands above the columns and says what holds for all rows; columns that need
    more than `height` pixels scroll.
    """

    def __init__(
        self,
        labels: Mapping[str, str],
        *,
        on_match: Callable[[], object],
        on_sheet: Callable[[], object],
        for_all: QLayout | None = None,
        height: int | None = None,
    ) -> None:
        super().__init__()
        self._labels = labels
        self.choices: dict[str, Choice] = {}
        self.sheet = Choice()
        self.sheet.activated.connect(lambda _at: on_sheet())
        self._sheet_line = holder(row(label("Trang tính", "field"), self.sheet, STRETCH))
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(12)
        for at in range(ACROSS):
            self._columns.setColumnStretch(at, 1)
        again = button("Đọc lại theo các cột này", on_match)
        lines = column(
            row(label("Cột của tệp", strong=True), 16, self._sheet_line, STRETCH, again),
            spacing=8,
            margins=(16, 12, 16, 12),
        )
        if for_all is not None:
            lines.addLayout(for_all)
        if height is None:
            lines.addLayout(self._columns)
        else:
            area = scrolled(column(self._columns, STRETCH, margins=(0, 0, 8, 0)))
            area.setFixedHeight(height)
            lines.addWidget(area)
        self.setLayout(column(framed(lines, "card")))

    def show_preview(self, preview: Columns, *, proposed: bool = True) -> None:
        """Offer the sheets and columns of a file; without `proposed` every field is still to be matched."""
        self.sheet.clear()
        for name in preview.sheets:
            self.sheet.addItem(name, name)
        self.sheet.choose(preview.sheet)
        self._sheet_line.setVisible(len(preview.sheets) > 1)
        empty_out(self._columns)
        self.choices = {}
        for at, (name, title) in enumerate(self._labels.items()):
            choice = Choice()
            choice.addItem("(không có)", "")
            for letter, heading in preview.columns.items():
                choice.addItem(f"{letter}: {heading}"[:_LONGEST], letter)
            choice.choose(preview.mapping.get(name, "") if proposed else "")
            choice.setAccessibleName(title)
            self.choices[name] = choice
            self._columns.addWidget(holder(column(label(title, "field"), choice, spacing=2)), *divmod(at, ACROSS))

    @property
    def mapping(self) -> dict[str, str]:
        """Field -> letter of its column, as chosen."""
        return {name: each.currentData() for name, each in self.choices.items() if each.currentData()}

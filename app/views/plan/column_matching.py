"""Cột của tệp: which sheet of a province's own workbook is read, and which of its columns is which field."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.spreadsheets import FOREIGN_LABELS, ImportPreview
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, empty_out, framed, holder, label, row

ACROSS = 4
"""Fields side by side."""
_LONGEST = 40


class ColumnMatching(QWidget):
    """Proposes what the headings say; the person's word goes."""

    def __init__(self, *, on_match: Callable[[], object], on_sheet: Callable[[], object]) -> None:
        super().__init__()
        self.choices: dict[str, Choice] = {}
        self.sheet = Choice()
        self.sheet.activated.connect(lambda _at: on_sheet())
        self._sheet_line = holder(row(label("Trang tính", "field"), self.sheet, STRETCH))
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(12)
        for at in range(ACROSS):
            self._columns.setColumnStretch(at, 1)
        lines = column(
            row(
                label("Cột của tệp", strong=True),
                16,
                self._sheet_line,
                STRETCH,
                button("Đọc lại theo các cột này", on_match),
            ),
            self._columns,
            spacing=8,
            margins=(16, 12, 16, 12),
        )
        self.setLayout(column(framed(lines, "card")))

    def show_preview(self, preview: ImportPreview, *, proposed: bool = True) -> None:
        """Offer the sheets and columns of a file; without `proposed` every field is still to be matched."""
        self.sheet.clear()
        for name in preview.sheets:
            self.sheet.addItem(name, name)
        self.sheet.choose(preview.sheet)
        self._sheet_line.setVisible(len(preview.sheets) > 1)
        empty_out(self._columns)
        self.choices = {}
        for at, (name, title) in enumerate(FOREIGN_LABELS.items()):
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

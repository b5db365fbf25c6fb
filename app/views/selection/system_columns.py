"""Cột của tệp: which sheet of a register is read, which column is which field, and what holds for all rows."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.selection import reading
from app.services.spreadsheets import SYSTEM_LABELS, SystemsPreview
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, empty_out, framed, holder, label, row, scrolled
from app.views.common.office import Office

ACROSS = 4
_LONGEST = 36
_HEIGHT = 150


class SystemColumns(QWidget):
    """Proposes what the headings say; the person's word goes."""

    def __init__(self, office: Office, *, on_match: Callable[[], object], on_sheet: Callable[[], object]) -> None:
        super().__init__()
        self.choices: dict[str, Choice] = {}
        self.sheet = Choice()
        self.sheet.activated.connect(lambda _at: on_sheet())
        self._sheet_line = holder(row(label("Trang tính", "field"), self.sheet))
        self.kind = Choice()
        self.kind.addItem("Theo cột của tệp", "")
        for view in reading.overview(office.desk):
            self.kind.addItem(view.kind.shown, view.kind.id)
        self.province = Choice()
        self.province.addItem("Theo cột của tệp", "")
        for one in reading.old_provinces(office.desk):
            self.province.addItem(one.name, one.code)
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(12)
        for at in range(ACROSS):
            self._columns.setColumnStretch(at, 1)
        area = scrolled(column(self._columns, STRETCH, margins=(0, 0, 8, 0)))
        area.setFixedHeight(_HEIGHT)
        again = button("Đọc lại theo các cột này", on_match)
        lines = column(
            row(label("Cột của tệp", strong=True), 12, self._sheet_line, STRETCH, again),
            row(label("Loại hệ thống", "field"), self.kind, 12, label("Tỉnh cũ", "field"), self.province, STRETCH),
            area,
            spacing=8,
            margins=(16, 12, 8, 12),
        )
        self.setLayout(column(framed(lines, "card")))

    def show_preview(self, preview: SystemsPreview) -> None:
        """Offer the sheets and columns of a file."""
        self.sheet.clear()
        for name in preview.sheets:
            self.sheet.addItem(name, name)
        self.sheet.choose(preview.sheet)
        self._sheet_line.setVisible(len(preview.sheets) > 1)
        empty_out(self._columns)
        self.choices = {}
        for at, (name, title) in enumerate(SYSTEM_LABELS.items()):
            choice = Choice()
            choice.addItem("(không có)", "")
            for letter, heading in preview.columns.items():
                choice.addItem(f"{letter}: {heading}"[:_LONGEST], letter)
            choice.choose(preview.mapping.get(name, ""))
            choice.setAccessibleName(title)
            self.choices[name] = choice
            self._columns.addWidget(holder(column(label(title, "field"), choice, spacing=2)), *divmod(at, ACROSS))

    @property
    def mapping(self) -> dict[str, str]:
        """Field -> letter of its column, as chosen."""
        return {name: each.currentData() for name, each in self.choices.items() if each.currentData()}

"""Cột của tệp of a register: which column is which field, and what holds for all rows."""

from collections.abc import Callable

from app.services.selection import reading
from app.services.spreadsheets import SYSTEM_LABELS
from app.views.common.fields import Choice
from app.views.common.importing.column_matching import ColumnMatching
from app.views.common.layout import STRETCH, label, row
from app.views.common.office import Office

_HEIGHT = 150


class SystemColumns(ColumnMatching):
    """The columns, and the kind and old province of rows that have no column for them."""

    def __init__(self, office: Office, *, on_match: Callable[[], object], on_sheet: Callable[[], object]) -> None:
        kind, province = Choice(), Choice()
        for_all = row(label("Loại hệ thống", "field"), kind, 12, label("Tỉnh cũ", "field"), province, STRETCH)
        super().__init__(SYSTEM_LABELS, on_match=on_match, on_sheet=on_sheet, for_all=for_all, height=_HEIGHT)
        self.kind, self.province = kind, province
        kind.addItem("Theo cột của tệp", "")
        for view in reading.overview(office.desk):
            kind.addItem(view.kind.shown, view.kind.id)
        province.addItem("Theo cột của tệp", "")
        for one in reading.old_provinces(office.desk):
            province.addItem(one.name, one.code)

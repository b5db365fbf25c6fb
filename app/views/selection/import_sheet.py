"""Nhập danh mục từ Excel: choose, match columns, look at every cell, take it over in one act."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.services import spreadsheets
from app.services.spreadsheets import SystemsPreview
from app.views.common.background import ProgressStrip
from app.views.common.empty import EmptyState
from app.views.common.importing.lines import ADDED, CHANGED, COLUMNS, REFUSED, REMARK, Line, sentence
from app.views.common.layout import button, label, row, wide
from app.views.common.message import show_error
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import RecordTable, all_of
from app.views.selection.system_columns import SystemColumns

_ANY_COLUMN = {"name": "A"}
"""A reading that only tells the columns there are."""


class SystemsImportSheet(Sheet):
    """Match, look, confirm."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Nhập danh mục hệ thống từ Excel",
            "Tệp các tỉnh cũ gửi về hoặc bảng đã có. Ô trống không xoá gì. Chưa ghi gì cho đến khi bấm “Nhập”.",
            width=980,
        )
        self._office = office
        self._path: Path | None = None
        self._preview: SystemsPreview | None = None
        self._name = label("Chưa chọn tệp.", "muted", wrap=True)
        self.matching = SystemColumns(office, on_match=self._read_matched, on_sheet=self._read_sheet)
        self.matching.hide()
        self._count = label("", strong=True, wrap=True)
        self.table: RecordTable[Line] = RecordTable(COLUMNS, all_of(()), parent=self)
        self.list = RecordView(self.table, name="import-systems", memory=office.memory)
        self.list.fill_with("new")
        self.list.setMinimumHeight(200)
        self.list.setAccessibleName("Các ô trong tệp")
        self._whole = label("", "muted", wrap=True)
        self._empty = EmptyState(
            "file-arrow-up", "Chọn tệp Excel", "Tệp có mật khẩu, macro hoặc bị hỏng sẽ bị từ chối với lý do.",
            act="Chọn tệp…", on_act=self._ask_file,
        )  # fmt: skip
        self._empty.setMinimumHeight(240)
        self._progress = ProgressStrip()
        choose = button("Chọn tệp…", self._ask_file, icon="files")
        self.add(
            row(wide(self._name), choose),
            self.matching,
            self._progress,
            self._count,
            self.list,
            self._whole,
            self._empty,
        )
        self._act = self.foot("Nhập", self._apply, close="Đóng")
        self.list.chosen.connect(self._explain)
        self._forget()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn tệp Excel", "", "Excel (*.xlsx *.xlsm *.xls)")
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path, *, mapping: dict[str, str] | None = None, sheet: str | None = None) -> None:
        """Read a file and show what importing it would do."""
        self._path = path
        self._name.setText(path.name)
        self.message.hide()
        self._forget()
        desk = self._office.desk
        kind_id = str(self.matching.kind.currentData() or "")
        province = str(self.matching.province.currentData() or "")
        job = self._office.worker.run(
            self,
            lambda _report: spreadsheets.read_systems(
                desk, path=path, mapping=mapping, sheet=sheet, kind_id=kind_id, province=province
            ),
            title=f"Đọc {path.name}",
            done=self.show_preview,
            failed=self._failed if mapping else self._failed_to_match,
        )
        self._progress.follow(job)

    def _read_matched(self) -> None:
        if self._path is not None:
            sheet = str(self.matching.sheet.currentData())
            self.read_file(self._path, mapping=self.matching.mapping, sheet=sheet)

    def _read_sheet(self) -> None:
        if self._path is not None:
            self.read_file(self._path, sheet=str(self.matching.sheet.currentData()))

    def _forget(self) -> None:
        self._preview = None
        self._act.setEnabled(False)
        self._count.hide()
        self._show_lines(())
        self._empty.setVisible(self._path is None)

    def _failed(self, error: AppError) -> None:
        if isinstance(error, SecretError):
            show_error(self, error)
        else:
            self.refused(error)

    def _failed_to_match(self, error: AppError) -> None:
        """Where no heading names the system, the person may still say which column is which."""
        desk, path = self._office.desk, self._path
        if isinstance(error, SecretError) or path is None:
            self._failed(error)
            return

        def offer(preview: SystemsPreview) -> None:
            self.matching.show_preview(preview)
            self.matching.show()
            self.refused(error)

        job = self._office.worker.run(
            self,
            lambda _report: spreadsheets.read_systems(desk, path=path, mapping=_ANY_COLUMN),
            title=f"Đọc {path.name}",
            done=offer,
            failed=lambda _same: self._failed(error),
        )
        self._progress.follow(job)

    def show_preview(self, preview: SystemsPreview) -> None:
        """Show what importing would do."""
        self._preview = preview
        self._empty.hide()
        self.matching.show_preview(preview)
        self.matching.show()
        self._show_lines(lines(preview))
        counts = (
            f"thêm {len(preview.added)} hệ thống, đổi {len(preview.changed)} ô, từ chối {len(preview.refused)} ô; "
            f"{preview.unchanged} dòng không đổi."
        )
        self._count.setText(f"Không có gì mới: {counts}" if preview.is_empty else f"Sẽ {counts}")
        self._count.show()
        self._act.setEnabled(not preview.is_empty and not self._office.desk.read_only)

    def _show_lines(self, found: Sequence[Line]) -> None:
        self.table.show_source(all_of(found))
        self.list.setVisible(bool(found))
        self._whole.setText("")
        self._whole.setVisible(bool(found))

    def _explain(self, at: int) -> None:
        line = self.table.line(at) if 0 <= at < self.table.rowCount() else None
        self._whole.setText(f"{line.cell}: {line.where}" if line else "")

    def _apply(self) -> None:
        preview = self._preview
        if preview is None:
            return
        desk = self._office.desk
        self._office.acts.do(
            lambda: spreadsheets.apply_systems(desk, preview=preview),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note=f"Đã nhập {preview.path.name}.",
        )


def lines(preview: SystemsPreview) -> tuple[Line, ...]:
    """A preview cell by cell: refused first, then changed, added, remarks."""
    refused = [Line(REFUSED, one.cell, sentence(one.reason), "", one.value) for one in preview.refused]
    changed = [Line(CHANGED, one.cell, f"{one.system}: {one.field_label}", one.old, one.new) for one in preview.changed]
    added = [
        Line(ADDED, one.cell, f"{one.kind}, {one.province}" if one.province else one.kind, "", one.name)
        for one in preview.added
    ]
    remarks = [Line(REMARK, one.cell, sentence(one.text)) for one in preview.remarks]
    return (*refused, *changed, *added, *remarks)

"""Nhập Excel: choose files, match columns, look at every cell that would change, then take it over in one act."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.services import spreadsheets
from app.services.spreadsheets import FOREIGN_LABELS, ImportPreview, MergePreview, WrongSheetError
from app.views.common.background import ProgressStrip
from app.views.common.empty import EmptyState
from app.views.common.importing.column_matching import ColumnMatching
from app.views.common.importing.lines import COLUMNS, Line
from app.views.common.layout import button, label, row, wide
from app.views.common.message import show_error
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import RecordTable, all_of
from app.views.plan import import_lines
from app.views.plan.import_lines import CLAIM_COLUMNS, Claim

ANY_COLUMN = {"content": "B"}
"""A reading that only tells the columns there are: which one is named does not matter."""


class ImportSheet(Sheet):
    """Match, look, confirm."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Nhập Excel",
            "Một hoặc nhiều tệp đơn vị gửi về, hoặc một tệp kế hoạch tỉnh đã có. Chưa ghi gì cho đến khi bấm “Nhập”.",
            width=980,
        )
        self._office = office
        self._paths: tuple[Path, ...] = ()
        self._preview: ImportPreview | MergePreview | None = None
        self._name = label("Chưa chọn tệp.", "muted", wrap=True)
        self.matching = ColumnMatching(FOREIGN_LABELS, on_match=self._read_again, on_sheet=self._read_sheet)
        self.matching.hide()
        self._count = label("", strong=True, wrap=True)
        self.table: RecordTable[Line] = RecordTable(
            COLUMNS, all_of(()), heading=lambda line: line.heading or None, parent=self
        )
        self._list = RecordView(self.table, name="import", memory=office.memory)
        self._list.fill_with("new")
        self._list.setMinimumHeight(220)
        self._list.setAccessibleName("Các ô trong tệp")
        self._list.chosen.connect(self._explain)
        self._whole = label("", "muted", wrap=True)
        self._disputed = label("", "watch", wrap=True)
        self.claims: RecordTable[Claim] = RecordTable(
            CLAIM_COLUMNS, all_of(()), heading=lambda claim: claim.heading or None, parent=self
        )
        self._claims = RecordView(self.claims, name="import-claims", memory=office.memory)
        self._claims.fill_with("value")
        self._claims.set_compact(True)
        self._claims.setFixedHeight(148)
        self._claims.setAccessibleName("Ô các tệp ghi khác nhau")
        self._empty = EmptyState(
            "file-arrow-up", "Chọn tệp Excel", "Tệp có mật khẩu, macro hoặc bị hỏng sẽ bị từ chối với lý do.",
            act="Chọn tệp…", on_act=self._ask_files,
        )  # fmt: skip
        self._empty.setMinimumHeight(240)
        self._progress = ProgressStrip()
        choose = button("Chọn tệp…", self._ask_files, icon="files")
        folder = button("Chọn thư mục…", self._ask_folder, icon="folder-open")
        self.add(
            row(wide(self._name), choose, folder),
            self.matching,
            self._progress,
            self._count,
            self._list,
            self._whole,
            self._disputed,
            self._claims,
            self._empty,
        )
        self._act = self.foot("Nhập", self._apply, close="Đóng")
        self._forget()

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Chọn tệp Excel", "", "Excel (*.xlsx *.xlsm *.xls)")
        if chosen:
            self.read_files([Path(each) for each in chosen])

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục có các tệp đơn vị gửi về")
        if chosen:
            self.read_folder(Path(chosen))

    def read_folder(self, folder: Path) -> None:
        """Read every workbook of a folder, what Excel keeps beside an open one left out."""
        named = (path for path in folder.glob("*.xlsx") if not path.name.startswith("~$"))
        found = sorted(path for path in named if path.is_file())
        if found:
            self.read_files(found)
        else:
            self.refused(AppError(f"Thư mục {folder.name} không có tệp .xlsx nào.", "Chọn thư mục khác hoặc chọn tệp."))

    def read_files(self, paths: Sequence[Path]) -> None:
        """Read one file, or several returned ones together."""
        self._paths = tuple(paths)
        self.matching.hide()
        if len(paths) == 1:
            self.read_file(paths[0])
            return
        desk = self._office.desk
        self._name.setText(_names(paths))
        self._run(f"Đọc {len(paths)} tệp", lambda: spreadsheets.merge_returned(desk, paths), self._failed)

    def read_file(self, path: Path, *, mapping: dict[str, str] | None = None, sheet: str | None = None) -> None:
        """Read a file and show what importing it would do."""
        desk = self._office.desk
        self._paths = (path,)
        self._name.setText(path.name)
        self._run(
            f"Đọc {path.name}",
            lambda: spreadsheets.read(desk, path=path, mapping=mapping, sheet=sheet),
            self._failed if mapping else (lambda error: self._failed_to_match(error, sheet)),
        )

    def _run(
        self,
        title: str,
        work: Callable[[], ImportPreview | MergePreview],
        failed: Callable[[AppError], object],
        done: Callable[[ImportPreview], object] | None = None,
    ) -> None:
        self.message.hide()
        self._forget()
        job = self._office.worker.run(
            self, lambda _report: work(), title=title, done=done or self.show_preview, failed=failed
        )
        self._progress.follow(job)

    def _forget(self) -> None:
        """Nothing is to be applied: nothing was read yet, or what was read holds no longer."""
        self._preview = None
        self._act.setEnabled(False)
        self._show_lines((), ())
        self._count.hide()
        self._empty.setVisible(not self._paths)

    def _failed(self, error: AppError) -> None:
        if isinstance(error, SecretError):
            show_error(self, error)
        else:
            self.refused(error)

    def _failed_to_match(self, error: AppError, sheet: str | None) -> None:
        """Where no heading names a column, the person may still say which is which."""
        if not isinstance(error, WrongSheetError):
            self._failed(error)
            return
        desk, path = self._office.desk, self._paths[0]

        def offer(preview: ImportPreview) -> None:
            self.matching.show_preview(preview, proposed=False)
            self.matching.show()
            self.matching.choices["content"].setFocus()
            self.refused(error)

        self._run(
            f"Đọc {path.name}",
            lambda: spreadsheets.read(desk, path=path, mapping=ANY_COLUMN, sheet=sheet),
            lambda _same: self._failed(error),
            offer,
        )

    def _read_sheet(self) -> None:
        self.read_file(self._paths[0], sheet=str(self.matching.sheet.currentData()))

    def _read_again(self) -> None:
        sheet = str(self.matching.sheet.currentData())
        self.read_file(self._paths[0], mapping=self.matching.mapping, sheet=sheet)

    def show_preview(self, preview: ImportPreview | MergePreview) -> None:
        """Show what importing would do."""
        self._preview = preview
        self._empty.hide()
        if isinstance(preview, MergePreview):
            previews = import_lines.undisputed(preview)
            self._name.setText(_names([one.path for one in previews]))
            self._show_lines(import_lines.merged_lines(preview), import_lines.claims(preview.conflicts))
            self._disputed.setText(
                f"{len(preview.conflicts)} ô các tệp ghi khác nhau, không nhập: "
                "thống nhất giữa các đơn vị rồi nhập lại, hoặc sửa trong bảng."
            )
        else:
            previews = [preview]
            self._name.setText(preview.path.name)
            self._show_lines(import_lines.lines(preview), ())
            self.matching.setVisible(preview.kind == "foreign")
            if preview.kind == "foreign":
                self.matching.show_preview(preview)
        nothing = "Không có gì mới so với kế hoạch: " if preview.is_empty else "Sẽ "
        self._count.setText(f"{nothing}{import_lines.summary(previews)}.")
        self._count.show()
        self._act.setEnabled(not preview.is_empty and not self._office.desk.read_only)

    def _show_lines(self, found: Sequence[Line], disputed: Sequence[Claim]) -> None:
        self.table.show_source(all_of(found))
        self._list.setVisible(bool(found))
        self._whole.setText("")
        self._whole.setVisible(bool(found))
        self.claims.show_source(all_of(disputed))
        for each in (self._disputed, self._claims):
            each.setVisible(bool(disputed))

    def _explain(self, at: int) -> None:
        """Under the list, all of the chosen line: a reason may be longer than its cell."""
        line = self.table.line(at) if at >= 0 else None
        self._whole.setText(line.heading or " ".join(f"{line.cell}: {line.where}".split()) if line else "")

    def _apply(self) -> None:
        preview = self._preview
        if preview is None:
            return
        name = self._paths[0].name if len(self._paths) == 1 else f"{len(self._paths)} tệp"
        self._office.acts.do(
            lambda: spreadsheets.apply(self._office.desk, preview=preview),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note=f"Đã nhập {name}.",
        )


def _names(paths: Sequence[Path]) -> str:
    return f"{len(paths)} tệp: {', '.join(path.name for path in paths)}"

"""A unit's workbook come back: each cell against what was sent and against what the program holds now.

A cell the unit left alone never changes anything. One that both sides changed is a conflict and is refused with both
values. Progress, obstacles and documents are events: they are added, never replaced, and never added twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from app.models import vietnam_time
from app.models.plan.records import ObstacleKind, Task, TaskStatus
from app.services.spreadsheets.cell_values import Reader, UnclearCellError, label_of, percent_of
from app.services.spreadsheets.exported import SentOut, canonical, row_of
from app.services.spreadsheets.fields import COLUMNS, KEY, LABELS
from app.services.spreadsheets.opening_workbook import Cell, text_of
from app.services.spreadsheets.preview import SHOWN, CellChange, NewRow
from app.services.spreadsheets.proposals import Proposals

_PLACE = {column.field: at for at, column in enumerate(COLUMNS, 1)}
_LOCKED = tuple(
    column.field for column in COLUMNS if not column.is_open and column.field not in (KEY, "recorded", "last_day")
)
_EVIDENCE = ("evidence", "evidence_number", "evidence_date")
_LOCKED_REASON = (
    "cột khoá, giá trị của kế hoạch giữ nguyên; nếu cần đổi, đề nghị Tổ Công tác sửa trong chương trình. "
    "Trong chương trình: “{value}”."
)


@dataclass(slots=True)
class Matching:
    """Compares the rows of one returned workbook with the tasks; collects what would change."""

    reader: Reader
    sent: SentOut
    tasks: Mapping[str, Task]
    proposals: Proposals
    changed: list[CellChange]
    added: list[NewRow]
    unchanged: int = 0

    def run(self) -> None:
        """Go through all rows below the heading."""
        seen: set[str] = set()
        for row, cells in self.reader.grid.rows.items():
            if row <= self.sent.stamp.header_row:
                continue
            if merge := self._merge_at(row):
                self.reader.refuse(merge, f"dòng {row} có ô gộp; bỏ gộp (Unmerge Cells) rồi điền từng ô.")
                continue
            key = text_of(cells.get(_PLACE[KEY]))
            if not key:
                self._propose(row, cells)
            elif key in seen:
                self.reader.refuse(f"A{row}", f"dòng {row} lặp lại một nhiệm vụ ở trên; xoá một trong hai dòng.", key)
            else:
                seen.add(key)
                self._match(row, key, cells)
        for key in self.sent.rows.keys() - seen:
            number = self.sent.rows[key].get("number", "")
            self.reader.remark("", f"Tệp trả về thiếu dòng {number}; nhiệm vụ đó giữ nguyên.")

    def _merge_at(self, row: int) -> str:
        return next((one.address for one in self.reader.grid.merges if one.top <= row <= one.bottom), "")

    def _match(self, row: int, key: str, cells: Mapping[int, Cell]) -> None:
        sent = self.sent.rows.get(key)
        if sent is None or key in self.sent.spoilt:
            self.reader.refuse(
                f"A{row}",
                "mã dòng ẩn không khớp bản đã gửi (bị sửa hoặc chép từ tệp khác); "
                "chép nội dung sang tệp gốc của đơn vị.",
                key,
            )
            return
        before = len(self.changed), len(self.reader.refused)
        task = self.tasks.get(key)
        if task is None:
            if self._is_touched(cells, sent):
                self.reader.refuse(
                    f"C{row}", "nhiệm vụ đã bị xoá trong chương trình từ lúc gửi; lấy lại bằng Ctrl+Z nếu cần.",
                    sent.get("content", "")[:SHOWN],
                )  # fmt: skip
        else:
            self._compare(row, _Row(task, sent, row_of(task), cells))
        if before == (len(self.changed), len(self.reader.refused)):
            self.unchanged += 1

    def _is_touched(self, cells: Mapping[int, Cell], sent: Mapping[str, str]) -> bool:
        return any(
            column.is_open and column.field != "percent" and text_of(cells.get(at)) != sent.get(column.field, "")
            for column, at in ((column, _PLACE[column.field]) for column in COLUMNS)
        )

    def _compare(self, row: int, line: "_Row") -> None:
        for field in _LOCKED:
            self._locked(row, field, line)
        proof = self._evidence(row, line)
        self._status(row, line, has_product=proof or any(one.is_product for one in line.task.evidence))
        self._percent(row, line)
        self._progress(line)
        self._obstacle(row, line)

    def _locked(self, row: int, field: str, line: "_Row") -> None:
        cell = line.cell(field)
        found, now = text_of(cell), canonical(line.now[field])
        if found not in (line.sent.get(field, ""), now):
            self.reader.refuse(
                cell or _address(field, row), _LOCKED_REASON.format(value=now[:SHOWN]), found or "(trống)"
            )

    def _status(self, row: int, line: "_Row", *, has_product: bool) -> None:
        cell = line.cell("status")
        if cell is None:
            self._emptied(row, "status", line)
            return
        try:
            status = label_of(TaskStatus, self.reader.text(cell))
        except UnclearCellError as error:
            self.reader.refuse(cell, error.reason)
            return
        if not self._wants(cell, "status", status.label, line):
            return
        if status is TaskStatus.DONE and not has_product:
            self.reader.refuse(
                cell, "chưa có sản phẩm nên chưa thể “Đã hoàn thành”; ghi số, ký hiệu và ngày văn bản ở cùng dòng."
            )
            return
        self._change(line, cell, "status", line.task.status.label, status.label, status.value, line.task.status.value)

    def _percent(self, row: int, line: "_Row") -> None:
        cell = line.cell("percent")
        if cell is None:
            self._emptied(row, "percent", line)
            return
        try:
            percent = percent_of(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell, error.reason)
            return
        if self._wants(cell, "percent", str(percent), line):
            now = line.task.percent
            self._change(line, cell, "percent", f"{now}%", f"{percent}%", percent, now)

    def _emptied(self, row: int, field: str, line: "_Row") -> None:
        if line.sent.get(field):
            self.reader.refuse(_address(field, row), "ô bị xoá trống; ghi lại giá trị.", "(trống)")

    def _wants(self, cell: Cell, field: str, found: str, line: "_Row") -> bool:
        """Whether the unit changed the cell and nobody else did; a conflict is refused here."""
        now, sent = canonical(line.now[field]), line.sent.get(field, "")
        if found in (sent, now):
            return False
        if now != sent:
            self.reader.refuse(
                cell,
                f"đã đổi trong chương trình từ lúc gửi: lúc gửi “{sent}”, trong chương trình “{now}”, "
                f"đơn vị ghi “{found}”; thống nhất rồi sửa trong chương trình.",
                found,
            )
            return False
        return True

    def _progress(self, line: "_Row") -> None:
        cell = line.cell("progress")
        words = self._words(cell)
        if cell and words and words not in {entry.text for entry in line.task.progress}:
            last = next((entry.text for entry in reversed(line.task.progress) if entry.text), "")
            self._change(line, cell, "progress", last, words, words, len(line.task.progress))

    def _obstacle(self, row: int, line: "_Row") -> None:
        cell, kind_cell = line.cell("obstacle"), line.cell("obstacle_kind")
        if cell is None or kind_cell is None:
            if cell or kind_cell:
                field = "obstacle" if kind_cell else "obstacle_kind"
                self.reader.refuse(
                    _address(field, row), "vướng mắc cần cả loại và nội dung; ghi ô còn thiếu.", "(trống)"
                )
            return
        words = self._words(cell)
        if not words:
            return
        try:
            kind = label_of(ObstacleKind, self.reader.text(kind_cell))
        except UnclearCellError as error:
            self.reader.refuse(kind_cell, error.reason)
            return
        if (kind, words) not in {(one.kind, one.text) for one in line.task.obstacles}:
            value = {"kind": kind.value, "text": words}
            known = "\n".join(one.text for one in line.task.obstacles if one.resolved_at is None)
            self._change(line, cell, "obstacle", known, f"{kind.label}: {words}", value, len(line.task.obstacles))

    def _evidence(self, row: int, line: "_Row") -> bool:
        """Read the document of a row; whether the task has it when all is applied."""
        title, number, day = (line.cell(field) for field in _EVIDENCE)
        if not (title or number or day):
            return False
        if number is None or day is None:
            field = "evidence_date" if number else "evidence_number"
            self.reader.refuse(
                _address(field, row), "văn bản minh chứng cần cả số, ký hiệu và ngày; ghi ô còn thiếu.", "(trống)"
            )
            return False
        issued_on = self._day(day)
        code = self._words(number)
        name = self._words(title) if title else ""
        if issued_on is None or not code:
            return False
        if (code, issued_on) not in {(one.number, one.issued_on) for one in line.task.evidence}:
            name = name or f"Văn bản số {code}"
            value = {"title": name, "number": code, "issued_on": issued_on.isoformat()}
            shown = f"{name}: số {code} ngày {vietnam_time.show_date(issued_on)}"
            known = "\n".join(one.number or one.title for one in line.task.evidence)
            self._change(line, number, "evidence", known, shown, value, len(line.task.evidence))
        return True

    def _day(self, cell: Cell) -> date | None:
        try:
            return self.reader.day(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell, error.reason)
            return None

    def _words(self, cell: Cell | None) -> str:
        try:
            return self.reader.text(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell or "", error.reason)
            return ""

    def _change(  # noqa: PLR0913 one cell of a preview has that many parts
        self, line: "_Row", cell: Cell, field: str, old: str, new: str, value: object, seen: object
    ) -> None:
        self.changed.append(
            CellChange(
                task_id=line.task.id,
                number=line.task.number,
                cell=cell.address,
                field=field,
                field_label=_SHOWN_LABELS.get(field, LABELS[field]),
                old=old[:SHOWN],
                new=new,
                value=value,
                seen=seen,
                sheet=self.reader.grid.name,
            )
        )

    def _propose(self, row: int, cells: Mapping[int, Cell]) -> None:
        given = {field: cells[at] for field, at in _PLACE.items() if at in cells}
        filled = set(given) - {"lead"}
        if not filled:
            return
        late = [column.field for column in COLUMNS if column.is_open and column.field in given]
        if late:
            self.reader.refuse(
                given[late[0]], "dòng đề nghị bổ sung chưa nhận tiến độ; xoá ô này, báo cáo sau khi nhiệm vụ được giao."
            )
            return
        self.proposals.take(row, {field: cell for field, cell in given.items() if field != "number"})


_SHOWN_LABELS = {
    "progress": "Diễn giải chi tiết",
    "obstacle": "Khó khăn, vướng mắc",
    "evidence": "Văn bản, sản phẩm",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file beside its task."""

    task: Task
    sent: Mapping[str, str]
    now: Mapping[str, str | int | date | None]
    cells: Mapping[int, Cell]

    def cell(self, field: str) -> Cell | None:
        return self.cells.get(_PLACE[field])


def _address(field: str, row: int) -> str:
    return f"{get_column_letter(_PLACE[field])}{row}"


def headings(cells: Mapping[int, Cell]) -> Iterator[tuple[str, str]]:
    """The columns that are not where they were sent: (expected heading, found)."""
    for column in COLUMNS:
        found = text_of(cells.get(_PLACE[column.field]))
        if found != column.heading:
            yield column.heading, found

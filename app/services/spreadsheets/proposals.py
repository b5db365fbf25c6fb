"""Rows that become tasks: the same reading for a unit's proposals and for a plan in the province's own Excel."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.models.plan.deadline import Deadline
from app.models.plan.libraries import LibraryTask
from app.models.plan.placement import proposed_group
from app.models.plan.records import PlanView
from app.models.text import fold
from app.models.units.names import match_unit, near_names, split_units
from app.services.spreadsheets.cell_values import Reader, UnclearCellError
from app.services.spreadsheets.opening_workbook import Cell
from app.services.spreadsheets.preview import NewRow


@dataclass(slots=True)
class Proposals:
    """Reads rows into `NewRow`s; a row with a cell that cannot be taken in is refused whole."""

    reader: Reader
    view: PlanView
    names: Mapping[str, str]
    """Every name of a unit -> its id."""
    shown: Mapping[str, str]
    """Id of a unit -> its name."""
    file: str
    added: list[NewRow]
    known: dict[str, str] = field(default_factory=dict)
    """Content without case -> where it already stands."""
    unchanged: int = 0
    _taken: dict[tuple[str, str], str] = field(default_factory=dict)
    _units: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Remember what the plan already holds."""
        self.known |= {_plain(task.content): f"dòng {task.number}" for task in self.view.tasks}

    def take(self, row: int, cells: Mapping[str, Cell], heading: str = "") -> None:
        """Read one row under the last group heading of the sheet."""
        before = len(self.reader.refused)
        content = self._text(cells.get("content"))
        if not content:
            if len(self.reader.refused) == before:
                first = min(cells.values(), key=lambda cell: cell.column)
                self.reader.refuse(first, "dòng không có nội dung công việc; ghi nội dung hoặc xoá dòng.")
            return
        if place := self.known.get(_plain(content)):
            self._already(cells["content"], f"Đã có trong kế hoạch ({place}), không thêm lần nữa.")
            return
        lead = self._lead(cells.get("lead"))
        helpers = self._helpers(cells.get("coordinating"), lead)
        deadline = self._deadline(cells.get("deadline"))
        products, note = self._text(cells.get("products")), self._text(cells.get("note"))
        if len(self.reader.refused) > before:
            return
        if not lead:
            self.reader.remark(cells["content"].address, "Chưa có đơn vị chủ trì; chọn sau khi nhập.")
        group_id, heading = self._group(content, heading)
        twin = self._taken.setdefault((_plain(content), lead), cells["content"].address)
        if twin != cells["content"].address:
            self._already(cells["content"], f"Trùng với ô {twin} (cùng nội dung, cùng đơn vị), chỉ lấy một lần.")
            return
        self.added.append(
            NewRow(
                sheet=self.reader.grid.name,
                row=row,
                cell=cells["content"].address,
                content=content,
                lead_id=lead,
                lead=self.shown.get(lead, ""),
                coordinating_ids=helpers,
                coordinating=tuple(self.shown.get(unit, "") for unit in helpers),
                products=products,
                deadline=deadline,
                note=note,
                group_id=group_id,
                group_heading=heading,
                ref=f"{self.file}, dòng {row}",
            )
        )

    def _already(self, cell: Cell, words: str) -> None:
        self.reader.remark(cell.address, words)
        self.unchanged += 1

    def _group(self, content: str, heading: str) -> tuple[str, str]:
        """The plan's group of that heading; a new group where none has it; without heading by the words of the task."""
        if heading:
            wanted = _plain(fold(heading))
            same = next((group for group in self.view.groups if _plain(fold(group.heading)) == wanted), None)
            return (same.id, same.heading) if same else ("", heading)
        numeral = proposed_group(LibraryTask("", "import", "", content, "", "", None, "", "", ""))
        groups = self.view.groups
        found = next((group for group in groups if group.form_key == numeral), groups[0] if groups else None)
        return (found.id, found.heading) if found else ("", "Nhiệm vụ bổ sung")

    def _text(self, cell: Cell | None) -> str:
        if cell is None:
            return ""
        try:
            return self.reader.text(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell, error.reason)
            return ""

    def _lead(self, cell: Cell | None) -> str:
        words = self._text(cell)
        if cell is None or not words:
            return ""
        unit = self._unit(words)
        if unit is not None:
            return unit
        several = split_units(words, self.names)
        if len(several) > 1:
            self.reader.refuse(cell, "chỉ một đơn vị chủ trì; chuyển các đơn vị còn lại sang cột phối hợp.")
        else:
            self.reader.refuse(cell, self._unknown(words))
        return ""

    def _helpers(self, cell: Cell | None, lead: str) -> tuple[str, ...]:
        words = self._text(cell)
        found: list[str] = []
        if cell is None or not words:
            return ()
        for name in split_units(words, self.names):
            unit = self._unit(name)
            if unit is None:
                self.reader.refuse(cell, self._unknown(name))
            elif unit == lead:
                self.reader.refuse(cell, f"“{name}” đã là đơn vị chủ trì; bỏ khỏi cột phối hợp.")
            else:
                found.append(unit)
        return tuple(dict.fromkeys(found))

    def _unit(self, name: str) -> str | None:
        if name not in self._units:
            self._units[name] = match_unit(name, self.names)
        return self._units[name]

    def _unknown(self, name: str) -> str:
        near = ", ".join(near_names(name, self.names)[:3])
        hint = f"Có thể là: {near}. " if near else ""
        return f"không có đơn vị “{name[:80]}” trong danh bạ. {hint}Sửa ô, hoặc thêm đơn vị vào Danh bạ."

    def _deadline(self, cell: Cell | None) -> Deadline | None:
        if cell is None:
            return None
        try:
            return self.reader.deadline(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell, error.reason)
            return None


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" .;:")

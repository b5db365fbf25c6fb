"""One register of systems to one preview: rows matched by kind, old province and name; nothing is guessed.

An empty cell says nothing: it never empties a field that the program has.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.models.errors import InvalidInputError
from app.models.selection import alike, register
from app.models.selection.kinds import link_name, link_target
from app.models.selection.records import MISSING, KindView
from app.models.selection.system_records import Contact, LinkState, System, SystemKind
from app.models.text import fold
from app.services.desk import Desk
from app.services.selection import reading as selection
from app.services.selection.register import province_code
from app.services.spreadsheets import layout
from app.services.spreadsheets.cell_values import Reader, UnclearCellError, ensure_value
from app.services.spreadsheets.layout import Layout
from app.services.spreadsheets.opening_workbook import Cell, Grid, open_workbook
from app.services.spreadsheets.reading import judges_of
from app.services.spreadsheets.systems_fields import (
    CONTACT_FIELDS,
    LINK_COLUMNS,
    LINK_PREFIX,
    OTHER_LINKS,
    SYSTEMS,
)
from app.services.spreadsheets.systems_preview import NewSystem, SystemChange, SystemsPreview

_STATES: Mapping[str, LinkState] = {
    "co": LinkState.CONNECTED,
    "da": LinkState.CONNECTED,
    "x": LinkState.CONNECTED,
    "da ket noi": LinkState.CONNECTED,
    "chua": LinkState.POSSIBLE,
    "chua ket noi": LinkState.POSSIBLE,
    "co the": LinkState.POSSIBLE,
    "co the ket noi": LinkState.POSSIBLE,
    "khong": LinkState.IMPOSSIBLE,
    "khong ket noi duoc": LinkState.IMPOSSIBLE,
}
_UNIT = re.compile(r"\b(mb|gb|tb|trieu|ty)\b")
_UNIT_WORDS = {"trieu": "triệu", "ty": "tỷ"}
_PROGRAMMED = ("number", "size", "money", "level", "date")


def read_systems(
    desk: Desk, path: Path, mapping: Mapping[str, str] | None, sheet: str | None, kind_id: str, province: str
) -> SystemsPreview:
    """The preview of one file; `kind_id` and `province` hold for rows that do not name their own."""
    book = open_workbook(path)
    judges = judges_of(book)
    grid, table = layout.choose(book, sheet, judges, SYSTEMS)
    if mapping is not None:
        table = layout.overridden(book, grid, table, mapping, judges[grid.name], SYSTEMS)
    if table is None:
        raise layout.missing_heading(book.path.name, grid.name, SYSTEMS)
    reader = Reader(grid, judges[grid.name], desk.now().year, [], [])
    rows = _Rows(desk, reader, table, selection.overview(desk), kind_id, province_code(desk, province), path.name)
    rows.take_all(grid)
    return SystemsPreview(
        path=book.path,
        sheet=grid.name,
        mapping=dict(table.mapping),
        sheets=tuple(one.name for one in book.grids if not one.is_hidden),
        columns=table.columns,
        added=tuple(rows.added),
        changed=tuple(rows.changed),
        refused=tuple(reader.refused),
        remarks=tuple(reader.remarks),
        unchanged=rows.unchanged,
    )


@dataclass(slots=True)
class _Rows:
    """Reads rows into new systems and changes; a row with a cell that cannot be taken in is refused whole."""

    desk: Desk
    reader: Reader
    table: Layout
    views: Sequence[KindView]
    kind_id: str
    province: str
    file: str
    added: list[NewSystem] = field(default_factory=list)
    changed: list[SystemChange] = field(default_factory=list)
    unchanged: int = 0
    _taken: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def take_all(self, grid: Grid) -> None:
        """Read every row under the heading row."""
        places = self.table.places()
        first = layout.first_row(grid, self.table.header_row)
        tall = layout.tall_merges(grid, set(places.values()))
        for row, cells in grid.rows.items():
            given = {name: cells[at] for name, at in places.items() if at in cells}
            if row < first or not given or layout.is_numbering(given):
                continue
            merge = next((one for one in tall if one.top <= row <= one.bottom), None)
            if merge is not None:
                self.reader.refuse(
                    f"{self.table.mapping['name']}{row}",
                    f"dòng {row} nằm trong ô gộp {merge.address}; bỏ gộp (Unmerge Cells) và ghi giá trị ở từng dòng.",
                )
            elif set(given) - {"kind", "province_code"}:
                self._take(row, given)
        layout.remark_hidden(grid, self.reader, first)

    def _take(self, row: int, given: Mapping[str, Cell]) -> None:
        before = len(self.reader.refused)
        values = dict(self._values(given))
        kind = self._kind(given.get("kind"), row)
        links = self._links(given)
        contact = self._contact(given)
        name = values.get("name", "")
        if not name and len(self.reader.refused) == before:
            first = min(given.values(), key=lambda cell: cell.column)
            self.reader.refuse(first, "dòng không có tên hệ thống; ghi tên hoặc xoá dòng.")
        if len(self.reader.refused) > before or kind is None:
            return
        place = values.pop("province_code", self.province)
        cell = given["name"].address
        twin = self._taken.setdefault((kind.id, place, fold(name)), cell)
        if twin != cell:
            self.unchanged += 1
            self.reader.remark(cell, f"Trùng với ô {twin} (cùng loại, cùng tỉnh, cùng tên), chỉ lấy một lần.")
            return
        if contact is not None:
            values["contact"] = contact
        view = next(one for one in self.views if one.kind.id == kind.id)
        known = next((one for one in view.sheet.systems if _is(one, place, name)), None)
        if known is None:
            self._new(row, cell, kind, place, view.sheet.systems, values, links)
        else:
            self._differences(known, given, values, links)

    def _new(
        self,
        row: int,
        cell: str,
        kind: SystemKind,
        place: str,
        systems: Sequence[System],
        values: dict[str, Any],
        links: Mapping[str, LinkState],
    ) -> None:
        name = values.pop("name")
        near = alike.like(name, place, systems)
        if near:
            self.reader.remark(cell, f"Tên gần giống “{near[0].shown}” đã có; kiểm tra có phải một hệ thống không.")
        shown = next((one.name for one in self.desk.province.old_provinces if one.code == place), "")
        self.added.append(
            NewSystem(
                self.reader.grid.name,
                row,
                cell,
                kind.id,
                kind.shown,
                name,
                shown,
                {"province": place, **values},
                links,
                f"{self.file}, dòng {row}",
            )
        )

    def _differences(
        self, known: System, given: Mapping[str, Cell], values: Mapping[str, Any], links: Mapping[str, LinkState]
    ) -> None:
        before = len(self.changed)
        for name, value in values.items():
            seen = getattr(known, name)
            if name == "name" or value == seen:
                continue
            old = register.shown(known, name)
            cell = given.get(name, given.get(CONTACT_FIELDS[0], given["name"])).address
            self._change(known, cell, name, register.BY_NAME[name].label, old, register.said(name, value), value, seen)
        for target, state in links.items():
            link = known.link(target)
            if link is None or link.state is not state:
                old = link.state.label if link else MISSING
                cell = given.get(f"{LINK_PREFIX}{target}", given.get(OTHER_LINKS, given["name"])).address
                seen = link.state if link else None
                self._change(
                    known,
                    cell,
                    "links",
                    f"Kết nối {link_name(target)}",
                    old,
                    state.label,
                    {target: state},
                    {target: seen},
                )
        self.unchanged += len(self.changed) == before

    def _change(
        self, known: System, cell: str, name: str, label: str, old: str, new: str, value: Any, seen: Any
    ) -> None:
        self.changed.append(SystemChange(known.id, known.shown, cell, name, label, old, new, value, seen))

    def _values(self, given: Mapping[str, Cell]) -> Iterator[tuple[str, Any]]:
        for name, cell in given.items():
            if name not in register.BY_NAME:
                continue
            try:
                value = self._value(name, cell)
            except UnclearCellError as error:
                self.reader.refuse(cell, error.reason)
                continue
            except InvalidInputError as error:
                self.reader.refuse(cell, f"{error.title} {error.detail}")
                continue
            if value is not None and value != "":
                yield name, value

    def _value(self, name: str, cell: Cell) -> Any:
        look = register.BY_NAME[name].look
        if look == "date":
            return None if _is_missing(self.reader, cell) else self.reader.day(cell)
        if look in _PROGRAMMED:
            return register.read(name, self._figure(name, cell))
        words = self.reader.text(cell)
        if look == "province":
            return province_code(self.desk, words)
        return "" if words.lower() == MISSING else words

    def _figure(self, name: str, cell: Cell) -> str:
        """A figure in words, with the unit of its heading ("Dung lượng (GB)") where the cell has none."""
        ensure_value(cell)
        words = self.reader.text(cell)
        if cell.kind == "number" and isinstance(cell.value, float):
            words = f"{cell.value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        elif cell.kind == "number":
            words = str(cell.value)
        heading = fold(self.table.columns.get(self.table.mapping[name], ""))
        unit = _UNIT.search(heading)
        if unit and re.fullmatch(r"[\d.,\s]+", words):
            words = f"{words} {_UNIT_WORDS.get(unit[1], unit[1])}"
        return words

    def _kind(self, cell: Cell | None, row: int) -> SystemKind | None:
        if cell is None and self.kind_id:
            return next((one.kind for one in self.views if one.kind.id == self.kind_id), None)
        words = " ".join(fold(self._text(cell)).split()) if cell else ""
        for view in self.views:
            if words and words in (fold(view.kind.name), fold(view.kind.short_name), view.kind.code):
                return view.kind
        found = [view.kind for view in self.views if words and alike.alike(words, view.kind.name)]
        if len(found) == 1:
            return found[0]
        names = "; ".join(view.kind.shown for view in self.views)
        reason = f"chưa rõ loại hệ thống; ghi một trong: {names}."
        self.reader.refuse(cell if cell else f"{self.table.mapping['name']}{row}", reason)
        return None

    def _links(self, given: Mapping[str, Cell]) -> dict[str, LinkState]:
        found: dict[str, LinkState] = {}
        for target in LINK_COLUMNS:
            cell = given.get(f"{LINK_PREFIX}{target}")
            words = self._text(cell) if cell else ""
            if words and words.lower() != MISSING and cell is not None:
                self._link(found, cell, target, words)
        cell = given.get(OTHER_LINKS)
        for part in re.split(r"[;\n]", self._text(cell)) if cell else ():
            name, _, state = part.partition(":")
            if name.strip() and cell is not None:
                self._link(found, cell, link_target(name.strip()), state.strip() or "có")
        return found

    def _link(self, found: dict[str, LinkState], cell: Cell, target: str, words: str) -> None:
        state = _STATES.get(" ".join(fold(words).replace(",", " ").split()))
        by_label = next((one for one in LinkState if fold(one.label) == fold(words)), state)
        if by_label is None:
            self.reader.refuse(cell, f"“{words[:60]}” không rõ; ghi: {'; '.join(one.label for one in LinkState)}.")
        else:
            found[target] = by_label

    def _contact(self, given: Mapping[str, Cell]) -> Contact | None:
        name, phone, email, unit = (self._text(given[one]) if one in given else "" for one in CONTACT_FIELDS)
        if not name and (phone or email or unit):
            cell = next(given[one] for one in CONTACT_FIELDS if one in given)
            self.reader.refuse(cell, "có số điện thoại hoặc đơn vị nhưng chưa có tên đầu mối; ghi họ tên.")
        return Contact(name, phone, email, unit) if name and name.lower() != MISSING else None

    def _text(self, cell: Cell | None) -> str:
        try:
            return self.reader.text(cell)
        except UnclearCellError as error:
            self.reader.refuse(cell if cell else "", error.reason)
            return ""


def _is(system: System, place: str, name: str) -> bool:
    return system.province_code == place and fold(system.name) == fold(name)


def _is_missing(reader: Reader, cell: Cell) -> bool:
    return cell.kind == "text" and reader.text(cell).lower() in (MISSING, "-")

"""One file to one preview: tells a returned workbook from a plan of its own, and reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.models import secrecy
from app.models.errors import InvalidInputError
from app.models.plan import writing
from app.models.plan.records import PlanView
from app.services import plan
from app.services.desk import Desk
from app.services.spreadsheets import foreign_plan, layout, returned
from app.services.spreadsheets.cell_values import YEARS, Reader
from app.services.spreadsheets.errors import OtherPlanError, WrongSheetError
from app.services.spreadsheets.exported import SentOut, read_meta
from app.services.spreadsheets.fields import COLUMNS, META_SHEET, PLAN, SHEET_VERSION
from app.services.spreadsheets.legacy_fonts import Encoding, Judge
from app.services.spreadsheets.opening_workbook import Book, open_workbook
from app.services.spreadsheets.preview import ImportPreview, NewRow
from app.services.spreadsheets.proposals import Proposals


@dataclass(frozen=True, slots=True)
class _Ground:
    """What of the workspace every reading needs."""

    view: PlanView
    names: Mapping[str, str]
    shown: Mapping[str, str]
    province: str
    year: int


def read(
    desk: Desk, path: Path, mapping: Mapping[str, str] | None, sheet: str | None, default_year: int | None
) -> ImportPreview:
    """The preview of one file."""
    book = open_workbook(path)
    judges = judges_of(book)
    ground = _ground(desk, default_year)
    memory = book.grid(META_SHEET)
    sent = read_meta(memory) if memory else None
    if sent is not None:
        return _returned(book, ground, sent, judges)
    return _foreign(book, ground, judges, mapping, sheet)


def judges_of(book: Book) -> dict[str, Judge]:
    """Who tells each sheet's old letters from Unicode. A stamp in old letters is a stamp.

    Raises:
        SecretError: one was found.
    """
    judges: dict[str, Judge] = {}
    for grid in book.grids:
        texts = list(grid.texts())
        judge = judges[grid.name] = Judge(texts)
        verdicts = (judge.verdict(words, font) for words, font in set(texts))
        secrecy.refuse(*(found.text for found in verdicts if found.encoding is not Encoding.UNICODE))
    return judges


def _ground(desk: Desk, default_year: int | None) -> _Ground:
    view = plan.view(desk)
    year = default_year or view.cutover_day.year
    if year not in YEARS:
        raise InvalidInputError(f"Năm {year} không hợp lệ.", f"Chọn năm từ {YEARS[0]} đến {YEARS[-1]}.")
    with desk.workspace.reading() as session:
        names = writing.unit_names(session)
    shown = {unit.id: unit.name for unit in plan.units(desk)}
    return _Ground(view, names, shown, desk.province.code, year)


def _proposals(reader: Reader, ground: _Ground, path: Path, added: list[NewRow]) -> Proposals:
    return Proposals(reader, ground.view, ground.names, ground.shown, path.name, added)


def _returned(book: Book, ground: _Ground, sent: SentOut, judges: Mapping[str, Judge]) -> ImportPreview:
    stamp, name = sent.stamp, book.path.name
    if stamp.version > SHEET_VERSION:
        raise OtherPlanError(
            f"Tệp “{name}” được xuất từ phiên bản mới hơn của chương trình.", "Cập nhật chương trình rồi nhập lại."
        )
    if (stamp.province, stamp.plan_id) != (ground.province, ground.view.id):
        raise OtherPlanError(
            f"Tệp “{name}” thuộc kế hoạch khác (đơn vị {stamp.unit or 'không rõ'}).",
            "Mở đúng không gian làm việc đã gửi tệp này, hoặc đề nghị đơn vị gửi đúng tệp.",
        )
    grid = book.grid(stamp.sheet)
    wrong = next(returned.headings(grid.rows.get(stamp.header_row, {})), None) if grid else ("", "")
    if grid is None or wrong is not None:
        expected = f" Cột “{wrong[0]}” đang là “{wrong[1][:40]}”." if wrong and wrong[0] else ""
        raise WrongSheetError(
            f"Tệp “{name}”, trang “{stamp.sheet}”: dòng tiêu đề {stamp.header_row} đã bị sửa, không đối chiếu được."
            f"{expected}",
            "Không thêm, bớt, đổi chỗ cột hoặc dòng tiêu đề. Chép nội dung vào tệp gốc đã gửi rồi nhập lại.",
        )
    reader = Reader(grid, judges[grid.name], ground.year, [], [])
    added: list[NewRow] = []
    tasks = {task.id: task for task in ground.view.tasks}
    proposals = _proposals(reader, ground, book.path, added)
    matching = returned.Matching(reader, sent, tasks, proposals, [], added)
    matching.run()
    return ImportPreview(
        path=book.path,
        sheet=grid.name,
        kind="returned",
        headers=tuple(column.heading for column in COLUMNS),
        mapping={},
        sheets=(grid.name,),
        added=tuple(added),
        changed=tuple(matching.changed),
        refused=tuple(reader.refused),
        remarks=tuple(reader.remarks),
        unchanged=matching.unchanged + proposals.unchanged,
    )


def _foreign(
    book: Book, ground: _Ground, judges: Mapping[str, Judge], mapping: Mapping[str, str] | None, sheet: str | None
) -> ImportPreview:
    grid, table = layout.choose(book, sheet, judges, PLAN)
    if not grid.rows:
        raise WrongSheetError(
            f"Tệp “{book.path.name}”, trang “{grid.name}” không có dữ liệu.", "Chọn trang tính có bảng nhiệm vụ."
        )
    if mapping is not None:
        table = layout.overridden(book, grid, table, mapping, judges[grid.name], PLAN)
    if table is None:
        raise layout.missing_heading(book.path.name, grid.name, PLAN)
    reader = Reader(grid, judges[grid.name], ground.year, [], [])
    added: list[NewRow] = []
    proposals = _proposals(reader, ground, book.path, added)
    foreign_plan.take_rows(grid, table, reader, proposals)
    return ImportPreview(
        path=book.path,
        sheet=grid.name,
        kind="foreign",
        headers=tuple(table.columns.values()),
        mapping=dict(table.mapping),
        sheets=tuple(one.name for one in book.grids if not one.is_hidden),
        added=tuple(added),
        refused=tuple(reader.refused),
        remarks=tuple(reader.remarks),
        unchanged=proposals.unchanged,
        columns=table.columns,
    )

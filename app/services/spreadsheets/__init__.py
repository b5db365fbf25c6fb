"""The Excel round trip: a workbook for each unit, and back again; a plan that a province keeps in its own Excel.

Reading gives a frozen preview and writes nothing; only `apply` does, in one act that one Ctrl+Z takes back.
The modules that need openpyxl are imported when first used.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.exports.progress import Progress
from app.services.desk import Desk, Outcome
from app.services.spreadsheets.errors import (
    DangerousWorkbookError,
    MacroWorkbookError,
    OldFormatError,
    OtherPlanError,
    OversizedWorkbookError,
    ProtectedWorkbookError,
    UnreadableWorkbookError,
    WorkbookError,
    WrongSheetError,
)
from app.services.spreadsheets.fields import FOREIGN_LABELS
from app.services.spreadsheets.preview import (
    CellChange,
    Conflict,
    ImportPreview,
    Kind,
    MergePreview,
    NewRow,
    Refusal,
    Remark,
)
from app.services.spreadsheets.systems_fields import SYSTEM_LABELS
from app.services.spreadsheets.systems_preview import NewSystem, SystemChange, SystemsPreview

__all__ = [
    "FOREIGN_LABELS",
    "SYSTEM_LABELS",
    "CellChange",
    "Conflict",
    "DangerousWorkbookError",
    "ImportPreview",
    "Kind",
    "MacroWorkbookError",
    "MergePreview",
    "NewRow",
    "NewSystem",
    "OldFormatError",
    "OtherPlanError",
    "OversizedWorkbookError",
    "ProtectedWorkbookError",
    "Refusal",
    "Remark",
    "SystemChange",
    "SystemsPreview",
    "UnreadableWorkbookError",
    "WorkbookError",
    "WrongSheetError",
    "apply",
    "apply_systems",
    "merge_returned",
    "read",
    "read_systems",
    "send_register",
    "send_to_units",
]


def send_to_units(
    desk: Desk, *, folder: Path, unit_ids: Sequence[str] | None = None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Make one workbook for each lead unit, with its rows only ("Gửi đơn vị"). Never writes over a file.

    `unit_ids` None: every unit that leads a task, in the order of the plan.

    Raises:
        InvalidInputError: a unit leads no task, or nobody does.
        ExportError: the folder cannot be written to.
        CancelledError: `progress` returned False; nothing was written.
    """
    from app.services.spreadsheets.unit_workbooks import send

    return send(desk, folder, unit_ids, progress)


def read(
    desk: Desk,
    *,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    default_year: int | None = None,
) -> ImportPreview:
    """What importing a file would do. Nothing is written.

    A workbook that `send_to_units` made is matched by its hidden keys. Any other is a plan of its own:
    `mapping` (field of `FOREIGN_LABELS` -> letter of a column) overrides the columns proposed by their headings.
    A day without a year ("5/7": day/month) is of `default_year`, else of the year of the plan's night.

    Raises:
        WorkbookError: the file is not taken in at all; the subclass says why.
        SecretError: a text or the file's name bears a secrecy stamp.
        InvalidInputError: `mapping` names an unknown field or column.
    """
    from app.services.spreadsheets.reading import read as read_file

    return read_file(desk, path, mapping, sheet, default_year)


def apply(desk: Desk, *, preview: ImportPreview | MergePreview) -> Outcome:
    """Do what a preview shows, all of it in one act; what it refuses stays out.

    Raises:
        RefusedError: the plan changed under the preview; read the file again.
    """
    from app.services.spreadsheets.applying import apply as apply_preview

    return apply_preview(desk, preview)


def merge_returned(desk: Desk, paths: Sequence[Path]) -> MergePreview:
    """Read several returned workbooks together; a cell they fill differently is a conflict, never last-in wins.

    Raises:
        WorkbookError, SecretError: as `read`; also a file that is no returned workbook.
    """
    from app.services.spreadsheets.merging import merge

    return merge(desk, paths)


def send_register(
    desk: Desk, *, folder: Path, province_codes: Sequence[str] | None = None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Make one register of systems for each old province to fill in. Never writes over a file.

    `province_codes` None: every old province. What is registered already stands in it.

    Raises:
        InvalidInputError: none of them is an old province of this one.
        ExportError: the folder cannot be written to.
        CancelledError: `progress` returned False; nothing was written.
    """
    from app.services.spreadsheets.systems_workbook import send_register as send_all

    return send_all(desk, folder, province_codes, progress)


def read_systems(
    desk: Desk,
    *,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    kind_id: str = "",
    province: str = "",
) -> SystemsPreview:
    """What importing a register of systems would do. Nothing is written.

    `mapping` (field of `SYSTEM_LABELS` -> letter of a column) overrides the columns proposed by their headings;
    `kind_id` and `province` (code or name) hold for a file without columns for them.

    Raises:
        WorkbookError, SecretError, InvalidInputError: as `read`.
    """
    from app.services.spreadsheets.systems_reading import read_systems as read_file

    return read_file(desk, path, mapping, sheet, kind_id, province)


def apply_systems(desk: Desk, *, preview: SystemsPreview) -> Outcome:
    """Do what a preview of a register shows, all of it in one act; what it refuses stays out.

    Raises:
        RefusedError: the register changed under the preview; read the file again.
    """
    from app.services.spreadsheets.systems_applying import apply_systems as apply_preview

    return apply_preview(desk, preview)

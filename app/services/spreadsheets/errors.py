"""What can stop an Excel file before a cell of it is used. One subclass a cause; nothing was written, nothing lost."""

from app.models.errors import AppError


class WorkbookError(AppError):
    """The file cannot be taken in."""


class UnreadableWorkbookError(WorkbookError):
    """Missing, damaged, cut short, or no Excel workbook at all."""


class ProtectedWorkbookError(WorkbookError):
    """A password stands before its content."""


class OldFormatError(WorkbookError):
    """Excel, but of a kind that is not read: .xls, .xlsb, .ods, Strict Open XML."""


class MacroWorkbookError(WorkbookError):
    """It carries a program."""


class OversizedWorkbookError(WorkbookError):
    """Larger inside than any honest plan, or built to swell when unpacked."""


class DangerousWorkbookError(WorkbookError):
    """Its XML declares entities, which no Excel writes."""


class WrongSheetError(WorkbookError):
    """No sheet, or none with a heading row that can be understood."""


class OtherPlanError(WorkbookError):
    """A returned workbook of another province or plan, or of a newer version of the program."""

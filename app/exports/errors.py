"""What can go wrong between a document and its file, in words for the person at the desk."""

from app.models.errors import AppError


class ExportError(AppError):
    """The paper could not be made or stored. An older file of that name is untouched."""


class DiskFullError(ExportError):
    """No room left where the file was to be written."""


class NotAllowedError(ExportError):
    """The folder or the file may not be written by this person."""


class TargetOpenError(ExportError):
    """The file is open in Word, Excel or a PDF reader."""


class TargetMissingError(ExportError):
    """The folder is gone: a stick pulled out, a share not connected."""


class UnknownFormatError(ExportError):
    """Neither docx, pdf nor xlsx."""


class CancelledError(ExportError):
    """The person pressed "Huỷ"; nothing was written."""

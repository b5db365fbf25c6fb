"""The pages of the jobs: each is imported when it is first shown, because the first screen must not wait for them."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from app.views.common.office import Office, Place


@runtime_checkable
class ReadingPage(Protocol):
    """A page that can read its data again."""

    def reload(self) -> None:
        """Read everything again."""
        ...


@runtime_checkable
class GoingPage(Protocol):
    """A page that can show a place."""

    def go(self, place: Place) -> None:
        """Show a place."""
        ...


@runtime_checkable
class WindowsPage(Protocol):
    """A page that has windows of its own open."""

    def close_windows(self) -> None:
        """Close them all."""
        ...


def makers(office: Office) -> dict[str, Callable[[], QWidget]]:
    """By the job's name, what makes its page."""
    return {
        "today": lambda: _today(office),
        "plan": lambda: _plan(office),
        "selection": lambda: _selection(office),
        "runbook": lambda: _runbook(office),
        "inspection": lambda: _inspection(office),
        "directory": lambda: _directory(office),
        "documents": lambda: _documents(office),
        "settings": lambda: _settings(office),
    }


def _today(office: Office) -> QWidget:
    from app.views.today.page import TodayPage

    return TodayPage(office)


def _plan(office: Office) -> QWidget:
    from app.views.plan.page import PlanPage

    return PlanPage(office)


def _selection(office: Office) -> QWidget:
    from app.views.selection.page import SelectionPage

    return SelectionPage(office)


def _inspection(office: Office) -> QWidget:
    from app.views.inspection.page import InspectionPage

    return InspectionPage(office)


def _runbook(office: Office) -> QWidget:
    from app.views.runbook.page import RunbookPage

    return RunbookPage(office)


def _directory(office: Office) -> QWidget:
    from app.views.directory.page import DirectoryPage

    return DirectoryPage(office)


def _documents(office: Office) -> QWidget:
    from app.views.documents.page import DocumentsPage

    return DocumentsPage(office)


def _settings(office: Office) -> QWidget:
    from app.views.settings.page import SettingsPage

    return SettingsPage(office)

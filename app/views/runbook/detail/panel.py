"""The panel of the chosen step: its head, the tabs, and which section shows it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QVBoxLayout

from app.models.runbook.records import Master, Step
from app.views.common.badge import StatusBadge
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, column, holder, icon_button, label, row, rule, wide
from app.views.common.office import Office
from app.views.common.tabs import tabs_over
from app.views.common.unit_entries import UnitEntries
from app.views.runbook.badges import KIND
from app.views.runbook.detail.information import InformationSection
from app.views.runbook.detail.measures import MeasuresSection
from app.views.runbook.detail.section import StepSection
from app.views.runbook.detail.times import TimesSection
from app.views.runbook.detail.voters import VotersSection

WIDTH = 424
FIELD_SECTIONS = {
    "planned_start": "times",
    "duration": "times",
    "needs": "times",
    "access": "times",
    "is_irreversible": "times",
    "is_critical": "times",
    "measures": "measures",
    "evidence_wanted": "measures",
    "roles": "voters",
    "gate": "voters",
}


class StepPanel(QFrame):
    """Everything about one step of the master."""

    closed = Signal()
    shown = Signal(str)
    """The step that is shown now, "" for none."""
    delete_asked = Signal(str)
    move_asked = Signal(str, int)
    """Step id and -1 or 1: one place up or down."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setMinimumWidth(400)
        self._office = office
        self.step_id = ""
        self.information = InformationSection(office, units)
        self.times = TimesSection(office)
        self.measures = MeasuresSection(office)
        self.voters = VotersSection(office)
        self._sections: dict[str, tuple[str, StepSection]] = {
            "information": ("Nội dung", self.information),
            "times": ("Thời gian", self.times),
            "measures": ("Số liệu", self.measures),
            "voters": ("Biểu quyết", self.voters),
        }
        self._number = label("", strong=True, size=15)
        self._badge = StatusBadge(next(iter(KIND.values())))
        self._tabs: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._acts = (
            icon_button("arrow-up", "Đưa bước lên trước", lambda: self.move_asked.emit(self.step_id, -1)),
            icon_button("arrow-down", "Đưa bước xuống sau", lambda: self.move_asked.emit(self.step_id, 1)),
            icon_button("trash", "Xoá bước (Delete)", lambda: self.delete_asked.emit(self.step_id)),
        )
        self._empty = EmptyState(
            "hand-pointing", "Chưa chọn bước", "Chọn một dòng để xem và sửa. Enter hoặc F2 vào sửa ngay."
        )
        self._whole = holder(self._head())
        self.setLayout(column(wide(self._whole), wide(self._empty)))
        self._whole.hide()

    def _head(self) -> QVBoxLayout:
        listed = ((name, title, section) for name, (title, section) in self._sections.items())
        tabs, self._tabs = tabs_over(self._stack, listed, self.show_section)
        close = icon_button("x", "Đóng chi tiết (F6)", self.closed.emit)
        line = row(self._number, self._badge, STRETCH, *self._acts, close, spacing=4, margins=(16, 8, 8, 4))
        return column(line, tabs, rule(), wide(self._stack), spacing=0)

    def show_step(self, master: Master | None, step: Step | None) -> None:
        """Show a step; None shows that none is chosen."""
        self.step_id = step.id if step is not None else ""
        self._whole.setVisible(step is not None)
        self._empty.setVisible(step is None)
        self.shown.emit(self.step_id)
        if step is None or master is None:
            return
        self._number.setText(f"Bước {step.number}")
        self._badge.show_badge(KIND[step.kind])
        for act in self._acts:
            act.setEnabled(not self._office.desk.read_only)
        self._tabs["measures"].setText(f"Số liệu {len(step.measures)}" if step.measures else "Số liệu")
        self._tabs["voters"].setVisible(step.is_gate)
        if not step.is_gate and self._tabs["voters"].isChecked():
            self.show_section("information")
        for _title, section in self._sections.values():
            section.show_step(master, step)

    def show_section(self, name: str) -> None:
        """Bring a tab to the front."""
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._sections[name][1])

    def edit(self, field: str = "") -> None:
        """Put the cursor into a field; without one into the content."""
        self.show_section(FIELD_SECTIONS.get(field, "information"))
        editors = {
            "owner": self.information.owner,
            "owner_id": self.information.owner,
            "phone": self.information.owner,
            "deputy": self.information.deputy,
            "deputy_id": self.information.deputy,
            "lead_unit": self.information.lead,
            "expected_result": self.information.expected,
            "undo_action": self.information.undo,
            "planned_start": self.times.start,
            "duration": self.times.duration,
            "needs": self.times.needs,
            "access": self.times.access,
            "is_irreversible": self.times.irreversible,
            "measures": self.measures.name,
            "evidence_wanted": self.measures.evidence,
            "roles": self.voters.role,
            "gate": self.voters.role,
        }
        editors.get(field, self.information.content).setFocus()

"""The stages of one system that stays: the chosen stage edited in place, its national deadline with its document."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.errors import AppError
from app.models.selection import stages as rules
from app.models.selection.stages import BoardRow, Stage, StageKey
from app.models.vietnam_time import show_date
from app.services.selection import stages
from app.views.common.clock_words import moment, read_moment
from app.views.common.dates import PATTERN, read_day
from app.views.common.edits import leave_record
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice, StoredLine, StoredText
from app.views.common.layout import STRETCH, button, field, label, row
from app.views.common.office import Office
from app.views.common.section import Section
from app.views.common.type_ahead import TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.selection import badges
from app.views.selection.detail.history import HistorySection
from app.views.selection.detail.panel import Panel
from app.views.selection.typed_numbers import done_of


class StageSection(Section):
    """One stage."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self._units = units
        self._row: BoardRow | None = None
        self.stage = StageKey.CONFIGURED
        self.choice = Choice()
        self.choice.activated.connect(lambda _at: self._choose())
        self._national = label("", wrap=True)
        self.planned = StoredLine(placeholder=PATTERN)
        self.counts = StoredLine(placeholder="VD: 92/124")
        self._counts_title = field("Đã xong trên tổng số", self.counts)
        self.lead = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.done = StoredLine(placeholder="VD: 16:30 27/06/2025")
        self.finish = button("Ghi đã xong bây giờ", self._finish, icon="check", kind="primary")
        self.reopen = button("Mở lại giai đoạn", self._reopen, icon="arrow-counter-clockwise")
        self.note = StoredText(lines=(1, 4))
        self.skipped = StoredLine(placeholder="Chỉ ghi khi hệ thống này không qua giai đoạn")
        for item in (
            field("Giai đoạn", self.choice),
            self._national,
            row(field("Ngày dự kiến", self.planned), self._counts_title, spacing=12),
            field("Đơn vị chủ trì", self.lead),
            field("Thời điểm xong", self.done),
            row(self.finish, self.reopen, STRETCH, spacing=8),
            field("Ghi chú", self.note),
            field("Lý do không áp dụng", self.skipped),
        ):
            if isinstance(item, QWidget):
                self.lines.addWidget(item)
            else:
                self.lines.addLayout(item)
        self.lines.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        self.planned.stored.connect(self._store_planned)
        self.counts.stored.connect(self._store_counts)
        self.done.stored.connect(self._store_done)
        self.note.stored.connect(self._store_note)
        self.skipped.stored.connect(self._store_skipped)
        self.lead.chosen.connect(self._store_lead)
        self.lead.typed.connect(self._store_lead)

    def show_row(self, row_: BoardRow, stage: StageKey) -> None:
        """Show a stage of a system."""
        self._row, self.stage = row_, stage
        self.choice.clear()
        for one in row_.stages:
            if one.applies and one.key is not StageKey.CHOSEN:
                self.choice.addItem(one.name, one.key)
        self.choice.choose(stage)
        self._show(row_.stage(self.choice.currentData() or stage))

    @override
    def show_again(self) -> None:
        if self._row is not None:
            self._show(self._row.stage(self.stage))

    def _choose(self) -> None:
        chosen: StageKey = self.choice.currentData()
        leave_record(self)
        self.choice.choose(chosen)
        self.stage = chosen
        self.show_again()

    def _show(self, stage: Stage) -> None:
        self.stage = stage.key
        desk = self.office.desk
        state = rules.state(stage, now=desk.now(), warn_days=stages.warn_days(desk))
        national = stage.national
        words = f"Hạn quốc gia: {national.deadline.text} ({national.source})" if national else "Không có hạn quốc gia"
        self._national.setText(f"{words}. {state.label}.")
        self.planned.show_value(show_date(stage.planned_on) if stage.planned_on else "")
        self.counts.show_value(stage.counts.shown if stage.counts else "")
        self.counts.setEnabled(bool(stage.counted))
        self.counts.setToolTip(f"Đếm theo {stage.counted}" if stage.counted else "Giai đoạn này không đếm số lượng")
        self.lead.set_entries(self._units.all())
        self.lead.show_value(stage.lead.name if stage.lead else "")
        self.done.show_value(moment(stage.done_at) if stage.done_at else "")
        self.note.show_value(stage.note)
        self.skipped.show_value(stage.skipped)
        open_ = stage.is_applicable and stage.done_at is None
        self.finish.setVisible(open_)
        self.reopen.setVisible(stage.done_at is not None)
        for each in (self.finish, self.reopen):
            each.setEnabled(not self.is_locked)
        for editor in (self.planned, self.counts, self.lead, self.done, self.note, self.skipped):
            editor.setReadOnly(self.is_locked)

    @property
    def system_id(self) -> str:
        """The system shown."""
        return self._row.system_id if self._row is not None else ""

    def _refuse(self, error: AppError, editor: StoredLine) -> None:
        editor.take_back()
        self.office.acts.refused.emit(error)

    def _store_planned(self, text: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(
            lambda: stages.plan_stage(desk, system_id=system_id, stage=stage, on=read_day(text)), editor=self.planned
        )

    def _store_counts(self, text: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        try:
            done, total = done_of(text, where=stage.label)
        except AppError as error:
            self._refuse(error, self.counts)
            return
        self.do(
            lambda: stages.count_stage(desk, system_id=system_id, stage=stage, done=done, total=total),
            editor=self.counts,
        )

    def _store_done(self, text: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        if not text.strip():
            self.do(lambda: stages.reopen_stage(desk, system_id=system_id, stage=stage))
            return
        self.do(
            lambda: stages.finish_stage(desk, system_id=system_id, stage=stage, at=read_moment(text, near=desk.now())),
            editor=self.done,
        )

    def _store_note(self, text: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(lambda: stages.note_stage(desk, system_id=system_id, stage=stage, text=text), editor=self.note)

    def _store_skipped(self, text: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(lambda: stages.skip_stage(desk, system_id=system_id, stage=stage, reason=text), editor=self.skipped)

    def _store_lead(self, unit: str) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(lambda: stages.set_stage_lead(desk, system_id=system_id, stage=stage, unit=unit))

    def _finish(self) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(lambda: stages.finish_stage(desk, system_id=system_id, stage=stage))

    def _reopen(self) -> None:
        desk, system_id, stage = self.office.desk, self.system_id, self.stage
        self.do(lambda: stages.reopen_stage(desk, system_id=system_id, stage=stage))


class StagePanel(Panel):
    """A system that stays on its way into use."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        self.section = StageSection(office, units)
        self._history = HistorySection(office)
        super().__init__(
            (("stage", "Giai đoạn", self.section), ("history", "Lịch sử", self._history)),
            EmptyState("hand-pointing", "Chưa chọn giai đoạn", "Chọn một ô giai đoạn của hệ thống đã được chọn."),
        )
        self._office = office
        self.system_id = ""

    def show_stage(self, row_: BoardRow | None, stage: StageKey) -> None:
        """Show a stage; None shows that none is chosen."""
        self.system_id = row_.system_id if row_ is not None else ""
        if row_ is None:
            self.show_empty()
            return
        name = f"{row_.system} ({row_.province})" if row_.province else row_.system
        mark = badges.EXEMPTED if row_.is_exemption else badges.CHOSEN if row_.is_in_force else badges.REVIEW
        self.show_head(name, row_.kind.shown, mark)
        self.section.show_row(row_, stage)
        record_id = self._office.desk.natural_id("selection_stage", f"{row_.system_id}/{self.section.stage.value}")
        self._history.show_records(("selection_stage", record_id))

    def edit(self) -> None:
        """Put the cursor into the first field that waits."""
        self.show_section("stage")
        self.section.planned.setFocus()

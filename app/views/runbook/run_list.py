"""Lượt thực hiện: every run, rehearsal or real, with where it stands; opens the night's windows."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.errors import AppError
from app.models.runbook.records import Run
from app.models.runbook.run_records import RunState
from app.services.desk import Desk
from app.services.runbook import locking, runs
from app.views.common.badge import Badge
from app.views.common.clock_words import moment, running, short_moment
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, column, label, row, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, Column, RecordTable, Whole
from app.views.runbook.badges import MODE
from app.views.runbook.measured_sheet import MeasuredSheet
from app.views.runbook.run_sheet import RunSheet

OPEN = Badge("Đang mở", "play-circle", Tone.RUNNING)
WAITING = Badge("Chưa bắt đầu", "circle-dashed", Tone.NEUTRAL)
CLOSED = Badge("Đã kết thúc", "check-circle", Tone.CONFIRMED)
BACK = Badge("Khôi phục hệ thống cũ", "arrow-u-up-left", Tone.WATCH)
MISSING = Badge("Chờ đồng bộ kịch bản", "warning", Tone.WATCH)


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run with what its events come to; `state` is None where its locked version is not on this PC yet."""

    run: Run
    version: str
    state: RunState | None
    done: str
    downtime: str


def run_lines(desk: Desk) -> tuple[RunLine, ...]:
    """Every run, the latest first."""
    versions = {one.id: f"Bản {one.version}" for one in locking.locks(desk)}
    return tuple(_line(desk, run, versions.get(run.lock_id, "")) for run in reversed(runs.runs(desk)))


def _line(desk: Desk, run: Run, version: str) -> RunLine:
    try:
        state = runs.read(desk, run_id=run.id)
    except AppError:
        return RunLine(run, version, None, "", "")
    way = [one for one in state.steps if one.step.branch is state.branch]
    over = sum(1 for one in way if one.status.is_over)
    down = state.downtime(state.closed_at or desk.now())
    ended = state.reopened_at is not None or state.is_over
    return RunLine(run, version, state, f"{over}/{len(way)}", running(down) if down is not None and ended else "")


def standing(line: RunLine) -> Badge:
    """Where a run stands."""
    if line.state is None:
        return MISSING
    if line.state.is_over:
        return BACK if line.state.rollback_begun_at is not None else CLOSED
    return OPEN if line.state.log else WAITING


COLUMNS: tuple[Column[RunLine], ...] = (
    Column("mode", "Loại", lambda line: line.run.mode.label, 130, badge=lambda line: MODE[line.run.mode]),
    Column("title", "Lượt thực hiện", lambda line: line.run.title, 260),
    Column("standing", "Trạng thái", lambda line: standing(line).word, 180, badge=standing),
    Column("anchor", "Giờ G", lambda line: moment(line.run.anchor), 140, CENTRE),
    Column("done", "Bước đã xong", lambda line: line.done, 110, CENTRE),
    Column("downtime", "Gián đoạn", lambda line: line.downtime, 100, CENTRE),
    Column("version", "Kịch bản", lambda line: line.version, 90, CENTRE),
    Column("made", "Mở lúc", lambda line: f"{short_moment(line.run.made_at)}, {line.run.made_by}", 220),
)


class RunList(QWidget):
    """The runs."""

    night_asked = Signal(str)
    wall_asked = Signal(str)
    papers_asked = Signal(str)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._lines: tuple[RunLine, ...] = ()
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="runs", memory=office.memory)
        self.list.fill_with("title")
        self.list.setAccessibleName("Các lượt thực hiện")
        self.list.opened.connect(lambda _row: self._ask(self.night_asked))
        self.list.chosen.connect(self._show_acts)
        self._make = button("Mở lượt thực hiện…", self.make, icon="plus")
        self._night = button("Điều hành", lambda: self._ask(self.night_asked), icon="play-circle", kind="primary")
        self._wall = button("Màn hình chung", lambda: self._ask(self.wall_asked), icon="monitor")
        self._papers = button("Văn bản", lambda: self._ask(self.papers_asked), icon="file-text")
        self._apply = button("Thời lượng diễn tập…", self.apply_measured, icon="clock")
        self._differs = label("", "watch", wrap=True)
        empty = EmptyState(
            "play-circle",
            "Chưa có lượt thực hiện nào",
            "Chốt kịch bản, rồi mở ít nhất hai lượt diễn tập trước đêm chính thức.",
            act="Mở lượt thực hiện…",
            on_act=self.make,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        acts = row(self._make, self._night, self._wall, self._papers, self._apply, STRETCH)
        self.setLayout(column(acts, self._differs, wide(self._stack), spacing=8))

    def reload(self) -> None:
        """Read the runs again."""
        self._lines = run_lines(self._office.desk)
        self.table.refresh()
        self._stack.setCurrentIndex(0 if self._lines else 1)
        if self._lines and not self.list.currentIndex().isValid():
            self.list.choose(0)
        self._show_acts(self.list.currentIndex().row())
        text = self.differences
        self._differs.setText(text)
        self._differs.setVisible(bool(text))

    @property
    def differences(self) -> str:
        """How the master differs from the version last rehearsed (P-7); empty where it does not."""
        last = next((line.run for line in self._lines if line.run.is_rehearsal and line.state is not None), None)
        if last is None:
            return ""
        found = locking.compare(self._office.desk, lock_id=last.lock_id).differences
        numbers = ", ".join(one.number for one in found[:8]) + ("…" if len(found) > 8 else "")
        return f"Kịch bản khác bản diễn tập gần nhất: {len(found)} bước ({numbers})." if found else ""

    def _page(self, offset: int, limit: int) -> Whole[RunLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _show_acts(self, at: int) -> None:
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        for each in (self._night, self._wall, self._papers):
            each.setEnabled(line is not None and line.state is not None)
        self._make.setEnabled(not self._office.desk.read_only)
        self._apply.setEnabled(any(one.run.is_rehearsal and one.state is not None for one in self._lines))

    def _chosen(self) -> RunLine | None:
        at = self.list.currentIndex().row()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _ask(self, signal: object) -> None:
        line = self._chosen()
        if line is not None and line.state is not None:
            signal.emit(line.run.id)  # type: ignore[attr-defined]  # one of the signals above

    def make(self) -> None:
        """Mở lượt thực hiện."""
        RunSheet(self.window(), self._office).exec()

    def apply_measured(self) -> None:
        """Đưa thời lượng diễn tập vào kịch bản: of the chosen rehearsals, or of all."""
        chosen = [self._lines[at].run for at in self.list.chosen_rows() if self._lines[at].run.is_rehearsal]
        every = [line.run for line in self._lines if line.run.is_rehearsal and line.state is not None]
        MeasuredSheet(self.window(), self._office, chosen if len(chosen) > 1 else every).exec()

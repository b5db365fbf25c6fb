"""Nhật ký (F7): every entry, struck through where it was taken back or corrected; verify, code, correct."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.models.errors import AppError
from app.models.runbook.run_records import EventKind, LogLine, Result, RunEvent, RunState
from app.services.runbook import proof
from app.views.common import typeface
from app.views.common.clock_words import clock, short_moment
from app.views.common.layout import STRETCH, button, column, label, restyle, row, wide
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, Column, Index, RecordTable, Whole
from app.views.runbook.night.following import Following
from app.views.runbook.night.small_sheets import CorrectionSheet, PaperSheet

_DISPLAY = Qt.ItemDataRole.DisplayRole
_FONT = Qt.ItemDataRole.FontRole


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    line: LogLine
    number: str
    words: str

    @property
    def event(self) -> RunEvent:
        """The event itself."""
        return self.line.event


def log_entries(state: RunState) -> tuple[Entry, ...]:
    """The log, the latest first."""
    numbers = {one.step.id: one.step.number for one in state.steps}
    return tuple(
        Entry(line, numbers.get(line.event.step_id, ""), event_words(line.event, state)) for line in reversed(state.log)
    )


def event_words(event: RunEvent, state: RunState) -> str:
    """What an event says besides its kind."""
    body = event.body
    parts = [str(body.get(key, "")) for key in ("title", "text", "reason", "explanation", "evidence")]
    if event.kind is EventKind.FINISH and body.get("result") in set(Result):
        parts.insert(0, Result(body["result"]).label)
    if event.kind in (EventKind.VOTE, EventKind.DECIDE):
        choice = str(body.get("choice") or body.get("outcome") or "")
        parts.insert(0, {"go": "TIẾP TỤC", "stop": "DỪNG"}.get(choice, ""))
        parts.insert(1, _role(event, state))
    if body.get("override"):
        parts.append("chỉ huy quyết định khác biểu quyết")
    if body.get("seconded_by"):
        parts.append(f"xác nhận: {body['seconded_by']}")
    numbers = body.get("numbers")
    if isinstance(numbers, dict):
        names = {one.id: one.name for step in state.steps for one in step.step.measures}
        parts += [f"{names.get(key, 'Số liệu')}: {value}" for key, value in numbers.items()]
    return "; ".join(part for part in parts if part)


def _role(event: RunEvent, state: RunState) -> str:
    gate = state.gate(event.step_id)
    role_id = event.body.get("role_id")
    return next((one.role.role for one in gate.votes if one.role.id == role_id), "") if gate is not None else ""


def _time(entry: Entry) -> str:
    return clock(entry.event.occurred_at)


def _source(entry: Entry) -> str:
    if entry.event.from_paper:
        return f"từ bản giấy, nhập {short_moment(entry.event.entered_at)}"
    return f"máy {entry.event.chain[:8]}, mục {entry.event.seq}"


def _standing(entry: Entry) -> str:
    return "đã gạch" if entry.line.is_struck else ""


COLUMNS: tuple[Column[Entry], ...] = (
    Column("time", "Giờ", _time, 84, CENTRE),
    Column("number", "Bước", lambda entry: entry.number, 56, CENTRE),
    Column("kind", "Việc", lambda entry: entry.event.kind.label, 170),
    Column("words", "Nội dung", lambda entry: entry.words, 360),
    Column("person", "Người ghi", lambda entry: entry.event.person, 180),
    Column("source", "Nguồn", _source, 220),
    Column("standing", "", _standing, 76, CENTRE),
)


class LogTable(RecordTable[Entry]):
    """The log's item model: struck entries are drawn through."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._struck = QFont(typeface.font())
        self._struck.setStrikeOut(True)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _FONT and index.isValid() and index.row() < self.rowCount():
            is_words = self.columns[index.column()].key != "standing"
            return self._struck if is_words and self.line(index.row()).line.is_struck else None
        return super().data(index, role)


_LONGEST_CODE = 40
"""Room for the code with the words around it."""


class LogView(QWidget):
    """The log with what can be done about it."""

    def __init__(self, following: Following) -> None:
        super().__init__()
        self._following = following
        self._entries: tuple[Entry, ...] = ()
        self.table = LogTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="run-log", memory=following.office.memory)
        self.list.fill_with("words")
        self.list.set_compact(True)
        self.list.setAccessibleName("Nhật ký của lượt thực hiện")
        self._code = label("", size=typeface.LARGE, strong=True)
        self._verdict = label("", "muted", wrap=True)
        self.heard = QLineEdit()
        self.heard.setPlaceholderText("Gõ mã để đối chiếu")
        self.heard.setAccessibleName("Mã để đối chiếu với nhật ký")
        self.heard.setFixedWidth(200)
        self.heard.setMaxLength(_LONGEST_CODE)
        self.heard.returnPressed.connect(self.compare)
        self._correct = button("Đính chính…", self.correct, icon="pencil-simple")
        acts = row(
            self._correct,
            button("Nhập bổ sung từ bản giấy…", self.add_from_paper, icon="note-pencil"),
            button("Kiểm tra nhật ký", self.verify, icon="check-circle"),
            button("Ghi mốc đã đọc mã", self.anchor, icon="megaphone"),
            STRETCH,
            self.heard,
            self._code,
        )
        self.setLayout(column(acts, self._verdict, wide(self.list), spacing=8))
        self.list.opened.connect(lambda _row: self.correct())
        following.state_changed.connect(self.show_log)
        self.show_log()

    def show_log(self) -> None:
        """Show the log as it stands."""
        self._entries = log_entries(self._following.state)
        self.table.refresh()
        self._correct.setEnabled(bool(self._entries))
        codes = proof.codes(self._following.office.desk, run_id=self._following.run_id)
        self._code.setText(f"Mã đọc: {codes[0].code}" if codes else "")
        self._code.setToolTip("\n".join(code.shown for code in codes))

    def _page(self, offset: int, limit: int) -> Whole[Entry]:
        return Whole(len(self._entries), self._entries[offset : offset + limit])

    def correct(self) -> None:
        """Đính chính mục đang chọn."""
        at = self.list.currentIndex().row()
        if 0 <= at < len(self._entries):
            CorrectionSheet(self.window(), self._following, self._entries[at].event).exec()

    def add_from_paper(self) -> None:
        """Nhập bổ sung từ bản giấy."""
        PaperSheet(self.window(), self._following).exec()

    def verify(self) -> None:
        """Kiểm tra nhật ký: the first bad or missing entry is named."""
        self._following.office.acts.read(
            lambda: proof.verify_runs(self._following.office.desk),
            self._show_reports,
            refused=self._following.refused.emit,
        )

    def _show_reports(self, reports: tuple[proof.RunReport, ...]) -> None:
        report = self._own(reports)
        if report.problems:
            restyle(self._verdict, "act_now")
            self._verdict.setText(" ".join(report.problems))
            return
        entries = sum(one.length for one in report.chains)
        restyle(self._verdict, "confirmed")
        left = f", {report.unanchored} mục cuối chưa có mốc đối chiếu ở nơi khác" if report.unanchored else ""
        self._verdict.setText(f"Nhật ký nguyên vẹn: {entries} mục nối tiếp đúng{left}.")

    def compare(self) -> None:
        """Đối chiếu mã: the entry that a code read aloud or printed stands for is named."""
        following, code = self._following, self.heard.text().strip()
        if not code:
            return
        desk = following.office.desk

        def refused(error: AppError) -> None:
            self._verdict.clear()
            following.refused.emit(error)

        following.office.acts.read(
            lambda: (proof.locate_code(desk, run_id=following.run_id, code=code), proof.verify_runs(desk)),
            lambda found: self._show_located(*found),
            refused=refused,
        )

    def _show_located(self, found: proof.HeadCode, reports: tuple[proof.RunReport, ...]) -> None:
        """A code proves the entries before its own only where the log fits together."""
        place = f"Mã khớp mục {found.seq} của máy {found.chain[:8]}"
        problems = self._own(reports).problems
        restyle(self._verdict, "act_now" if problems else "confirmed")
        self._verdict.setText(
            f"{place}, nhưng nhật ký có chỗ sai: {' '.join(problems)}"
            if problems
            else f"{place}: các mục từ 1 đến {found.seq} đúng như lúc đọc, in mã."
        )
        self.heard.clear()

    def _own(self, reports: tuple[proof.RunReport, ...]) -> proof.RunReport:
        return next(each for each in reports if each.run.id == self._following.run_id)

    def anchor(self) -> None:
        """Record that the code was read aloud and written down elsewhere."""
        following = self._following
        following.office.acts.read(
            lambda: proof.anchor(following.office.desk, run_id=following.run_id, place="đã đọc mã qua điện thoại"),
            self._show_anchored,
            refused=following.refused.emit,
        )

    def _show_anchored(self, codes: tuple[proof.HeadCode, ...]) -> None:
        restyle(self._verdict, "muted")
        self._verdict.setText("Đã ghi mốc: " + "; ".join(code.shown for code in codes))

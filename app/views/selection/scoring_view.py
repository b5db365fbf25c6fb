"""Phiếu chấm điểm: one criterion at a time, all candidates side by side, everything by keyboard.

Keys act only while a cell has the focus, never in a text field; each score is stored when it is left, so the sheet may
be closed at any moment and goes on at the first cell that is not done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.errors import AppError, InvalidInputError
from app.models.secrecy import SecretError
from app.models.selection.records import KindView, RoundState, Sheet, Verdict
from app.models.selection.result import shown
from app.services.selection import assessing, reading
from app.views.common.acts import Done
from app.views.common.badge import Badge
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, holder, label, row, scrolled, subheading, wide
from app.views.common.message import confirm
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.table import Column, RecordTable, Whole
from app.views.selection import scoring_lines
from app.views.selection.document_sheet import CellKey, DocumentSheet
from app.views.selection.score_card import ScoreCard, clipboard_files, clipboard_text

KEYS = (
    "0–9: điểm   ·   1 rồi 0: mười   ·   dấu phẩy: thêm nửa điểm   ·   Tab, ← →: hệ thống   ·   ↑ ↓: tiêu chí   ·   "
    "Enter: ghi chú   ·   phím cách: tự đánh giá   ·   Ctrl+O, Ctrl+V: minh chứng   ·   Delete: xoá điểm"
)
VETO_KEYS = (
    "+ : đạt   ·   - : không đạt (phải ghi lý do)   ·   Delete: bỏ ý kiến   ·   Tab, ← →: hệ thống   ·   ↑ ↓: tiêu chí"
)
DONE = Badge("Xong", "check-circle", Tone.CONFIRMED)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion with how many candidates are done under it."""

    number: int
    name: str
    done: int
    total: int

    @property
    def badge(self) -> Badge:
        """How far it is."""
        left = Badge(f"{self.done}/{self.total}", "circle-dashed", Tone.NEUTRAL)
        return DONE if self.done == self.total else left


COLUMNS: tuple[Column[CriterionLine], ...] = (
    Column("name", "Tiêu chí", lambda line: f"{line.number}. {line.name}", 200),
    Column("state", "Đã chấm", lambda line: line.badge.word, 86, badge=lambda line: line.badge),
)
_NO_VERDICT = InvalidInputError("Chưa ghi đạt hay không đạt.", "Bấm + (đạt) hoặc - (không đạt) trên ô, rồi ghi lý do.")
_OPEN_FILE = "Tệp này không chứa bí mật nhà nước?"


class ScoringView(QWidget):
    """The sheet of one assessor for one kind."""

    left = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._view: KindView | None = None
        self._interests: dict[tuple[str, str], str] = {}
        self._at, self._place = 0, 0
        self._wanted: dict[tuple[str, str], Verdict] = {}
        """(criterion, candidate) -> the verdict whose reason is being typed."""
        self._title = subheading("")
        self.assessor = Choice()
        self.assessor.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._for = label("", "watch")
        self._count = label("", strong=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(180)
        self._lines_shown: tuple[CriterionLine, ...] = ()
        self.table: RecordTable[CriterionLine] = RecordTable(COLUMNS, self._page, parent=self)
        self.criteria = RecordView(self.table, name="scoring-criteria", memory=office.memory)
        self.criteria.fill_with("name")
        self.criteria.setFixedWidth(268)
        self.criteria.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.criteria.setAccessibleName("Các tiêu chí")
        self._name = label("", size=15, strong=True, wrap=True)
        self._weight = label("", "muted")
        self._guide = label("", wrap=True)
        self._cards: QHBoxLayout = row(spacing=12)
        self.cards: list[ScoreCard] = []
        self._area = scrolled(column(self._cards, STRETCH))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._keys = label("", "muted", wrap=True)
        self._finished = label("", "confirmed", strong=True)
        self.setLayout(self._lines())
        self.assessor.activated.connect(lambda _at: self.show_kind(self.kind_id, str(self.assessor.currentData())))
        self.criteria.chosen.connect(self._criterion_chosen)
        office.acts.changed.connect(lambda _outcome, _initiator: self._changed())

    def _lines(self) -> QVBoxLayout:
        back = button("So sánh", self.leave, icon="arrow-left", kind="quiet", tip="Về bảng so sánh (Esc)")
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(
            back, self._title, 12, label("Người đánh giá", "field"), self.assessor, self._for, STRETCH, self._count,
            self._bar, spacing=8, margins=(12, 12, 16, 8),
        )  # fmt: skip
        centre = column(
            row(wide(self._name), self._weight, self._finished, spacing=12),
            self._guide,
            wide(self._area),
            self._keys,
            spacing=8,
        )
        body = row(self.criteria, wide(holder(centre)), spacing=16, margins=(16, 0, 16, 12))
        return column(head, wide(holder(body)), spacing=0)

    @property
    def kind_id(self) -> str:
        """The kind being scored, "" before the first."""
        return self._view.kind.id if self._view is not None else ""

    @property
    def assessor_id(self) -> str:
        """Whose sheet it is."""
        return str(self.assessor.currentData() or "")

    @property
    def sheet(self) -> Sheet | None:
        """What is scored."""
        return self._view.sheet if self._view is not None else None

    def show_kind(self, kind_id: str, assessor_id: str = "", *, criterion_id: str = "", system_id: str = "") -> None:
        """Open a kind's sheet, at a cell or where the assessor goes on; by itself the sheet of who sits at the desk."""
        self._read(kind_id)
        sheet = self.sheet
        if sheet is None:
            return
        self._show_assessors(sheet, assessor_id)
        self._at, self._place = scoring_lines.first_open(sheet, self.assessor_id)
        named = [at for at, one in enumerate(sheet.criteria) if one.id == criterion_id]
        if named:
            places = [at for at, one in enumerate(sheet.systems) if one.id == system_id]
            self._at, self._place = named[0], places[0] if places else 0
        self._make_cards(sheet)
        self._draw()
        self._focus()

    def _read(self, kind_id: str) -> None:
        desk = self._office.desk
        self._view = reading.kind(desk, kind_id=kind_id)
        names = {one.id: one for one in self._view.sheet.assessors}
        self._interests = {
            (one.assessor_id, one.system_id): one.message
            for one in reading.findings(desk, kind_id=kind_id)
            if one.rule == "interest" and one.assessor_id in names
        }

    def _show_assessors(self, sheet: Sheet, wanted: str) -> None:
        desk = self._office.desk
        own = next((one.id for one in sheet.assessors if desk.person and one.person_id == desk.person.id), "")
        self.assessor.clear()
        for one in sheet.assessors:
            self.assessor.addItem(one.name, one.id)
        self.assessor.choose(wanted or own)
        self._for.setText("" if self.assessor_id == own else "Đang nhập hộ")

    def _make_cards(self, sheet: Sheet) -> None:
        while len(self.cards) > len(sheet.systems):
            gone = self.cards.pop()
            self._cards.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.cards) < len(sheet.systems):
            self._add_card(len(self.cards))

    def _add_card(self, place: int) -> None:
        card = ScoreCard()
        card.box.stored.connect(lambda text: self._store(card, text))
        card.box.verdict_given.connect(lambda verdict: self._judge(card, verdict))
        card.box.moved.connect(self.go_on)
        card.box.self_asked.connect(card.is_self.toggle)
        card.box.entered.connect(lambda: self._entered(place))
        card.box.file_asked.connect(lambda: self._ask_file(card))
        card.box.pasted.connect(lambda: self._paste(card))
        card.is_self.toggled.connect(lambda on: self._describe(card, is_self=on))
        card.note.stored.connect(lambda text: self._note(card, text))
        card.note.left.connect(lambda way: self._leave_note(place, way))
        card.document.clicked.connect(lambda: self._ask_document(card))
        card.removed.connect(self._remove)
        card.dropped.connect(lambda paths: self.attach(card, paths))
        self.cards.append(card)
        self._cards.addWidget(card, 1)

    def _draw(self) -> None:
        """Show the present criterion with all candidates, and how far the sheet is."""
        sheet = self.sheet
        if sheet is None or not sheet.criteria or self._at >= len(sheet.criteria):
            return
        criterion = sheet.criteria[self._at]
        self._title.setText(f"Phiếu chấm điểm: {sheet.kind.shown}")
        self._name.setText(f"{self._at + 1}. {criterion.name}")
        self._weight.setText(f"trọng số {shown(criterion.weight)}" if criterion.is_scored else "tiêu chí loại")
        self._guide.setText(criterion.guide)
        self._keys.setText(KEYS if criterion.is_scored else VETO_KEYS)
        for card, cell in zip(self.cards, scoring_lines.cells(sheet, criterion, self.assessor_id), strict=True):
            interest = self._interests.get((self.assessor_id, cell.system.id), "")
            card.show_cell(cell, interest, is_locked=self._is_locked)
        done, total = scoring_lines.progress(sheet, self.assessor_id)
        self._count.setText(f"{done}/{total} ô")
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        self._finished.setText("Đã chấm xong" if total and done == total else "")
        self._draw_list(sheet)

    def _draw_list(self, sheet: Sheet) -> None:
        self._lines_shown = tuple(
            CriterionLine(at, one.name, scoring_lines.done_in(sheet, one, self.assessor_id), len(sheet.systems))
            for at, one in enumerate(sheet.criteria, 1)
        )
        self.table.refresh()
        if self.criteria.currentIndex().row() != self._at:
            self.criteria.choose(self._at)

    def _page(self, offset: int, limit: int) -> Whole[CriterionLine]:
        return Whole(len(self._lines_shown), self._lines_shown[offset : offset + limit])

    @property
    def _is_locked(self) -> bool:
        return self._office.desk.read_only or self._view is None or self._view.state is not RoundState.SCORING

    def _changed(self) -> None:
        if not self.isVisible() or self._view is None:
            return
        before = self.sheet
        self._read(self.kind_id)
        sheet = self.sheet
        if sheet is None or before is None:
            return
        ids = (
            [one.id for one in before.systems],
            [one.id for one in before.criteria],
            [one.id for one in before.assessors],
        )
        if ids != ([one.id for one in sheet.systems], [o.id for o in sheet.criteria], [o.id for o in sheet.assessors]):
            self.show_kind(self.kind_id, self.assessor_id)
        else:
            self._draw()

    def go_on(self, criteria: int, candidates: int) -> None:
        """Go on by so many criteria or candidates; behind the last candidate begins the next criterion."""
        sheet = self.sheet
        if sheet is None or not sheet.systems:
            return
        at, place = self._at + criteria, self._place + candidates
        if place >= len(sheet.systems):
            at, place = at + 1, 0
        elif place < 0:
            at, place = at - 1, len(sheet.systems) - 1
        if not 0 <= at < len(sheet.criteria):
            return
        self._at, self._place = at, place
        self._draw()
        self._focus()

    def _focus(self) -> None:
        if self._place < len(self.cards):
            self.cards[self._place].box.setFocus()
            self._area.ensureWidgetVisible(self.cards[self._place], 0, 0)

    def _entered(self, place: int) -> None:
        self._place = place

    def _criterion_chosen(self, at: int) -> None:
        if at >= 0 and at != self._at:
            self.go_on(at - self._at, 0)

    def _leave_note(self, place: int, way: int) -> None:
        self._wanted.clear()
        self._place = place
        self.go_on(0, way)
        self._focus()

    def _do(self, work: Callable[[], Done], *, card: ScoreCard, is_note: bool = False) -> None:
        """Act on a cell; what was refused is said, a refused note stays to be corrected, a score goes back."""

        def refused(error: AppError) -> None:
            self._office.acts.refused.emit(error)
            if is_note and not isinstance(error, SecretError):
                card.note.take_back()
            else:
                self._changed()

        self._office.acts.do(work, refused=refused)

    def _key(self, card: ScoreCard) -> CellKey:
        assert card.cell is not None  # noqa: S101 a card acts only while it shows a cell
        return CellKey(criterion_id=card.cell.criterion.id, system_id=card.cell.system.id, assessor_id=self.assessor_id)

    def _store(self, card: ScoreCard, text: str) -> None:
        desk, key = self._office.desk, self._key(card)
        self._do(lambda: assessing.score(desk, **key, value=text), card=card)

    def _describe(self, card: ScoreCard, *, is_self: bool) -> None:
        desk, key = self._office.desk, self._key(card)
        self._do(lambda: assessing.describe_score(desk, **key, is_self=is_self), card=card)

    def _note(self, card: ScoreCard, text: str) -> None:
        """Store a note: the reason of a verdict where one was given or is being given, else what the score rests on."""
        desk, key, cell = self._office.desk, self._key(card), card.cell
        if cell is None:
            return
        wanted = self._wanted.pop(_place(card), None)
        if wanted is None and cell.criterion.is_scored:
            self._do(lambda: assessing.describe_score(desk, **key, note=text), card=card, is_note=True)
            return
        verdict = wanted or (cell.mark.verdict if cell.mark else None)
        if verdict is None:
            card.note.take_back()
            self._office.acts.refused.emit(_NO_VERDICT)
            return
        self._do(lambda: assessing.mark_veto(desk, **key, verdict=verdict, reason=text), card=card, is_note=True)

    def _judge(self, card: ScoreCard, verdict: Verdict) -> None:
        """Say "đạt" at once; "không đạt" asks for its reason first."""
        cell = card.cell
        if cell is None or cell.criterion.veto is None or self._is_locked:
            return
        reason = cell.mark.reason if cell.mark else ""
        if not cell.criterion.is_scored:
            reason = card.note.toPlainText().strip()
        if verdict is Verdict.FAILED and not reason:
            self._wanted[_place(card)] = verdict
            card.note.setFocus()
            return
        desk, key = self._office.desk, self._key(card)
        self._do(lambda: assessing.mark_veto(desk, **key, verdict=verdict, reason=reason), card=card)

    def _ask_document(self, card: ScoreCard) -> None:
        DocumentSheet(self.window(), self._office, self._key(card)).exec()
        card.box.setFocus()

    def _ask_file(self, card: ScoreCard) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Chọn tệp minh chứng")
        self.attach(card, [Path(each) for each in chosen])

    def _paste(self, card: ScoreCard) -> None:
        """Ctrl+V on a cell: files are attached, words become the note."""
        files, text = clipboard_files(), clipboard_text().strip()
        if files:
            self.attach(card, files)
        elif text:
            joined = f"{card.note.toPlainText()}\n{text}".strip()
            card.note.setPlainText(joined)
            card.note.store()

    def attach(self, card: ScoreCard, paths: list[Path]) -> None:
        """Attach files after the person has said that they hold no state secret."""
        desk, key = self._office.desk, self._key(card)
        names = ", ".join(path.name for path in paths)
        if not paths or not confirm(self.window(), _OPEN_FILE, names, "Không chứa, đính kèm"):
            return
        for path in paths:
            self._do(
                lambda path=path: assessing.attach_file(desk, **key, path=path, declared_open=True),  # type: ignore[misc]
                card=card,
            )
        card.box.setFocus()

    def _remove(self, evidence_id: str) -> None:
        desk = self._office.desk
        self._office.acts.do(lambda: assessing.remove_evidence(desk, evidence_id=evidence_id))

    def leave(self) -> None:
        """Store what is typed and go back to the comparison."""
        for card in self.cards:
            card.note.store()
            card.box.store()
        self.left.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        for card in self.cards:
            card.note.store()
            card.box.store()
        super().hideEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def _place(card: ScoreCard) -> tuple[str, str]:
    """(criterion, candidate) of what a card shows."""
    return (card.cell.criterion.id, card.cell.system.id) if card.cell is not None else ("", "")

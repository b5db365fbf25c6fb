"""Beside the comparison: one criterion of one candidate, what each assessor gave and what backs it."""

from PySide6.QtWidgets import QWidget

from app.models.selection.records import Assessor, Score, Sheet, VetoMark
from app.models.selection.result import Result, shown
from app.models.vietnam_time import show_date
from app.views.common.badge import StatusBadge
from app.views.common.entries import entry, list_box, refill
from app.views.common.layout import STRETCH, column, label, row, scrolled
from app.views.selection import badges
from app.views.selection.comparison_lines import NOT_GIVEN


class ScoreSide(QWidget):
    """Điểm."""

    def __init__(self) -> None:
        super().__init__()
        self._criterion = label("", strong=True, wrap=True)
        self._system = label("", wrap=True)
        self._guide = label("", "muted", wrap=True)
        self._verdict = StatusBadge(badges.CANDIDATE)
        self._reason = label("", wrap=True)
        inside, self._list = list_box()
        lines = column(
            self._criterion,
            self._system,
            self._guide,
            row(self._verdict, STRETCH),
            self._reason,
            inside,
            STRETCH,
            spacing=8,
            margins=(16, 12, 16, 16),
        )
        self.setLayout(column(scrolled(lines)))

    def show_cell(self, sheet: Sheet, found: Result, system_id: str, criterion_id: str) -> None:
        """Show a cell of the comparison; without a criterion that none is chosen."""
        criterion, system = sheet.criterion(criterion_id), sheet.system(system_id)
        for each in (self._verdict, self._reason, self._guide):
            each.hide()
        if criterion is None or system is None:
            self._criterion.setText("Chưa chọn tiêu chí")
            self._system.setText("Chọn một ô điểm trong bảng để xem từng người chấm và minh chứng.")
            refill(self._list)
            return
        self._criterion.setText(f"{criterion.name} (trọng số {shown(criterion.weight)})")
        self._system.setText(system.shown)
        self._guide.setText(criterion.guide)
        self._guide.setVisible(bool(criterion.guide))
        candidate = found.of(system_id)
        veto = next((one for one in candidate.vetoes if one.criterion_id == criterion_id), None) if candidate else None
        if veto is not None:
            self._verdict.show_badge(badges.VERDICT[veto.verdict])
            self._verdict.show()
            self._reason.setText(f"{veto.reason}{' (theo danh mục)' if veto.by_rule else ''}")
            self._reason.show()
        cards = []
        for assessor in sheet.assessors:
            cell = criterion_id, system_id, assessor.id
            if criterion.is_scored:
                cards.append(_score_card(assessor, sheet.by_cell.get(cell)))
            if criterion.veto is not None and cell in sheet.marks_by_cell:
                cards.append(_mark_card(assessor, sheet.marks_by_cell[cell]))
        refill(self._list, *(cards or [label("Chưa có ý kiến nào.", "muted")]))


def _score_card(assessor: Assessor, score: Score | None) -> QWidget:
    value = shown(score.value if score else None, missing=NOT_GIVEN)
    lines = [(f"{assessor.name}: {value}", "strong"), (assessor.duty, "muted")]
    if score is not None:
        lines.append((score.note, ""))
        for one in score.evidence:
            document = f" số {one.number}" if one.number else ""
            day = f" ngày {show_date(one.issued_on)}" if one.issued_on else ""
            lines.append(
                (f"Minh chứng: {one.title}{document}{day}{f' ({one.file_name})' if one.file_name else ''}", "")
            )
        if score.is_self:
            lines.append(("Tự đánh giá", "muted"))
        if score.value is not None and not score.is_backed:
            lines.append(("Chưa có minh chứng, chưa đánh dấu tự đánh giá", "watch"))
    return entry(*lines)


def _mark_card(assessor: Assessor, mark: VetoMark) -> QWidget:
    return entry((f"{assessor.name}: {mark.verdict.label}", "strong"), (mark.reason, ""))

"""Beside the comparison: what the result says, its picture, and how firm it is."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.selection.records import Course, KindView
from app.models.selection.result import Standing
from app.models.vietnam_time import show_date
from app.services.selection.reading import Results
from app.views.common.badge import StatusBadge
from app.views.common.entries import entry, list_box, refill
from app.views.common.layout import STRETCH, button, column, framed, holder, label, row, scrolled
from app.views.selection import badges, result_words
from app.views.selection.result_picture import ResultPicture
from app.views.selection.result_words import Remark, name_of


class ResultSide(QWidget):
    """Kết quả."""

    course_asked = Signal(object)
    """A Course, of the one system there is."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = StatusBadge(badges.STANDING[Standing.NO_CANDIDATE])
        self._headline = label("", wrap=True)
        self._decision = label("", wrap=True)
        decided = column(label("Đã quyết định", strong=True), self._decision, spacing=4, margins=(12, 8, 12, 8))
        self._decided = framed(decided, "card")
        self.picture = ResultPicture()
        self._firm = label("", "muted", wrap=True)
        flips, self._flips = list_box()
        variants, self._variants = list_box()
        self._flip_title = label("Điểm đổi kết quả", strong=True)
        self._variant_title = label("Thay đổi làm kết quả khác đi", strong=True)
        self._courses = holder(self._course_buttons())
        lines = column(
            row(self.standing, STRETCH),
            self._headline,
            self._decided,
            self._courses,
            self.picture,
            self._firm,
            self._flip_title,
            flips,
            self._variant_title,
            variants,
            STRETCH,
            spacing=8,
            margins=(16, 12, 16, 16),
        )
        self.setLayout(column(scrolled(lines)))

    def _course_buttons(self) -> QVBoxLayout:
        line = row(spacing=8)
        for course in Course:
            line.addWidget(button(f"{course.label}…", partial(self.course_asked.emit, course)))
        line.addStretch(1)
        return column(label("Hướng xử lý hệ thống đang dùng", strong=True), line, spacing=6)

    def show_results(self, results: Results) -> None:
        """Show what the newest version says, and what was decided."""
        sheet, found = results.sheet, results.result
        self.standing.show_badge(badges.STANDING[found.standing])
        self._headline.setText(result_words.headline(sheet, found))
        self._show_decision(results.view)
        alone = not sheet.is_contest and bool(sheet.systems)
        self._courses.setVisible(alone and results.view.decision is None)
        self.picture.setVisible(bool(sheet.systems and sheet.scored))
        self.picture.show_result(sheet, found, results.sensitivity)
        self._firm.setVisible(sheet.is_contest)
        self._firm.setText(result_words.firmness(results.sensitivity))
        _fill(self._flip_title, self._flips, result_words.flips(sheet, results.sensitivity))
        _fill(self._variant_title, self._variants, result_words.variants(sheet, results.sensitivity))

    def _show_decision(self, view: KindView) -> None:
        decision = view.decision
        self._decided.setVisible(decision is not None)
        if decision is None:
            return
        name = name_of(view.sheet, decision.system_id) if decision.system_id else "Thay bằng hệ thống mới"
        number = f"số {decision.decided.number}, " if decision.decided.number else "chưa ghi số văn bản, "
        words = [f"{name}: {decision.course.label.lower()}"]
        words.append(f"{decision.decided.by}, {number}ngày {show_date(decision.decided.on)}")
        words.append(f"Lý do: {decision.reason}")
        if decision.dissent:
            words.append(f"Ý kiến khác: {decision.dissent}")
        for one in view.exemptions:
            words.append(f"Ngoại lệ: {name_of(view.sheet, one.system_id)} đến {show_date(one.until)}. {one.reason}")
        self._decision.setText("\n".join(words))


def _fill(title: QWidget, box: QVBoxLayout, remarks: Sequence[Remark]) -> None:
    title.setVisible(bool(remarks))
    refill(box, *(entry((one.title, "strong"), (one.detail, "")) for one in remarks))

"""Quyết định lựa chọn: which system stays, why, who decided; what a changed decision makes invalid is read first."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.models.errors import AppError
from app.models.selection.aftermath_invalidating import Invalidated
from app.models.selection.records import Course
from app.models.vietnam_time import today
from app.services.selection import deciding, invalidating, reading
from app.views.common.badge import StatusBadge
from app.views.common.check_table import CheckTable
from app.views.common.dates import DayField
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, field, label, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, Whole
from app.views.selection import badges, result_words

COLUMNS = (
    Column[Invalidated]("category", "Ở đâu", lambda one: one.category.label, 240),
    Column[Invalidated]("title", "Không còn đúng khi đổi quyết định", lambda one: one.title, 380),
)


class DecisionSheet(Sheet):
    """Decide a kind."""

    def __init__(
        self, parent: QWidget | None, office: Office, kind_id: str, *, course: Course = Course.KEEP, system_id: str = ""
    ) -> None:
        results = reading.results(office.desk, kind_id=kind_id)
        view, found = results.view, results.result
        super().__init__(
            parent,
            f"Quyết định: {view.kind.shown}",
            "Phiên bản đánh giá được chốt theo quyết định; điểm sửa sau đó thuộc phiên bản mới. Không hoàn tác được.",
            width=760,
        )
        self._office = office
        self._kind_id = kind_id
        self._invalid: tuple[Invalidated, ...] = ()
        standing = StatusBadge(badges.STANDING[found.standing])
        self.system = Choice()
        for one in found.candidates:
            name = result_words.name_of(view.sheet, one.system_id)
            state = "bị loại" if one.is_excluded else result_words.total(one)
            self.system.addItem(f"{name}: {state}", one.system_id)
        self.system.choose(system_id or found.leader_id)
        self.course = Choice()
        for each in Course:
            self.course.addItem(each.label, each)
        self.course.choose(course)
        self.reason = _words("Căn cứ kết quả đánh giá, ưu điểm chính, khả năng dùng chung toàn tỉnh")
        self.dissent = _words("Ý kiến khác và của ai; để trống nếu không có")
        self.by = QLineEdit()
        self.by.setPlaceholderText("VD: Chủ tịch UBND tỉnh")
        self.on = DayField(day=today(office.desk.now()))
        self.number = QLineEdit()
        self.number.setPlaceholderText("Ghi sau khi văn thư cấp số cũng được")
        self.met = QCheckBox(
            "Đã họp xem xét, quyết định (khi chênh lệch dưới ngưỡng, hoặc không chọn hệ thống đứng đầu)"
        )
        self.met.setVisible(view.sheet.is_contest)
        self._warning = label("", "act_now", wrap=True)
        self.table: CheckTable[Invalidated] = CheckTable(COLUMNS, self._page, key=lambda one: one.key, parent=self)
        self.list = RecordView(self.table, name="invalidated", memory=office.memory)
        self.list.fill_with("title")
        self.list.set_compact(True)
        self.list.setFixedHeight(150)
        self._all = button("Đã xem tất cả", self._tick_all)
        self.add(
            row(standing, STRETCH),
            label(result_words.headline(view.sheet, found), wrap=True),
            row(field("Hệ thống", self.system), field("Hướng xử lý", self.course), spacing=12),
            field("Lý do lựa chọn", self.reason),
            field("Ý kiến khác", self.dissent),
            row(
                field("Người, cơ quan quyết định", self.by), field("Ngày quyết định", self.on),
                field("Số, ký hiệu", self.number), spacing=12,
            ),
            self.met,
            self._warning,
            self.list,
        )  # fmt: skip
        self._act = self.foot("Ghi quyết định", self._decide)
        self.foot_left(self._all)
        self.list.opened.connect(self.table.toggle)
        self.table.ticked.connect(lambda _count: self._show_act())
        self.system.currentIndexChanged.connect(lambda _at: self._look_ahead())
        self.course.currentIndexChanged.connect(lambda _at: self._look_ahead())
        self._look_ahead()

    @property
    def system_id(self) -> str:
        """What would stay; "" where a new system takes the place of all."""
        if self.course.currentData() is Course.REPLACE:
            return ""
        return str(self.system.currentData() or "")

    def _page(self, offset: int, limit: int) -> Whole[Invalidated]:
        return Whole(len(self._invalid), self._invalid[offset : offset + limit])

    def _look_ahead(self) -> None:
        """What this choice would make invalid: nothing at the first decision of a kind."""
        self.system.setEnabled(self.course.currentData() is not Course.REPLACE)
        self._invalid = invalidating.what_becomes_invalid(
            self._office.desk, kind_id=self._kind_id, system_id=self.system_id
        )
        self.table.tick(self.table.ticks, on=False)
        self.table.reload()
        for each in (self.list, self._warning, self._all):
            each.setVisible(bool(self._invalid))
        self._warning.setText(
            f"Đổi quyết định làm {len(self._invalid)} điểm dưới đây không còn đúng. Chúng giữ nguyên và được đánh dấu "
            "“cần xem lại”; đánh dấu từng điểm đã xem (phím cách) rồi mới ghi được."
        )
        self._show_act()

    def _show_act(self) -> None:
        self._act.setEnabled(len(self.table.ticks) == len(self._invalid))

    def _tick_all(self) -> None:
        self.table.tick([one.key for one in self._invalid])

    def _decide(self) -> None:
        desk, kind_id, system_id = self._office.desk, self._kind_id, self.system_id
        try:
            day = self.on.day() or today(desk.now())
        except AppError as error:
            self.refused(error)
            return
        self.message.hide()
        self._office.acts.do(
            lambda: deciding.decide(
                desk,
                kind_id=kind_id,
                system_id=system_id,
                reason=self.reason.toPlainText(),
                by=self.by.text(),
                on=day,
                number=self.number.text(),
                dissent=self.dissent.toPlainText(),
                course=self.course.currentData(),
                after_meeting=self.met.isChecked(),
                acknowledged=self.table.ticks,
            ),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )


def _words(placeholder: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setPlaceholderText(placeholder)
    made.setTabChangesFocus(True)
    made.setFixedHeight(64)
    return made

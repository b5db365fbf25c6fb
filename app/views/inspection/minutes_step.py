"""Biên bản: the form at the left in the order of the paper, the live page at the right, the acts above both."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget

from app.models.errors import NotFoundError
from app.models.inspection.checks import Finding
from app.models.inspection.minutes_records import AdoptedMinutes, Minutes
from app.models.inspection.records import Visit
from app.models.vietnam_time import show_moment
from app.services.inspection import adopting, minutes
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice, store_all
from app.views.common.layout import button, column, framed, holder, icon_button, label, row, wide
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.adopt_sheet import AdoptSheet, CorrectSheet
from app.views.inspection.live_page import Draw, LivePage
from app.views.inspection.minutes_form import MinutesForm
from app.views.inspection.papers import Compose, minutes_document

SHORT = 12
"""Figures of a hash that the window shows."""


class MinutesStep(Part):
    """The third step."""

    def __init__(self, office: Office, units: UnitEntries, *, compose: Compose = minutes_document) -> None:
        super().__init__(office)
        self._compose = compose
        self._visit: Visit | None = None
        self._versions: tuple[Minutes, ...] = ()
        self._adopted: AdoptedMinutes | None = None
        self.form = MinutesForm(office, units)
        self.page = LivePage(office, self._draw)
        self.form.edited.connect(self.page.follow)
        self.version = Choice()
        self.version.currentIndexChanged.connect(lambda _at: self._show_version())
        self._state = label("", "muted", wrap=True)
        self._outside = label("", "act_now", wrap=True)
        self.fill = button("Điền từ số liệu", self.prefill, icon="arrows-clockwise")
        self.drop = icon_button("trash", "Xoá dự thảo biên bản", self.remove)
        self.adopt = button("Thông qua biên bản…", self.ask_adoption, icon="circle-wavy-check", kind="primary")
        self.sign = button("Ký, quét, kiểm tra…", self.open_signing, icon="pen-nib", kind="primary")
        self.way = button("Đường đi văn bản…", self.open_way, icon="path")
        self.correct = button("Lập bản đính chính…", self.ask_correction, icon="pencil-line")
        bar = row(
            self.version, self._state, self.drop, self.fill, self.correct, self.way, self.sign, self.adopt, spacing=8
        )
        bar.setStretch(1, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        split.addWidget(framed(column(self.form), "card"))
        split.addWidget(holder(column(self.page)))
        split.setSizes([600, 560])
        self._whole = holder(column(bar, self._outside, wide(split), spacing=8))
        self._none = EmptyState(
            "file-text",
            "Chưa lập biên bản làm việc",
            "Biên bản theo mẫu 6.4 được điền sẵn thời gian, địa điểm, đoàn công tác, kết quả từ danh sách kiểm tra và "
            "các kết luận lần trước; phần còn lại nhập tiếp.",
            act="Lập biên bản",
            on_act=self.start,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._whole)
        self._stack.addWidget(self._none)
        self.setLayout(column(self._stack))

    @property
    def shown(self) -> Minutes | None:
        """The version shown."""
        at = self.version.currentIndex()
        return self._versions[at] if 0 <= at < len(self._versions) else None

    @property
    def is_locked(self) -> bool:
        """Whether the version shown was agreed, or nothing may be changed at all."""
        return self._adopted is not None or self.office.desk.read_only

    def show_visit(self, visit: Visit) -> None:
        """Show the minutes of a visit; the version shown stays."""
        other = self._visit is None or self._visit.id != visit.id
        kept = self.shown.id if self.shown is not None and not other else ""
        known = len(self._versions)
        self._visit = visit
        self._versions = minutes.of_visit(self.office.desk, visit_id=visit.id)
        self.version.blockSignals(True)
        self.version.clear()
        for one in self._versions:
            self.version.addItem(f"Bản {one.version}", one.id)
        if self._versions:
            stays = kept and len(self._versions) == known
            self.version.choose(kept if stays else self._versions[-1].id)
        self.version.setVisible(len(self._versions) > 1)
        self.version.blockSignals(False)
        self._stack.setCurrentWidget(self._whole if self._versions else self._none)
        self._show_version()

    def show_again(self) -> None:
        """Show the minutes as they stand."""
        if self._visit is not None:
            self.show_visit(self._visit)

    def _show_version(self) -> None:
        record = self.shown
        if record is None:
            return
        self._adopted = self._adoption(record.id)
        self.form.show_minutes(record, locked=self.is_locked)
        agreed = self._adopted
        if agreed is not None:
            replaced = " Đã có bản đính chính." if agreed.is_replaced else ""
            self._state.setText(
                f"Đã thông qua {show_moment(agreed.adopted_at)}, {agreed.person}. "
                f"Mã nội dung {agreed.content_hash[:SHORT]}.{replaced}"
            )
        elif record.replaces:
            self._state.setText(f"Dự thảo bản đính chính: {record.correction_reason}")
        else:
            self._state.setText("Dự thảo. Mọi thay đổi được lưu ngay; trang bên phải là bản sẽ in.")
        outside = adopting.written_outside(self.office.desk, minutes_id=record.id) if agreed else ()
        self._outside.setText("Sửa ngoài bản đã chốt: " + "; ".join(outside) if outside else "")
        self._outside.setVisible(bool(outside))
        self._show_acts(record)
        self.page.follow()

    def _show_acts(self, record: Minutes) -> None:
        may_edit = not self.office.desk.read_only
        agreed = self._adopted is not None
        newest = bool(self._versions) and record.id == self._versions[-1].id
        for each, on in (
            (self.drop, not agreed),
            (self.fill, not agreed),
            (self.adopt, not agreed),
            (self.sign, agreed),
            (self.way, agreed),
            (self.correct, agreed and newest),
        ):
            each.setVisible(on)
            each.setEnabled(may_edit or each in (self.sign, self.way))

    def _adoption(self, minutes_id: str) -> AdoptedMinutes | None:
        try:
            return adopting.adopted(self.office.desk, minutes_id=minutes_id)
        except NotFoundError:
            return None

    def _draw(self) -> Draw | None:
        desk, compose, record = self.office.desk, self._compose, self.form.draft()
        if record is None:
            return None

        def draw() -> bytes:
            from app.exports.render import render

            return render(compose(desk, record), "pdf")

        return draw

    def start(self) -> None:
        """Lập biên bản."""
        if self._visit is not None:
            desk, visit_id = self.office.desk, self._visit.id
            self.do(lambda: minutes.start(desk, visit_id=visit_id))

    def prefill(self) -> None:
        """Điền từ số liệu đã có; nothing typed is overwritten."""
        record = self.shown
        if record is not None:
            store_all(self.form)
            desk = self.office.desk
            self.do(
                lambda: minutes.prefill(desk, minutes_id=record.id),
                note="Đã điền những gì hồ sơ có; phần đã nhập giữ nguyên.",
            )

    def remove(self) -> None:
        """Xoá dự thảo biên bản; the note offers to take it back."""
        record = self.shown
        if record is not None:
            desk = self.office.desk
            self.do(lambda: minutes.remove(desk, minutes_id=record.id), note="Đã xoá dự thảo biên bản.")

    def ask_adoption(self) -> None:
        """Thông qua biên bản."""
        store_all(self.form)
        record = self.shown
        if record is None:
            return
        sheet = AdoptSheet(self.window(), self.office, record)
        sheet.exec()
        if sheet.settle_asked is not None:
            self.go_to(sheet.settle_asked)

    def ask_correction(self) -> None:
        """Lập bản đính chính."""
        record = self.shown
        if record is not None:
            CorrectSheet(self.window(), self.office, record).exec()

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where a finding is settled."""
        self.form.go_to(finding)

    def open_signing(self) -> None:
        """Ký, quét, kiểm tra."""
        from app.views.inspection.signing import signing_sheet

        if self._adopted is not None:
            signing_sheet(self.window(), self.office, self._adopted).exec()

    def open_way(self) -> None:
        """Đường đi văn bản."""
        from app.views.inspection.signing import way_sheet

        agreed = self._adopted
        if agreed is not None:
            self.office.acts.read(lambda: way_sheet(self.window(), self.office, agreed), lambda sheet: sheet.exec())

    def close_paper(self) -> None:
        """Free the pages."""
        self.page.close_paper()

"""The night's short sheets: a note, an incident resolved, a step put in, a late entry from paper, a substitute."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.runbook.records import Contact
from app.models.runbook.run_records import REASONS, EventKind, Incident, Result, RunEvent, StepState, StepStatus
from app.services.runbook import acts, entries
from app.services.runbook.recording import Recorded
from app.views.common.clock_words import exact_moment, read_moment, read_span
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, field, row
from app.views.common.sheet import Sheet
from app.views.runbook.night.following import Following


class NoteSheet(Sheet):
    """F2: a note to a step, or to the run."""

    def __init__(self, parent: QWidget | None, following: Following, step: StepState | None) -> None:
        where = f"bước {step.step.number}" if step is not None else "cả lượt"
        super().__init__(parent, f"Ghi chú {where}", width=520)
        self._following = following
        self._step_id = step.step.id if step is not None else ""
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(110)
        self.add(field("Nội dung", self.text))
        self.foot("Ghi chú", self._store)
        self.text.setFocus()

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id
        self._following.do(
            lambda: entries.note(desk, run_id=run_id, step_id=self._step_id, text=self.text.toPlainText()),
            then=self.accept,
            refused=self.refused,
        )


class ResolvedSheet(Sheet):
    """F4 on a step with an open incident: how it was resolved."""

    def __init__(self, parent: QWidget | None, following: Following, incident: Incident) -> None:
        owner = f", giao {incident.owner}" if incident.owner else ""
        super().__init__(parent, "Sự cố đang mở", f"Mức {incident.priority}{owner}: {incident.title}", width=520)
        self._following = following
        self._incident = incident
        self.resolution = QLineEdit()
        self.resolution.setPlaceholderText("VD: Khởi động lại dịch vụ, kết nối đã ổn định")
        self.add(field("Kết quả xử lý", self.resolution))
        self.foot("Sự cố đã xử lý", self._store)

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id
        self._following.do(
            lambda: entries.close_incident(
                desk, run_id=run_id, incident_id=self._incident.id, resolution=self.resolution.text()
            ),
            then=self.accept,
            refused=self.refused,
        )


class IncidentSheet(Sheet):
    """F4 with no step chosen: an incident of the run."""

    def __init__(self, parent: QWidget | None, following: Following) -> None:
        super().__init__(parent, "Ghi sự cố", width=520)
        self._following = following
        self.title = QLineEdit()
        self.priority = Choice()
        for level, name in enumerate(("1. Khẩn cấp", "2. Cao", "3. Trung bình", "4. Thấp"), 1):
            self.priority.addItem(name, level)
        self.priority.choose(2)
        self.add(field("Tên sự cố", self.title), field("Mức ưu tiên", self.priority))
        self.foot("Ghi sự cố", self._store)

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id
        self._following.do(
            lambda: entries.incident(
                desk, run_id=run_id, title=self.title.text(), priority=int(self.priority.currentData())
            ),
            then=self.accept,
            refused=self.refused,
        )


class InsertSheet(Sheet):
    """Thêm bước behind a step of this run; the master stays as it is."""

    def __init__(self, parent: QWidget | None, following: Following, behind: StepState) -> None:
        super().__init__(
            parent,
            f"Thêm bước sau bước {behind.step.number}",
            "Bước thêm chỉ có trong lượt này. Các bước chưa bắt đầu đang chờ bước này sẽ chờ bước thêm.",
            width=560,
        )
        self._following = following
        self._behind = behind
        self.content = QLineEdit()
        self.content.setPlaceholderText("Bắt đầu bằng động từ")
        self.duration = QLineEdit("10 phút")
        self.owner = Choice()
        self.owner.addItem("Như bước trước", "")
        for one in following.state.master.contacts:
            self.owner.addItem(one.shown, one.id)
        self.expected = QLineEdit()
        self.reason = Choice()
        for reason in REASONS[EventKind.INSERT]:
            self.reason.addItem(reason, reason)
        self.add(
            field("Nội dung công việc", self.content),
            row(field("Thời lượng", self.duration), field("Phụ trách", self.owner), spacing=12),
            field("Kết quả cần đạt", self.expected),
            field("Lý do", self.reason),
        )
        self.foot("Thêm bước", self._store)
        self.content.setFocus()

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id

        def work() -> Recorded:
            return acts.insert_step(
                desk,
                run_id=run_id,
                after=self._behind.step.id,
                content=self.content.text(),
                reason=str(self.reason.currentData()),
                duration=read_span(self.duration.text()),
                owner_id=str(self.owner.currentData()),
                expected_result=self.expected.text(),
            )

        self._following.do(work, then=self.accept, refused=self.refused)


class PaperSheet(Sheet):
    """Nhập bổ sung từ bản giấy: what the paper says, at the paper's time."""

    def __init__(self, parent: QWidget | None, following: Following) -> None:
        super().__init__(
            parent,
            "Nhập bổ sung từ bản giấy",
            "Ghi đúng giờ trên giấy. Nhật ký giữ cả giờ trên giấy và giờ nhập, có dấu “từ bản giấy”.",
            width=560,
        )
        self._following = following
        self.step = Choice()
        for one in following.state.steps:
            if one.status is not StepStatus.DORMANT:
                self.step.addItem(f"{one.step.number}. {one.step.content}"[:80], one.step.id)
        self.step.setMaximumWidth(500)
        self.start = QLineEdit()
        self.end = QLineEdit()
        self.start.setPlaceholderText("VD: 22:05")
        self.end.setPlaceholderText("VD: 22:41")
        self.outcome = Choice()
        for result in Result:
            self.outcome.addItem(result.label, result)
        self.note = QLineEdit()
        self.add(
            field("Bước", self.step),
            row(field("Bắt đầu lúc", self.start), field("Kết thúc lúc", self.end), spacing=12),
            row(field("Kết quả", self.outcome), STRETCH),
            field("Ghi chú trên giấy", self.note),
        )
        self.foot("Nhập bổ sung", self._store)

    def _moment(self, text: str) -> datetime | None:
        return read_moment(text, near=self._following.now()) if text.strip() else None

    def _store(self) -> None:
        desk, run_id, step_id = self._following.office.desk, self._following.run_id, str(self.step.currentData())
        try:
            start, end = self._moment(self.start.text()), self._moment(self.end.text())
            if start is None and end is None and not self.note.text().strip():
                raise InvalidInputError("Chưa ghi gì từ bản giấy.", "Ghi giờ bắt đầu, giờ kết thúc hoặc ghi chú.")
        except AppError as error:
            self.refused(error)
            return
        failed: list[AppError] = []
        if start is not None:
            self._following.do(
                lambda: acts.start(desk, run_id=run_id, step_id=step_id, at=start, reason="Theo bản giấy"),
                refused=failed.append,
            )
        if end is not None and not failed:
            self._following.do(
                lambda: acts.finish(desk, run_id=run_id, step_id=step_id, result=self.outcome.currentData(), at=end),
                refused=failed.append,
            )
        if self.note.text().strip() and not failed:
            at = end or start
            self._following.do(
                lambda: entries.note(desk, run_id=run_id, step_id=step_id, text=self.note.text(), at=at),
                refused=failed.append,
            )
        if failed:
            self.refused(failed[0])
        else:
            self.accept()


class SubstituteSheet(Sheet):
    """Thay người: for every step not yet begun and every gate, in one act."""

    def __init__(self, parent: QWidget | None, following: Following, *, leaving: str = "") -> None:
        super().__init__(
            parent,
            "Thay người",
            "Người thay nhận mọi bước chưa bắt đầu và mọi biểu quyết còn lại. Cả hai tên giữ trong nhật ký.",
            width=560,
        )
        self._following = following
        contacts = following.state.master.contacts
        self.leaving = Choice()
        self.by = Choice()
        for one in contacts:
            self.leaving.addItem(one.shown, one.id)
            self.by.addItem(one.shown, one)
        self.by.addItem("Người khác, ghi tên bên dưới", None)
        self.leaving.choose(leaving or (contacts[0].id if contacts else ""))
        self.name = QLineEdit()
        self.phone = QLineEdit()
        self.reason = QLineEdit()
        self.add(
            row(field("Thay cho", self.leaving), field("Người thay", self.by), spacing=12),
            row(field("Họ và tên người mới", self.name), field("Điện thoại", self.phone), spacing=12),
            field("Lý do", self.reason),
        )
        self.foot("Thay người", self._store)
        self.by.currentIndexChanged.connect(lambda _at: self._show_new())
        self._show_new()

    def _show_new(self) -> None:
        is_new = self.by.currentData() is None
        self.name.setEnabled(is_new)
        self.phone.setEnabled(is_new)

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id
        by = self.by.currentData() or Contact("", self.name.text(), self.phone.text())
        self._following.do(
            lambda: acts.substitute(
                desk, run_id=run_id, contact_id=str(self.leaving.currentData()), by=by, reason=self.reason.text()
            ),
            then=self.accept,
            refused=self.refused,
        )


class CorrectionSheet(Sheet):
    """Đính chính: another time, result or text for an entry, or the entry struck out; the original stays visible."""

    def __init__(self, parent: QWidget | None, following: Following, event: RunEvent) -> None:
        super().__init__(
            parent,
            f"Đính chính: {event.kind.label}",
            f"Mục ghi lúc {exact_moment(event.occurred_at)}, {event.person}. Mục gốc giữ nguyên và bị gạch ngang.",
            width=560,
        )
        self._following = following
        self._event = event
        self.at = QLineEdit()
        self.at.setPlaceholderText(exact_moment(event.occurred_at))
        self.outcome = Choice()
        self.outcome.addItem("Giữ nguyên", None)
        for result in Result:
            self.outcome.addItem(result.label, result)
        self.outcome.setEnabled(event.kind in (EventKind.FINISH, EventKind.FAIL))
        self.text = QLineEdit()
        self.void = QCheckBox("Huỷ bỏ mục này: việc đó không xảy ra")
        self.reason = QLineEdit()
        self.add(
            row(field("Giờ đúng", self.at), field("Kết quả đúng", self.outcome), spacing=12),
            field("Nội dung đúng", self.text),
            self.void,
            field("Lý do đính chính", self.reason),
        )
        self.foot("Đính chính", self._store)

    def _store(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id

        def work() -> Recorded:
            typed = self.at.text().strip()
            return entries.correct(
                desk,
                run_id=run_id,
                event_id=self._event.id,
                reason=self.reason.text(),
                at=read_moment(typed, near=self._event.occurred_at) if typed else None,
                result=self.outcome.currentData(),
                text=self.text.text(),
                is_void=self.void.isChecked(),
            )

        self._following.do(work, then=self.accept, refused=self.refused)


def holding_until(text: str, now: datetime) -> datetime | None:
    """Until when a hold is expected, typed as a span or an hour.

    Raises:
        InvalidInputError: neither.
    """
    cleaned = text.strip()
    if not cleaned:
        return None
    if cleaned.isdigit():
        return now + timedelta(minutes=int(cleaned))
    return read_moment(cleaned, near=now)

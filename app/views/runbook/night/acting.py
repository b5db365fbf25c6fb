"""What a key or a button of the night does: the sheet it needs, or the act at once. No rule stands here."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.runbook.records import Branch
from app.models.runbook.run_records import REASONS, EventKind, Incident, StepState, StepStatus
from app.services.runbook import acts, deciding, entries
from app.services.runbook.recording import Recorded
from app.services.runbook.seconding import Second
from app.views.common.clock_words import hour
from app.views.runbook.night.contacts_sheet import PhonesSheet
from app.views.runbook.night.finish_sheet import FinishSheet, asks_on_finish
from app.views.runbook.night.following import Following
from app.views.runbook.night.gate_sheet import GateSheet
from app.views.runbook.night.irreversible_sheet import IrreversibleSheet
from app.views.runbook.night.reason_sheet import ReasonSheet
from app.views.runbook.night.second_person import SecondPerson, commander_field
from app.views.runbook.night.small_sheets import IncidentSheet, InsertSheet, NoteSheet, ResolvedSheet, holding_until
from app.views.runbook.night.step_sheet import StepSheet

TWICE = timedelta(seconds=3)
"""Within this time the second press of a critical step counts."""
_Refused = Callable[[AppError], object]


class Acting(QObject):
    """The acts of the night's window."""

    told = Signal(str)
    """A word to show at the foot."""

    def __init__(self, window: QWidget, following: Following) -> None:
        super().__init__(window)
        self._window = window
        self._following = following
        self._armed = ("", following.now())

    def _step(self, step_id: str) -> StepState | None:
        return self._following.state.step(step_id)

    @property
    def _run_id(self) -> str:
        return self._following.run_id

    def press(self, step_id: str) -> None:
        """Space: start, finish, vote or try again, whichever is next for the step."""
        step = self._step(step_id)
        if step is None:
            return
        if step.step.is_gate:
            self.gate(step_id)
        elif step.status is StepStatus.RUNNING:
            self._finish(step)
        elif step.status is StepStatus.FAILED:
            self.retry(step_id)
        else:
            self._start(step)

    def _start(self, step: StepState) -> None:
        planned = step.step.planned_start
        if step.step.is_irreversible and step.status is StepStatus.READY:
            IrreversibleSheet(self._window, self._following, step).exec()
        elif step.step.is_timed and planned is not None and self._following.now() < planned:
            self._ask(
                f"Bắt đầu bước {step.step.number} trước {hour(planned)}",
                "Bước này định giờ cố định.",
                ("Theo chỉ đạo của chỉ huy", "Các bên đã sẵn sàng"),
                lambda reason, second: self._start_now(step, reason, second),
            )
        elif not step.step.is_critical or self._is_second_press(step, "bắt đầu"):
            self._following.do(lambda: self._start_now(step, "", None))

    def _start_now(self, step: StepState, reason: str, second: Second | None) -> Recorded:
        desk = self._following.office.desk
        return acts.start(desk, run_id=self._run_id, step_id=step.step.id, reason=reason, second=second)

    def _finish(self, step: StepState) -> None:
        if asks_on_finish(step):
            FinishSheet(self._window, self._following, step).exec()
        elif not step.step.is_critical or self._is_second_press(step, "kết thúc"):
            desk = self._following.office.desk
            self._following.do(lambda: acts.finish(desk, run_id=self._run_id, step_id=step.step.id))

    def _is_second_press(self, step: StepState, what: str) -> bool:
        """Whether this press follows one on the same critical step; the first only says what the second will do."""
        now = self._following.now()
        armed, at = self._armed
        if armed == f"{step.step.id}/{what}" and now - at <= TWICE:
            self._armed = ("", now)
            return True
        self._armed = (f"{step.step.id}/{what}", now)
        self.told.emit(f"Bước {step.step.number} then chốt: nhấn lần nữa trong 3 giây để {what}.")
        return False

    def open(self, step_id: str) -> None:
        """Enter: the step with all its acts."""
        step = self._step(step_id)
        if step is not None:
            sheet = StepSheet(self._window, self._following.state, step)
            sheet.asked.connect(partial(self.perform, step_id))
            sheet.exec()

    def perform(self, step_id: str, act: str) -> None:
        """One of the acts of the opened step."""
        by_name: dict[str, Callable[[str], None]] = {
            "fail": self.fail,
            "retry": self.retry,
            "skip": self.skip,
            "hold": self.hold_step,
            "claim": self.claim,
            "insert": self.insert,
            "note": self.note,
            "incident": self.incident,
        }
        by_name[act](step_id)

    def fail(self, step_id: str) -> None:
        """Không thực hiện được."""
        step = self._step(step_id)
        desk = self._following.office.desk
        if step is not None:
            self._ask(
                f"Bước {step.step.number} không thực hiện được",
                "Bước chuyển sang VƯỚNG MẮC; các bước sau tiếp tục chờ.",
                REASONS[EventKind.FAIL],
                lambda reason, _second: acts.fail(desk, step_id=step_id, reason=reason, run_id=self._run_id),
            )

    def retry(self, step_id: str) -> None:
        """Làm lại."""
        step = self._step(step_id)
        desk = self._following.office.desk
        if step is not None:
            self._ask(
                f"Làm lại bước {step.step.number}",
                "Lần làm trước giữ trong nhật ký.",
                REASONS[EventKind.RETRY],
                lambda reason, second: acts.retry(
                    desk, step_id=step_id, reason=reason, second=second, run_id=self._run_id
                ),
                second=self._second() if step.step.is_irreversible else None,
            )

    def skip(self, step_id: str) -> None:
        """Bỏ qua."""
        step = self._step(step_id)
        desk = self._following.office.desk
        if step is not None:
            test = " Đây là kiểm thử bắt buộc, sẽ tính là chưa kiểm tra." if step.step.is_test else ""
            self._ask(
                f"Bỏ qua bước {step.step.number}",
                f"Các bước sau không chờ bước này nữa.{test}",
                REASONS[EventKind.SKIP],
                lambda reason, second: acts.skip(
                    desk, step_id=step_id, reason=reason, second=second, run_id=self._run_id
                ),
                second=self._second() if step.step.is_irreversible or step.step.is_critical else None,
            )

    def claim(self, step_id: str) -> None:
        """Nhận việc."""
        desk = self._following.office.desk
        self._following.do(lambda: acts.claim(desk, step_id=step_id, run_id=self._run_id))

    def insert(self, step_id: str) -> None:
        """Thêm bước sau bước này."""
        step = self._step(step_id)
        if step is not None:
            InsertSheet(self._window, self._following, step).exec()

    def note(self, step_id: str) -> None:
        """F2."""
        NoteSheet(self._window, self._following, self._step(step_id)).exec()

    def incident(self, step_id: str) -> None:
        """F4: raise at once from the step; where one is open, say that it is resolved."""
        known = self._open_incident(step_id)
        desk = self._following.office.desk
        if known is not None:
            ResolvedSheet(self._window, self._following, known).exec()
        elif step_id:
            self._following.do(lambda: entries.incident(desk, step_id=step_id, run_id=self._run_id))
        else:
            IncidentSheet(self._window, self._following).exec()

    def _open_incident(self, step_id: str) -> Incident | None:
        found = (one for one in self._following.state.incidents if one.closed_at is None)
        return next((one for one in found if step_id and one.step_id == step_id), None)

    def hold_run(self) -> None:
        """F6: hold the run, or go on."""
        desk = self._following.office.desk
        if self._following.state.hold is not None:
            self._following.do(lambda: acts.resume(desk, run_id=self._run_id))
        else:
            self._ask_hold("Tạm dừng cả lượt", "", "Đồng hồ các bước dừng; đồng hồ gián đoạn dịch vụ vẫn chạy.")

    def hold_step(self, step_id: str) -> None:
        """Tạm dừng một bước, or go on with it."""
        desk = self._following.office.desk
        step = self._step(step_id)
        if any(hold.step_id == step_id and hold.ended_at is None for hold in self._following.state.holds):
            self._following.do(lambda: acts.resume(desk, step_id=step_id, run_id=self._run_id))
        elif step is not None:
            self._ask_hold(f"Tạm dừng bước {step.step.number}", step_id, "Đồng hồ của bước này dừng.")

    def _ask_hold(self, title: str, step_id: str, explanation: str) -> None:
        desk = self._following.office.desk
        until = QLineEdit()
        until.setPlaceholderText("Dự kiến tiếp tục: số phút, hoặc giờ như 22:45 (không bắt buộc)")

        def work(reason: str, _second: Second | None) -> Recorded:
            expected = holding_until(until.text(), self._following.now())
            return acts.hold(desk, step_id=step_id, reason=reason, until=expected, run_id=self._run_id)

        self._ask(title, explanation, REASONS[EventKind.HOLD], work, extra=until)

    def gate(self, step_id: str = "") -> None:
        """F8: the gate that waits for votes, else the next one."""
        state = self._following.state
        waiting = [one for one in state.steps if one.step.is_gate and one.step.branch is state.branch]
        open_ones = [one for one in waiting if one.status is StepStatus.READY] or [
            one for one in waiting if not one.status.is_over
        ]
        chosen = next((one for one in waiting if one.step.id == step_id), None) or next(iter(open_ones), None)
        if chosen is None:
            self.told.emit("Không còn điểm quyết định nào.")
        else:
            GateSheet(self._window, self._following, chosen.step).exec()

    def phones(self) -> None:
        """F9."""
        PhonesSheet(self._window, self._following).exec()

    def roll_back(self) -> None:
        """Khôi phục hệ thống cũ: only the head decides it."""
        state = self._following.state
        steps = sum(1 for one in state.steps if one.step.branch is Branch.ROLLBACK)
        desk = self._following.office.desk
        self._ask(
            "Khôi phục hệ thống cũ",
            f"Dừng các bước chuyển đổi, bắt đầu {steps} bước khôi phục. Chỉ huy xác nhận bằng mã PIN; không hoàn tác.",
            ("Quá hạn quyết định", "Dữ liệu sau khi gộp không khớp", "Hệ thống mới không hoạt động"),
            lambda reason, second: deciding.begin_rollback(desk, reason=reason, head=second, run_id=self._run_id),
            second=commander_field(self._following),
        )

    def close_run(self) -> None:
        """Kết thúc lượt: names what is left."""
        left = entries.open_steps(self._following.state)
        numbers = ", ".join(one.step.number for one in left)
        warning = f"Còn {len(left)} bước chưa xong: {numbers}. " if left else "Mọi bước đã xong. "
        desk = self._following.office.desk
        self._ask(
            "Kết thúc lượt thực hiện",
            f"{warning}Sau khi kết thúc chỉ còn ghi chú và đính chính.",
            ("Đã hoàn thành", "Dừng theo chỉ đạo của chỉ huy") if not left else ("Dừng theo chỉ đạo của chỉ huy",),
            lambda reason, _second: entries.close(desk, reason=reason, run_id=self._run_id),
        )

    def _second(self) -> SecondPerson:
        return SecondPerson(self._following.office.desk)

    def _ask(
        self,
        title: str,
        explanation: str,
        reasons: tuple[str, ...],
        work: Callable[[str, Second | None], Recorded],
        *,
        second: SecondPerson | None = None,
        extra: QWidget | None = None,
    ) -> None:
        def act(reason: str, confirming: Second | None, refused: _Refused) -> None:
            if second is not None and confirming is None:
                refused(InvalidInputError("Chưa có người xác nhận.", "Người đó chọn tên và nhập mã PIN của mình."))
                return
            self._following.do(lambda: work(reason, confirming), then=sheet.accept, refused=refused)

        sheet = ReasonSheet(self._window, title, explanation, reasons, act, second=second, extra=extra)
        sheet.exec()

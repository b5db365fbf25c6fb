"""Điểm quyết định (F8): the roles in their fixed order, TIẾP TỤC or DỪNG, the facts, the text to read, the decision."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from app.models.errors import AppError
from app.models.runbook.records import Step
from app.models.runbook.run_records import Choice, GateState, RoleVote
from app.services.runbook import deciding
from app.services.runbook.seconding import Second
from app.views.common import typeface
from app.views.common.badge import StatusBadge
from app.views.common.clock_words import clock, hour, running
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, column, field, framed, label, row, scrolled, wide
from app.views.common.sheet import Sheet
from app.views.runbook.badges import CHOICE, NOT_VOTED, RESULT
from app.views.runbook.night.following import Following
from app.views.runbook.night.second_person import SecondPerson, commander_field


class VoteSheet(Sheet):
    """One role's vote: DỪNG says why; who has a PIN types it."""

    def __init__(
        self, parent: QWidget | None, following: Following, gate: GateState, role: RoleVote, choice: Choice
    ) -> None:
        super().__init__(parent, f"{role.role.role}: {choice.label}", _voter_words(role), width=460)
        self._following = following
        self._gate = gate
        self._role = role
        self._choice = choice
        self.text = QLineEdit()
        self.text.setPlaceholderText("Lý do DỪNG" if choice is Choice.STOP else "Ý kiến kèm theo, không bắt buộc")
        self.add(field("Lý do" if choice is Choice.STOP else "Ý kiến", self.text))
        person = role.contact.person_id if role.contact is not None else ""
        desk = following.office.desk
        needs_pin = bool(person) and (desk.person is None or desk.person.id != person)
        self.voter = SecondPerson(desk, "Người biểu quyết", only=person) if needs_pin else None
        if self.voter is not None:
            self.add(self.voter)
        self.foot(choice.label, self._vote)

    def _vote(self) -> None:
        desk, run_id = self._following.office.desk, self._following.run_id
        voter = self.voter.second() if self.voter is not None else None
        self._following.do(
            lambda: deciding.vote(
                desk,
                run_id=run_id,
                step_id=self._gate.step_id,
                role_id=self._role.role.id,
                choice=self._choice,
                text=self.text.text(),
                voter=voter,
            ),
            then=self.accept,
            refused=self.refused,
        )


class GateSheet(Sheet):
    """The gate as it stands; it stays open while people vote."""

    def __init__(self, parent: QWidget | None, following: Following, step: Step) -> None:
        super().__init__(parent, f"Điểm quyết định: bước {step.number}", step.content, width=1040)
        self._following = following
        self._step = step
        self._read = label("", wrap=True, size=typeface.LARGE)
        self._read.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        roles_holder, self._roles = list_box()
        facts_holder, self._facts = list_box()
        facts = scrolled(column(facts_holder, STRETCH))
        facts.setMinimumHeight(250)
        left = column(label("Biểu quyết theo thứ tự", strong=True), roles_holder, STRETCH, spacing=8)
        right = column(label("Căn cứ", strong=True), wide(facts), spacing=8)
        halves = row(left, right, spacing=24)
        halves.setStretch(0, 11)
        halves.setStretch(1, 9)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Bắt buộc khi DỪNG, hoặc khi chỉ huy quyết định khác biểu quyết")
        self.head = commander_field(following)
        self.add(framed(column(self._read, margins=(16, 10, 16, 10)), "notice"), halves, field("Lý do", self.reason))
        if self.head is not None:
            self.add(self.head)
        self._override = button("Chỉ huy quyết định TIẾP TỤC", partial(self.decide, Choice.GO, is_override=True))
        self._stop = button("Kết luận: DỪNG", partial(self.decide, Choice.STOP), icon="hand-palm")
        self._go = self.foot("Kết luận: TIẾP TỤC", partial(self.decide, Choice.GO), close="Đóng")
        self.foot_left(self._override, self._stop)
        following.state_changed.connect(self.show_gate)
        following.forecast_made.connect(self.show_gate)
        self.show_gate()

    @property
    def gate(self) -> GateState | None:
        """The gate as it stands now."""
        return self._following.state.gate(self._step.id)

    def show_gate(self) -> None:
        """Show votes and facts as they are now."""
        gate = self.gate
        if gate is None:
            return
        refill(self._roles, *(self._role(at, role) for at, role in enumerate(gate.votes, 1)))
        refill(self._facts, *self._fact_lines(gate))
        self._read.setText(self.read_back(gate))
        is_open = not gate.is_passed
        self._go.setEnabled(is_open and not gate.blockers)
        self._stop.setEnabled(is_open)
        self._override.setVisible(is_open and bool(gate.blockers))

    def _role(self, at: int, role: RoleVote) -> QFrame:
        name = role.contact.shown if role.contact is not None else "chưa có người"
        texts = column(
            label(f"{at}. {role.role.role}", strong=True, wrap=True), label(name, "muted", wrap=True), spacing=2
        )
        badge = StatusBadge(CHOICE[role.choice] if role.vote is not None else NOT_VOTED)
        said = label(_said(role), "muted", wrap=True)
        go = _big(Choice.GO.label, partial(self.vote, role, Choice.GO), "check-circle")
        stop = _big(Choice.STOP.label, partial(self.vote, role, Choice.STOP), "hand-palm")
        is_open = self.gate is not None and not self.gate.is_passed
        for each in (go, stop):
            each.setEnabled(is_open)
            each.setAccessibleName(f"{role.role.role}: {each.text()}")
        top = row(texts, go, stop, spacing=8)
        top.setStretch(0, 1)
        under = row(badge, said, spacing=8)
        under.setStretch(1, 1)
        return framed(column(top, under, spacing=4, margins=(12, 8, 12, 8)), "card")

    def _fact_lines(self, gate: GateState) -> list[QWidget]:
        found: list[QWidget] = []
        for test in gate.tests:
            line = row(
                StatusBadge(RESULT[test.result]), label(f"Bước {test.number}: {test.content}", wrap=True), spacing=8
            )
            line.setStretch(1, 1)
            found.append(framed(column(line, margins=(8, 4, 8, 4)), "card"))
        if not gate.tests:
            found.append(label("Không có kiểm thử bắt buộc trước điểm này.", "muted", wrap=True))
        for incident in gate.critical_incidents:
            found.append(
                label(f"Sự cố nghiêm trọng chưa xử lý từ {clock(incident.at)}: {incident.title}", "act_now", wrap=True)
            )
        if not gate.critical_incidents:
            found.append(label("Không có sự cố nghiêm trọng đang mở.", "muted", wrap=True))
        return [*found, *self._forecast_lines()]

    def _forecast_lines(self) -> list[QWidget]:
        forecast = self._following.forecast
        found: list[QWidget] = [
            label(
                f"Dự kiến xong {hour(forecast.finish)} (từ {hour(forecast.low)} đến {hour(forecast.high)}); "
                f"kịp {hour(forecast.hard_stop)}: {round(forecast.on_time * 100)}%. {forecast.cause}",
                "act_now" if forecast.finish > forecast.hard_stop else "",
                wrap=True,
            )
        ]
        if forecast.decide_by is not None:
            left = forecast.decide_by - self._following.now()
            words = f"còn {running(left)}" if left.total_seconds() > 0 else f"đã quá {running(-left)}"
            rehearsed = "" if forecast.is_rollback_rehearsed else " Nhánh khôi phục chưa diễn tập."
            text = f"Hạn quyết định khôi phục {clock(forecast.decide_by)}, {words}.{rehearsed}"
            found.append(label(text, "watch" if left.total_seconds() < 1800 else "", wrap=True))
        return found

    def read_back(self, gate: GateState) -> str:
        """The text to read aloud before deciding."""
        go = sum(1 for vote in gate.votes if vote.choice is Choice.GO)
        if gate.is_passed:
            last = gate.decisions[-1] if gate.decisions else None
            by = f" lúc {clock(last.at)}, {last.person}" if last else ""
            return f"Đã qua điểm quyết định{by}."
        start = f"Đọc to: “Bước {self._step.number}. {go} trên {len(gate.votes)} biểu quyết TIẾP TỤC."
        if not gate.blockers:
            return f"{start} Không còn vướng mắc. Kết luận TIẾP TỤC.”"
        return f"{start} Chưa qua được vì: {'; '.join(gate.blockers)}.”"

    def vote(self, role: RoleVote, choice: Choice) -> None:
        """Take a role's vote: at once where nothing more is asked, else by a sheet."""
        gate = self.gate
        desk = self._following.office.desk
        person = role.contact.person_id if role.contact is not None else ""
        is_own = desk.person is not None and desk.person.id == person
        if gate is None:
            return
        if choice is Choice.STOP or (person and not is_own):
            VoteSheet(self, self._following, gate, role, choice).exec()
            return
        run_id = self._following.run_id
        self._following.do(
            lambda: deciding.vote(desk, run_id=run_id, step_id=gate.step_id, role_id=role.role.id, choice=choice),
            refused=self.refused,
        )

    def decide(self, outcome: Choice, *, is_override: bool = False) -> None:
        """Close the round."""
        desk, run_id = self._following.office.desk, self._following.run_id
        head: Second | None = self.head.second() if self.head is not None else None
        self._following.do(
            lambda: deciding.decide(
                desk,
                run_id=run_id,
                step_id=self._step.id,
                outcome=outcome,
                reason=self.reason.text(),
                is_override=is_override,
                head=head,
            ),
            then=self.accept,
            refused=self._refused,
        )

    def _refused(self, error: AppError) -> None:
        self.refused(error)


def _voter_words(role: RoleVote) -> str:
    return role.contact.shown if role.contact is not None else "Chức trách này chưa có người."


def _said(role: RoleVote) -> str:
    if role.vote is None:
        return ""
    text = f": {role.vote.text}" if role.vote.text else ""
    return f"lúc {clock(role.vote.at)}{text}"


def _big(text: str, act: partial[None], icon: str) -> QPushButton:
    made = button(text, act, icon=icon)
    made.setMinimumHeight(44)
    made.setMinimumWidth(124)
    made.setStyleSheet("font-weight: 600;")
    return made

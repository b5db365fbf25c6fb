"""Gỡ nội dung nhập nhầm: a secret entry leaves this PC for good, by two persons, after the consequence was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.models.plan.records import Evidence, Task
from app.models.queries import PersonCard
from app.services import issuing, people, purging
from app.services.desk import Outcome
from app.services.purging import Purged
from app.views.common.empty import EmptyState
from app.views.common.entries import list_box, refill
from app.views.common.fields import Choice
from app.views.common.layout import column, field, framed, holder, label, row
from app.views.common.office import Office, Place
from app.views.common.sheet import Sheet
from app.views.settings.people_card import pin_line

REACHED = (
    "Nội dung bị xoá hẳn khỏi kế hoạch, lịch sử sửa đổi, các bản sao lưu hằng ngày và tệp lưu trên máy này. "
    "Không lấy lại được, kể cả bằng Hoàn tác hay Khôi phục. Sổ chỉ ghi ai gỡ, ai xác nhận, lúc nào."
)
SEALED = "Bản đã ban hành có nội dung này thì không còn so được trong chương trình; bản giấy vẫn nguyên giá trị."
NOT_REACHED = (
    "Chương trình không với tới bản sao lưu đã chép ra ngoài, văn bản đã xuất và tệp đã gửi đơn vị: "
    "tìm và huỷ theo quy định về bảo vệ bí mật nhà nước."
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be taken out, and how the person knows it."""

    entity: str
    record_id: str
    name: str


def task_target(task: Task) -> Target:
    """A task with all that hangs on it."""
    return Target("task", task.id, f"Nhiệm vụ {task.number} cùng tiến độ, vướng mắc, minh chứng của nhiệm vụ này")


def evidence_target(evidence: Evidence) -> Target:
    """One product of a task, with its file."""
    with_file = f" và tệp {evidence.file_name}" if evidence.file_name else ""
    return Target("evidence", evidence.id, f"Minh chứng “{evidence.title}”{with_file}")


class PurgeSheet(Sheet):
    """States the consequence, asks the second person for their PIN, says what was reached."""

    def __init__(self, parent: QWidget | None, office: Office, target: Target) -> None:
        super().__init__(
            parent,
            "Gỡ nội dung nhập nhầm",
            "Dùng khi lỡ nhập nội dung bí mật nhà nước. Việc này cần hai người.",
            width=620,
        )
        self._office = office
        self._target = target
        self._purged: Purged | None = None
        self.second = Choice()
        self.pin = pin_line()
        place, self._lines = list_box()
        self._lines.setSpacing(16)
        self.add(place)
        others = _others(office)
        if not others:
            self._lines.addWidget(self._nobody())
            self.foot(close="Đóng")
            return
        for person in others:
            self.second.addItem(person.full_name, person.id)
        refill(self._lines, self._consequence(), self._question())
        self._act = self.foot("Gỡ vĩnh viễn", self._purge, close="Đóng")
        self._act.setEnabled(False)
        self.pin.textChanged.connect(lambda text: self._act.setEnabled(bool(text)))
        self.pin.setFocus()

    def _nobody(self) -> QWidget:
        return EmptyState(
            "users",
            "Chưa có người thứ hai có mã PIN",
            "Trong Cài đặt, mục Người dùng: bấm “Thêm người…”, người đó tự đặt mã PIN, rồi mở lại việc này.",
            act="Mở Người dùng",
            on_act=self._open_people,
        )

    def _open_people(self) -> None:
        self.reject()
        self._office.go(Place("settings"))

    def _consequence(self) -> QWidget:
        texts = [(self._target.name, "strong"), (REACHED, ""), (NOT_REACHED, "watch")]
        if issuing.issued(self._office.desk) is not None:
            texts.insert(2, (SEALED, ""))
        return _paragraphs(texts)

    def _question(self) -> QWidget:
        here = self._office.desk.person
        pair = row(field("Người thứ hai xác nhận", self.second), field("Mã PIN của người đó", self.pin), spacing=12)
        return holder(column(label(f"Người gỡ: {here.full_name if here else ''}"), pair, spacing=12))

    def _purge(self) -> None:
        desk, second, pin = self._office.desk, str(self.second.currentData()), self.pin.text()
        self.pin.clear()
        self.message.hide()

        def work() -> Outcome:
            self._purged = purging.purge_record(
                desk,
                entity=self._target.entity,
                record_id=self._target.record_id,
                second_person=second,
                second_pin=pin,
            )
            return self._purged.outcome

        self._office.acts.do(work, then=lambda _outcome: self._say_what_was_reached(), refused=self.refused)

    def _say_what_was_reached(self) -> None:
        purged = self._purged
        if purged is not None:
            self._act.hide()
            done = ("Đã gỡ vĩnh viễn.", "strong")
            refill(self._lines, _paragraphs([done, (_reached(purged), ""), (NOT_REACHED, "watch")]))


def _reached(purged: Purged) -> str:
    copies = f"và {purged.backups} bản sao lưu hằng ngày" if purged.backups else "(chưa có bản sao lưu hằng ngày nào)"
    stored = f"đã xoá {purged.files} tệp minh chứng" if purged.files else "không có tệp minh chứng nào phải xoá"
    return f"Đã làm sạch kế hoạch, lịch sử sửa đổi {copies}; {stored}."


def _paragraphs(texts: Sequence[tuple[str, str]]) -> QWidget:
    """A card of paragraphs, each (text, kind of the stylesheet)."""
    lines = column(spacing=8, margins=(16, 12, 16, 12))
    for text, kind in texts:
        lines.addWidget(label(text, kind, wrap=True, strong=kind == "strong"))
    return framed(lines, "card")


def _others(office: Office) -> Sequence[PersonCard]:
    """Who may confirm: everybody with a PIN besides the one at the desk."""
    here = office.desk.person
    return [each for each in people.people(office.desk) if each.has_pin and (here is None or each.id != here.id)]

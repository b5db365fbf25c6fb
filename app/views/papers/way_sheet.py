"""Đường đi văn bản: where a paper stands, the act that comes next, opinions, Nơi nhận, and everything done so far."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from app.models.errors import NotFoundError
from app.models.papers.records import Opinion, Paper, Stage, Step
from app.models.text import fold
from app.models.vietnam_time import show_date, show_moment
from app.services.desk import Outcome
from app.services.papers import reading, way
from app.services.papers.reading import Choice
from app.views.common.badge import StatusBadge
from app.views.common.entries import entry, list_box, refill
from app.views.common.layout import STRETCH, button, column, framed, label, row, scrolled
from app.views.common.message import confirm
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.common.unit_entries import UnitEntries
from app.views.papers.badges import STANDING
from app.views.papers.papers import SLIP
from app.views.papers.step_sheets import (
    AnswerSheet,
    ConsultSheet,
    InitialSheet,
    NumberSheet,
    RecipientsSheet,
    SignSheet,
    StampSheet,
    WordsSheet,
)
from app.views.papers.way_strip import WayStrip

SIDE = (Step.RETURN, Step.RENUMBER)
"""Steps that lead back; they stand apart from those that lead on."""


class WaySheet(Sheet):
    """One paper on its way."""

    def __init__(self, parent: QWidget | None, office: Office, paper_id: str) -> None:
        super().__init__(parent, "Đường đi văn bản", width=960)
        self._office = office
        self._paper_id = paper_id
        self._units = UnitEntries(office)
        self.paper: Paper | None = None
        self._title = label("", strong=True, wrap=True, size=12)
        self._badge = StatusBadge(next(iter(STANDING.values())))
        self._about = label("", "muted", wrap=True)
        self.strip = WayStrip()
        self._acts = row(spacing=8)
        self.acts: dict[Step, QPushButton] = {}
        self._refusal = label("", "muted", wrap=True)
        opinions, self._opinions = list_box()
        log, self._log = list_box()
        self._recipients = label("", wrap=True)
        self._edit_recipients = button("Sửa Nơi nhận…", self._ask_recipients, kind="link")
        head = row(self._title, self._badge, spacing=12)
        head.setStretch(0, 1)
        left = column(
            label("Ý kiến các đơn vị", strong=True),
            opinions,
            8,
            row(label("Nơi nhận", strong=True), STRETCH, self._edit_recipients),
            self._recipients,
            STRETCH,
            margins=(12, 8, 12, 8),
        )
        right = column(label("Đã làm", strong=True), log, STRETCH, margins=(12, 8, 12, 8))
        opinions_card = framed(column(scrolled(left)), "card")
        opinions_card.setMinimumHeight(220)
        lower = row(opinions_card, framed(column(scrolled(right)), "card"), spacing=12)
        lower.setStretch(0, 1)
        lower.setStretch(1, 1)
        self.add(head, self._about, framed(column(self.strip), "card"), self._acts, self._refusal, lower)
        self.body.setStretch(self.body.count() - 1, 1)
        self.foot(close="Đóng")
        self._mend = button("Đính chính, thay thế, thu hồi…", self.mend, icon="arrows-left-right")
        self._edit = button("Sửa dự thảo…", self.edit, icon="pencil-simple")
        self.foot_left(button("Phiếu trình…", self.show_slip, icon="printer"), self._edit, self._mend)
        self.reload()
        office.acts.changed.connect(self._follow)

    def _follow(self, _outcome: object, _initiator: object) -> None:
        try:
            self.reload()
        except NotFoundError:  # the draft was deleted, here or at another desk
            self.reject()

    def reload(self) -> None:
        """Read the paper again."""
        desk = self._office.desk
        paper = reading.paper(desk, paper_id=self._paper_id)
        self.paper = paper
        number = f"Số {paper.printed}, ngày {show_date(paper.number.issued_on)}" if paper.number else "Chưa có số"
        named = fold(paper.title).startswith(fold(paper.kind.name))
        self._title.setText(paper.title if named else f"{paper.kind.name}: {paper.title}")
        self._badge.show_badge(STANDING[paper.standing])
        sealed = f" Nội dung chốt {show_moment(paper.sealed.at)}." if paper.sealed else ""
        outside = " SỬA NGOÀI BẢN ĐÃ CHỐT." if paper.edited_outside else ""
        self._about.setText(f"{number}. Đang ở bước: {paper.stage.label}.{sealed}{outside}")
        self.strip.show_paper(paper)
        self._show_acts(paper, reading.choices(desk, paper_id=self._paper_id))
        self._show_opinions(paper)
        texts = [f"{one.text}{f' ({one.copies} bản)' if one.copies != 1 else ''}" for one in paper.recipients]
        self._recipients.setText("\n".join(f"- {text}" for text in texts) or "Chưa ghi Nơi nhận.")
        self._edit_recipients.setVisible(not desk.read_only)
        self._show_log(paper)
        self._mend.setVisible(paper.stage.is_out and not desk.read_only)
        drafted = paper.stage in (Stage.DRAFT, Stage.CONSULTING) and paper.sealed is None
        self._edit.setVisible(drafted and not desk.read_only)

    def edit(self) -> None:
        """Sửa dự thảo."""
        from app.views.papers.draft_sheet import DraftSheet

        if self.paper is not None:
            DraftSheet(self, self._office, self.paper).exec()

    def mend(self) -> None:
        """Đính chính, thay thế, thu hồi: the draft that does it is opened next."""
        from app.views.papers.link_sheet import LinkSheet

        if self.paper is None:
            return
        sheet = LinkSheet(self, self._office, self.paper)
        if sheet.exec() and sheet.made:
            WaySheet(self, self._office, sheet.made).exec()

    def _show_acts(self, paper: Paper, choices: tuple[Choice, ...]) -> None:
        while (item := self._acts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        open_now = [one for one in choices if not one.refusal]
        forward = [one for one in open_now if one.step not in SIDE]
        self.acts = {}
        for one in [*forward, *(each for each in open_now if each.step in SIDE)]:
            kind = "primary" if forward and one is forward[-1] else ""
            made = button(f"{one.label}…", partial(self.take, one.step), kind=kind)
            made.setEnabled(not self._office.desk.read_only)
            self.acts[one.step] = made
            self._acts.addWidget(made)
        self._acts.addStretch(1)
        almost = paper.stage in (Stage.SIGNED, Stage.NUMBERED, Stage.STAMPED)
        waiting = [one.refusal for one in choices if one.step is Step.ISSUE and one.refusal and almost]
        over = "Văn bản đã đi hết các bước." if paper.stage is Stage.ARCHIVED else ""
        self._refusal.setText(waiting[0] if waiting else over)
        self._refusal.setVisible(bool(self._refusal.text()))

    def _show_opinions(self, paper: Paper) -> None:
        none = label("Chưa hỏi ý kiến đơn vị nào.", "muted")
        refill(self._opinions, *([self._opinion(one) for one in paper.opinions] or [none]))

    def _opinion(self, one: Opinion) -> QWidget:
        by = f", trả lời trước hết {show_date(one.answer_by)}" if one.answer_by else ""
        said = one.verdict.label if one.verdict else f"Chưa trả lời{by}"
        lines = column(label(one.unit, strong=True, wrap=True), spacing=2)
        lines.addWidget(label(said, "muted" if one.verdict else "watch", wrap=True))
        for text in (one.text, f"Tiếp thu, giải trình: {one.handling}" if one.handling else ""):
            if text:
                lines.addWidget(label(text, wrap=True))
        record = button("Ghi ý kiến…", partial(self._answer, one), kind="link")
        record.setEnabled(not self._office.desk.read_only)
        line = row(lines, record, spacing=4, margins=(8, 6, 4, 6))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _show_log(self, paper: Paper) -> None:
        done = [
            entry((one.step.label, "strong"), (one.note, ""), (f"{show_moment(one.at)}, {one.person}", "muted"))
            for one in reversed(paper.entries)
        ]
        late = [
            entry((f"{one.entry.step.label}: không có hiệu lực", "watch"), (one.reason, "")) for one in paper.misplaced
        ]
        refill(self._log, *([*late, *done] or [label("Mới là dự thảo.", "muted")]))

    def take(self, step: Step) -> None:
        """Take a step: its dialog asks what it needs."""
        paper, office = self.paper, self._office
        if paper is None:
            return
        sheets: dict[Step, Callable[[], Sheet]] = {
            Step.CONSULT: lambda: ConsultSheet(self, office, paper, self._units),
            Step.SUBMIT: lambda: self._words(
                "Trình ký",
                "Phiếu trình kèm dự thảo. Thiếu ý kiến của đơn vị nào thì ghi lý do.",
                "Nội dung trình",
                lambda text: way.submit(office.desk, paper_id=paper.id, note=text),
            ),
            Step.INITIAL: lambda: InitialSheet(self, office, paper),
            Step.SIGN: lambda: SignSheet(self, office, paper),
            Step.NUMBER: lambda: NumberSheet(self, office, paper),
            Step.RENUMBER: lambda: NumberSheet(self, office, paper),
            Step.STAMP: lambda: StampSheet(self, office, paper),
            Step.ARCHIVE: lambda: self._words(
                "Lưu văn bản",
                "Bản gốc lưu ở văn thư, bản chính lưu hồ sơ công việc.",
                "Nơi lưu, người nhận bản lưu",
                lambda text: way.archive(office.desk, paper_id=paper.id, place=text),
            ),
            Step.RETURN: lambda: self._words(
                "Trả lại",
                "Chữ ký và ký nháy trên bản này không còn tính.",
                "Lý do trả lại",
                lambda text: way.send_back(office.desk, paper_id=paper.id, reason=text),
            ),
        }
        if step is Step.ISSUE:
            self._issue(paper)
        else:
            sheets[step]().exec()

    def _words(self, title: str, explanation: str, name: str, step: Callable[[str], Outcome]) -> Sheet:
        if self.paper is None:
            raise TypeError("no paper is shown")
        return WordsSheet(
            self, self._office, self.paper, title=title, explanation=explanation, name=name, act=title, step=step
        )

    def _issue(self, paper: Paper) -> None:
        to = "; ".join(one.text for one in paper.recipients)
        if confirm(self, "Phát hành văn bản?", f"Gửi theo Nơi nhận: {to}. Không hoàn tác được.", "Phát hành"):
            desk = self._office.desk
            self._office.acts.do(lambda: way.issue(desk, paper_id=paper.id), refused=self.refused)

    def _answer(self, opinion: Opinion) -> None:
        if self.paper is not None:
            AnswerSheet(self, self._office, self.paper, opinion).exec()

    def show_slip(self) -> None:
        """Phiếu trình, to look at and print."""
        from app.views.documents.preview import PreviewSheet

        PreviewSheet(self, self._office, paper=SLIP, subject=self._paper_id).exec()

    def _ask_recipients(self) -> None:
        if self.paper is not None:
            RecipientsSheet(self, self._office, self.paper).exec()

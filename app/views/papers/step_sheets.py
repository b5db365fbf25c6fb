"""The small dialogs of a paper's way: one a step, each records what came to pass on paper."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.models import vietnam_time
from app.models.errors import AppError, InvalidInputError
from app.models.papers.records import Opinion, Paper, Recipient, Signature, Verdict
from app.models.plan.records import Authority
from app.services import settings
from app.services.desk import Outcome
from app.services.papers import drafting, reading, registers, way
from app.services.papers.drafting import NewRecipient
from app.services.papers.way import Consulted
from app.views.common.chips import Chips
from app.views.common.dates import DayField
from app.views.common.edits import changed, merged
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, column, field, holder, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.common.type_ahead import Entry
from app.views.common.unit_entries import UnitEntries
from app.views.plan.issue_sheet import PARTY_WORDS, STATE_WORDS


class StepSheet(Sheet):
    """What the dialogs share: the paper, and performing the step."""

    def __init__(
        self, parent: QWidget | None, office: Office, paper: Paper, title: str, explanation: str = "", width: int = 560
    ) -> None:
        super().__init__(parent, title, explanation, width=width)
        self.office = office
        self.paper = paper

    def do(self, work: Callable[[], Outcome]) -> None:
        """Perform the step; a refusal is said here."""
        self.office.acts.do(work, then=lambda _outcome: self.accept(), refused=self.refused)


class WordsSheet(StepSheet):
    """A step that needs a few words: a reason, a place, a note."""

    def __init__(
        self,
        parent: QWidget | None,
        office: Office,
        paper: Paper,
        *,
        title: str,
        explanation: str,
        name: str,
        act: str,
        step: Callable[[str], Outcome],
    ) -> None:
        super().__init__(parent, office, paper, title, explanation)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(76)
        self.add(field(name, self.words))
        self.foot(act, lambda: self.do(lambda: step(self.words.toPlainText())))
        self.words.setFocus()


class ConsultSheet(StepSheet):
    """Lấy ý kiến."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper, units: UnitEntries) -> None:
        super().__init__(parent, office, paper, "Lấy ý kiến", "Đơn vị đã được hỏi thì nhận hạn trả lời mới.")
        self._names: dict[str, Entry] = {entry.id: entry for entry in units.all()}
        self._chosen: list[str] = []
        self.units = Chips("Gõ tên đơn vị, không cần dấu")
        self.units.set_entries(units.all())
        self.units.changed.connect(self._show)
        self.answer_by = DayField()
        self.add(field("Đơn vị", self.units), row(field("Trả lời trước hết ngày", self.answer_by), STRETCH))
        self.foot("Lấy ý kiến", lambda: self.do(self._consult))

    def _show(self, chosen: list[str]) -> None:
        self._chosen = chosen
        self.units.show_chosen([self._names[unit] for unit in chosen])

    def _consult(self) -> Outcome:
        asked = [Consulted(self._names[unit].name, unit) for unit in self._chosen]
        return way.consult(self.office.desk, paper_id=self.paper.id, units=asked, answer_by=self.answer_by.day())


class AnswerSheet(StepSheet):
    """What a consulted unit said, and what became of it."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper, opinion: Opinion) -> None:
        super().__init__(parent, office, paper, f"Ý kiến của {opinion.unit}")
        self._opinion = opinion
        self.verdict = Choice()
        for verdict in Verdict:
            self.verdict.addItem(verdict.label, verdict)
        self.verdict.choose(opinion.verdict or Verdict.AGREED)
        self.text = QPlainTextEdit(opinion.text)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(76)
        self.document = QLineEdit(opinion.document)
        self.day = DayField(day=opinion.answered_on or vietnam_time.today(office.desk.now()))
        self.handling = QLineEdit(opinion.handling)
        self.handling.setPlaceholderText("Tiếp thu vào đâu, hoặc giải trình thế nào")
        self._as_opened = self._typed()
        self.add(
            row(field("Ý kiến", self.verdict), field("Văn bản trả lời", self.document), field("Ngày", self.day)),
            field("Nội dung", self.text),
            field("Tiếp thu, giải trình", self.handling),
        )
        self.foot("Ghi ý kiến", self._store)

    def _typed(self) -> dict[str, object]:
        return {
            "verdict": self.verdict.currentData(),
            "text": self.text.toPlainText(),
            "document": self.document.text(),
            "answered_on": self.day.text(),
            "handling": self.handling.text(),
        }

    def _store(self) -> None:
        desk, opinion = self.office.desk, self._opinion
        given = changed(self._as_opened, self._typed())
        says_how = "handling" in given
        given.pop("handling", None)
        if opinion.verdict is None:
            given = {name: value for name, value in self._typed().items() if name != "handling"}

        def answer() -> Outcome:
            return way.answer(
                desk,
                opinion_id=opinion.id,
                verdict=self.verdict.currentData() if "verdict" in given else None,
                text=self.text.toPlainText() if "text" in given else None,
                document=self.document.text() if "document" in given else None,
                answered_on=self.day.day() if "answered_on" in given else None,
            )

        def handle(_outcome: object = None) -> None:
            if says_how:
                self.do(lambda: way.handle_opinion(desk, opinion_id=opinion.id, handling=self.handling.text()))
            else:
                self.accept()

        if given:
            self.office.acts.do(answer, then=handle, refused=self.refused)
        else:
            handle()


class InitialSheet(StepSheet):
    """Ký nháy."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(
            parent, office, paper, "Ký nháy trên Phiếu trình", "Người chịu trách nhiệm nội dung, hoặc thể thức."
        )
        self.person = QLineEdit()
        self.position = QLineEdit()
        self.note = QLineEdit()
        self.note.setPlaceholderText("VD: về nội dung; về thể thức, kỹ thuật trình bày")
        self.add(
            row(field("Họ và tên", self.person), field("Chức vụ", self.position), spacing=12),
            field("Ghi chú", self.note),
        )
        self.foot("Ghi ký nháy", lambda: self.do(self._initial))

    def _initial(self) -> Outcome:
        return way.initial(
            self.office.desk,
            paper_id=self.paper.id,
            person=self.person.text(),
            position=self.position.text(),
            note=self.note.text(),
        )


class SignSheet(StepSheet):
    """Ký: quyền hạn ký as in the plan. Never undone."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(
            parent, office, paper, "Ghi người ký", "Ghi đúng như trên bản đã ký. Không hoàn tác được.", width=640
        )
        body = settings.body(office.desk)
        several = paper.kind.several_signers
        self.signer = QLineEdit()
        self.position = QLineEdit("" if several else body.position)
        self.day = DayField(day=vietnam_time.today(office.desk.now()))
        self.authority = Choice()
        for value, words in (PARTY_WORDS if paper.rule_set == "party" else STATE_WORDS).items():
            self.authority.addItem(words, value)
        self.authority.choose(Authority.HEAD if several else Authority.TM)
        self.on_behalf_of = QLineEdit("" if several else body.on_behalf_of)
        self.authorisation = QLineEdit()
        self.until = DayField()
        self._tuq = holder(
            row(field("Văn bản uỷ quyền", self.authorisation), field("Uỷ quyền đến hết ngày", self.until), spacing=12)
        )
        self.digital = QCheckBox("Ký số")
        self.add(
            row(field("Họ và tên", self.signer), field("Chức vụ ghi trên văn bản", self.position), spacing=12),
            row(field("Quyền hạn ký", self.authority), field("Thay mặt, ký thay", self.on_behalf_of), spacing=12),
            self._tuq,
            row(field("Ngày ký", self.day), column(STRETCH, self.digital, 6), STRETCH, spacing=12),
        )
        self.foot("Ghi đã ký", lambda: self.do(self._sign))
        self.authority.currentIndexChanged.connect(lambda _at: self._show_authorisation())
        self._show_authorisation()
        self.signer.setFocus()

    def _show_authorisation(self) -> None:
        self._tuq.setVisible(self.authority.currentData() is Authority.TUQ)

    def _sign(self) -> Outcome:
        day = self.day.day()
        if day is None:
            raise InvalidInputError("Chưa có ngày ký.", "Nhập ngày theo mẫu dd/mm/yyyy.")
        signature = Signature(
            self.signer.text(),
            self.position.text(),
            day,
            self.authority.currentData(),
            self.on_behalf_of.text(),
            authorisation=self.authorisation.text(),
            authorisation_until=self.until.day(),
            digital=self.digital.isChecked(),
        )
        return way.sign(self.office.desk, paper_id=self.paper.id, signature=signature)


class NumberSheet(StepSheet):
    """Cấp số, ngày, or setting right what was recorded. The number is the văn thư's; the next is proposed."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        self._corrects = paper.number is not None
        super().__init__(
            parent,
            office,
            paper,
            "Sửa số, ngày đã ghi" if self._corrects else "Ghi số, ngày văn thư đã cấp",
            "Số và ngày do văn thư cấp; chương trình ghi lại, không tự đặt. Không hoàn tác được.",
        )
        known = paper.number
        self.number = QLineEdit(known.number if known else "")
        self.number.setPlaceholderText("VD: 05")
        self.symbol = QLineEdit(known.symbol if known else registers.propose_symbol(office.desk, kind=paper.kind.code))
        self.day = DayField(day=known.issued_on if known else vietnam_time.today(office.desk.now()))
        self.reason = QLineEdit()
        self._reason = holder(field("Lý do sửa", self.reason))
        self._proposal = label("", "muted", wrap=True)
        self.despite = QCheckBox("Văn thư thật sự đã cấp trùng số này: ghi đúng như giấy")
        self.despite.hide()
        self.add(
            row(field("Số", self.number), field("Ký hiệu", self.symbol), field("Ngày", self.day), spacing=12),
            self._proposal,
            self._reason,
            self.despite,
        )
        self._reason.setVisible(self._corrects)
        self.foot("Ghi số, ngày", self._store)
        self.symbol.textChanged.connect(lambda _text: self._propose())
        self.day.changed.connect(self._propose)
        self._propose()
        self.number.setFocus()

    def _propose(self) -> None:
        try:
            day = self.day.day()
        except AppError:
            day = None
        if day is None:
            self._proposal.setText("")
            return
        found = registers.propose_number(
            self.office.desk, paper_id=self.paper.id, symbol=self.symbol.text(), issued_on=day
        )
        last = f"Số lớn nhất đã ghi: {found.last}." if found.last else "Chưa ghi số nào trong sổ này."
        gaps = f" Còn thiếu: {found.gaps}." if found.gaps else ""
        self._proposal.setText(f"{last}{gaps} Số kế tiếp theo sổ: {found.number}.")

    def _store(self) -> None:
        def refused(error: AppError) -> None:
            self.despite.setVisible("đã cấp cho" in error.title or self.despite.isVisible())
            self.refused(error)

        self.office.acts.do(self._give, then=lambda _outcome: self.accept(), refused=refused)

    def _give(self) -> Outcome:
        day = self.day.day()
        if day is None:
            raise InvalidInputError("Chưa có ngày văn bản.", "Nhập ngày văn thư đã cấp.")
        desk, paper_id, despite = self.office.desk, self.paper.id, self.despite.isChecked()
        number, symbol = self.number.text(), self.symbol.text()
        if self._corrects:
            return way.correct_number(
                desk,
                paper_id=paper_id,
                number=number,
                symbol=symbol,
                issued_on=day,
                reason=self.reason.text(),
                despite_double=despite,
            )
        return way.give_number(
            desk, paper_id=paper_id, number=number, symbol=symbol, issued_on=day, despite_double=despite
        )


class StampSheet(StepSheet):
    """Đóng dấu, or the agency's digital signature."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(parent, office, paper, "Đóng dấu, ký số cơ quan", "Không hoàn tác được.")
        self.how = Choice()
        self.how.addItem("Đóng dấu trên giấy", False)
        self.how.addItem("Ký số của cơ quan", True)
        self.add(field("Cách", self.how))
        self.foot("Ghi đã đóng dấu", lambda: self.do(self._stamp))

    def _stamp(self) -> Outcome:
        return way.stamp(self.office.desk, paper_id=self.paper.id, digital=bool(self.how.currentData()))


class RecipientsSheet(StepSheet):
    """Nơi nhận: one line each."""

    def __init__(self, parent: QWidget | None, office: Office, paper: Paper) -> None:
        super().__init__(
            parent,
            office,
            paper,
            "Nơi nhận",
            "Mỗi dòng một nơi; sau dấu “|” là số bản nếu khác 1. Không ghi gạch đầu dòng.",
        )
        self.lines = QPlainTextEdit()
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumHeight(160)
        self.lines.setPlainText("\n".join(_shown(one.text, one.copies) for one in paper.recipients))
        self._as_opened = [_line(one) for one in paper.recipients]
        self.add(field("Nơi nhận", self.lines))
        self.foot("Lưu Nơi nhận", lambda: self.do(self._store))

    def typed(self) -> Sequence[NewRecipient]:
        """The lines as typed.

        Raises:
            InvalidInputError: a number of copies that is none.

        """
        units = {one.text: one.unit_id for one in self.paper.recipients}
        found = []
        for line in self.lines.toPlainText().splitlines():
            text, _, copies = line.partition("|")
            if not text.strip():
                continue
            if copies.strip() and not copies.strip().isdigit():
                raise InvalidInputError(f"Số bản “{copies.strip()}” không đọc được.", "Ghi bằng chữ số sau dấu “|”.")
            name = text.strip()
            found.append(NewRecipient(name, units.get(name, ""), int(copies) if copies.strip() else 1))
        return found

    def _store(self) -> Outcome:
        desk, paper_id = self.office.desk, self.paper.id
        by_now = [_line(one) for one in reading.paper(desk, paper_id=paper_id).recipients]
        wanted = merged(self._as_opened, self.typed(), by_now)
        return drafting.set_recipients(desk, paper_id=paper_id, recipients=wanted)


def _line(one: Recipient) -> NewRecipient:
    return NewRecipient(one.text, one.unit_id, one.copies)


def _shown(text: str, copies: int) -> str:
    return f"{text} | {copies}" if copies != 1 else text

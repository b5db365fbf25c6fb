"""The paper pack (bộ giấy) for a night without computers: steps with empty boxes, gates, the way back, phones, a log.

What is already known of a run is printed in its boxes; the rest waits for the pen and is typed in later with
"Nhập bổ sung từ bản giấy".
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.exports.paper_parts import fact, hour_of_day, letterhead, unbroken
from app.exports.runbook_parts import (
    DECIDE_BY,
    Night,
    Printing,
    document,
    grouped,
    mark_lines,
    master_of,
    proof,
    run_of,
    unrehearsed,
)
from app.exports.runbook_words import (
    contact_text,
    hour,
    measure_text,
    night_of,
    planned_hour,
    result_text,
    span,
    step_numbers,
    step_title,
    window_line,
)
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    ListItems,
    Paragraph,
    Role,
    Row,
    Run,
    Section,
    Table,
    Title,
    paragraph,
)
from app.models.runbook.network import ancestors, earliest, links_of
from app.models.runbook.records import Branch, Contact, GateRole, Master, Step
from app.models.runbook.run_records import Choice, RunState, StepState

TITLE = "BỘ GIẤY ĐIỀU HÀNH ĐÊM CHUYỂN ĐỔI"
SUBJECT = "Dùng khi không có máy tính hoặc mất mạng"
RULES = (
    "Ghi giờ theo đồng hồ 24 giờ, đủ giờ và phút, ngay khi bắt đầu và khi kết thúc từng bước.",
    "Ghi sai thì gạch ngang một nét, ghi lại bên cạnh và ký; không tẩy xoá.",
    "Bước không thể hoàn lại: đọc to từng dòng, hai người cùng xác nhận rồi mới làm.",
    "Tại điểm quyết định dùng phiếu biểu quyết; chức trách không biểu quyết được tính là DỪNG.",
    "Khi có máy, nhập lại bằng “Nhập bổ sung từ bản giấy”, ghi đúng giờ trên giấy.",
)
STEP_ROW_MM, VOTE_ROW_MM, LOG_ROW_MM = 13.0, 12.0, 11.0
LOG_ROWS = 12


def paper_pack(night: Night, printing: Printing) -> Document:
    """The whole pack, A4 landscape, each part on pages of its own."""
    pack = _Pack(night, printing)
    gates = [step for step in pack.master.steps if step.is_gate]
    parts: list[tuple[Block, ...]] = [
        pack.cover(),
        (_heading("CÁC BƯỚC CHUYỂN ĐỔI"), pack.steps(Branch.MAIN)),
        *(pack.card(gate) for gate in gates),
    ]
    if pack.master.of_branch(Branch.ROLLBACK):
        parts.append(tuple(pack.way_back()))
    parts += [
        (_heading("DANH BẠ ĐÊM CHUYỂN ĐỔI"), pack.phones(), *pack.heads()),
        (_heading("NHẬT KÝ GHI TAY"), _log()),
    ]
    sections = [Section(blocks, landscape=True) for blocks in parts]
    return document(TITLE, printing, pack.run, sections)


def planned_rollback(master: Master) -> timedelta:
    """How long the way back takes as planned, its steps in their order."""
    steps = master.of_branch(Branch.ROLLBACK)
    begin = master.window_end
    return max((end for _, end in earliest(steps, begin).values()), default=begin) - begin


def _heading(text: str) -> Paragraph:
    return Paragraph((Run(text),), Role.SUBJECT, outline=1)


def _log() -> Table:
    columns = (
        Column("Giờ", 22, "center"),
        Column("Bước", 18, "center"),
        Column("Việc đã xảy ra, quyết định, sự cố", 140),
        Column("Người ghi", 45),
        Column("Ký", 32),
    )
    return Table(columns, (Row(("",) * len(columns)),) * LOG_ROWS, "Nhật ký ghi tay", LOG_ROW_MM)


class _Pack:
    """The parts of one pack."""

    def __init__(self, night: Night, printing: Printing) -> None:
        self.master = master_of(night)
        self.run = run_of(night)
        self._state = night if isinstance(night, RunState) else None
        self._known: dict[str, StepState] = {one.step.id: one for one in self._state.steps} if self._state else {}
        self._printing = printing
        self._day = night_of(self.master)

    def cover(self) -> tuple[Block, ...]:
        """Whose night, until when one can turn back, how to use the paper."""
        head = self.master.contact(self.master.head_id)
        return (
            letterhead(self._printing.body),
            Title(TITLE, SUBJECT),
            *mark_lines(self.run),
            paragraph(window_line(self.master), Role.APPENDIX_REF),
            fact("Kịch bản", self.master.title),
            fact("Giờ G", hour_of_day(self.master.anchor)),
            fact("Chỉ huy đêm chuyển đổi", head.shown if head else ""),
            *self._decision_lines(),
            Heading(2, "Cách ghi giấy"),
            ListItems(RULES),
        )

    def _decision_lines(self) -> Iterator[Block]:
        """Hard stop less the way back less the floor, by the forecast where there is one."""
        if not self.master.of_branch(Branch.ROLLBACK):
            yield fact(DECIDE_BY, "kịch bản chưa có nhánh khôi phục")
            return
        at, takes = self._latest_decision()
        floor, stop = span(self.master.floor), hour_of_day(self.master.window_end)
        why = f"khôi phục mất {span(takes)}, dự trữ {floor}, phải xong trước {stop}"
        yield fact(DECIDE_BY, f"{hour_of_day(at)} ({why}){unrehearsed(self._printing)}")

    def _latest_decision(self) -> tuple[datetime, timedelta]:
        known = self._printing.forecast
        if known is not None and known.decide_by is not None and known.rollback is not None:
            return known.decide_by, known.rollback
        takes = planned_rollback(self.master)
        return self.master.window_end - takes - self.master.floor, takes

    def steps(self, branch: Branch) -> Table:
        """One way with boxes for the actual times."""
        columns = (
            Column("TT", 12, "center"),
            Column("Kế hoạch", 20, "center"),
            Column("Nội dung công việc", 54),
            Column("Kết quả cần đạt", 33),
            Column("Cách hoàn lại", 31),
            Column("Người phụ trách, dự phòng", 56),
            Column("Bắt đầu thực tế", 19, "center"),
            Column("Kết thúc thực tế", 19, "center"),
            Column("Kết quả, số liệu, ký", 33),
        )
        rows = grouped(self.master.of_branch(branch), self.master, lambda step: step, self._cells)
        return Table(columns, tuple(rows), branch.label, STEP_ROW_MM)

    def _cells(self, step: Step) -> tuple[str, ...]:
        known = self._known.get(step.id)
        begun = known.attempts[0].started_at if known is not None and known.attempts else None
        ended = known.finished_at if known is not None else None
        return (
            step.number,
            self._planned(step),
            self._content(step),
            step.expected_result,
            step.undo_action,
            self._people(step, known),
            hour(begun, self._day),
            hour(ended, self._day),
            self._result(step, known),
        )

    def _planned(self, step: Step) -> str:
        parts = (planned_hour(step.planned_start, self._day), span(step.duration) if step.duration else "")
        return "\n".join(part for part in parts if part)

    def _content(self, step: Step) -> str:
        numbers = [other.number for other in self.master.steps if other.id in step.needs]
        lines = [step.content]
        if numbers:
            lines.append(f"Sau bước: {', '.join(numbers)}")
        if step.is_irreversible:
            lines.append("KHÔNG THỂ HOÀN LẠI: hai người xác nhận")
        return "\n".join(lines)

    def _people(self, step: Step, known: StepState | None) -> str:
        owner = known.owner if known is not None else self.master.contact(step.owner_id)
        deputy = known.deputy if known is not None else self.master.contact(step.deputy_id)
        lines = [step.lead_unit, contact_text(owner)]
        if deputy is not None:
            lines.append(f"Dự phòng: {contact_text(deputy)}")
        return "\n".join(line for line in lines if line)

    def _result(self, step: Step, known: StepState | None) -> str:
        if known is not None and known.finished_at is not None:
            return result_text(known)
        if step.is_gate:
            return "Dùng phiếu biểu quyết"
        return "\n".join(f"{measure_text(one)}:" for one in step.measures)

    def card(self, gate: Step) -> tuple[Block, ...]:
        """The voting card of a gate: facts, tests, roles in their order, the head's decision."""
        return (
            Paragraph((Run("PHIẾU BIỂU QUYẾT TẠI ĐIỂM QUYẾT ĐỊNH"),), Role.APPENDIX_TITLE, outline=1),
            *mark_lines(self.run),
            paragraph(step_title(gate), Role.SUBJECT),
            fact("Giờ theo kế hoạch", planned_hour(gate.planned_start, self._day)),
            *self._decision_lines(),
            paragraph(
                f"Đọc to: “Điểm quyết định, bước {gate.number}. Từng chức trách trả lời TIẾP TỤC hoặc DỪNG. "
                "Không trả lời là DỪNG.”",
                Role.NOTE,
            ),
            self._tests(gate),
            self._votes(gate),
            fact("Lý do (bắt buộc khi quyết định vượt biểu quyết, điều kiện)", ""),
        )

    def _tests(self, gate: Step) -> Table:
        """The mandatory tests since the gates before this one; what those looked at is one line."""
        links = links_of(self.master.steps)
        before = ancestors(links, gate.id)
        earlier = [step for step in self.master.steps if step.id in before and step.is_gate]
        looked_at = {step_id for step in earlier for step_id in ancestors(links, step.id)}
        columns = (
            Column("Bước", 16, "center"),
            Column("Điều kiện: kiểm thử bắt buộc đều đạt, không còn sự cố nghiêm trọng", 151),
            Column("Đạt", 26),
            Column("Không đạt", 30),
            Column("Chưa kiểm tra", 34),
        )
        rows = [
            Row((step.number, step.content, "", "", ""))
            for step in self.master.steps
            if step.id in before - looked_at and step.is_test
        ]
        if earlier:
            numbers = ", ".join(step.number for step in earlier)
            rows.append(Row(("", f"Kiểm thử đã xét tại điểm quyết định trước (bước {numbers}) vẫn đạt", "", "", "")))
        rows.append(Row(("", "Không còn sự cố nghiêm trọng (ưu tiên 1) chưa xử lý", "", "", "")))
        return Table(columns, tuple(rows), f"Điều kiện, bước {gate.number}")

    def _votes(self, gate: Step) -> Table:
        columns = (
            Column("TT", 12, "center"),
            Column("Chức trách", 62),
            Column("Họ và tên, điện thoại", 62),
            Column(Choice.GO.label, 32),
            Column(Choice.STOP.label, 32),
            Column("Giờ", 22),
            Column("Ký", 35),
        )
        rows = [
            Row((str(at), role.role, contact_text(self._voter(gate, role)), "", "", "", ""))
            for at, role in enumerate(self.master.gate(gate.id).roles, 1)
        ]
        head = contact_text(self.master.contact(self.master.head_id))
        rows.append(Row(("", "QUYẾT ĐỊNH CỦA CHỈ HUY", head, "", "", "", ""), bold=True))
        return Table(columns, tuple(rows), f"Biểu quyết, bước {gate.number}", VOTE_ROW_MM)

    def _voter(self, gate: Step, role: GateRole) -> Contact | None:
        known = self._state.gate(gate.id) if self._state is not None else None
        acting = next((one.contact for one in known.votes if one.role.id == role.id), None) if known else None
        return acting or self.master.contact(role.contact_id)

    def way_back(self) -> Iterator[Block]:
        """The branch of the way back with its boxes."""
        yield _heading("KHÔI PHỤC HỆ THỐNG CŨ")
        yield paragraph(
            "Chỉ thực hiện khi Chỉ huy đêm chuyển đổi ra lệnh; ghi giờ ra lệnh và người ra lệnh:", Role.NOTE
        )
        yield _order()
        yield from self._decision_lines()
        yield self.steps(Branch.ROLLBACK)

    def phones(self) -> Table:
        """Everybody on duty with their steps."""
        columns = (
            Column("TT", 12, "center"),
            Column("Họ và tên", 52),
            Column("Chức vụ", 46),
            Column("Tổ, đơn vị", 50),
            Column("Điện thoại", 40),
            Column("Phụ trách bước", 30),
            Column("Dự phòng bước", 27),
        )
        rows = tuple(
            Row(
                (
                    str(at),
                    contact.name,
                    self._post(contact),
                    contact.team,
                    unbroken(contact.phone),
                    step_numbers(self.master, [step.owner_id == contact.id for step in self.master.steps]),
                    step_numbers(self.master, [step.deputy_id == contact.id for step in self.master.steps]),
                )
            )
            for at, contact in enumerate(self.master.contacts, 1)
        )
        return Table(columns, rows, "Danh bạ")

    def heads(self) -> tuple[Block, ...]:
        """The log's heads when the paper was made; none before the first entry."""
        return proof(self._state, self._printing) if self._state is not None else ()

    def _post(self, contact: Contact) -> str:
        head = "Chỉ huy đêm chuyển đổi" if contact.id == self.master.head_id else ""
        return "\n".join(part for part in dict.fromkeys((contact.position, head)) if part)


def _order() -> Table:
    columns = (Column("Người ra lệnh", 70), Column("Giờ ra lệnh", 40), Column("Lý do", 110), Column("Ký", 37))
    return Table(columns, (Row(("",) * len(columns)),), "Lệnh khôi phục", VOTE_ROW_MM)

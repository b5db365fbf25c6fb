"""How the records of a plan read in a cell: units, deadlines, marks, signing lines. Shared by all its papers."""

import re
from collections.abc import Iterator
from datetime import datetime, time

from app.exports.tree import Rules, Signature
from app.models.plan import form
from app.models.plan.deadline import NIGHT_ENDS, Deadline, DeadlineKind, DeadlineState, state
from app.models.plan.records import Authority, IssuingBody, PlanText, PlanView, Signing, Task, TaskStatus
from app.models.vietnam_time import show_date

ADDITION = "bổ sung"
REWORDED = "sửa so với mẫu"

KIND_LABELS = {
    DeadlineKind.DAY: "Ngày",
    DeadlineKind.BEFORE: "Trước ngày",
    DeadlineKind.TIME: "Ngày, giờ",
    DeadlineKind.NIGHT: "Đêm",
    DeadlineKind.MONTH: "Tháng",
    DeadlineKind.RANGE: "Từ ngày đến ngày",
    DeadlineKind.ONGOING: "Không định ngày",
}


def rules_of(body: IssuingBody) -> Rules:
    """The rule set of an issuing body."""
    return "party" if body.kind == "party" else "state"


def lead_text(task: Task) -> str:
    """Đơn vị chủ trì as the paper words it."""
    return task.lead.shown if task.lead else ""


def coordinating_text(task: Task) -> str:
    """Đơn vị phối hợp, in order."""
    return ", ".join(unit.shown for unit in task.coordinating)


def deadline_text(deadline: Deadline | None) -> str:
    """A deadline as it was worded."""
    return deadline.text if deadline else ""


def task_mark(task: Task) -> str:
    """The mark of a row against the form, for Excel and the screen; the official paper bears none."""
    if task.is_addition:
        return ADDITION
    return REWORDED if task.is_reworded else ""


def text_mark(text: PlanText, view: PlanView) -> str:
    """The mark of a line against the form."""
    if text.is_addition:
        return ADDITION
    shipped = form.load()
    line = next((line for line in shipped.part(text.part) if line.key == text.form_key), None)
    reworded = line is not None and text.text != form.fill_line(line, view.blanks, shipped)
    return REWORDED if reworded else ""


def extension_lines(task: Task) -> str:
    """Every extension with its reason and who approved it, one a line."""
    return "\n".join(_extension_lines(task))


def _extension_lines(task: Task) -> Iterator[str]:
    for extension in task.extensions:
        decided = f", {show_date(extension.decided_on)}" if extension.decided_on else ""
        document = f", {extension.document}" if extension.document else ""
        yield f"{extension.reason} ({extension.approver}{decided}{document})"


def open_obstacles(task: Task) -> str:
    """Obstacles that nobody has resolved yet, one a line."""
    return "\n".join(f"{one.kind.label}: {one.text}" for one in task.obstacles if one.resolved_at is None)


def deadline_state(task: Task, *, as_of: datetime, warn_days: int, night_ends: time = NIGHT_ENDS) -> DeadlineState:
    """Which of the six states a task is in at an instant."""
    return state(
        started=task.status is not TaskStatus.NOT_STARTED,
        finished_at=task.finished_at,
        due_at=task.deadline.due_at(night_ends) if task.deadline else None,
        now=as_of,
        warn_days=warn_days,
    )


_PREFIX = re.compile(r"^(TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M|K/T|T/L)\s*")
_FORMS: dict[Rules, dict[Authority, str]] = {
    "state": {Authority.TM: "TM.", Authority.KT: "KT.", Authority.TL: "TL.", Authority.TUQ: "TUQ."},
    # HD 05-HD/VPTW knows no form for uỷ quyền; whoever signs by authorisation signs "T/L".
    "party": {Authority.TM: "T/M", Authority.KT: "K/T", Authority.TL: "T/L", Authority.TUQ: "T/L"},
}


def unsigned(body: IssuingBody, note: str) -> Signature:
    """The place of the signature while the paper waits for it."""
    prefix = _FORMS[rules_of(body)][Authority.TM]
    return Signature((f"{prefix} {_bare(body.on_behalf_of)}",), body.position.upper(), note)


def signed(signing: Signing, body: IssuingBody) -> Signature:
    """The signer's lines by quyền hạn (NĐ 30, PL I, II.7.a; HD 05)."""
    return Signature(
        tuple(_authority_lines(signing, body)),
        _position(signing),
        post=signing.agency_post.upper(),
        name=signing.signer,
    )


def _position(signing: Signing) -> str:
    position = signing.position.upper()
    return f"Q. {_bare(position)}" if signing.authority is Authority.ACTING else position


def _authority_lines(signing: Signing, body: IssuingBody) -> Iterator[str]:
    if signing.authority in {Authority.HEAD, Authority.ACTING}:
        return
    rules = rules_of(body)
    forms = _FORMS[rules]
    if signing.authority in {Authority.TM, Authority.TM_KT}:
        yield f"{forms[Authority.TM]} {_bare(signing.on_behalf_of or body.on_behalf_of)}"
        # A Party deputy signs for the collective without K/T (HD 05).
        if signing.authority is Authority.TM_KT and rules == "state":
            yield f"{forms[Authority.KT]} {_bare(body.position)}"
        return
    yield f"{forms[signing.authority]} {_bare(signing.on_behalf_of or body.position)}"


def _bare(text: str) -> str:
    return _PREFIX.sub("", text.strip().upper())

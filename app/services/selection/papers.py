"""The papers of the choice of systems: of a kind, of a system that stops, or of the province as a whole.

What is decided is printed as it was sealed; a kind whose assessment was opened again prints the new version.
"""

from dataclasses import replace

from app.exports.selection_comparison import comparison as comparison_table
from app.exports.selection_comparison import overall as overall_table
from app.exports.selection_decision import Contents, decision_paper, notice_paper
from app.exports.selection_handover import handover_minutes
from app.exports.selection_minutes import assessment_minutes
from app.exports.selection_parts import Assessed, Printing, as_decided, assessed
from app.exports.selection_reconciliation import reconciliation_minutes
from app.exports.selection_stage_board import stage_board
from app.exports.tree import Document
from app.models.errors import RefusedError
from app.models.papers.records import Paper
from app.models.selection.records import KindView, RoundState
from app.models.selection.system_records import System
from app.models.selection.unchosen import Unchosen
from app.services import issuing, settings
from app.services.desk import Desk, Outcome
from app.services.documents import Subject
from app.services.selection import filing, reading, stages, unchosen


def comparison(desk: Desk, kind: str) -> Document:
    """The candidates of a kind side by side."""
    return comparison_table(_assessed(desk, _kind(desk, kind)), _printing(desk))


def overall(desk: Desk, _subject: str) -> Document:
    """All kinds in one table."""
    return overall_table([_assessed(desk, view) for view in reading.overview(desk)], _printing(desk))


def minutes(desk: Desk, kind: str) -> Document:
    """Biên bản họp đánh giá, lựa chọn of a kind; a draft until it is decided."""
    found = _assessed(desk, _kind(desk, kind))
    printing = _printing(desk, "minutes", found.sheet.round.id if found.sheet.round else "")
    return assessment_minutes(replace(found, view=as_decided(found.view)), printing)


def decision(desk: Desk, kind: str) -> Document:
    """Quyết định lựa chọn: of a kind with all that the same document decides, else of everything decided.

    Raises:
        RefusedError: nothing is decided.
    """
    return decision_paper(_contents(desk, kind, "decision"))


def notice(desk: Desk, kind: str) -> Document:
    """The same as Thông báo kết luận.

    Raises:
        RefusedError: nothing is decided.
    """
    return notice_paper(_contents(desk, kind, "notice"))


def handover(desk: Desk, system: str) -> Document:
    """Biên bản sao lưu, bàn giao dữ liệu of a system that was not chosen.

    Raises:
        RefusedError: no decision stops any system.
    """
    found = _stopped(desk, system)
    return handover_minutes(found, _printing(desk, "handover", found.system_id))


def reconciliation(desk: Desk, system: str) -> Document:
    """Biên bản đối soát dữ liệu of a system that was not chosen.

    Raises:
        RefusedError: no decision stops any system.
    """
    found = _stopped(desk, system)
    return reconciliation_minutes(found, _printing(desk, "reconciliation", found.system_id))


def board(desk: Desk, _subject: str) -> Document:
    """Bảng theo dõi tiến độ đưa hệ thống vào sử dụng."""
    return stage_board(stages.board(desk), _printing(desk), warn_days=stages.warn_days(desk))


def put_on_file(desk: Desk, *, name: str, subject: str) -> Outcome:
    """Make the draft of a paper in the register of papers; what the văn thư gives it there is printed from then on.

    `name` is "minutes", "decision", "notice", "handover" or "reconciliation". A draft that is there is left as it is.

    Raises:
        RefusedError: there is nothing to print yet.
        InvalidInputError: no such paper.
    """
    subject_id, about = _about(desk, name, subject)
    return filing.put(desk, name=name, subject_id=subject_id, about=about)


def on_file(desk: Desk, *, name: str, subject: str) -> Paper | None:
    """The paper as the register of papers has it; None before `put_on_file`."""
    return filing.filed(desk, name=name, subject_id=_about(desk, name, subject)[0])


def _about(desk: Desk, name: str, subject: str) -> tuple[str, str]:
    """Id and name of the record that a paper is about."""
    if name in ("handover", "reconciliation"):
        found = _stopped(desk, subject)
        return found.system_id, found.shown
    if name == "minutes":
        view = _kind(desk, subject)
        if view.sheet.round is None:
            raise RefusedError(f"“{view.kind.name}” chưa mở đánh giá.", "Mở đánh giá rồi lập biên bản.")
        return view.sheet.round.id, view.kind.name
    known = _decided_together(desk, subject)
    return _decision_id(known), "; ".join(view.kind.name for view in known)


def subjects(desk: Desk) -> tuple[Subject, ...]:
    """The kinds a comparison or minutes can be of: those with a candidate."""
    return tuple(Subject(view.kind.id, view.kind.name) for view in _compared(desk))


def decided_subjects(desk: Desk) -> tuple[Subject, ...]:
    """The kinds a decision can be of."""
    return tuple(Subject(view.kind.id, view.kind.name) for view in _decided(desk))


def stopped_subjects(desk: Desk) -> tuple[Subject, ...]:
    """The systems a hand-over or a reconciliation can be of."""
    return tuple(Subject(one.system_id, _title(one)) for one in _stopping(desk))


def _compared(desk: Desk) -> tuple[KindView, ...]:
    return tuple(view for view in reading.overview(desk) if view.sheet.systems)


def _decided(desk: Desk) -> tuple[KindView, ...]:
    return tuple(view for view in reading.overview(desk) if view.decision is not None)


def _kind(desk: Desk, subject: str) -> KindView:
    """The kind meant; the first with a candidate where none is named."""
    known = reading.overview(desk) if subject else _compared(desk)
    found = next((view for view in known if subject in ("", view.kind.id, view.kind.name)), None)
    if found is None:
        raise RefusedError(
            "Không có loại hệ thống này." if subject else "Chưa có hệ thống nào trong danh mục.",
            "Chọn lại loại hệ thống, hoặc nhập danh mục hệ thống trước.",
        )
    return found


def _assessed(desk: Desk, view: KindView) -> Assessed:
    """A kind for the papers: as its decision sealed it while that version is the newest, else as it stands."""
    decided = view.decision
    if decided is None or view.state is not RoundState.DECIDED:
        return assessed(view)
    sealed = reading.decided(desk, decision_id=decided.id)
    return Assessed(replace(view, sheet=sealed.sheet), sealed.result, sealed.sensitivity)


def _contents(desk: Desk, subject: str, name: str) -> Contents:
    known = _decided_together(desk, subject)
    sealed = tuple(_sealed(desk, view) for view in known)
    arranged = {one.system_id: one for one in _stopping(desk)}
    plan = issuing.issued(desk)
    return Contents(
        sealed,
        tuple(arranged.get(one.id) or _unarranged(view, one) for view in sealed for one in view.unchosen),
        _printing(desk, name, _decision_id(known)),
        plan.issued if plan else None,
    )


def _decided_together(desk: Desk, subject: str) -> tuple[KindView, ...]:
    known = _of_document(_decided(desk), subject)
    if not known:
        raise RefusedError(
            "Chưa quyết định lựa chọn hệ thống nào.", "Ghi quyết định lựa chọn rồi in Quyết định hoặc Thông báo."
        )
    return known


def _unarranged(view: KindView, system: System) -> Unchosen:
    """A system that the document stops though it goes on now by an exception granted later: nothing is arranged."""
    shared = view.chosen.shown if view.chosen else ""
    return Unchosen(system.id, view.kind.id, system.name, view.kind.name, system.province, shared)


def _of_document(known: tuple[KindView, ...], subject: str) -> tuple[KindView, ...]:
    """The kinds that one document decides: with the kind named; else those that wait for a number, or the last ones."""
    if subject:
        named = next((view for view in known if subject in (view.kind.id, view.kind.name)), None)
    else:
        waiting = tuple(view for view in known if view.decision and not view.decision.decided.number)
        if waiting:
            return waiting
        named = max(known, key=lambda view: view.decisions[-1].recorded_at, default=None)
    return tuple(view for view in known if named is not None and _is_together(view, named))


def _is_together(view: KindView, named: KindView) -> bool:
    """Whether one document decided both: the same number, or it is the kind itself."""
    one, other = view.decision, named.decision
    return view is named or (
        one is not None and other is not None and bool(one.decided.number) and one.decided == other.decided
    )


def _sealed(desk: Desk, view: KindView) -> KindView:
    """A decided kind as its document says it, with the candidates that were assessed when it was decided."""
    found = view.decision
    sheet = reading.decided(desk, decision_id=found.id).sheet if found else view.sheet
    return as_decided(replace(view, sheet=sheet))


def _stopping(desk: Desk) -> tuple[Unchosen, ...]:
    """The systems that stop, each with the whole name of its kind as a paper gives it."""
    names = {view.kind.id: view.kind.name for view in reading.overview(desk, with_unused=True)}
    return tuple(replace(one, kind=names.get(one.kind_id, one.kind)) for one in unchosen.systems(desk))


def _stopped(desk: Desk, subject: str) -> Unchosen:
    """The system meant; the first where none is named."""
    known = _stopping(desk)
    found = next((one for one in known if subject in ("", one.system_id, _title(one), one.shown)), None)
    if found is None:
        raise RefusedError(
            "Không có hệ thống nào phải dừng." if not subject else "Không có hệ thống này trong danh sách phải dừng.",
            "Ghi quyết định lựa chọn trước; hệ thống không được lựa chọn sẽ vào danh sách.",
        )
    return found


def _title(one: Unchosen) -> str:
    return f"{one.shown} - {one.kind}"


def _decision_id(known: tuple[KindView, ...]) -> str:
    """The decision under which a paper of several stands in the register: the first one's."""
    found = known[0].decision
    return found.id if found else ""


def _printing(desk: Desk, name: str = "", subject_id: str = "") -> Printing:
    filed = filing.filed(desk, name=name, subject_id=subject_id) if name else None
    return Printing(settings.body(desk), desk.now(), desk.province, filed)

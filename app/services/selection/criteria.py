"""Versions of an assessment and their criteria: opening with the ready set, weights, locking, a new version."""

from decimal import Decimal

from app.journal.change import new_id
from app.models import rank, vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.recording import RecordingSession
from app.models.selection import kinds, writing
from app.models.selection.entities import AssessmentRow, CriterionRow
from app.models.selection.records import FULL, TIE_THRESHOLD, Veto, VetoRule
from app.models.selection.register import LEVELS
from app.models.selection.result import shown
from app.models.selection.rows import criterion_of, decimal
from app.models.text import fold
from app.models.writing import assign, put, rank_among, require
from app.services.desk import Desk, Outcome, typed
from app.services.selection import ground

_FINEST_WEIGHT = Decimal("0.01")


def open_round(desk: Desk, *, kind_id: str) -> Outcome:
    """Open the assessment of a kind: its first version, with the ready set of criteria.

    Raises:
        RefusedError: it is open already.
        NotFoundError: no such kind.
    """
    with desk.act("Mở đánh giá") as act:
        of = ground.kind(desk, act.session, kind_id)
        if writing.last_round(act.session, kind_id) is not None:
            raise RefusedError(f"“{of.shown}” đã mở đánh giá.", "Mở phiếu đánh giá đang có.")
        row = _version(desk, act.session, kind_id, 1, str(TIE_THRESHOLD))
        _put_ready(desk, act.session, row, of.code)
    return act.outcome


def add_criterion(
    desk: Desk,
    *,
    kind_id: str,
    name: str,
    weight: str = "0",
    guide: str = "",
    veto: Veto | None = None,
    after: str = "",
) -> Outcome:
    """Add a criterion behind another, or at the end.

    Raises:
        InvalidInputError: no name or one that is there already, a weight that is none from 0 to 100, or a veto that
            looks at nothing.
        RefusedError: the criteria are locked.
    """
    name = typed(name, where="Tên tiêu chí", required=True)
    guide = typed(guide, where="Hướng dẫn chấm")
    stored = _weight(weight)
    _check_veto(veto)
    with desk.act("Thêm tiêu chí") as act:
        row = ground.drafting(act.session, kind_id)
        _refuse_known(act.session, row.id, name, "")
        code = new_id()
        act.session.add(
            CriterionRow(
                id=desk.natural_id(CriterionRow.ENTITY, f"{row.id}/{code}"),
                kind_id=kind_id,
                round_id=row.id,
                code=code,
                rank=rank_among(writing.criteria(act.session, row.id), after or None),
                name=name,
                guide=guide,
                weight=stored,
                veto=writing.veto_fields(veto),
            )
        )
    return act.outcome


def edit_criterion(
    desk: Desk, *, criterion_id: str, name: str | None = None, guide: str | None = None, weight: str | None = None
) -> Outcome:
    """Change the words or the weight of a criterion.

    Raises:
        InvalidInputError, RefusedError: as `add_criterion`.
        NotFoundError: no such criterion.
    """
    values = {}
    if name is not None:
        values["name"] = typed(name, where="Tên tiêu chí", required=True)
    if guide is not None:
        values["guide"] = typed(guide, where="Hướng dẫn chấm")
    if weight is not None:
        values["weight"] = _weight(weight)
    with desk.act("Sửa tiêu chí") as act:
        row = _of_draft(act.session, criterion_id)
        if "name" in values:
            _refuse_known(act.session, row.round_id, values["name"], criterion_id)
        assign(row, **values)
    return act.outcome


def set_veto(desk: Desk, *, criterion_id: str, veto: Veto | None) -> Outcome:
    """Make a criterion a veto, another veto, or (None) an ordinary one.

    Raises:
        InvalidInputError: a veto that looks at nothing.
        RefusedError: the criteria are locked.
        NotFoundError: no such criterion.
    """
    _check_veto(veto)
    with desk.act("Đổi tiêu chí loại") as act:
        assign(_of_draft(act.session, criterion_id), veto=writing.veto_fields(veto))
    return act.outcome


def remove_criterion(desk: Desk, *, criterion_id: str) -> Outcome:
    """Take a criterion out.

    Raises:
        RefusedError: the criteria are locked.
        NotFoundError: no such criterion.
    """
    with desk.act("Bỏ tiêu chí") as act:
        _of_draft(act.session, criterion_id).deleted = True
    return act.outcome


def move_criterion(desk: Desk, *, criterion_id: str, after: str = "") -> Outcome:
    """Move a criterion behind another; `after` empty: to the front.

    Raises:
        RefusedError: the criteria are locked.
        NotFoundError: no such criterion.
    """
    with desk.act("Chuyển vị trí tiêu chí") as act:
        row = _of_draft(act.session, criterion_id)
        others = writing.criteria(act.session, row.round_id)
        row.rank = rank_among(others, after, moved=criterion_id)
    return act.outcome


def reset_criteria(desk: Desk, *, kind_id: str) -> Outcome:
    """Make the criteria the ready set again: its words, weights and order; others are taken out.

    Raises:
        RefusedError: the criteria are locked.
    """
    with desk.act("Lấy lại bộ tiêu chí soạn sẵn") as act:
        row = ground.drafting(act.session, kind_id)
        code = ground.kind(desk, act.session, kind_id).code
        ready = {one.code for one in kinds.ready_criteria(code)}
        for one in writing.criteria(act.session, row.id):
            if one.code not in ready:
                one.deleted = True
        _put_ready(desk, act.session, row, code)
    return act.outcome


def set_threshold(desk: Desk, *, kind_id: str, points: str) -> Outcome:
    """Set the points of 100 under which nobody wins by himself; 0 leaves the meeting to an exact tie.

    Raises:
        InvalidInputError: none from 0 to 100.
        RefusedError: the criteria are locked, so that the bar is set before the scores are known.
    """
    stored = _weight(points, where="Ngưỡng điểm")
    with desk.act("Đặt ngưỡng điểm") as act:
        assign(ground.drafting(act.session, kind_id), threshold=stored)
    return act.outcome


def lock_criteria(desk: Desk, *, kind_id: str) -> Outcome:
    """Lock criteria, weights and threshold: from now on scores are given.

    Raises:
        RefusedError: the weights do not sum to 100, or they are locked already.
        NotFoundError: the assessment has not been opened.
    """
    with desk.act("Chốt bộ tiêu chí") as act:
        row = ground.drafting(act.session, kind_id)
        weights = [criterion_of(one).weight for one in writing.criteria(act.session, row.id)]
        total = sum(weights, Decimal(0))
        if total != FULL:
            raise RefusedError(
                f"Tổng trọng số là {shown(total)}, phải bằng {FULL}.",
                "Sửa trọng số, hoặc lấy lại bộ soạn sẵn.",
            )
        person = desk.person.full_name if desk.person else ""
        row.criteria_lock = {"at": vietnam_time.iso(desk.now()), "person": person}
    return act.outcome


def unlock_criteria(desk: Desk, *, kind_id: str) -> Outcome:
    """Open the criteria again while nothing has been scored.

    Raises:
        RefusedError: there are scores; a new version keeps them apart.
        NotFoundError: the assessment has not been opened.
    """
    with desk.act("Mở chốt bộ tiêu chí") as act:
        row = ground.open_version(act.session, kind_id)
        if writing.has_scores(act.session, row.id):
            raise RefusedError("Đã có điểm nên không mở chốt được.", "Mở phiên bản mới để sửa tiêu chí.")
        assign(row, criteria_lock=None)
    return act.outcome


def reopen(desk: Desk, *, kind_id: str, keep_scores: bool = True) -> Outcome:
    """Open a new version beside the one that stands, which stays as it is; a decision stays in force until the next.

    `keep_scores`: begin with the same locked criteria and all scores; else the criteria may be changed and scores are
    given anew.

    Raises:
        RefusedError: the criteria of the newest version are still being drafted.
        NotFoundError: the assessment has not been opened.
    """
    with desk.act("Mở phiên bản đánh giá mới") as act:
        old = ground.newest(act.session, kind_id)
        if not old.criteria_lock:
            raise RefusedError(f"Phiên bản {old.number} đang lập tiêu chí.", "Sửa tiếp phiên bản này.")
        new = _version(desk, act.session, kind_id, old.number + 1, old.threshold)
        assign(new, criteria_lock=old.criteria_lock if keep_scores else None)
        writing.copy_version(act.session, old, new, desk.natural_id, with_scores=keep_scores)
    return act.outcome


def _version(desk: Desk, session: RecordingSession, kind_id: str, number: int, threshold: str) -> AssessmentRow:
    row = put(
        session,
        AssessmentRow,
        desk.natural_id(AssessmentRow.ENTITY, f"{kind_id}/{number}"),
        kind_id=kind_id,
        number=number,
        opened_at=vietnam_time.iso(desk.now()),
        threshold=threshold,
    )
    session.flush()
    return row


def _put_ready(desk: Desk, session: RecordingSession, row: AssessmentRow, code: str) -> None:
    ready = kinds.ready_criteria(code)
    for one, place in zip(ready, rank.several(len(ready)), strict=True):
        put(
            session,
            CriterionRow,
            desk.natural_id(CriterionRow.ENTITY, f"{row.id}/{one.code}"),
            kind_id=row.kind_id,
            round_id=row.id,
            code=one.code,
            rank=place,
            name=one.name,
            guide=one.guide,
            weight=f"{one.weight:f}",
            veto=writing.veto_fields(one.veto),
        )


def _of_draft(session: RecordingSession, criterion_id: str) -> CriterionRow:
    row = require(session, CriterionRow, criterion_id)
    if ground.drafting(session, row.kind_id).id != row.round_id:
        raise RefusedError("Đang có phiên bản đánh giá mới hơn.", "Mở lại bộ tiêu chí của phiên bản mới.")
    return row


def _weight(words: str, where: str = "Trọng số") -> str:
    found = decimal(typed(words, where=where).replace(",", "."))
    if found is None or not 0 <= found <= FULL or found != found.quantize(_FINEST_WEIGHT):
        raise InvalidInputError(f"{where} “{words.strip()[:20]}” không hợp lệ.", "Nhập số từ 0 đến 100, ví dụ 12,5.")
    return f"{found.normalize():f}"


def _check_veto(veto: Veto | None) -> None:
    if veto is None:
        return
    if veto.rule is VetoRule.SECURITY_LEVEL and veto.limit not in LEVELS:
        raise InvalidInputError(f"Cấp độ tối thiểu {veto.limit} không hợp lệ.", "Chọn cấp độ từ 1 đến 5.")
    if veto.rule is VetoRule.LINK:
        typed(veto.target, where="Kết nối bắt buộc", required=True)


def _refuse_known(session: RecordingSession, round_id: str, name: str, criterion_id: str) -> None:
    for one in writing.criteria(session, round_id):
        if one.id != criterion_id and fold(one.name) == fold(name):
            raise InvalidInputError(f"Đã có tiêu chí “{one.name}”.", "Sửa tiêu chí đã có, hoặc đặt tên khác hẳn.")

"""Deciding: which system of a kind stays, sealed with everything it rests on; exceptions beside it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NoReturn

from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.recording import RecordingSession
from app.models.selection import aftermath_following, checks, queries, writing
from app.models.selection.aftermath_invalidating import Invalidated
from app.models.selection.entities import DecisionNumberRow, DecisionRow, ExemptionRow, SystemRow
from app.models.selection.freezing import Frozen
from app.models.selection.records import Course, Decided, KindView, RoundState, Verdict
from app.models.selection.result import Candidate, Result, Standing, result, shown
from app.models.selection.sensitivity import sensitivity
from app.models.writing import put, require
from app.services.desk import Desk, Outcome, typed
from app.services.selection import ground


def decide(
    desk: Desk,
    *,
    kind_id: str,
    system_id: str,
    reason: str,
    by: str,
    on: date,
    number: str = "",
    dissent: str = "",
    course: Course = Course.KEEP,
    after_meeting: bool = False,
    acknowledged: Collection[str] = (),
) -> Outcome:
    """Decide which system of a kind stays, and seal the version. Never undone: another decision closes a new version.

    `system_id` is empty only with `Course.REPLACE`, where a new system takes the place of all. `after_meeting` says
    that a meeting considered and decided: needed within the tie threshold, or for another than the first. `number` may
    follow (`record_number`). `acknowledged` are the keys of what becomes invalid when the decision changes, all of them
    (`invalidating.what_becomes_invalid`); each is marked "cần xem lại".

    Raises:
        RefusedError: something becomes invalid and was not acknowledged; decided already; not every score is in; the
            system is excluded or a veto is not settled; scores without evidence; or a meeting was needed.
        InvalidInputError: no reason, nobody who decided, a day to come, or no system.
        NotFoundError: no such kind, or the assessment has not been opened.
    """
    reason = typed(reason, where="Lý do lựa chọn", required=True)
    dissent = typed(dissent, where="Ý kiến khác")
    decided = _decided(desk, by, on, number)
    with desk.act("Quyết định lựa chọn hệ thống", undoable=False) as act:
        view = _view(desk, act.session, kind_id)
        found = result(view.sheet)
        _refuse_unready(view, found)
        if system_id or course is not Course.REPLACE:
            _refuse_system(view, found, system_id)
        if not after_meeting and system_id != found.winner_id and view.sheet.is_contest:
            _refuse_without_meeting(view, found)
        invalid = aftermath_following.invalidated(
            act.session, desk.province, desk.natural_id, kind_id=kind_id, system_id=system_id, at=desk.now()
        )
        _refuse_unacknowledged(invalid, acknowledged)
        content = Frozen(view.sheet, found, sensitivity(view.sheet, found), system_id, course, reason, dissent, decided)
        person = desk.person.full_name if desk.person else ""
        round_id = ground.newest(act.session, kind_id).id
        row = writing.decision_row(act.session, kind_id, round_id, content, view.decisions, desk.now(), person)
        act.session.add(row)
        aftermath_following.follow(
            act.session,
            desk.province,
            desk.natural_id,
            kind_id=kind_id,
            decision_id=row.id,
            found=invalid,
            at=desk.now(),
        )
    return act.outcome


def record_number(desk: Desk, *, decision_id: str, number: str, issued_on: date) -> Outcome:
    """Record the number the văn thư gave a decision; what was sealed stays as it was.

    Raises:
        InvalidInputError: no number, or a day to come.
        NotFoundError: no such decision.
    """
    number = typed(number, where="Số, ký hiệu quyết định", required=True)
    _refuse_future(desk, issued_on, "Ngày quyết định")
    with desk.act("Ghi số quyết định lựa chọn") as act:
        row = require(act.session, DecisionRow, decision_id)
        put(
            act.session,
            DecisionNumberRow,
            desk.natural_id(DecisionNumberRow.ENTITY, decision_id),
            kind_id=row.kind_id,
            decision_id=decision_id,
            document={"number": number, "issued_on": issued_on.isoformat()},
        )
    return act.outcome


def exempt(desk: Desk, *, kind_id: str, system_id: str, reason: str, until: date, document: str = "") -> Outcome:
    """Let a second system of a kind go on beside the chosen one, with reason and term (TB 318, II.3.a is else broken).

    Raises:
        InvalidInputError: no reason, or a term that has passed.
        RefusedError: nothing is chosen yet, or it is the chosen one itself.
        NotFoundError: no such kind or candidate.
    """
    grant = {
        "reason": typed(reason, where="Lý do ngoại lệ", required=True),
        "until": until.isoformat(),
        "document": typed(document, where="Văn bản cho phép"),
    }
    if until < vietnam_time.today(desk.now()):
        raise InvalidInputError(f"Thời hạn {vietnam_time.show_date(until)} đã qua.", "Ghi thời hạn của ngoại lệ.")
    with desk.act("Ghi ngoại lệ") as act:
        view = _view(desk, act.session, kind_id)
        row = require(act.session, SystemRow, system_id)
        if row.kind_id != kind_id:
            raise NotFoundError("Hệ thống không thuộc loại này.", "Chọn lại hệ thống.")
        if view.decision is None:
            raise RefusedError("Chưa quyết định hệ thống dùng chung.", "Quyết định trước, ngoại lệ ghi sau.")
        if view.decision.system_id == system_id:
            raise RefusedError(f"“{row.name}” là hệ thống được chọn.", "Ngoại lệ chỉ dành cho hệ thống thứ hai.")
        put(
            act.session,
            ExemptionRow,
            desk.natural_id(ExemptionRow.ENTITY, f"{kind_id}/{system_id}"),
            kind_id=kind_id,
            system_id=system_id,
            grant=grant,
        )
        aftermath_following.lay_out_kind(act.session, desk.province, desk.natural_id, kind_id=kind_id)
    return act.outcome


def end_exemption(desk: Desk, *, exemption_id: str) -> Outcome:
    """End an exception: its system is among those not chosen again.

    Raises:
        NotFoundError: no such exception.
    """
    with desk.act("Kết thúc ngoại lệ") as act:
        row = require(act.session, ExemptionRow, exemption_id)
        row.deleted = True
        aftermath_following.lay_out_kind(act.session, desk.province, desk.natural_id, kind_id=row.kind_id)
    return act.outcome


def _refuse_unacknowledged(invalid: Sequence[Invalidated], acknowledged: Collection[str]) -> None:
    missing = [one for one in invalid if one.key not in acknowledged]
    if missing:
        raise RefusedError(
            f"Đổi quyết định làm {len(missing)} nội dung không còn đúng: {missing[0].title}…",
            "Xem danh sách những gì phải xem lại và xác nhận trước khi đổi quyết định.",
        )


def _view(desk: Desk, session: RecordingSession, kind_id: str) -> KindView:
    return queries.views(session, [ground.kind(desk, session, kind_id)], desk.province)[0]


def _decided(desk: Desk, by: str, on: date, number: str) -> Decided:
    _refuse_future(desk, on, "Ngày quyết định")
    return Decided(
        typed(by, where="Người, cơ quan quyết định", required=True), on, typed(number, where="Số, ký hiệu quyết định")
    )


def _refuse_future(desk: Desk, day: date, where: str) -> None:
    if day > vietnam_time.today(desk.now()):
        raise InvalidInputError(f"{where} {vietnam_time.show_date(day)} chưa đến.", "Ghi ngày đã ký quyết định.")


def _refuse_unready(view: KindView, found: Result) -> None:
    kind, sheet = view.kind.shown, view.sheet
    if view.state is RoundState.DECIDED and view.decision is not None:
        chosen = view.chosen.shown if view.chosen else view.decision.course.label
        raise RefusedError(
            f"“{kind}” đã quyết định: {chosen}; toàn tỉnh chỉ dùng một hệ thống (TB 318, II.3.a).",
            "Mở phiên bản mới để quyết định lại, hoặc ghi ngoại lệ có lý do và thời hạn.",
        )
    if sheet.round is None:
        raise NotFoundError(f"“{kind}” chưa mở đánh giá.", "Bấm “Mở đánh giá” để lập bộ tiêu chí.")
    if view.state is not RoundState.SCORING:
        raise RefusedError(f"“{kind}” chưa chốt bộ tiêu chí.", "Chốt bộ tiêu chí khi tổng trọng số bằng 100.")
    missing = sum(one.missing for one in found.running)
    if missing or (found.running and not sheet.assessors):
        raise RefusedError(
            f"“{kind}” còn {missing} ô chưa chấm." if missing else f"“{kind}” chưa có người đánh giá.",
            "Chấm đủ, hoặc bỏ người đánh giá không tham gia.",
        )
    bare = [one for one in checks.unbacked(sheet) if (of := found.of(one.system_id)) and not of.is_excluded]
    if bare:
        raise RefusedError(
            f"“{kind}” có {len(bare)} điểm chưa có minh chứng.", "Thêm minh chứng, hoặc đánh dấu “tự đánh giá”."
        )


def _refuse_system(view: KindView, found: Result, system_id: str) -> None:
    system = view.sheet.system(system_id)
    candidate = found.of(system_id)
    if system is None or candidate is None:
        raise InvalidInputError("Chưa chọn hệ thống.", "Chọn một hệ thống trong danh sách, hoặc hướng “Thay thế”.")
    for verdict, words in ((Verdict.FAILED, "bị loại"), (Verdict.UNKNOWN, "chưa xác định tiêu chí loại")):
        reasons = _reasons(view, candidate, verdict)
        if reasons:
            raise RefusedError(f"{system.shown} {words}: {reasons}", "Bổ sung số liệu, hoặc chọn hệ thống khác.")


def _reasons(view: KindView, candidate: Candidate, verdict: Verdict) -> str:
    names = {one.id: one.name for one in view.sheet.criteria}
    return "; ".join(f"{names[one.criterion_id]} ({one.reason})" for one in candidate.vetoes if one.verdict is verdict)


def _refuse_without_meeting(view: KindView, found: Result) -> NoReturn:
    if found.standing is Standing.MEETING:
        raise RefusedError(
            f"Hai hệ thống đầu cách nhau {shown(found.standings.gap)} điểm, dưới ngưỡng {shown(found.threshold)}: "
            "cần họp xem xét, quyết định.",
            "Họp, rồi quyết định và đánh dấu “đã họp”.",
        )
    leader = view.sheet.system(found.leader_id)
    raise RefusedError(
        f"Hệ thống được chọn không phải hệ thống đứng đầu{f' ({leader.shown})' if leader else ''}.",
        "Họp, ghi rõ lý do, rồi quyết định và đánh dấu “đã họp”.",
    )

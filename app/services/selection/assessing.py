"""Assessing: who scores, the scores with what backs them, and what assessors say of vetoes.

A score, its note and its mark "tự đánh giá" are one record a cell (criterion, candidate, assessor), so that two desks
never double it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from app.journal.change import new_id
from app.models.base import Synced
from app.models.errors import InvalidInputError, RefusedError
from app.models.people.entities import Person
from app.models.recording import RecordingSession
from app.models.selection import writing
from app.models.selection.entities import (
    AssessmentRow,
    AssessorRow,
    CriterionRow,
    ScoreEvidenceRow,
    ScoreRow,
    VetoMarkRow,
)
from app.models.selection.records import HIGHEST_SCORE, SCORE_STEP, Verdict
from app.models.selection.rows import criterion_of, decimal
from app.models.selection.writing import Cell
from app.models.writing import assign, put, rank_among, require
from app.services import secrets_guard
from app.services.desk import Desk, Outcome, typed
from app.services.selection import ground
from app.workspace import files

Record = TypeVar("Record", bound=Synced)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the assessing team (Thành viên tổ đánh giá)."""

    person_id: str
    duty: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell of a sheet that an assessor filled in."""

    criterion_id: str
    system_id: str
    value: str
    """As typed: "7,5"."""
    is_self: bool = False
    note: str = ""


def add_assessor(desk: Desk, *, kind_id: str, person_id: str, duty: str = "", phone: str = "") -> Outcome:
    """Name a person of the workspace as assessor of a kind's newest version.

    Raises:
        InvalidInputError: he is one already.
        RefusedError: the version is decided.
        NotFoundError: no such person, or the assessment has not been opened.
    """
    member = Member(person_id, duty, phone)
    with desk.act("Thêm người đánh giá") as act:
        row = ground.open_version(act.session, kind_id)
        if any(one.person_id == person_id for one in writing.assessors(act.session, row.id)):
            name = require(act.session, Person, person_id).full_name
            raise InvalidInputError(f"{name} đã là người đánh giá.", "Chọn người khác.")
        _name(desk, act.session, row, (member,))
    return act.outcome


def name_team(desk: Desk, *, kind_ids: Sequence[str], members: Sequence[Member]) -> Outcome:
    """Name the same persons as assessors of several kinds in one act; who is one already gets the duty given here.

    Raises:
        RefusedError: a version is decided.
        NotFoundError: no such person, or an assessment has not been opened.
    """
    with desk.act(f"Lập tổ đánh giá cho {len(kind_ids)} loại hệ thống") as act:
        for kind_id in kind_ids:
            _name(desk, act.session, ground.open_version(act.session, kind_id), members)
    return act.outcome


def edit_assessor(desk: Desk, *, assessor_id: str, duty: str | None = None, phone: str | None = None) -> Outcome:
    """Change what is given of an assessor.

    Raises:
        RefusedError: the version is decided.
        NotFoundError: no such assessor.
    """
    values = {}
    if duty is not None:
        values["duty"] = typed(duty, where="Nhiệm vụ trong tổ đánh giá")
    if phone is not None:
        values["phone"] = typed(phone, where="Điện thoại")
    with desk.act("Sửa người đánh giá") as act:
        assign(_assessor(act.session, assessor_id), **values)
    return act.outcome


def remove_assessor(desk: Desk, *, assessor_id: str) -> Outcome:
    """Take an assessor off the version; his scores no longer count, and count again when he is added again.

    Raises:
        RefusedError: the version is decided.
        NotFoundError: no such assessor.
    """
    with desk.act("Bỏ người đánh giá") as act:
        _assessor(act.session, assessor_id).deleted = True
    return act.outcome


def score(desk: Desk, *, criterion_id: str, system_id: str, assessor_id: str, value: str) -> Outcome:
    """Give a score from 0 to 10 in steps of 0.5 ("7,5"); empty takes it back.

    Raises:
        InvalidInputError: no such score, or the criterion is not scored.
        RefusedError: the criteria are not locked yet, or the version is decided.
        NotFoundError: criterion, candidate or assessor is not there.
    """
    stored = _value(value)
    cell = criterion_id, system_id, assessor_id
    with desk.act("Chấm điểm") as act:
        _put(desk, act.session, ScoreRow, cell, scored=True, value=stored)
    return act.outcome


def fill_sheet(desk: Desk, *, assessor_id: str, cells: Sequence[Filled]) -> Outcome:
    """Enter a whole sheet of one assessor in one act, e.g. from paper; a cell given twice keeps the last.

    Raises:
        InvalidInputError, RefusedError, NotFoundError: as `score`, of the first cell that is not taken; none is stored.
    """
    filled = {(cell.criterion_id, cell.system_id): cell for cell in cells}
    values = {
        place: {"value": _value(one.value), "is_self": one.is_self, "note": typed(one.note, where="Căn cứ chấm điểm")}
        for place, one in filled.items()
    }
    with desk.act("Nhập phiếu chấm điểm") as act:
        assessor = _assessor(act.session, assessor_id)
        row = ground.scored_version(act.session, assessor.kind_id)
        criteria = {one.id: one for one in writing.criteria(act.session, row.id)}
        systems = {one.id for one in writing.systems(act.session, row.kind_id)}
        for criterion_id, system_id in values:
            if criterion_id not in criteria or system_id not in systems:
                raise ground.other_sheet()
            _refuse_unscored(criteria[criterion_id])
        writing.put_scores(act.session, row, assessor_id, values, desk.natural_id)
    return act.outcome


def describe_score(
    desk: Desk,
    *,
    criterion_id: str,
    system_id: str,
    assessor_id: str,
    is_self: bool | None = None,
    note: str | None = None,
) -> Outcome:
    """Say what a score rests on: a note, or that it is "tự đánh giá".

    Raises:
        RefusedError, NotFoundError: as `score`.
    """
    values: dict[str, Any] = {}
    if is_self is not None:
        values["is_self"] = is_self
    if note is not None:
        values["note"] = typed(note, where="Căn cứ chấm điểm")
    with desk.act("Ghi căn cứ chấm điểm") as act:
        _put(desk, act.session, ScoreRow, (criterion_id, system_id, assessor_id), scored=True, **values)
    return act.outcome


def add_document(
    desk: Desk,
    *,
    criterion_id: str,
    system_id: str,
    assessor_id: str,
    title: str,
    number: str,
    issued_on: date | None,
) -> Outcome:
    """Back a score with a document by its number and date.

    Raises:
        InvalidInputError: title, number or date is missing.
        RefusedError, NotFoundError: as `score`.
        SecretError: it bears a secrecy stamp.
    """
    title = typed(title, where="Tên văn bản", required=True)
    number = typed(number, where="Số, ký hiệu văn bản", required=True)
    if issued_on is None:
        raise InvalidInputError(f"Văn bản {number} chưa có ngày ban hành.", "Nhập ngày theo mẫu 25/6/2025.")
    with desk.act("Thêm văn bản minh chứng cho điểm") as act:
        backed = _put(desk, act.session, ScoreRow, (criterion_id, system_id, assessor_id), scored=True)
        document = {"number": number, "issued_on": issued_on.isoformat()}
        act.session.add(_evidence(backed, title, document=document))
    return act.outcome


def attach_file(
    desk: Desk,
    *,
    criterion_id: str,
    system_id: str,
    assessor_id: str,
    path: Path,
    title: str = "",
    declared_open: bool = False,
) -> Outcome:
    """Back a score with a file. `declared_open`: the person states "không chứa bí mật nhà nước".

    Raises:
        RefusedError: not declared; or as `score`.
        SecretError: its name, title or first page bears a secrecy stamp; nothing of it is stored.
        InvalidInputError: missing, empty or too large.
        NotFoundError: as `score`.
    """
    if not declared_open:
        raise RefusedError("Chưa xác nhận tệp không chứa bí mật nhà nước.", "Đánh dấu xác nhận rồi đính kèm lại.")
    title = typed(title or path.stem, where="Tên minh chứng", required=True)
    files.measure(path)
    secrets_guard.refuse_file(path)
    with desk.act("Đính kèm minh chứng cho điểm") as act:
        backed = _put(desk, act.session, ScoreRow, (criterion_id, system_id, assessor_id), scored=True)
        digest, size = files.add(desk.path, path, key=desk.workspace.key)
        file = {"name": typed(path.name, where="Tên tệp"), "sha256": digest, "size": size}
        act.session.add(_evidence(backed, title, file=file))
    return act.outcome


def remove_evidence(desk: Desk, *, evidence_id: str) -> Outcome:
    """Take a document or file off a score; the file itself stays stored.

    Raises:
        RefusedError: the version is decided.
        NotFoundError: no such evidence.
    """
    with desk.act("Bỏ minh chứng của điểm") as act:
        row = require(act.session, ScoreEvidenceRow, evidence_id)
        _refuse_closed(act.session, row.kind_id, row.round_id)
        row.deleted = True
    return act.outcome


def mark_veto(
    desk: Desk, *, criterion_id: str, system_id: str, assessor_id: str, verdict: Verdict, reason: str = ""
) -> Outcome:
    """Say of a candidate that it passes or fails a veto criterion; "không đạt" excludes it and needs its reason.

    `Verdict.UNKNOWN` takes the opinion back.

    Raises:
        InvalidInputError: "không đạt" without reason, or the criterion is no veto.
        RefusedError, NotFoundError: as `score`.
    """
    reason = typed(reason, where="Lý do không đạt", required=verdict is Verdict.FAILED)
    opinion = None if verdict is Verdict.UNKNOWN else {"verdict": verdict.value, "reason": reason}
    with desk.act("Ghi ý kiến về tiêu chí loại") as act:
        _put(desk, act.session, VetoMarkRow, (criterion_id, system_id, assessor_id), scored=False, opinion=opinion)
    return act.outcome


def _put(
    desk: Desk, session: RecordingSession, table: type[Record], cell: Cell, *, scored: bool, **values: Any
) -> Record:
    row, criterion = ground.scoring(session, cell)
    if scored:
        _refuse_unscored(criterion)
    if not scored and criterion.veto is None:
        raise InvalidInputError(f"“{criterion.name}” không phải tiêu chí loại.", "Chấm điểm tiêu chí này.")
    return writing.put_cell(session, table, row, cell, desk.natural_id, **values)


def _refuse_unscored(criterion: CriterionRow) -> None:
    if not criterion_of(criterion).is_scored:
        raise InvalidInputError(f"“{criterion.name}” chỉ xét đạt hay không đạt.", "Ghi ý kiến đạt hoặc không đạt.")


def _name(desk: Desk, session: RecordingSession, row: AssessmentRow, members: Sequence[Member]) -> None:
    for one in members:
        require(session, Person, one.person_id)
        key = desk.natural_id(AssessorRow.ENTITY, f"{row.id}/{one.person_id}")
        known = writing.assessors(session, row.id)
        place = next((other.rank for other in known if other.id == key), None)
        put(
            session,
            AssessorRow,
            key,
            kind_id=row.kind_id,
            round_id=row.id,
            person_id=one.person_id,
            rank=place or rank_among(known, None),
            duty=typed(one.duty, where="Nhiệm vụ trong tổ đánh giá"),
            phone=typed(one.phone, where="Điện thoại"),
        )
        session.flush()


def _assessor(session: RecordingSession, assessor_id: str) -> AssessorRow:
    row = require(session, AssessorRow, assessor_id)
    _refuse_closed(session, row.kind_id, row.round_id)
    return row


def _refuse_closed(session: RecordingSession, kind_id: str, round_id: str) -> None:
    if ground.open_version(session, kind_id).id != round_id:
        raise RefusedError("Đang có phiên bản đánh giá mới hơn.", "Mở lại phiếu của phiên bản mới.")


def _evidence(score_row: ScoreRow, title: str, **given: Any) -> ScoreEvidenceRow:
    return ScoreEvidenceRow(
        id=new_id(),
        kind_id=score_row.kind_id,
        round_id=score_row.round_id,
        score_id=score_row.id,
        title=title,
        **given,
    )


def _value(words: str) -> str:
    cleaned = typed(words, where="Điểm").replace(",", ".")
    if not cleaned:
        return ""
    found = decimal(cleaned)
    if found is None or not 0 <= found <= HIGHEST_SCORE or found % SCORE_STEP:
        raise InvalidInputError(f"Điểm “{words.strip()[:20]}” không hợp lệ.", "Chấm từ 0 đến 10, lẻ đến 0,5.")
    return f"{found.normalize():f}"

"""What the verbs of the choice share: the version an act goes to, and whether it still takes the act."""

from app.models.errors import NotFoundError, RefusedError
from app.models.recording import RecordingSession
from app.models.selection import queries, writing
from app.models.selection.entities import AssessmentRow, AssessorRow, CriterionRow, SystemRow
from app.models.selection.system_records import SystemKind
from app.models.selection.writing import Cell
from app.models.writing import require
from app.services.desk import Desk


def kind(desk: Desk, session: RecordingSession, kind_id: str) -> SystemKind:
    """A kind inside an act.

    Raises:
        NotFoundError: no such kind.
    """
    return queries.kind(session, kind_id, desk.natural_id)


def newest(session: RecordingSession, kind_id: str) -> AssessmentRow:
    """The newest version of a kind.

    Raises:
        NotFoundError: none has been opened.
    """
    row = writing.last_round(session, kind_id)
    if row is None:
        raise NotFoundError("Loại hệ thống này chưa mở đánh giá.", "Bấm “Mở đánh giá” để lập bộ tiêu chí.")
    return row


def open_version(session: RecordingSession, kind_id: str) -> AssessmentRow:
    """The newest version, not yet closed by a decision.

    Raises:
        RefusedError: it is decided.
        NotFoundError: none has been opened.
    """
    row = newest(session, kind_id)
    if writing.is_decided(session, row.id):
        raise RefusedError(
            f"Phiên bản {row.number} đã quyết định nên không sửa được.",
            "Mở phiên bản mới; bản này giữ nguyên.",
        )
    return row


def drafting(session: RecordingSession, kind_id: str) -> AssessmentRow:
    """The newest version while its criteria may change.

    Raises:
        RefusedError: the criteria are locked.
    """
    row = open_version(session, kind_id)
    if row.criteria_lock:
        raise RefusedError(
            "Bộ tiêu chí đã chốt nên không sửa được.", "Mở chốt nếu chưa có điểm nào, hoặc mở phiên bản mới."
        )
    return row


def scoring(session: RecordingSession, cell: Cell) -> tuple[AssessmentRow, CriterionRow]:
    """The version and criterion of a cell that may be written now.

    Raises:
        RefusedError: another version, decided, or the criteria are not locked yet.
        NotFoundError: criterion, candidate or assessor is not there.
    """
    criterion_id, system_id, assessor_id = cell
    criterion = require(session, CriterionRow, criterion_id)
    system = require(session, SystemRow, system_id)
    assessor = require(session, AssessorRow, assessor_id)
    row = scored_version(session, criterion.kind_id)
    if row.id != criterion.round_id:
        raise RefusedError("Đang có phiên bản đánh giá mới hơn.", "Mở lại phiếu của phiên bản mới.")
    if criterion.round_id != assessor.round_id or system.kind_id != criterion.kind_id:
        raise other_sheet()
    return row, criterion


def scored_version(session: RecordingSession, kind_id: str) -> AssessmentRow:
    """The newest version while scores are given.

    Raises:
        RefusedError: it is decided, or the criteria are not locked yet.
        NotFoundError: none has been opened.
    """
    row = open_version(session, kind_id)
    if not row.criteria_lock:
        raise RefusedError("Chưa chốt bộ tiêu chí nên chưa chấm điểm được.", "Chốt khi tổng trọng số bằng 100.")
    return row


def other_sheet() -> NotFoundError:
    """The error of a cell whose criterion, candidate and assessor are not of one version."""
    return NotFoundError("Tiêu chí, hệ thống và người đánh giá không cùng một phiếu.", "Mở lại phiếu đánh giá.")

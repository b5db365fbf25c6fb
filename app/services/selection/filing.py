"""The official papers of the choice in the register of papers: their drafts there, and what the văn thư gave them."""

from dataclasses import dataclass

from app.models.errors import InvalidInputError
from app.models.papers.records import Paper
from app.models.selection.entities import AssessmentRow, DecisionRow, SystemRow
from app.services.desk import Desk, Outcome
from app.services.papers import drafting, reading


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper of the choice stands in the register."""

    kind: str
    """Of paper: "BB", "QĐ", "TB"."""
    entity: str
    """Of the record it is about: a version, a decision, a system."""
    title: str
    signatures: int = 1


_PLACES = {
    "minutes": Place("BB", AssessmentRow.ENTITY, "Họp đánh giá, lựa chọn {}", 2),
    "decision": Place("QĐ", DecisionRow.ENTITY, "Về việc lựa chọn hệ thống thông tin dùng chung: {}"),
    "notice": Place("TB", DecisionRow.ENTITY, "Kết luận về việc lựa chọn hệ thống thông tin dùng chung: {}"),
    "handover": Place("BB", SystemRow.ENTITY, "Sao lưu, bàn giao dữ liệu {}", 2),
    "reconciliation": Place("BB", SystemRow.ENTITY, "Đối soát dữ liệu chuyển đổi {}", 3),
}


def put(desk: Desk, *, name: str, subject_id: str, about: str) -> Outcome:
    """Make the draft of a paper; one that stands there is left as it is.

    Raises:
        InvalidInputError: no such paper.
    """
    place = _place(name)
    return drafting.create(
        desk,
        kind=place.kind,
        title=place.title.format(about),
        subject_entity=place.entity,
        subject_id=subject_id,
        signatures_needed=place.signatures,
        natural_key=name,
    )


def filed(desk: Desk, *, name: str, subject_id: str) -> Paper | None:
    """The paper as the register has it; None where nobody put it there.

    Raises:
        InvalidInputError: no such paper.
    """
    entity = _place(name).entity
    paper_id = desk.natural_id("paper", f"{entity}/{subject_id}/{name}")
    known = reading.papers(desk, subject_entity=entity, subject_id=subject_id)
    return next((one for one in known if one.id == paper_id), None)


def _place(name: str) -> Place:
    if name not in _PLACES:
        raise InvalidInputError(f"Không có văn bản “{name}”.", f"Chọn một trong: {', '.join(_PLACES)}.")
    return _PLACES[name]

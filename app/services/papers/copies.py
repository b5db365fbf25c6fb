"""Bản sao: that a piece of evidence is a copy, in which form, by whom, where and when."""

from dataclasses import replace
from typing import Any

from app.models.errors import InvalidInputError, NotFoundError
from app.models.papers import queries
from app.models.papers.copies import Copy
from app.models.papers.entities import EvidenceCopyRow
from app.models.plan.entities import EvidenceRow
from app.models.vietnam_time import today
from app.models.writing import put, require
from app.services.desk import Desk, Outcome, typed


def copies(desk: Desk) -> tuple[Copy, ...]:
    """Every piece of evidence that is a copy."""
    with desk.workspace.reading() as session:
        return queries.copies(session)


def copy_of(desk: Desk, *, evidence_id: str) -> Copy | None:
    """What copy a piece of evidence is; None of an original."""
    return next((one for one in copies(desk) if one.evidence_id == evidence_id), None)


def set_copy(desk: Desk, *, copy: Copy) -> Outcome:
    """Say that a piece of evidence is a copy.

    Raises:
        InvalidInputError: no agency, place or day, or a day to come.
        NotFoundError: no such evidence.
    """
    given = replace(
        copy,
        agency=typed(copy.agency, where="Cơ quan sao", required=True),
        place=typed(copy.place, where="Nơi sao", required=True),
        number=typed(copy.number, where="Số bản sao"),
    )
    if given.copied_on is None or given.copied_on > today(desk.now()):
        raise InvalidInputError("Ngày sao chưa ghi hoặc ở sau hôm nay.", "Ghi ngày trên bản sao.")
    value: dict[str, Any] = {
        "form": given.form.value,
        "number": given.number,
        "agency": given.agency,
        "place": given.place,
        "copied_on": given.copied_on.isoformat(),
    }
    record_id = desk.natural_id("evidence_copy", copy.evidence_id)
    with desk.act(f"Ghi bản {given.form.label.lower()}") as act:
        evidence = require(act.session, EvidenceRow, copy.evidence_id)
        put(act.session, EvidenceCopyRow, record_id, evidence_id=evidence.id, copy=value)
    return act.outcome


def remove_copy(desk: Desk, *, evidence_id: str) -> Outcome:
    """Say that a piece of evidence is an original after all.

    Raises:
        NotFoundError: it was no copy.
    """
    with desk.act("Bỏ ghi chú bản sao") as act:
        row = act.session.get(EvidenceCopyRow, desk.natural_id("evidence_copy", evidence_id))
        if row is None or row.deleted:
            raise NotFoundError("Minh chứng này không ghi là bản sao.", "Tải lại danh sách.")
        row.deleted = True
    return act.outcome

"""The way of a paper from draft to archive: which step may follow where, and what the steps done so far add up to.

Pure. Steps are only ever added; where two desks took steps without knowing of each other, the first in time counts and
the other is named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.models.papers.kinds import PaperKind
from app.models.papers.records import (
    Entry,
    IssueFacts,
    LinkKind,
    Misplaced,
    Paper,
    Signature,
    Stage,
    Step,
    days_of_power,
)
from app.models.plan.records import Authority

_DRAFTING = (Stage.DRAFT, Stage.CONSULTING)
_NUMBERED = (Stage.NUMBERED, Stage.STAMPED, Stage.ISSUED, Stage.ARCHIVED)
_FROM: dict[Step, tuple[Stage, ...]] = {
    Step.CONSULT: _DRAFTING,
    Step.SUBMIT: _DRAFTING,
    Step.INITIAL: (Stage.SUBMITTED,),
    Step.SIGN: (Stage.SUBMITTED,),
    Step.NUMBER: (Stage.SIGNED,),
    Step.RENUMBER: _NUMBERED,
    Step.STAMP: (Stage.NUMBERED,),
    Step.ISSUE: (Stage.STAMPED,),
    Step.ARCHIVE: (Stage.ISSUED,),
    Step.RETURN: (Stage.CONSULTING, Stage.SUBMITTED, Stage.SIGNED),
}
_ALSO_FROM: dict[Step, tuple[Stage, ...]] = {
    Step.SIGN: (*_DRAFTING, Stage.SIGNED),
    Step.STAMP: (Stage.SIGNED,),
    Step.ISSUE: (Stage.SIGNED, Stage.NUMBERED),
}
"""Where else the step may follow for a paper that the parties sign there and then."""
_TO = {
    Step.CONSULT: Stage.CONSULTING,
    Step.SUBMIT: Stage.SUBMITTED,
    Step.NUMBER: Stage.NUMBERED,
    Step.STAMP: Stage.STAMPED,
    Step.ISSUE: Stage.ISSUED,
    Step.ARCHIVE: Stage.ARCHIVED,
    Step.RETURN: Stage.DRAFT,
}
_NEXT = {
    Stage.DRAFT: "lấy ý kiến hoặc trình ký",
    Stage.CONSULTING: "trình ký",
    Stage.SUBMITTED: "ký nháy, rồi người có thẩm quyền ký",
    Stage.SIGNED: "văn thư cấp số, ngày",
    Stage.NUMBERED: "đóng dấu hoặc ký số cơ quan",
    Stage.STAMPED: "phát hành theo Nơi nhận",
    Stage.ISSUED: "lưu",
    Stage.ARCHIVED: "không còn bước nào",
}


@dataclass(frozen=True, slots=True)
class Way:
    """What the steps of a paper add up to."""

    stage: Stage = Stage.DRAFT
    entries: tuple[Entry, ...] = ()
    signatures: tuple[Signature, ...] = ()
    initials: tuple[Entry, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()


def way(entries: Iterable[Entry], kind: PaperKind, signatures_needed: int, issue: IssueFacts | None = None) -> Way:
    """Follow the steps in order of time; the plan's own issue counts as signing and numbering at its moment."""
    found = Way()
    waiting = issue
    for entry in sorted(entries, key=lambda one: (one.at, one.id)):
        if waiting is not None and (waiting.at, waiting.id) <= (entry.at, entry.id):
            found, waiting = _issued(found, waiting), None
        reason = refusal(entry.step, found, kind)
        if reason:
            found = replace(found, misplaced=(*found.misplaced, Misplaced(entry, reason)))
        else:
            found = _taken(found, entry, signatures_needed)
    return _issued(found, waiting) if waiting is not None else found


def refusal(step: Step, now: Way, kind: PaperKind) -> str:
    """Why a step cannot follow here; empty where it can."""
    allowed = _FROM[step] + (_ALSO_FROM.get(step, ()) if kind.several_signers else ())
    if step is Step.RETURN and now.signatures:
        allowed = (*allowed, Stage.DRAFT)
    if now.stage not in allowed:
        return f"Văn bản đang ở bước “{now.stage.label}”; bước tiếp theo là {_NEXT[now.stage]}."
    if step is Step.SIGN and not kind.several_signers and not now.initials:
        return "Chưa có ai ký nháy trên Phiếu trình."
    if step in (Step.CONSULT, Step.SUBMIT) and now.signatures:
        return "Đã có người ký; trả lại trước khi sửa."
    return ""


def refusal_of(step: Step, paper: Paper) -> str:
    """Why a step cannot be taken with a paper as it stands; empty where it can."""
    reason = refusal(step, way_of(paper), paper.kind)
    if reason:
        return reason
    if any(link.kind is LinkKind.VERSION for link in paper.linked_by):
        return "Đã có bản mới thay bản này."
    if step is Step.RETURN and paper.sealed is not None:
        return "Nội dung đã chốt nên không trả lại để sửa; lập bản mới thay bản này."
    if step is Step.ISSUE and not paper.recipients:
        return "Chưa ghi Nơi nhận."
    if step in (Step.NUMBER, Step.RENUMBER) and paper.issue_id:
        return "Số và ngày của kế hoạch ghi khi Ban hành; muốn sửa thì ban hành lại."
    return ""


def way_of(paper: Paper) -> Way:
    """What the steps of a paper have added up to."""
    return Way(paper.stage, paper.entries, paper.signatures, paper.initials, paper.misplaced)


def signature_json(one: Signature) -> dict[str, Any]:
    """A signature as a step keeps it."""
    return {
        "signer": one.signer,
        "position": one.position,
        "signed_on": one.signed_on.isoformat(),
        "authority": one.authority.value,
        "on_behalf_of": one.on_behalf_of,
        "agency_post": one.agency_post,
        "authorisation": one.authorisation,
        "authorisation_until": one.authorisation_until.isoformat() if one.authorisation_until else None,
        "digital": one.digital,
    }


def signature(entry: Entry) -> Signature:
    """The signature that a step holds; the day of the step where it names none."""
    body = entry.body
    signed_on, until = days_of_power(body)
    authority = body.get("authority")
    return Signature(
        str(body.get("signer", "")),
        str(body.get("position", "")),
        signed_on or entry.at.date(),
        Authority(authority) if authority in set(Authority) else Authority.HEAD,
        str(body.get("on_behalf_of", "")),
        str(body.get("agency_post", "")),
        str(body.get("authorisation", "")),
        until,
        bool(body.get("digital", False)),
    )


def _taken(now: Way, entry: Entry, needed: int) -> Way:
    entries = (*now.entries, entry)
    step = entry.step
    if step is Step.SIGN:
        signatures = (*now.signatures, signature(entry))
        stage = Stage.SIGNED if len(signatures) >= needed else now.stage
        return replace(now, stage=stage, entries=entries, signatures=signatures)
    if step is Step.INITIAL:
        return replace(now, entries=entries, initials=(*now.initials, entry))
    if step in (Step.SUBMIT, Step.RETURN):
        return replace(now, stage=_TO[step], entries=entries, initials=(), signatures=())
    return replace(now, stage=_TO.get(step, now.stage), entries=entries)


def _issued(now: Way, issue: IssueFacts) -> Way:
    made: Sequence[Entry] = (
        Entry(f"{issue.id}/sign", Step.SIGN, issue.at, issue.person, body=signature_json(issue.signature)),
        Entry(f"{issue.id}/number", Step.NUMBER, issue.at, issue.person, body={"number": issue.number.number}),
    )
    return replace(now, stage=Stage.NUMBERED, entries=(*now.entries, *made), signatures=(issue.signature,))

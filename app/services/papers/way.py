"""The way of a paper: lấy ý kiến, Phiếu trình, ký, cấp số, đóng dấu, phát hành, lưu; and back with a reason.

What came to pass on paper is recorded here as it was; a step out of order is refused and says which comes next.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers import powers, queries, registers, writing
from app.models.papers.entities import PaperOpinionRow, PaperRow
from app.models.papers.records import Number, Paper, Signature, Step, Verdict
from app.models.papers.way import refusal_of, signature_json
from app.models.writing import assign, require
from app.services.desk import Act, Desk, Outcome, typed


@dataclass(frozen=True, slots=True)
class Consulted:
    """A unit whose opinion is asked."""

    unit: str
    unit_id: str = ""


@dataclass(slots=True)
class _Stepping:
    """A step while it is taken."""

    act: Act
    row: PaperRow
    paper: Paper


def consult(desk: Desk, *, paper_id: str, units: Sequence[Consulted], answer_by: date | None = None) -> Outcome:
    """Ask units for their opinion on a draft; one asked already gets the new day to answer by.

    Raises:
        InvalidInputError: no unit, or an answer's day that has passed.
        RefusedError: the paper is past drafting.
    """
    if not units:
        raise InvalidInputError("Chưa chọn đơn vị lấy ý kiến.", "Chọn ít nhất một đơn vị.")
    now = desk.now()
    if answer_by is not None and answer_by < vietnam_time.today(now):
        raise InvalidInputError("Hạn trả lời đã qua.", "Chọn ngày từ hôm nay trở đi.")
    typed_units = [replace(one, unit=typed(one.unit, where="Đơn vị lấy ý kiến", required=True)) for one in units]
    names = list({one.unit_id or one.unit: one for one in typed_units}.values())
    with _step(desk, "Lấy ý kiến", paper_id, Step.CONSULT) as stepping:
        session = stepping.act.session
        for one in names:
            record_id = desk.natural_id("paper_opinion", f"{paper_id}/{stepping.paper.round}/{one.unit_id or one.unit}")
            known = session.get(PaperOpinionRow, record_id)
            day = answer_by.isoformat() if answer_by else None
            if known is not None:
                known.answer_by = day
                if known.deleted:
                    known.deleted = False
                continue
            session.add(
                PaperOpinionRow(
                    id=record_id,
                    paper_id=paper_id,
                    unit_id=one.unit_id,
                    unit=one.unit,
                    round=stepping.paper.round,
                    asked_at=vietnam_time.iso(now),
                    answer_by=day,
                )
            )
        listed = ", ".join(one.unit for one in names)
        writing.add_step(session, stepping.paper, Step.CONSULT, at=now, person=desk.person, note=listed)
    return stepping.act.outcome


def answer(
    desk: Desk,
    *,
    opinion_id: str,
    verdict: Verdict | None = None,
    text: str | None = None,
    document: str | None = None,
    answered_on: date | None = None,
) -> Outcome:
    """Record what a consulted unit said; `document` is its paper's number and date.

    What is not given stays as recorded; of a first answer it is agreement, without words, today.

    Raises:
        InvalidInputError: remarks or disagreement without words.
        NotFoundError: nobody was asked so.
    """
    given: dict[str, str] = {}
    if verdict is not None:
        given["verdict"] = verdict.value
    if text is not None:
        given["text"] = typed(text, where="Ý kiến")
    if document is not None:
        given["document"] = typed(document, where="Văn bản trả lời")
    if answered_on is not None:
        given["answered_on"] = answered_on.isoformat()
    today = vietnam_time.today(desk.now()).isoformat()
    first = {"verdict": Verdict.AGREED.value, "text": "", "document": "", "answered_on": today}
    with desk.act("Ghi ý kiến của đơn vị") as act:
        row = require(act.session, PaperOpinionRow, opinion_id)
        value = {**first, **(row.answer or {}), **given}
        if value["verdict"] != Verdict.AGREED.value and not value["text"]:
            raise InvalidInputError("Chưa ghi nội dung ý kiến.", "Ghi tóm tắt ý kiến của đơn vị.")
        assign(row, answer=value)
    return act.outcome


def handle_opinion(desk: Desk, *, opinion_id: str, handling: str) -> Outcome:
    """Say what became of an opinion (tiếp thu, giải trình).

    Raises:
        NotFoundError: nobody was asked so.
    """
    with desk.act("Ghi tiếp thu, giải trình") as act:
        require(act.session, PaperOpinionRow, opinion_id).handling = typed(handling, where="Tiếp thu, giải trình")
    return act.outcome


def submit(desk: Desk, *, paper_id: str, note: str = "") -> Outcome:
    """Hand the draft up for signature with its Phiếu trình. Units that have not answered are to be accounted for.

    Raises:
        InvalidInputError: opinions are missing and `note` gives no reason.
        RefusedError: it is past drafting.
    """
    note = typed(note, where="Nội dung trình")
    with _step(desk, "Trình ký", paper_id, Step.SUBMIT) as stepping:
        silent = stepping.paper.unanswered
        if silent and not note:
            names = ", ".join(one.unit for one in silent)
            raise InvalidInputError(
                f"Chưa có ý kiến của {names}.", "Chờ ý kiến, hoặc ghi lý do trình khi chưa đủ ý kiến."
            )
        _add(desk, stepping, Step.SUBMIT, note)
    return stepping.act.outcome


def initial(desk: Desk, *, paper_id: str, person: str, position: str = "", note: str = "") -> Outcome:
    """Record a ký nháy on the Phiếu trình: who answers for content, or for layout.

    Raises:
        InvalidInputError: nobody is named.
        RefusedError: it has not been submitted, or is signed.
    """
    body = {
        "person": typed(person, where="Người ký nháy", required=True),
        "position": typed(position, where="Chức vụ người ký nháy"),
    }
    shown = ", ".join(filter(None, (body["person"], body["position"], typed(note, where="Ghi chú"))))
    with _step(desk, "Ký nháy", paper_id, Step.INITIAL) as stepping:
        _add(desk, stepping, Step.INITIAL, shown, body)
    return stepping.act.outcome


def sign(desk: Desk, *, paper_id: str, signature: Signature, note: str = "") -> Outcome:
    """Record the signature of a person in authority; of a biên bản one after another. Never undone.

    Raises:
        InvalidInputError: a part is missing, or the power is not one that can be used so.
        RefusedError: it is not this step's turn, or the same person has signed already.
    """
    given = replace(
        signature,
        signer=typed(signature.signer, where="Họ và tên người ký", required=True),
        position=typed(signature.position, where="Chức vụ người ký", required=True),
        on_behalf_of=typed(signature.on_behalf_of, where="Thay mặt, thay quyền"),
        agency_post=typed(signature.agency_post, where="Chức vụ tại cơ quan"),
        authorisation=typed(signature.authorisation, where="Văn bản ủy quyền"),
    )
    note = typed(note, where="Ghi chú")
    with _step(desk, "Ghi chữ ký", paper_id, Step.SIGN, undoable=False) as stepping:
        paper = stepping.paper
        powers.check(given, paper.rule_set)
        if any((one.signer, one.position) == (given.signer, given.position) for one in paper.signatures):
            raise RefusedError(f"{given.signer} đã ký văn bản này.", "Ghi người ký khác.")
        _add(desk, stepping, Step.SIGN, note, signature_json(given))
    return stepping.act.outcome


def give_number(
    desk: Desk, *, paper_id: str, number: str, symbol: str, issued_on: date, despite_double: bool = False
) -> Outcome:
    """Record the number and date that the văn thư gave. Never undone; a slip is set right by `correct_number`.

    Raises:
        InvalidInputError: a number that is none, or one that the series has already, unless `despite_double`.
        RefusedError: it is not signed yet, or numbered already.
    """
    given = _number(number, symbol, issued_on)
    with _step(desk, f"Cấp số {given.number}/{given.symbol}", paper_id, Step.NUMBER, undoable=False) as stepping:
        _check_double(desk, stepping, given, despite_double)
        stepping.row.number = _number_json(given)
        _add(desk, stepping, Step.NUMBER, "", _number_json(given))
    return stepping.act.outcome


def correct_number(
    desk: Desk,
    *,
    paper_id: str,
    number: str,
    symbol: str,
    issued_on: date,
    reason: str,
    despite_double: bool = False,
) -> Outcome:
    """Set right what was recorded wrongly of number and date (the paper itself: by a công văn). Never undone.

    Raises:
        InvalidInputError: no reason, or as `give_number`.
        RefusedError: it has no number yet, or its number is the plan's issue's.
    """
    given = _number(number, symbol, issued_on)
    reason = typed(reason, where="Lý do sửa số, ngày", required=True)
    with _step(desk, "Sửa số, ngày đã ghi", paper_id, Step.RENUMBER, undoable=False) as stepping:
        _check_double(desk, stepping, given, despite_double)
        old = stepping.paper.number
        stepping.row.number = _number_json(given)
        body = {**_number_json(given), "old": _number_json(old) if old else None}
        _add(desk, stepping, Step.RENUMBER, reason, body)
    return stepping.act.outcome


def stamp(desk: Desk, *, paper_id: str, digital: bool = False) -> Outcome:
    """Record the agency's seal, in ink or as a digital signature. Never undone.

    Raises:
        RefusedError: it has no number yet (a biên bản: no signature).
    """
    note = "Ký số cơ quan" if digital else "Đóng dấu"
    with _step(desk, note, paper_id, Step.STAMP, undoable=False) as stepping:
        _add(desk, stepping, Step.STAMP, note, {"digital": digital})
    return stepping.act.outcome


def issue(desk: Desk, *, paper_id: str, note: str = "") -> Outcome:
    """Record that the paper went out to everybody of its Nơi nhận. Never undone.

    Raises:
        RefusedError: it is not sealed yet, or has no Nơi nhận.
    """
    note = typed(note, where="Ghi chú")
    with _step(desk, "Phát hành văn bản", paper_id, Step.ISSUE, undoable=False) as stepping:
        _add(desk, stepping, Step.ISSUE, note)
        writing.mark_sent(stepping.act.session, paper_id, desk.now())
    return stepping.act.outcome


def archive(desk: Desk, *, paper_id: str, place: str) -> Outcome:
    """Record where the kept copy lies (hồ sơ, người nhận bản lưu).

    Raises:
        InvalidInputError: no place.
        RefusedError: it is not out yet.
    """
    place = typed(place, where="Nơi lưu", required=True)
    with _step(desk, "Lưu văn bản", paper_id, Step.ARCHIVE) as stepping:
        _add(desk, stepping, Step.ARCHIVE, place)
    return stepping.act.outcome


def send_back(desk: Desk, *, paper_id: str, reason: str) -> Outcome:
    """Send a paper back to its drafter (Trả lại); signatures and initials on it no longer count.

    Raises:
        InvalidInputError: no reason.
        RefusedError: it is numbered already, still a draft, or its content is frozen.
    """
    reason = typed(reason, where="Lý do trả lại", required=True)
    with _step(desk, "Trả lại văn bản", paper_id, Step.RETURN) as stepping:
        _add(desk, stepping, Step.RETURN, reason)
    return stepping.act.outcome


@contextmanager
def _step(desk: Desk, title: str, paper_id: str, step: Step, *, undoable: bool = True) -> Iterator[_Stepping]:
    with desk.act(title, undoable=undoable) as act:
        row = writing.require_row(act.session, desk.natural_id, paper_id)
        paper = queries.paper(act.session, desk.natural_id, paper_id)
        reason = refusal_of(step, paper)
        if reason:
            raise RefusedError(
                f"Chưa thể {_small(step.label)}: {_small(reason)}", "Làm lần lượt từng bước của văn bản."
            )
        yield _Stepping(act, row, paper)


def _add(desk: Desk, stepping: _Stepping, step: Step, note: str, body: dict[str, Any] | None = None) -> None:
    writing.add_step(
        stepping.act.session, stepping.paper, step, at=desk.now(), person=desk.person, note=note, body=body
    )


def _number(number: str, symbol: str, issued_on: date) -> Number:
    cleaned = typed(number, where="Số văn bản", required=True)
    counted = registers.counted(cleaned)
    if not counted:
        raise InvalidInputError(f"Số văn bản “{cleaned[:20]}” không hợp lệ.", "Ghi số văn thư đã cấp, chỉ gồm chữ số.")
    symbol = typed(symbol, where="Ký hiệu", required=True)
    if symbol[0].isdigit():
        raise InvalidInputError(f"Ký hiệu “{symbol}” không hợp lệ.", "Ghi riêng số và ký hiệu, ví dụ KH-BCĐ.")
    return Number(registers.show_number(counted), symbol, issued_on)


def _number_json(number: Number) -> dict[str, Any]:
    return {"number": number.number, "symbol": number.symbol, "issued_on": number.issued_on.isoformat()}


def _check_double(desk: Desk, stepping: _Stepping, given: Number, despite_double: bool) -> None:
    paper = stepping.paper
    session = stepping.act.session
    numbering = queries.numbering(session)
    series = registers.series_of(given, paper.kind, paper.rule_set, numbering)
    same = queries.with_number(session, desk.natural_id, int(given.number))
    for line in registers.register(same, numbering):
        if line.paper_id != paper.id and (line.series, line.number) == (series, int(given.number)):
            if despite_double:
                return
            raise InvalidInputError(
                f"Số {given.number} ({series.label}) đã cấp cho {line.printed} “{line.title}”.",
                "Kiểm tra sổ văn bản đi; nếu văn thư thật sự đã cấp trùng thì xác nhận để ghi đúng như giấy.",
            )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]

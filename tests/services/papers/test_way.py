import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.papers.records import Number, Signature, Stage, Standing, Step, Verdict
from app.models.plan.records import Authority
from app.models.secrecy import SecretError
from app.services import history, settings
from app.services.desk import Desk
from app.services.papers import drafting, reading, way
from app.services.papers.drafting import NewRecipient
from app.services.papers.way import Consulted
from tests.conftest import StandingClock
from tests.services.papers.steps import CHIEF, TODAY, brought, draft, paper, refusals, seal
from tests.steps import acts, changes


def test_from_draft_to_archive(desk: Desk) -> None:
    done = paper(desk, brought(desk, Stage.ARCHIVED))
    assert (done.stage, done.standing, done.printed) == (Stage.ARCHIVED, Standing.IN_FORCE, "05/KH-BCĐ")
    assert [one.step.label for one in done.entries] == [
        *("Trình ký", "Ký nháy", "Ký", "Cấp số, ngày", "Đóng dấu, ký số cơ quan", "Phát hành", "Lưu")
    ]
    assert {one.person for one in done.entries} == {"Nguyễn Thị Đào"}
    assert all(one.sent_at for one in done.recipients)


def test_each_step_says_when_and_who(desk: Desk, clock: StandingClock) -> None:
    paper_id = draft(desk)
    clock.moment += timedelta(hours=3)
    way.submit(desk, paper_id=paper_id, note="Phiếu trình số 3")
    (entry,) = paper(desk, paper_id).entries
    assert (entry.at, entry.note) == (clock.moment, "Phiếu trình số 3")


def test_before_the_clerk_there_is_no_number(desk: Desk) -> None:
    done = paper(desk, brought(desk, Stage.SIGNED))
    assert (done.number, done.printed) == (None, "")


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step.SIGN, "bước tiếp theo là lấy ý kiến hoặc trình ký"),
        (Step.NUMBER, "Văn bản đang ở bước “Dự thảo”"),
        (Step.ISSUE, "Văn bản đang ở bước “Dự thảo”"),
    ],
)
def test_a_step_out_of_order_says_which_comes_next(desk: Desk, step: Step, says: str) -> None:
    paper_id = draft(desk)
    assert says in refusals(desk, paper_id)[step]


def test_a_refused_step_leaves_nothing(desk: Desk) -> None:
    paper_id = draft(desk)
    with pytest.raises(RefusedError, match="Chưa thể cấp số, ngày: văn bản đang ở bước “Dự thảo”"):
        way.give_number(desk, paper_id=paper_id, number="05", symbol="KH-BCĐ", issued_on=TODAY)
    assert changes(desk, entity="paper_step") == []
    assert paper(desk, paper_id).number is None


def test_opinions_are_asked_given_and_dealt_with(desk: Desk) -> None:
    paper_id = draft(desk)
    units = [Consulted("Sở Nội vụ"), Consulted("UBND xã Đắk Ha")]
    way.consult(desk, paper_id=paper_id, units=units, answer_by=date(2025, 6, 27))
    first, second = paper(desk, paper_id).opinions
    way.answer(desk, opinion_id=first.id, verdict=Verdict.AGREED)
    way.answer(desk, opinion_id=second.id, verdict=Verdict.REMARKS, text="Bổ sung thời gian", document="12/UBND-VX")
    way.handle_opinion(desk, opinion_id=second.id, handling="Tiếp thu")
    first, second = paper(desk, paper_id).opinions
    assert (first.verdict, first.answered_on) == (Verdict.AGREED, TODAY)
    assert (second.text, second.document, second.handling) == ("Bổ sung thời gian", "12/UBND-VX", "Tiếp thu")
    way.submit(desk, paper_id=paper_id)
    assert paper(desk, paper_id).stage is Stage.SUBMITTED


def test_silence_is_to_be_accounted_for(desk: Desk) -> None:
    paper_id = draft(desk)
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ")])
    with pytest.raises(InvalidInputError, match="Chưa có ý kiến của Sở Nội vụ"):
        way.submit(desk, paper_id=paper_id)
    way.submit(desk, paper_id=paper_id, note="Quá hạn trả lời, coi như nhất trí")
    assert paper(desk, paper_id).entries[-1].note == "Quá hạn trả lời, coi như nhất trí"


def test_sent_back_a_unit_is_asked_anew(desk: Desk) -> None:
    paper_id = draft(desk)
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ")])
    (asked,) = paper(desk, paper_id).opinions
    way.answer(desk, opinion_id=asked.id, verdict=Verdict.AGREED)
    way.submit(desk, paper_id=paper_id)
    way.send_back(desk, paper_id=paper_id, reason="Sai thẩm quyền ký")
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ")])
    assert [(one.round, one.verdict) for one in paper(desk, paper_id).opinions] == [(0, Verdict.AGREED), (1, None)]
    assert len(paper(desk, paper_id).unanswered) == 1


def test_a_unit_named_twice_is_asked_once(desk: Desk) -> None:
    paper_id = draft(desk)
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ"), Consulted(" Sở  Nội vụ ")])
    assert [one.unit for one in paper(desk, paper_id).opinions] == ["Sở Nội vụ"]


def test_asked_twice_in_one_round_is_asked_once(desk: Desk) -> None:
    paper_id = draft(desk)
    for day in (date(2025, 6, 26), date(2025, 6, 30)):
        way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ")], answer_by=day)
    assert [one.answer_by for one in paper(desk, paper_id).opinions] == [date(2025, 6, 30)]


@pytest.mark.parametrize(
    ("units", "day", "match"),
    [([], None, "Chưa chọn đơn vị"), ([Consulted("Sở Nội vụ")], date(2025, 6, 23), "Hạn trả lời đã qua")],
)
def test_nobody_or_too_late_is_no_consultation(
    desk: Desk, units: list[Consulted], day: date | None, match: str
) -> None:
    with pytest.raises(InvalidInputError, match=match):
        way.consult(desk, paper_id=draft(desk), units=units, answer_by=day)


def test_disagreement_needs_words(desk: Desk) -> None:
    paper_id = draft(desk)
    way.consult(desk, paper_id=paper_id, units=[Consulted("Sở Nội vụ")])
    (asked,) = paper(desk, paper_id).opinions
    with pytest.raises(InvalidInputError, match="Chưa ghi nội dung ý kiến"):
        way.answer(desk, opinion_id=asked.id, verdict=Verdict.DISAGREED)


def test_an_opinion_nobody_asked_for(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="lấy ý kiến"):
        way.answer(desk, opinion_id="không có", verdict=Verdict.AGREED)


def test_sent_back_with_its_reason_the_signature_no_longer_counts(desk: Desk) -> None:
    paper_id = brought(desk, Stage.SIGNED)
    with pytest.raises(InvalidInputError, match="Lý do trả lại"):
        way.send_back(desk, paper_id=paper_id, reason=" ")
    way.send_back(desk, paper_id=paper_id, reason="Sai thể thức")
    back = paper(desk, paper_id)
    assert (back.stage, back.signatures, back.entries[-1].note) == (Stage.DRAFT, (), "Sai thể thức")
    assert [one.step for one in back.entries].count(Step.SIGN) == 1
    drafting.edit(desk, paper_id=paper_id, title="Kiểm tra tại phường Xuân Hương")


def test_numbered_it_cannot_be_sent_back(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="Chưa thể trả lại"):
        way.send_back(desk, paper_id=brought(desk, Stage.NUMBERED), reason="Muộn")


@pytest.mark.parametrize("number", ["", "05/KH", "năm", "0", "-5", "²", "5.0", "9" * 400])
def test_a_number_is_what_the_clerk_gave(desk: Desk, number: str) -> None:
    with pytest.raises(InvalidInputError, match="Số văn bản"):
        way.give_number(desk, paper_id=brought(desk, Stage.SIGNED), number=number, symbol="KH-BCĐ", issued_on=TODAY)


def test_a_symbol_has_no_number_in_it(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Ghi riêng số và ký hiệu"):
        way.give_number(desk, paper_id=brought(desk, Stage.SIGNED), number="5", symbol="05/KH-BCĐ", issued_on=TODAY)


def test_a_number_is_given_once_below_ten_with_its_zero(desk: Desk) -> None:
    paper_id = brought(desk, Stage.NUMBERED, number="5")
    assert paper(desk, paper_id).number == Number("05", "KH-BCĐ", TODAY)
    with pytest.raises(RefusedError, match="đóng dấu"):
        way.give_number(desk, paper_id=paper_id, number="06", symbol="KH-BCĐ", issued_on=TODAY)


def test_a_number_of_the_same_year_twice_is_refused_unless_that_is_so(desk: Desk) -> None:
    brought(desk, Stage.NUMBERED)
    other = brought(desk, Stage.SIGNED)
    again = partial(way.give_number, desk, paper_id=other, number="5", symbol="KH-BCĐ", issued_on=TODAY)
    with pytest.raises(InvalidInputError, match=r"Số 05 \(BCĐ, năm 2025\) đã cấp cho 05/KH-BCĐ"):
        again()
    again(despite_double=True)
    assert paper(desk, other).printed == "05/KH-BCĐ"


def test_a_slip_of_the_register_is_set_right_with_its_reason(desk: Desk) -> None:
    paper_id = brought(desk, Stage.ISSUED)
    put_right = partial(way.correct_number, desk, paper_id=paper_id, number="07", symbol="KH-BCĐ", issued_on=TODAY)
    with pytest.raises(InvalidInputError, match="Lý do sửa số, ngày đang để trống"):
        put_right(reason="")
    put_right(reason="Ghi nhầm sổ")
    done = paper(desk, paper_id)
    assert (done.printed, done.stage) == ("07/KH-BCĐ", Stage.ISSUED)
    assert done.entries[-1].body["old"]["number"] == "05"


def test_minutes_go_out_signed_by_both_sides_without_number(desk: Desk) -> None:
    paper_id = draft(desk, "BB", recipients=(), signatures_needed=2)
    seal(desk, paper_id)
    for name in ("Trần Văn Định", "Hoàng Đức Ân"):
        way.sign(desk, paper_id=paper_id, signature=Signature(name, "Trưởng đoàn", TODAY))
    assert paper(desk, paper_id).stage is Stage.SIGNED
    assert refusals(desk, paper_id)[Step.ISSUE] == "Chưa ghi Nơi nhận."
    drafting.set_recipients(desk, paper_id=paper_id, recipients=[NewRecipient("UBND xã Đắk Ha")])
    way.issue(desk, paper_id=paper_id)
    assert paper(desk, paper_id).standing is Standing.IN_FORCE


def test_four_signatures_of_four(desk: Desk) -> None:
    paper_id = draft(desk, "BB", signatures_needed=4)
    for name in ("Định", "Ân", "Ương", "Ý"):
        way.sign(desk, paper_id=paper_id, signature=Signature(name, "Thành viên", TODAY))
    assert [one.signer for one in paper(desk, paper_id).signatures] == ["Định", "Ân", "Ương", "Ý"]


def test_nobody_signs_twice(desk: Desk) -> None:
    paper_id = draft(desk, "BB", signatures_needed=2)
    way.sign(desk, paper_id=paper_id, signature=CHIEF)
    with pytest.raises(RefusedError, match="Trần Văn Định đã ký"):
        way.sign(desk, paper_id=paper_id, signature=replace(CHIEF, signed_on=date(2025, 6, 25)))


def test_tuq_is_no_power_of_the_party(desk: Desk) -> None:
    settings.set_body(desk, issuing=replace(settings.default_body(desk.province, "party"), name="BAN CHỈ ĐẠO TỈNH"))
    paper_id = draft(desk, "BB")
    one = Signature("Ương", "GIÁM ĐỐC", TODAY, Authority.TUQ, "BÍ THƯ", "", "03/GUQ", date(2025, 7, 1))
    with pytest.raises(InvalidInputError, match="của Đảng không có"):
        way.sign(desk, paper_id=paper_id, signature=one)


def test_what_is_missing_of_a_signature_is_named(desk: Desk) -> None:
    paper_id = draft(desk, "BB")
    with pytest.raises(InvalidInputError, match="Họ và tên người ký đang để trống"):
        way.sign(desk, paper_id=paper_id, signature=replace(CHIEF, signer=" "))


def test_an_nfd_name_is_stored_composed(desk: Desk) -> None:
    paper_id = draft(desk, "BB")
    way.sign(desk, paper_id=paper_id, signature=replace(CHIEF, signer=unicodedata.normalize("NFD", "Đỗ Thị Ương")))
    assert paper(desk, paper_id).signatures[0].signer == "Đỗ Thị Ương"


def test_secrets_do_not_enter_by_a_note(desk: Desk) -> None:
    paper_id = draft(desk)
    with pytest.raises(SecretError):
        way.submit(desk, paper_id=paper_id, note="Kèm tài liệu MẬT")


def test_a_step_before_signing_is_taken_back_by_undo(desk: Desk) -> None:
    paper_id = draft(desk)
    way.submit(desk, paper_id=paper_id)
    history.undo(desk)
    assert paper(desk, paper_id).stage is Stage.DRAFT
    history.redo(desk)
    assert paper(desk, paper_id).stage is Stage.SUBMITTED


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.NUMBERED, Stage.STAMPED, Stage.ISSUED])
def test_what_was_done_on_paper_is_never_undone(desk: Desk, stage: Stage) -> None:
    paper_id = brought(desk, stage)
    assert not acts(desk)[-1].undoable
    with pytest.raises(RefusedError, match="Không còn gì để hoàn tác"):
        history.undo(desk)
    assert paper(desk, paper_id).stage is stage


def test_choices_name_every_step(desk: Desk) -> None:
    choices = reading.choices(desk, paper_id=draft(desk))
    assert [one.step for one in choices if not one.refusal] == [Step.CONSULT, Step.SUBMIT]
    assert len(choices) == len(Step)


def test_a_paper_that_never_was(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="Không tìm thấy văn bản"):
        way.submit(desk, paper_id="không có")

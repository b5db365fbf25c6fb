from dataclasses import replace
from datetime import date

import pytest

from app.models.errors import InvalidInputError, NotFoundError
from app.models.papers.copies import Copy, CopyForm
from app.models.papers.records import Stage
from app.models.papers.registers import RegisterQuery
from app.services import history, issuing, people, purging, tasks
from app.services.desk import Desk
from app.services.papers import copies, registers, way
from tests.conftest import StandingClock
from tests.models.test_undoing import SIGNED
from tests.services.papers.steps import TODAY, brought, draft
from tests.steps import holds, row


def test_an_empty_register(desk: Desk) -> None:
    assert registers.register(desk) == ()
    assert registers.findings(desk) == ()
    assert registers.who_signed(desk) == ()


def test_the_plan_and_the_papers_stand_in_one_register(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(SIGNED, number="04", symbol="KH-BCĐ"))
    brought(desk, Stage.NUMBERED, kind="TB", title="Lịch làm việc")
    assert [line.printed for line in registers.register(desk)] == ["04/KH-BCĐ", "05/TB-BCĐ"]
    assert [one.signer for one in registers.who_signed(desk, text="lich lam viec")] == ["Trần Văn Định"]
    assert [line.kind for line in registers.register(desk, query=RegisterQuery(text="lich"))] == ["Thông báo"]


def test_a_number_of_the_issued_plan_is_not_given_again(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(SIGNED, number="05", symbol="KH-BCĐ"))
    with pytest.raises(InvalidInputError, match="đã cấp cho 05/KH-BCĐ"):
        brought(desk, Stage.NUMBERED)


def test_what_the_clerk_truly_gave_twice_is_pointed_out(desk: Desk) -> None:
    brought(desk, Stage.NUMBERED)
    other = brought(desk, Stage.SIGNED)
    way.give_number(desk, paper_id=other, number="5", symbol="KH-BCĐ", issued_on=TODAY, despite_double=True)
    assert [one.rule for one in registers.findings(desk)] == ["double_number", "missing_number"]


def test_the_next_number_is_a_proposal(desk: Desk) -> None:
    brought(desk, Stage.NUMBERED, number="03")
    paper_id = draft(desk, "BB")
    symbol = registers.propose_symbol(desk, kind="BB")
    made = registers.propose_number(desk, paper_id=paper_id, symbol=symbol, issued_on=TODAY)
    assert (symbol, made.number, made.last, made.gaps) == ("BB-BCĐ", "04", "03", "01-02")
    next_year = registers.propose_number(desk, paper_id=paper_id, symbol=symbol, issued_on=date(2026, 1, 5))
    assert next_year.number == "01"


def test_each_kind_by_itself_where_the_house_wants_it(desk: Desk) -> None:
    brought(desk, Stage.NUMBERED)
    registers.set_numbers_by_kind(desk, by_kind=True)
    brought(desk, Stage.NUMBERED, kind="TB")
    assert "double_number" not in [one.rule for one in registers.findings(desk)]


def test_signed_on_friday_and_not_numbered_by_tuesday(desk: Desk, clock: StandingClock) -> None:
    brought(desk, Stage.SIGNED)  # Tuesday 24/6/2025
    clock.moment = clock.moment.replace(day=25)
    assert registers.findings(desk) == ()
    clock.moment = clock.moment.replace(day=26)
    (late,) = registers.findings(desk)
    assert "chậm nhất là ngày 25/06/2025" in late.message


def test_terms_are_set_changed_and_taken_out(desk: Desk) -> None:
    registers.set_term(desk, name="2025-2030", since=date(2025, 8, 15))
    registers.set_term(desk, name="2020-2025", since=date(2020, 10, 1))
    assert [one.name for one in registers.numbering(desk).terms] == ["2020-2025", "2025-2030"]
    with pytest.raises(InvalidInputError, match="Đã có nhiệm kỳ bắt đầu ngày này"):
        registers.set_term(desk, name="Khác", since=date(2020, 10, 1))
    registers.set_term(desk, name="2020-2025", since=date(2020, 10, 20))
    registers.remove_term(desk, name="2025-2030")
    assert [(one.name, one.since.day) for one in registers.numbering(desk).terms] == [("2020-2025", 20)]
    with pytest.raises(InvalidInputError, match="Không có nhiệm kỳ"):
        registers.remove_term(desk, name="2025-2030")


def _evidence(desk: Desk) -> str:
    return tasks.add_document(
        desk, task_id=row(desk, "1.1").id, title="Quyết định", number="12/QĐ-UBND", issued_on=TODAY
    ).created[0]


def _copy(evidence_id: str, **given: object) -> Copy:
    made = Copy(evidence_id, CopyForm.SY, "UBND tỉnh Lâm Đồng", "Đà Lạt", TODAY)
    return replace(made, **given)  # type: ignore[arg-type]


def test_evidence_may_be_a_copy(desk: Desk) -> None:
    evidence_id = _evidence(desk)
    assert copies.copy_of(desk, evidence_id=evidence_id) is None
    copies.set_copy(desk, copy=_copy(evidence_id, number="3/SY-UBND"))
    copies.set_copy(desk, copy=_copy(evidence_id, form=CopyForm.SL))
    (known,) = copies.copies(desk)
    assert (known.shown, known.title) == ("Sao lục, UBND tỉnh Lâm Đồng, Đà Lạt, 24/06/2025", "Quyết định")


def test_a_copy_is_an_original_again_and_a_copy_again(desk: Desk) -> None:
    evidence_id = _evidence(desk)
    copies.set_copy(desk, copy=_copy(evidence_id))
    copies.remove_copy(desk, evidence_id=evidence_id)
    assert copies.copies(desk) == ()
    with pytest.raises(NotFoundError, match="không ghi là bản sao"):
        copies.remove_copy(desk, evidence_id=evidence_id)
    copies.set_copy(desk, copy=_copy(evidence_id))
    history.undo(desk)
    assert copies.copies(desk) == ()


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"agency": ""}, "Cơ quan sao"),
        ({"place": " "}, "Nơi sao"),
        ({"copied_on": None}, "Ngày sao"),
        ({"copied_on": date(2025, 6, 25)}, "sau hôm nay"),
    ],
)
def test_a_copy_names_who_where_and_when(desk: Desk, given: dict[str, object], match: str) -> None:
    with pytest.raises(InvalidInputError, match=match):
        copies.set_copy(desk, copy=_copy(_evidence(desk), **given))


def test_purged_evidence_takes_its_copy_along(desk: Desk) -> None:
    evidence_id = _evidence(desk)
    copies.set_copy(desk, copy=_copy(evidence_id, agency="Cơ quan Ắ"))
    _purged(desk, "evidence", evidence_id)
    assert not holds(desk, "Cơ quan Ắ")


def test_a_purged_paper_is_gone_with_all_that_hung_on_it(desk: Desk) -> None:
    paper_id = brought(desk, Stage.SUBMITTED, title="Nội dung nhập nhầm Ằ")
    way.send_back(desk, paper_id=paper_id, reason="Lý do nhập nhầm Ẵ")
    _purged(desk, "paper", paper_id)
    assert not holds(desk, "nhập nhầm Ằ")
    assert not holds(desk, "nhập nhầm Ẵ")
    assert registers.register(desk) == ()


def _purged(desk: Desk, entity: str, record_id: str) -> None:
    second = people.add_person(desk, full_name="Trần Văn Đức", pin="1234").created[0]
    purging.purge_record(desk, entity=entity, record_id=record_id, second_person=second, second_pin="1234")


def test_no_copy_of_what_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        copies.set_copy(desk, copy=_copy("không có"))

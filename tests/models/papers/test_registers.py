import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.papers.checks import check
from app.models.papers.copies import Copy, CopyForm
from app.models.papers.kinds import KINDS
from app.models.papers.records import (
    Entry,
    Link,
    LinkKind,
    Number,
    Paper,
    Recipient,
    Signature,
    Stage,
    Standing,
    Step,
)
from app.models.papers.registers import (
    Finding,
    Numbering,
    RegisterQuery,
    Series,
    Term,
    counted,
    holds,
    proposal,
    register,
    select,
    series_of,
    show_numbers,
    signed,
)
from app.models.plan.records import Authority

NOON = datetime(2025, 7, 10, 5, tzinfo=UTC)
HOUSE = Numbering()
TERMS = Numbering((Term("2020-2025", date(2020, 10, 1)), Term("2025-2030", date(2025, 8, 15))))
CODES = {kind.name: kind.code for kind in KINDS.values()}


def paper(number: str = "", symbol: str = "KH-BCĐ", day: date = date(2025, 7, 1), **given: object) -> Paper:
    kind = KINDS[symbol.split("-")[0]] if symbol.split("-")[0] in KINDS else KINDS["CV"]
    made = Paper(
        id=f"id-{number}-{symbol}-{day}",
        kind=kind,
        title="Kiểm tra việc chuyển đổi",
        subject_entity="",
        subject_id="",
        rule_set="state",
        drafting_unit="",
        unit_id="",
        signatures_needed=1,
        made_at=NOON,
        stage=Stage.ISSUED,
        standing=Standing.IN_FORCE,
        signatures=(Signature("Trần Văn Định", "TRƯỞNG BAN", day, Authority.TM, "BAN CHỈ ĐẠO"),),
        number=Number(number, symbol, day) if number else None,
    )
    return replace(made, **given)  # type: ignore[arg-type]


def found(*papers: Paper, numbering: Numbering = HOUSE, now: datetime = NOON) -> tuple[Finding, ...]:
    return check(papers, numbering, now=now, next_working_day=lambda day: day + timedelta(days=1))


def rules(*papers: Paper, numbering: Numbering = HOUSE) -> list[str]:
    return [one.rule for one in found(*papers, numbering=numbering)]


def test_a_state_number_is_one_of_its_year_whatever_the_kind() -> None:
    assert rules(paper("01"), paper("01", "BB-BCĐ")) == ["double_number"]
    assert rules(paper("01"), paper("01", day=date(2024, 1, 5))) == []


def test_a_house_may_number_each_kind_by_itself() -> None:
    assert rules(paper("01"), paper("01", "BB-BCĐ"), numbering=Numbering(by_kind=True)) == []


def test_another_issuer_has_its_own_series() -> None:
    assert rules(paper("01"), paper("01", "QĐ-UBND")) == []


def test_a_party_number_is_one_of_its_kind_and_term() -> None:
    one, next_year = paper("01", rule_set="party"), paper("01", day=date(2024, 7, 1), rule_set="party")
    assert rules(one, next_year, numbering=TERMS) == ["double_number"]
    assert rules(one, paper("01", "BB-BCĐ", rule_set="party"), numbering=TERMS) == []
    new_term = paper("01", day=date(2025, 8, 15), rule_set="party", id="new")
    assert "double_number" not in rules(one, new_term, numbering=TERMS)


def test_a_series_is_named_in_words() -> None:
    number = Number("01", "KH-BCĐ", date(2025, 8, 15))
    assert series_of(number, KINDS["KH"], "party", TERMS).label == "BCĐ, Kế hoạch, nhiệm kỳ 2025-2030"
    assert series_of(number, KINDS["KH"], "state", HOUSE).label == "BCĐ, năm 2025"
    before_any = Number("01", "KH-BCĐ", date(2019, 1, 1))
    assert series_of(before_any, KINDS["KH"], "party", TERMS).label == "BCĐ, Kế hoạch"


def test_a_double_names_both_papers() -> None:
    (double,) = found(paper("05"), paper("05", "BB-BCĐ", title="Làm việc với Sở Y tế"))[:1]
    assert "05/KH-BCĐ ngày 01/07/2025 (Kiểm tra việc chuyển đổi)" in double.message
    assert "05/BB-BCĐ ngày 01/07/2025 (Làm việc với Sở Y tế)" in double.message
    assert len(double.paper_ids) == 2


def test_gaps_are_pointed_out_in_runs() -> None:
    (gap,) = found(paper("02"), paper("04"), paper("08"))
    assert gap.rule == "missing_number"
    assert "chưa ghi số 01, 03, 05-07" in gap.message


def test_dates_that_run_against_the_numbers() -> None:
    papers = (paper("01", day=date(2025, 7, 5)), paper("02", day=date(2025, 7, 1)))
    assert rules(*papers) == ["date_order"]


def test_a_day_to_come() -> None:
    signed_before = (Signature("Định", "TRƯỞNG BAN", date(2025, 7, 9)),)
    assert rules(paper("01", day=date(2025, 7, 11), signatures=signed_before)) == ["future_date"]


def test_signed_on_a_day_to_come() -> None:
    slip = (Signature("Định", "TRƯỞNG BAN", date(2052, 7, 3)),)
    assert rules(paper(stage=Stage.SIGNED, signatures=slip)) == ["signed_in_future"]


def test_dated_before_it_was_signed() -> None:
    late = (Signature("Định", "TRƯỞNG BAN", date(2025, 7, 3)),)
    assert rules(paper("01", signatures=late)) == ["dated_before_signing"]


def test_signed_and_still_without_number() -> None:
    waiting = paper(stage=Stage.SIGNED, signatures=(Signature("Định", "TRƯỞNG BAN", date(2025, 7, 8)),))
    assert rules(waiting) == ["number_late"]
    assert found(waiting, now=NOON - timedelta(days=1)) == ()


def test_minutes_need_no_number() -> None:
    minutes = paper(stage=Stage.SIGNED, kind=KINDS["BB"])
    assert rules(minutes) == []


def test_words_written_past_the_seal_are_named() -> None:
    assert rules(paper("01", edited_outside=True)) == ["edited_outside"]


def test_a_symbol_of_another_kind() -> None:
    assert rules(paper("01", kind=KINDS["BB"])) == ["symbol_of_another_kind"]
    assert rules(paper("01", "BCĐ-TH")) == []
    assert rules(paper("01", "QĐ-TU", kind=KINDS["QyĐ"], rule_set="party")) == []


def test_errors_come_first() -> None:
    many = (paper("03", edited_outside=True), paper("03", "BB-BCĐ"), paper("05"))
    assert [one.level for one in found(*many)] == ["error", "warning", "remark"]


def test_a_paper_without_number_is_in_no_register() -> None:
    assert register([paper()], HOUSE) == ()


def test_a_line_has_the_columns_of_the_decree_and_no_internal_id() -> None:
    told = paper(
        "05",
        recipients=(Recipient("r1", "Thường trực Tỉnh ủy (b/c)", copies=2), Recipient("r2", "Lưu: VT, TH")),
        entries=(Entry("e", Step.ARCHIVE, NOON, "Đào", "Hồ sơ 12, đ/c Đào"),),
    )
    (line,) = register([told], HOUSE)
    assert (line.printed, line.kind, line.signers, line.copies) == ("05/KH-BCĐ", "Kế hoạch", "Trần Văn Định", 3)
    assert (line.recipients, line.keeper) == ("Thường trực Tỉnh ủy (b/c); Lưu: VT, TH", "Hồ sơ 12, đ/c Đào")
    shown = (line.printed, line.title, line.signers, line.recipients, line.keeper, line.note)
    assert told.id not in " ".join(shown)


def test_what_one_paper_does_to_another_stands_in_both_lines() -> None:
    earlier = paper("05")
    link = Link("l", LinkKind.CORRECTION, "later", earlier.id)
    later = paper("07", "BCĐ-TH", id="later", links=(link,))
    first, second = register([replace(earlier, linked_by=(link,)), later], HOUSE)
    assert (first.note, second.note) == ("Được đính chính theo văn bản số 07/BCĐ-TH", "Đính chính văn bản số 05/KH-BCĐ")


def test_lines_run_by_number_and_not_by_letters() -> None:
    lines = register([paper("10"), paper("9"), paper("100")], HOUSE)
    assert [line.number for line in lines] == [9, 10, 100]


@pytest.mark.parametrize(
    "text",
    ["kiem tra", "CHUYEN DOI", "tran van dinh", "05/kh", "01/07/2025", "tinh uy", unicodedata.normalize("NFD", "Định")],
)
def test_the_register_is_searched_without_marks(text: str) -> None:
    lines = register([paper("05", recipients=(Recipient("r", "Thường trực Tỉnh ủy"),))], HOUSE)
    assert select(lines, RegisterQuery(text=text), CODES) == lines
    assert select(lines, RegisterQuery(text="sở y tế"), CODES) == ()


def test_the_register_is_narrowed_by_year_kind_and_rule_set() -> None:
    lines = register([paper("05"), paper("06", "BB-BCĐ"), paper("01", day=date(2026, 1, 5))], HOUSE)
    assert len(select(lines, RegisterQuery(year=2025), CODES)) == 2
    assert [one.kind for one in select(lines, RegisterQuery(kinds=frozenset({"BB"})), CODES)] == ["Biên bản"]
    assert select(lines, RegisterQuery(rule_set="party"), CODES) == ()


def test_who_signed_what_latest_first() -> None:
    second = paper("06", day=date(2025, 7, 4), signatures=(Signature("Đỗ Ương", "PHÓ TRƯỞNG BAN", date(2025, 7, 4)),))
    lines = signed([paper("05"), second])
    assert [(one.signer, one.printed) for one in lines] == [("Đỗ Ương", "06/KH-BCĐ"), ("Trần Văn Định", "05/KH-BCĐ")]
    assert [one.signer for one in signed([paper("05"), second], "do uong")] == ["Đỗ Ương"]


def test_the_next_number_is_proposed_with_what_is_missing() -> None:
    series = Series("state", "BCĐ", "2025")
    made = proposal(register([paper("02"), paper("05")], HOUSE), series)
    assert (made.number, made.last, made.gaps) == ("06", "05", "01, 03-04")
    empty = proposal((), series)
    assert (empty.number, empty.last, empty.gaps) == ("01", "", "")


@pytest.mark.parametrize(
    ("text", "number"), [("05", 5), ("0005", 5), ("100", 100), ("năm", 0), ("", 0), ("²", 0), ("9" * 5000, 0), ("0", 0)]
)
def test_what_counts_as_a_number(text: str, number: int) -> None:
    assert counted(text) == number


def test_a_slip_of_ten_figures_makes_no_endless_gap() -> None:
    assert rules(paper("9999999999"), paper("01")) == []


@given(st.sets(st.integers(1, 300)))
def test_runs_of_numbers_say_each_number_once(numbers: set[int]) -> None:
    told: list[int] = []
    for part in filter(None, show_numbers(sorted(numbers)).split(", ")):
        first, _, last = part.partition("-")
        told += range(int(first), int(last or first) + 1)
    assert told == sorted(numbers)


def test_no_words_are_held_by_anything() -> None:
    assert holds("  ", ())


def test_a_copy_in_words() -> None:
    copy = Copy("e", CopyForm.TRS, "UBND tỉnh Lâm Đồng", "Đà Lạt", date(2025, 6, 25), "12/TrS-UBND")
    assert copy.shown == "Trích sao số 12/TrS-UBND, UBND tỉnh Lâm Đồng, Đà Lạt, 25/06/2025"

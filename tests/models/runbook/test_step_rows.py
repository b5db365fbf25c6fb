from datetime import datetime

import pytest

from app.models.errors import InvalidInputError
from app.models.runbook.records import StepKind
from app.models.runbook.step_rows import RowsRead, headings, moment, span, with_rows

from .nights import G, at, minutes, small


def read(*rows: dict[str, str]) -> RowsRead:
    return with_rows(small(), rows, stage_id="B", made=[f"n{place}" for place, _ in enumerate(rows)])


def test_headings_are_known_without_marks() -> None:
    cells = ["TT", "Thời gian", "Nội dung công việc", "ĐƠN VỊ CHỦ TRÌ", "Gì đó", "Ghi chú"]
    assert headings(cells) == {0: "number", 1: "start", 2: "content", 3: "lead_unit", 5: "note"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("21h05", at(5)),
        ("21:05", at(5)),
        ("00h15 (01/7)", at(195)),
        ("0h15", at(195)),
        ("23 giờ 30", at(150)),
        ("20h00 30/6/2025", at(-60)),
        ("", None),
    ],
)
def test_hours_belong_to_the_night(text: str, found: datetime | None) -> None:
    assert moment(text, anchor=G, where="start") == found


@pytest.mark.parametrize("text", ["sớm", "25h00", "21h05 32/6"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        moment(text, anchor=G, where="start")


@pytest.mark.parametrize(("text", "length"), [("45", 45), ("45 phút", 45), ("1h30", 90), ("2 giờ", 120)])
def test_durations(text: str, length: int) -> None:
    assert span(text, where="duration") == minutes(length)


def test_a_span_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        span("lâu", where="duration")


def test_rows_stand_at_the_end_of_their_stage_one_behind_the_other() -> None:
    found = read({"content": "Việc mới"}, {"content": "Việc sau"})
    assert [step.id for step in found.master.steps][4:8] == ["open", "n0", "n1", "back1"]
    assert found.master.steps[6].needs == ("n0",)


def test_start_and_end_give_the_duration() -> None:
    step = read({"content": "Qua đêm", "start": "23h50", "end": "0h10"}).master.steps[5]
    assert step.duration == minutes(20)


def test_predecessors_by_number_of_the_list_or_of_the_runbook() -> None:
    found = read({"number": "10", "content": "A"}, {"content": "B", "needs": "10; 2"})
    assert found.master.steps[6].needs == ("backup", "n0")


def test_people_and_kinds_by_name() -> None:
    step = read({"content": "A", "owner": "tran thi binh", "kind": "Kiểm tra"}).master.steps[5]
    assert (step.owner_id, step.kind) == ("binh", StepKind.CHECK)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"content": " "}, "content"),
        ({"content": "A", "start": "mai"}, "start"),
        ({"content": "A", "owner": "Người lạ"}, "owner"),
        ({"content": "A", "needs": "99"}, "needs"),
        ({"content": "A", "start": "22h00", "end": "21h00"}, "end"),
    ],
)
def test_a_bad_row_is_refused_and_named(row: dict[str, str], field: str) -> None:
    found = read(row, {"content": "Tốt"})
    assert [(one.row, one.field) for one in found.refused] == [(0, field)]
    assert found.added == ("n1",)


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        with_rows(small(), [], stage_id="Z", made=[])

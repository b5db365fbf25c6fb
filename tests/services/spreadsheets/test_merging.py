"""Several units' files read together."""

import pytest

from app.models.plan.records import TaskStatus
from app.services import history, plan, spreadsheets
from app.services.desk import Desk
from app.services.spreadsheets.errors import OtherPlanError
from tests import steps
from tests.services.spreadsheets.conftest import Foreign, Sent


def test_two_units_files_merge_in_one_act(desk: Desk, sent: Sent) -> None:
    first, second = sent({"K6": "Đang thực hiện"}), sent({"K6": "Tạm dừng"}, unit="Sở Nội vụ")
    before = plan.view(desk)
    merged = spreadsheets.merge_returned(desk, [first, second])
    assert merged.conflicts == ()
    outcome = spreadsheets.apply(desk, preview=merged)
    assert outcome.title == "Nhập Excel: 2 tệp"
    assert (steps.row(desk, "1.1").status, steps.row(desk, "1.4").status) == (TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)
    history.undo(desk)
    assert plan.view(desk) == before


def test_cell_filled_differently_is_a_conflict(desk: Desk, sent: Sent) -> None:
    paths = [sent({"L6": 0.4, "K7": "Đang thực hiện"}), sent({"L6": 0.6})]
    merged = spreadsheets.merge_returned(desk, paths)
    (conflict,) = merged.conflicts
    assert (conflict.number, conflict.field_label, [one.new for one in conflict.values]) == (
        "1.1", "Tỷ lệ hoàn thành", ["40%", "60%"],
    )  # fmt: skip
    assert [one.cell for preview in merged.previews for one in preview.changed] == ["K7"]
    assert all("các tệp ghi khác nhau" in preview.refused[0].reason for preview in merged.previews)
    spreadsheets.apply(desk, preview=merged)
    assert steps.row(desk, "1.1").percent == 0


def test_agreement_is_taken_once(desk: Desk, sent: Sent) -> None:
    filled = {"M6": "Đã trình", "C8": "Việc mới"}
    merged = spreadsheets.merge_returned(desk, [sent(filled), sent(filled)])
    assert sum(len(preview.changed) for preview in merged.previews) == 1
    spreadsheets.apply(desk, preview=merged)
    assert len(steps.row(desk, "1.1").progress) == 1
    assert [task.content for task in plan.view(desk).tasks].count("Việc mới") == 1


def test_order_of_files_does_not_matter(desk: Desk, sent: Sent) -> None:
    paths = [sent({"L6": 0.4}), sent({"L6": 0.6, "M7": "Xong bước một"})]
    forth, back = (spreadsheets.merge_returned(desk, order) for order in (paths, paths[::-1]))
    assert {one.new for preview in forth.previews for one in preview.changed} == {
        one.new for preview in back.previews for one in preview.changed
    }
    assert len(forth.conflicts) == len(back.conflicts) == 1


def test_other_files_are_refused(desk: Desk, foreign: Foreign) -> None:
    with pytest.raises(OtherPlanError, match="không phải tệp do chương trình gửi"):
        spreadsheets.merge_returned(desk, [foreign(("1", "Việc", "Sở Nội vụ"))])

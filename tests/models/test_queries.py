import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import Base
from app.models.plan.deadline import DeadlineState, state
from app.models.plan.entities import TaskRow
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.plan.table import TaskQuery
from app.models.plan.table_queries import state_expression
from app.services import history, people, plan, tasks, units
from app.services.desk import Desk
from app.services.search import search
from tests.conftest import NOON_24_JUNE
from tests.steps import added, group_id, row

ENGINE = create_engine("sqlite://")
Base.metadata.create_all(ENGINE)
OFFSETS = st.one_of(
    st.integers(-10, 10).map(lambda days: timedelta(days=days)),
    st.integers(-5000, 5000).map(lambda milliseconds: timedelta(milliseconds=milliseconds)),
    st.integers(-20 * 86400, 20 * 86400).map(lambda seconds: timedelta(seconds=seconds)),
)
INSTANTS = st.none() | OFFSETS.map(lambda offset: NOON_24_JUNE + offset)


@given(
    rows=st.lists(st.tuples(INSTANTS, INSTANTS, st.sampled_from(TaskStatus)), min_size=1, max_size=30),
    late=st.timedeltas(timedelta(), timedelta(days=2)),
    warn_days=st.integers(0, 30),
)
@settings(max_examples=150, deadline=None)
def test_sql_and_python_agree_on_every_state(
    rows: list[tuple[datetime | None, datetime | None, TaskStatus]], late: timedelta, warn_days: int
) -> None:
    now = NOON_24_JUNE + late
    with Session(ENGINE) as session:
        session.add_all(_stored(number, *values) for number, values in enumerate(rows))
        session.flush()
        found = session.scalars(select(state_expression(now, warn_days)).order_by(TaskRow.id)).all()
        session.rollback()
    wanted = [
        state(started=status is not TaskStatus.NOT_STARTED, finished_at=done, due_at=due, now=now, warn_days=warn_days)
        for due, done, status in rows
    ]
    assert list(found) == wanted


def _stored(number: int, due: datetime | None, done: datetime | None, status: TaskStatus) -> TaskRow:
    return TaskRow(
        id=f"{number:03}", plan_id="p", group_id="g", rank="a", content="", source={}, status=status.value,
        due_at=vietnam_time.iso(due) if due else None, finished_at=vietnam_time.iso(done) if done else None,
    )  # fmt: skip


# The table.


def shown(desk: Desk, **query: Any) -> list[str]:
    page = plan.page(desk, query=TaskQuery(**query), offset=0, limit=10_000)
    return [line.number for line in page.lines if line.task_id]


def test_the_states_sum_to_the_total(sample_desk: Desk) -> None:
    counts = plan.counts(sample_desk, query=TaskQuery())
    assert sum(counts.by_state.values()) == sum(counts.by_status.values()) == counts.total
    assert set(counts.by_state) == set(DeadlineState)


def test_every_state_shows_what_it_counts(sample_desk: Desk) -> None:
    counts = plan.counts(sample_desk, query=TaskQuery())
    assert {one: len(shown(sample_desk, states=frozenset({one}))) for one in DeadlineState} == counts.by_state


def test_each_group_begins_with_its_heading(desk: Desk) -> None:
    page = plan.page(desk, query=TaskQuery(), offset=0, limit=100)
    assert page.total == len(page.lines) == 18
    assert [line.number for line in page.lines if not line.task_id] == ["I", "II", "III", "IV"]


@given(offset=st.integers(0, 90), limit=st.integers(0, 90))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_slice_is_that_of_the_whole(sample_desk: Desk, offset: int, limit: int) -> None:
    for query in (TaskQuery(), TaskQuery(sort="lead", descending=True), TaskQuery(text="du lieu")):
        whole = plan.page(sample_desk, query=query, offset=0, limit=10_000)
        part = plan.page(sample_desk, query=query, offset=offset, limit=limit)
        assert part.lines == whole.lines[offset : offset + limit]
        assert part.total == whole.total == len(whole.lines)


@pytest.mark.parametrize("sort", ["position", "content", "lead", "due", "status", "percent", "source"])
def test_descending_is_the_other_way_round(sample_desk: Desk, sort: str) -> None:
    assert shown(sample_desk, sort=sort) == shown(sample_desk, sort=sort, descending=True)[::-1]


def test_sorted_by_deadline_those_without_one_come_last(desk: Desk) -> None:
    added(desk, "Không có hạn")
    added(desk, "Sớm nhất", deadline="20/6/2025")
    numbers = shown(desk, sort="due")
    assert numbers[0] == "1.6"
    assert set(numbers[-2:]) == {"1.5", "4.3"}  # the form's last row is open-ended


@pytest.mark.parametrize(
    "text", ["duong truyen", "Đường truyền", unicodedata.normalize("NFD", "ĐƯỜNG TRUYỀN"), "truyen duong"]
)
def test_filter_without_marks(desk: Desk, text: str) -> None:
    added(desk, "Nâng cấp đường truyền cấp xã")
    assert "1.5" in shown(desk, text=text)


@pytest.mark.parametrize("text", ["107%", "a_b", "5\\7", "'"])
def test_signs_are_only_signs(desk: Desk, text: str) -> None:
    added(desk, f"Đạt {text} chỉ tiêu")
    assert shown(desk, text=text) == ["1.5"]


def test_filter_by_number(desk: Desk) -> None:
    assert "1.4" in shown(desk, text="1.4")


def test_filter_by_unit_and_its_role(desk: Desk) -> None:
    unit = next(unit for unit in plan.units(desk) if unit.name == "Sở Y tế")
    added(desk, "Ta chủ trì", lead=unit.id)
    added(desk, "Ta phối hợp", coordinating=[unit.id])
    chosen = frozenset({unit.id})
    assert shown(desk, unit_ids=chosen, role="lead") == ["1.5"]
    assert shown(desk, unit_ids=chosen, role="coordinating") == ["1.6"]
    assert shown(desk, unit_ids=chosen) == ["1.5", "1.6"]


def test_only_additions(desk: Desk) -> None:
    added(desk)
    assert shown(desk, only_additions=True) == ["1.5"]


def test_only_obstructed_until_it_is_resolved(desk: Desk) -> None:
    one = row(desk, "2.1").id
    made = tasks.add_obstacle(desk, task_id=one, kind=ObstacleKind.INTERNAL, text="Thiếu thiết bị").created[0]
    assert shown(desk, only_obstructed=True) == ["2.1"]
    tasks.resolve_obstacle(desk, obstacle_id=made, resolution="Đã cấp")
    assert shown(desk, only_obstructed=True) == []


def test_filter_by_group_library_and_status(desk: Desk) -> None:
    assert shown(desk, group_id=group_id(desk, "II")) == ["2.1", "2.2", "2.3", "2.4"]
    assert shown(desk, libraries=frozenset({"local"})) == []
    assert len(shown(desk, statuses=frozenset({TaskStatus.NOT_STARTED}))) == 14


def test_a_row_of_the_table_says_what_the_task_says(desk: Desk) -> None:
    line = plan.page(desk, query=TaskQuery(text="1.1"), offset=0, limit=5).lines[1]
    one = row(desk, "1.1")
    assert one.deadline is not None
    assert one.lead is not None
    assert (line.content, line.lead, line.deadline) == (one.content, one.lead.shown, one.deadline.text)
    assert (line.due_at, line.last_day) == (one.deadline.due_at(), date(2025, 6, 24))


# Search everywhere.


def titles(desk: Desk, text: str) -> list[str]:
    return [hit.title for hit in search(desk, text=text, limit=500)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("chuyen doi", "Chuyển đổi dữ liệu hộ tịch"),
        ("dien tu", "Cấp hòm thư điện tử công vụ"),
        ("duong truyen", "Nâng cấp đường truyền"),
        ("ĐƯỜNG TRUYỀN", "Nâng cấp đường truyền"),
        ("uy ban", "Trang bị cho Uỷ ban nhân dân xã"),
        ("Ủy ban", "Trang bị cho Uỷ ban nhân dân xã"),
        ("Uỷ ban", "Trang bị cho Ủy ban nhân dân xã"),
        ("du phong truyen", "Đường truyền dự phòng"),
    ],
)
def test_found_with_marks_and_without(desk: Desk, form: Any, text: str, content: str) -> None:
    added(desk, unicodedata.normalize(form, content))
    assert content in titles(desk, unicodedata.normalize(form, text))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_exact_matches_come_first(desk: Desk, form: Any) -> None:
    for content in ("Kiểm tra mã", "Kiểm tra mà", "Kiểm tra má", "Kiểm tra ma tuý trong học đường"):
        added(desk, content)
    assert titles(desk, unicodedata.normalize(form, "kiểm tra má"))[0] == "Kiểm tra má"


def test_a_number_finds_its_row_first(desk: Desk) -> None:
    assert titles(desk, " 1.4 ")[0].startswith("1.4. ")


def test_a_documents_number_is_found(desk: Desk) -> None:
    tasks.add_document(
        desk,
        task_id=row(desk, "1.1").id,
        title="Quyết định thành lập",
        number="125/QĐ-UBND",
        issued_on=date(2025, 6, 20),
    )
    for text in ("125/QĐ-UBND", "125/qd", "quyet dinh thanh lap"):
        assert "Quyết định thành lập" in titles(desk, text), text


def test_units_and_people_are_found(desk: Desk) -> None:
    people.add_person(desk, full_name="Đặng Thị Ánh")
    assert {hit.kind_label for hit in search(desk, text="dang thi anh")} == {"Người"}
    assert "Sở Tài chính" in titles(desk, "so tai chinh")


def test_the_deleted_is_not_found(desk: Desk) -> None:
    made = added(desk, "Lắp camera phòng máy")
    tasks.delete_tasks(desk, task_ids=[made])
    assert titles(desk, "camera") == []


def test_nor_is_what_it_owned(desk: Desk) -> None:
    made = added(desk)
    tasks.add_document(desk, task_id=made, title="Biên bản camera", number="07", issued_on=date(2025, 6, 20))
    tasks.delete_tasks(desk, task_ids=[made])
    assert titles(desk, "camera") == []
    history.undo(desk)
    assert titles(desk, "camera") == ["Biên bản camera"]


def test_the_renamed_is_found_by_its_new_name_only(desk: Desk) -> None:
    unit = units.add_unit(desk, name="Trung tâm Viễn thám").created[0]
    units.edit_unit(desk, unit_id=unit, name="Trung tâm Trắc địa")
    assert titles(desk, "vien tham") == []
    assert titles(desk, "trac dia") == ["Trung tâm Trắc địa"]


@pytest.mark.parametrize("text", ["", "   ", "...", '"', "*", "AND", "NEAR(", "(", "-", "a OR", "^x", "col:x", "\x00"])
def test_any_typing_is_harmless(desk: Desk, text: str) -> None:
    assert isinstance(search(desk, text=text), tuple)


@given(st.text(max_size=15))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_harmless(desk: Desk, text: str) -> None:
    assert len(search(desk, text=text, limit=3)) <= 3

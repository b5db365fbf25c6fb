"""From chosen to in use: the shipped stages, the strictest national deadline, the one rule of the state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import vietnam_time
from app.models.selection.aftermath import Counts, national
from app.models.selection.stages import BoardRow, Stage, StageKey, StageState, form, forms, state, tally
from app.models.selection.system_records import SystemKind

KIND = SystemKind("k1", "tthc", "Hệ thống thông tin giải quyết thủ tục hành chính", "Giải quyết TTHC")


def stage(key: StageKey = StageKey.UNITS, **given: Any) -> Stage:
    """A stage of the procedure system with its national deadline."""
    shape = form(key)
    made = Stage("k1", "s1", key, shape.name, shape.counted, national=shape.deadline_for("tthc"))
    return replace(made, **given)


def row(**given: Stage) -> BoardRow:
    """A row of the board; keyword: a stage's key."""
    return BoardRow(
        KIND, "s1", "VNPT iGate", "Lâm Đồng", tuple(given.get(one.key.value, stage(one.key)) for one in forms())
    )


def at(text: str) -> datetime:
    """The instant of "2025-06-27 18:00" on Vietnam's clock."""
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())


def test_the_ten_stages_stand_in_order() -> None:
    assert [one.key for one in forms()] == list(StageKey)


@pytest.mark.parametrize(
    ("key", "code", "late_from"),
    [
        (StageKey.CHOSEN, "ioc", "2025-06-26 00:00"),
        (StageKey.CONFIGURED, "tthc", "2025-06-27 18:00"),
        (StageKey.CONFIGURED, "ioc", "2025-07-01 00:00"),
        (StageKey.UNITS, "van-ban", "2025-06-27 00:00"),
        (StageKey.PROCEDURES, "tthc", "2025-06-26 00:00"),
        (StageKey.TESTED, "tthc", "2025-06-28 00:00"),
        (StageKey.TESTED, "hop", "2025-06-28 00:00"),
        (StageKey.TRAINED, "tthc", "2025-06-29 00:00"),
        (StageKey.CONNECTED, "tthc", "2025-06-21 00:00"),
        (StageKey.CONNECTED, "sso", "2025-06-27 18:00"),
        (StageKey.READY, "lgsp", "2025-07-01 00:00"),
        (StageKey.CUT_OVER, "tthc", "2025-07-01 01:00"),
    ],
)
def test_the_national_deadline_of_a_kind(key: StageKey, code: str, late_from: str) -> None:
    found = form(key).deadline_for(code)
    assert found is not None
    assert found.deadline.due_at() == at(late_from)
    assert found.source


def test_only_the_procedure_system_has_procedures() -> None:
    assert form(StageKey.PROCEDURES).applies_to("tthc")
    assert not form(StageKey.PROCEDURES).applies_to("ioc")


def test_the_issue_s_national_deadlines_are_all_there() -> None:
    days = {one.deadline.day for shape in forms() for one, _ in shape.deadlines}
    assert {date(2025, 6, day) for day in (20, 25, 27, 28, 30)} <= days


def test_a_stricter_planned_day_is_what_counts() -> None:
    assert stage(planned_on=date(2025, 6, 25)).due_at == at("2025-06-26 00:00")
    assert stage(planned_on=date(2025, 6, 29)).due_at == at("2025-06-27 18:00")
    assert stage(planned_on=date(2025, 6, 29)).is_planned_late
    assert not stage(planned_on=date(2025, 6, 27)).is_planned_late


@pytest.mark.parametrize(
    ("now", "made", "expected"),
    [
        ("2025-06-27 17:59", {}, StageState.NEAR),
        ("2025-06-27 18:00", {}, StageState.LATE),
        ("2025-06-27 18:00", {"done_at": at("2025-06-27 18:30")}, StageState.DONE),
        ("2025-06-24 17:59", {}, StageState.NOT_STARTED),
        ("2025-06-24 17:59", {"counts": Counts(92, 124)}, StageState.ON_TIME),
        ("2025-06-24 18:00", {"counts": Counts(92, 124)}, StageState.NEAR),
        ("2025-06-30 00:00", {"skipped": "Không có đơn vị mới"}, StageState.NOT_APPLICABLE),
        ("2025-06-30 00:00", {"applies": False}, StageState.NOT_APPLICABLE),
        ("2025-06-30 00:00", {"national": None}, StageState.NOT_STARTED),
    ],
)
def test_the_state_of_a_stage(now: str, made: dict[str, Any], expected: StageState) -> None:
    assert state(stage(**made), now=at(now), warn_days=3) is expected


INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2025, 8, 1), timezones=st.just(UTC))  # noqa: DTZ001 bounds
STAGES = st.builds(
    stage,
    st.sampled_from(StageKey),
    planned_on=st.none() | st.dates(date(2025, 6, 10), date(2025, 7, 10)),
    done_at=st.none() | INSTANTS,
    counts=st.none() | st.builds(Counts, st.integers(0, 9), st.integers(0, 9)),
    national=st.none() | st.just(national({"text": "18 giờ ngày 27/6/2025", "source": "TB 318/TB-VPCP"})),
)
_ORDER = (StageState.NOT_STARTED, StageState.ON_TIME, StageState.NEAR, StageState.LATE)


@given(STAGES, INSTANTS, st.timedeltas(timedelta(), timedelta(days=40)), st.integers(0, 7))
def test_time_only_ever_makes_an_open_stage_worse(one: Stage, now: datetime, later: timedelta, days: int) -> None:
    first, second = (state(one, now=moment, warn_days=days) for moment in (now, now + later))
    if one.done_at is not None:
        assert first is second is StageState.DONE
    else:
        assert _ORDER.index(second) >= _ORDER.index(first)


@given(STAGES, INSTANTS, st.integers(0, 7))
def test_late_is_exactly_from_the_due_instant_on(one: Stage, now: datetime, days: int) -> None:
    is_late = one.done_at is None and one.due_at is not None and one.due_at <= now
    assert (state(one, now=now, warn_days=days) is StageState.LATE) is is_late


@given(STAGES, INSTANTS, st.integers(0, 6))
def test_warning_earlier_never_hides_a_warning(one: Stage, now: datetime, days: int) -> None:
    if state(one, now=now, warn_days=days) is StageState.NEAR:
        assert state(one, now=now, warn_days=days + 1) is StageState.NEAR


def test_the_tally_counts_every_stage_once() -> None:
    now = at("2025-06-28 09:00")
    found = tally([row(), replace(row(), is_in_force=False)], now=now, warn_days=3)
    assert sum(found.values()) == len(StageKey)

"""The check on the board of stages."""

from dataclasses import replace
from datetime import date

from app.models.findings import ERROR
from app.models.selection.aftermath import Counts, Finding
from app.models.selection.stages import BoardRow, StageKey
from app.models.selection.stages_checks import check
from tests.models.selection.test_stages import at, row, stage

EARLY = at("2025-06-10 08:00")


def rules(one: BoardRow, now: str = "2025-06-10 08:00") -> dict[str, Finding]:
    """Rule -> its last finding."""
    return {finding.rule: finding for finding in check([one], now=at(now), warn_days=3)}


def test_nothing_is_said_long_before() -> None:
    assert rules(row()) == {}


def test_a_late_stage_names_kind_stage_deadline_and_how_far_it_is() -> None:
    units = stage(StageKey.UNITS, counts=Counts(92, 124))
    found = [one for one in check([row(units=units)], now=at("2025-06-27 18:00"), warn_days=3) if one.field == "units"]
    assert found[0].level is ERROR
    assert found[0].message.startswith("Giải quyết TTHC, giai đoạn “Đơn vị”: quá hạn “18 giờ ngày 27/6/2025”")
    assert "92/124 đơn vị" in found[0].message


def test_a_late_stage_against_its_planned_day_names_that_day() -> None:
    planned = stage(StageKey.TRAINED, planned_on=date(2025, 6, 26))
    found = check([row(trained=planned)], now=at("2025-06-27 00:00"), warn_days=0)
    assert any(one.field == "trained" and "27/06/2025 00:00" in one.message for one in found)


def test_a_day_planned_behind_the_national_deadline() -> None:
    assert "TB 318" in rules(row(units=stage(planned_on=date(2025, 6, 29))))["planned_behind_national"].message


def test_done_with_a_part_still_open_is_a_contradiction() -> None:
    broken = stage(StageKey.UNITS, counts=Counts(92, 124), done_at=EARLY)
    assert "92/124" in rules(row(units=broken))["done_but_open"].message


def test_more_done_than_there_is() -> None:
    assert "125/124" in rules(row(units=stage(counts=Counts(125, 124))))["counts_unsound"].message


def test_ready_before_it_is_tested() -> None:
    early = rules(row(ready=stage(StageKey.READY, done_at=EARLY)))["ready_too_early"]
    assert "Kiểm thử" in early.message
    assert "Tập huấn" not in early.message


def test_what_does_not_apply_is_not_asked_for() -> None:
    done = {
        key: replace(stage(StageKey(key)), done_at=EARLY)
        for key in ("configured", "units", "accounts", "procedures", "ready")
    }
    skipped = {key: replace(stage(StageKey(key)), skipped="không có") for key in ("tested", "connected")}
    assert "ready_too_early" not in rules(row(**done, **skipped))


def test_cut_over_without_ready() -> None:
    assert "cut_over_unready" in rules(row(cut_over=stage(StageKey.CUT_OVER, done_at=EARLY)))


def test_a_system_that_stays_no_more_is_only_to_be_looked_at() -> None:
    gone = replace(row(), is_in_force=False)
    assert set(rules(gone, "2025-07-05 08:00")) == {"stays_no_more"}


def test_a_mark_is_said_once_a_row() -> None:
    marked = row(units=stage(StageKey.UNITS, needs_review=True), ready=stage(StageKey.READY, needs_review=True))
    assert [one.rule for one in check([marked], now=EARLY, warn_days=3)] == ["needs_review"]


def test_what_is_near_and_idle_is_said_once_a_row() -> None:
    found = [one for one in check([row()], now=at("2025-06-26 12:00"), warn_days=3) if one.rule == "stage_near"]
    assert len(found) == 1
    assert "Cấu hình “18 giờ ngày 27/6/2025”" in found[0].message
    assert "Chuyển chính thức" not in found[0].message

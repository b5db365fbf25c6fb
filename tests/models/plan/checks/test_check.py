from dataclasses import replace

from app.models.plan.checks import check

from .plans import FACTS, NOW, form_view, task, with_tasks

ORDER = ["error", "warning", "remark"]


def test_the_untouched_form_has_no_error() -> None:
    findings = check(form_view(), now=NOW, units=FACTS)
    assert not [one for one in findings if one.level == "error"]


def test_what_the_untouched_form_is_told() -> None:
    findings = {(one.rule, one.task_id) for one in check(form_view(), now=NOW, units=FACTS)}
    assert findings == {
        ("mandatory_timeline", ""),
        ("handbook_appendix", "1.1"),
        ("handbook_appendix", "1.2"),
        ("objective_date", "1.2"),
        ("ended_unit", "1.2"),
        ("form_order", "1.4"),
        ("objective_date", "2.4"),
        ("ended_unit", "2.4"),
        ("handbook_appendix", "3.3"),
        ("appendix_5", "3.3"),
    }


def test_findings_come_by_level_then_by_row() -> None:
    findings = check(with_tasks(task("2.5", lead=""), task("2.6", products="")), now=NOW, units=FACTS)
    levels = [ORDER.index(one.level) for one in findings]
    assert levels == sorted(levels)
    assert [one.task_id for one in findings[:2]] == ["2.5", "2.6"]


def test_every_finding_of_a_row_names_it() -> None:
    for one in check(with_tasks(task("2.5", lead="", due="", products=" ")), now=NOW, units=FACTS):
        assert not one.task_id or one.message.startswith(f"Dòng {one.task_id}:"), one


def test_an_empty_plan_survives() -> None:
    empty = replace(form_view(), groups=(), texts=(), blanks={})
    assert "mandatory_assignment" in {one.rule for one in check(empty, now=NOW, units={})}


def test_a_unit_the_workspace_lost_survives() -> None:
    assert not [one for one in check(form_view(), now=NOW, units={}) if one.rule == "ended_unit"]

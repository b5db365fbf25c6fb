"""The sample province is a plan like any other: its units exist, its dates can be read, its checks are clean."""

from datetime import datetime
from typing import Any

import pytest

from app.models.plan import form
from app.models.plan.checks import check
from app.models.plan.deadline import parse
from app.models.plan.libraries import all_tasks, covered_by
from app.models.plan.placement import proposed_group
from app.models.plan.records import (
    Authority,
    Extension,
    ObstacleKind,
    PlanText,
    PlanView,
    Source,
    Task,
    TaskGroup,
    TaskStatus,
)
from app.models.resources import load_yaml
from app.models.units.names import split_units
from app.models.vietnam_time import VIETNAM

from .plans import FACTS, form_view, unit

SAMPLE = load_yaml("sample/lam-dong.yaml")
ROWS: list[dict[str, Any]] = SAMPLE["tasks"]
LIBRARY = {task.key: task for task in all_tasks()}
FORM = {row.number: (group.numeral, row) for group in form.load().groups for row in group.rows}
NOW = datetime.fromisoformat(SAMPLE["as_of"]).replace(tzinfo=VIETNAM)


def key(row: dict[str, Any]) -> str:
    return str(row.get("form") or row.get("library") or row["local"])


def wall(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if text else None


def record(row: dict[str, Any]) -> tuple[str, Task]:
    group, content, lead, coordinating, products, deadline, source = _origin(row)
    extensions = [
        Extension(str(n), parse(one["deadline"]), one["reason"], one["approver"], one["decided"], one["document"])
        for n, one in enumerate(row.get("extensions", ()))
    ]
    return group, Task(
        key(row),
        group,
        key(row),
        content,
        unit(lead),
        tuple(unit(name) for name in coordinating),
        products,
        parse(row["deadline"]) if "deadline" in row else deadline,
        tuple(extensions),
        TaskStatus(row.get("status", "not_started")),
        row.get("percent", 0),
        row.get("started"),
        wall(row.get("finished")),
        tuple(row.get("needs", ())),
        source=source,
        form_key=row.get("form", ""),
        form_wording=content if "form" in row else "",
    )


def _origin(row: dict[str, Any]) -> tuple[str, str, str, Any, str, Any, Source]:
    if "form" in row:
        group, printed = FORM[row["form"]]
        names = split_units(printed.coordinating)
        return (
            group,
            printed.content,
            printed.lead,
            names,
            printed.products,
            printed.deadline,
            Source("form", printed.number),
        )
    if "library" in row:
        task = LIBRARY[row["library"]]
        group = row.get("group") or proposed_group(task)
        return group, task.content, row["lead"], row["coordinating"], row["products"], task.deadline, task.source
    return row["group"], row["content"], row["lead"], row["coordinating"], row["products"], None, Source("local")


RECORDS = [record(row) for row in ROWS]


def sample_view() -> PlanView:
    groups = tuple(
        TaskGroup(numeral, numeral, numeral, tuple(task for group, task in RECORDS if group == numeral))
        for numeral in ("I", "II", "III", "IV")
    )
    texts = (*form_view().texts, *(PlanText("a", one["part"], "", one["text"], True) for one in SAMPLE["texts"]))
    return form_view(groups=groups, texts=texts, blanks=SAMPLE["blanks"])


def test_all_form_rows_and_more_than_sixty_in_all() -> None:
    assert {row["form"] for row in ROWS if "form" in row} == set(FORM)
    assert len(ROWS) == len({key(row) for row in ROWS}) == 70


def test_there_is_something_of_everything() -> None:
    assert {task.status for _, task in RECORDS} == set(TaskStatus)
    kinds = {ObstacleKind(one["kind"]) for row in ROWS for one in row.get("obstacles", ())}
    assert kinds == set(ObstacleKind)
    assert sum(len(row.get("extensions", ())) for row in ROWS) >= 5
    assert sum(len(row.get("progress", ())) for row in ROWS) >= 30


def test_the_checks_find_only_remarks() -> None:
    findings = check(sample_view(), now=NOW, units=FACTS)
    assert [one.message for one in findings if one.level != "remark"] == []


def test_no_row_doubles_another() -> None:
    tasks = [task for _, task in RECORDS]
    for row in ROWS:
        if "library" in row:
            others = [task for task in tasks if task.id != row["library"]]
            assert covered_by(LIBRARY[row["library"]], others) is None, row["library"]


def test_people_and_needs_exist() -> None:
    people = {person["key"] for person in SAMPLE["people"]}
    named = {one["by"] for row in ROWS for one in row.get("progress", ())}
    named |= {one["approver"] for row in ROWS for one in row.get("extensions", ())}
    assert named <= people
    assert {need for row in ROWS for need in row.get("needs", ())} <= {key(row) for row in ROWS}


def test_people_belong_to_units() -> None:
    assert all(unit(person["unit"]) for person in SAMPLE["people"])


def test_blanks_and_body_are_complete() -> None:
    assert set(SAMPLE["blanks"]) == {blank.key for blank in form.load().blanks}
    assert set(SAMPLE["issuing_body"]) == {"kind", "parent", "name", "place", "symbol", "on_behalf_of", "position"}
    assert Authority("tm")


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_a_row_is_true_to_itself(row: dict[str, Any]) -> None:
    _, task = record(row)
    done = task.status is TaskStatus.DONE
    assert done == (task.percent == 100) == (task.finished_at is not None)
    assert not done or all(one["number"] and one["issued"] for one in row["evidence"])
    assert not done or row.get("evidence")
    moments = [wall(one["at"]) for one in row.get("progress", ())]
    assert moments == sorted(moment for moment in moments if moment)
    for moment in (*moments, task.finished_at):
        assert moment is None or moment <= NOW
    if row.get("progress"):
        last = row["progress"][-1]
        assert (last["status"], last["percent"]) == (task.status.value, task.percent)

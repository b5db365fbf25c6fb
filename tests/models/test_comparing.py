"""Digests of two memories: what was purged counts in none of them."""

from app.models import comparing
from app.models.plan.records import ObstacleKind
from app.services import people, purging, tasks
from app.services.desk import Desk
from tests.steps import added, send

PIN = "4271"


def test_what_was_purged_counts_nowhere(desk: Desk, other: Desk) -> None:
    second = people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]
    task_id = added(desk, "Tài liệu đóng dấu Mật")
    send(desk, other)
    with desk.workspace.reading() as session:
        assert task_id in comparing.records(session, "task")
    tasks.add_obstacle(other, task_id=task_id, kind=ObstacleKind.OTHER, text="Viết khi chưa biết đã xoá")
    purging.purge_record(desk, entity="task", record_id=task_id, second_person=second, second_pin=PIN)
    send(other, desk)
    send(desk, other)
    for one in (desk, other):
        with one.workspace.reading() as session:
            assert task_id in comparing.purged(session)
            assert task_id not in comparing.records(session, "task")
            assert comparing.records(session, "obstacle") == {}
            assert "obstacle" not in comparing.entities(session)
    with desk.workspace.reading() as here, other.workspace.reading() as there:
        assert comparing.entities(here) == comparing.entities(there)

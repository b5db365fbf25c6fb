"""Large workspaces for the benchmarks: written straight into the tables, journal rows and all, in one transaction."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from app.journal.change import new_id
from app.models import derived
from app.models.base import ChangeRow, RecordStateRow
from app.models.plan.entities import TaskRow
from app.models.recording import Ref
from app.services import opening, plan
from app.services.opening import NewPerson

_WORDS = (
    "rà soát đường truyền điểm một cửa", "số hóa kết quả giải quyết thủ tục", "chuyển đổi dữ liệu hệ thống cũ",
    "tập huấn cán bộ Tổ Ứng cứu", "kiểm tra chữ ký số lãnh đạo xã", "diễn tập kịch bản chuyển đổi",
    "cấp tài khoản theo vai trò", "đối soát hồ sơ bàn giao cấp huyện",
)  # fmt: skip


@contextmanager
def workspace(tasks: int, *, padding: int = 0) -> Iterator[Path]:
    """A plan with so many tasks in a folder that goes away; `padding` characters of note make the file larger."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KH02_HOME"] = str(Path(folder) / "home")
        path = Path(folder) / "lon.kh02"
        desk = opening.create(path, province="Lâm Đồng", person=NewPerson("Nguyễn Thị Đào"))
        groups = [group.id for group in plan.groups(desk)]
        plan_id = plan.view(desk).id
        units = [unit.id for unit in plan.units(desk)][:40]
        rows = [_task(at, plan_id, groups, units, padding) for at in range(tasks)]
        with desk.workspace.maintaining() as session:
            for entity, values in (
                (TaskRow, rows),
                (ChangeRow, [_change(row, desk.workspace.device) for row in rows]),
                (RecordStateRow, [_state(row) for row in rows]),
            ):
                table = entity.__table__
                assert isinstance(table, Table)
                if values:
                    session.execute(insert(table), values)
            refs = [Ref("task", row["id"], row["id"]) for row in rows]
            derived.refresh(session, [Ref("task_group", "", "", ("rank",)), *refs])
        desk.close()
        yield path


def _task(at: int, plan_id: str, groups: list[str], units: list[str], padding: int) -> dict[str, Any]:
    note = (f"{_WORDS[at % 5]} " * (padding // 20 + 1))[:padding]
    return {
        "id": new_id(),
        "plan_id": plan_id,
        "group_id": groups[at % len(groups)],
        "rank": f"b{at:07d}",
        "content": f"Nhiệm vụ {at}: {_WORDS[at % len(_WORDS)]} tại đơn vị số {at % 124}",
        "lead_id": units[at % len(units)],
        "lead_printed": "",
        "products": "Biên bản kiểm tra",
        "deadline": {"kind": "day", "text": "Ngày 26/6/2025", "day": "2025-06-26", "hour": None, "start": None},
        "status": ("not_started", "in_progress", "done")[at % 3],
        "percent": at % 100,
        "started_on": None,
        "finished_at": "2025-06-25T03:00:00.000Z" if at % 3 == 2 else None,
        "source": {"library": "local"},
        "form_key": "",
        "note": note,
        "deleted": False,
        "revived": False,
        "extra": {},
        "position": 0,
        "number": "",
        "lead_name": "",
        "lead_sort": "",
        "content_sort": "",
        "coordinating": "",
        "deadline_text": "",
        "due_at": None,
        "last_day": None,
        "library": "local",
        "extension_count": 0,
        "open_obstacles": 0,
        "folded": "",
    }


def _change(row: dict[str, Any], device: str) -> dict[str, Any]:
    fields = {name: row[name] for name in TaskRow.journalled()}
    return {
        "id": row["id"].replace("-7", "-8", 1),
        "act_id": "bench",
        "stamp": f"2025-06-01T00:00:00.000Z-0000-{device}",
        "cap": None,
        "author": "bench",
        "device": device,
        "entity": "task",
        "entity_id": row["id"],
        "root_id": row["id"],
        "scope": "",
        "kind": "put",
        "fields": fields,
        "base": {},
        "schema_number": 1,
        "extra": {},
        "old": {},
        "created": True,
    }


def _state(row: dict[str, Any]) -> dict[str, Any]:
    state = {"w": [[row["id"], "2025-06-01T00:00:00.000Z-0000-0000000000000000"]], "f": {"content": [0]}}
    return {"entity": "task", "entity_id": row["id"], "root_id": row["id"], "state": state}

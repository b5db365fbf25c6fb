"""A desk in a process of its own that acts without end and says what was acknowledged; its parent kills it.

Also: a desk whose files may not grow beyond a limit, as on a full disk.
"""

import resource
import sys
from pathlib import Path

from app.models.errors import AppError
from app.services import backups, opening, plan, tasks
from app.services.desk import Desk
from app.workspace.errors import DiskError


def act_without_end(path: Path) -> None:
    """Add one task after another; print its content once the act has returned."""
    desk = opening.open_desk(path)
    group = plan.groups(desk)[0].id
    print("ready", flush=True)  # noqa: T201
    number = 0
    while True:
        number += 1
        content = f"Việc số {number}" + "đ" * (number % 7 * 500)
        tasks.add_task(desk, group_id=group, content=content, coordinating=["Sở Nội vụ", "Sở Tài chính"])
        print(content, flush=True)  # noqa: T201


def fill_the_disk(path: Path, spare: int) -> None:
    """Act until no file may grow; print what was stored, then the message, then that the desk still reads."""
    desk = opening.open_desk(path)
    group = plan.groups(desk)[0].id
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + spare, resource.RLIM_INFINITY))
    stored = 0
    try:
        while stored < 1_000:
            tasks.add_task(desk, group_id=group, content=f"Việc số {stored} " + "đ" * 5_000)
            stored += 1
    except DiskError as error:
        print(error.title)  # noqa: T201
    print(stored, len(plan.view(desk).tasks) - 14)  # noqa: T201
    print(_backup_message(desk))  # noqa: T201
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    tasks.add_task(desk, group_id=group, content="Lại còn chỗ")
    desk.close()


def _backup_message(desk: Desk) -> str:
    size = desk.path.stat().st_size // 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        backups.daily_backup(desk)
    except AppError as error:
        return error.title
    return "no message"


if __name__ == "__main__":
    if sys.argv[1] == "act":
        act_without_end(Path(sys.argv[2]))
    else:
        fill_the_disk(Path(sys.argv[2]), int(sys.argv[3]))

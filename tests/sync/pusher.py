"""A desk in a process of its own that writes and pushes until it is killed: `python -m tests.sync.pusher FILE SECRET`.

Prints the id of each change that the server has confirmed.
"""

import sys
from pathlib import Path

from app.services import opening
from app.services.desk import Desk
from app.services.exchange import joining, rounds
from tests.steps import added, changes


def confirmed(desk: Desk) -> set[str]:
    """Ids of what this desk wrote and the server has."""
    return {row.id for row in changes(desk, device=desk.workspace.device) if row.acknowledged is not None}


def main() -> None:
    desk = opening.open_desk(Path(sys.argv[1]))
    joining.resume(desk, secret=sys.argv[2])
    server = joining.connect(desk)
    assert server is not None
    number = 0
    told: set[str] = set()
    while True:
        number += 1
        added(desk, f"Việc thứ {number} của lượt này")
        rounds.push(desk, server)
        for change_id in sorted(confirmed(desk) - told):
            sys.stdout.write(change_id + "\n")
            told.add(change_id)
        sys.stdout.flush()


if __name__ == "__main__":
    main()

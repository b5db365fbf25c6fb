"""A desk in a process of its own that writes while its sync runs: `python -m tests.sync.pusher FILE SECRET`.

Prints the id of each change that the server has confirmed, and `=PHASE` each time that the status line says another.
"""

import sys
import threading
from pathlib import Path

from app.services import opening
from app.services.desk import Desk
from app.services.exchange import joining
from app.services.exchange.syncing import Syncing
from app.sync.states import SyncState
from tests.steps import added, changes

_PAUSE_S = 0.2
"""Seconds from an edit to the next where no verdict comes before."""


def confirmed(desk: Desk) -> set[str]:
    """Ids of what this desk wrote and the server has."""
    return {row.id for row in changes(desk, device=desk.workspace.device) if row.acknowledged is not None}


def main() -> None:
    desk = opening.open_desk(Path(sys.argv[1]))
    joining.resume(desk, secret=sys.argv[2])
    moved = threading.Event()

    def told(state: SyncState) -> None:
        sys.stdout.write(f"={state.phase.value}\n")
        sys.stdout.flush()
        moved.set()

    syncing = Syncing(desk, on_state=told, on_changed=lambda _: None)
    syncing.start()
    number = 0
    known: set[str] = set()
    while True:
        number += 1
        added(desk, f"Việc thứ {number} của lượt này")
        syncing.nudge()
        moved.wait(_PAUSE_S)
        moved.clear()
        found = confirmed(desk)
        sys.stdout.write("".join(f"{change_id}\n" for change_id in sorted(found - known)))
        sys.stdout.flush()
        known |= found


if __name__ == "__main__":
    main()

"""A new PC gets its workspace, in a process with a profile of its own. Prints wall and CPU seconds, and the tasks."""

import sys
import time
from pathlib import Path

from app.services import plan
from app.services.exchange import newcomer
from app.sync.http import Address


def main(url: str, code: str, path: str) -> None:
    """Fetch, open, count."""
    wall, processor = time.perf_counter(), time.process_time()
    desk, _ = newcomer.start(Path(path), address=Address(url), code=code)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    sys.stdout.write(f"{wall} {processor} {plan.total(desk)}\n")
    desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

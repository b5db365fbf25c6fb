"""A new PC gets its workspace, in a process with a profile of its own.

Prints seconds: until somebody can work in it, the processor's part of these, and until nothing is left to be made
behind that person; then the tasks. What a window has loaded before anybody joins is loaded before the clock starts, as
the peer's modules are before its own.
"""

import sys
import time
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from app.services import plan
from app.services.exchange import newcomer
from app.sync.http import Address, Server
from app.workspace import credentials


def main(url: str, code: str, path: str) -> None:
    """Fetch, open, count; then finish."""
    _load(Address(url))
    began, processor = time.perf_counter(), time.process_time()
    desk, _ = newcomer.start(Path(path), address=Address(url), code=code)
    usable, processor = time.perf_counter() - began, time.process_time() - processor
    tasks = plan.total(desk)
    again = time.perf_counter()
    newcomer.finish(desk)
    sys.stdout.write(f"{usable} {processor} {usable + time.perf_counter() - again} {tasks}\n")
    desk.close()


def _load(address: Address) -> None:
    configure_mappers()
    Server(address).close()
    credentials.find("")


if __name__ == "__main__":
    main(*sys.argv[1:])

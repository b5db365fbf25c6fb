"""The test's end of `tests.sync.pusher`: what it has told, waited for by condition."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.server.central import ROOT


class Pushing:
    """A desk that writes in another process; `before` stands before its command, to run it elsewhere."""

    def __init__(self, path: Path, secret: str, *, before: Sequence[str] = ()) -> None:
        self.told: set[str] = set()
        """Ids of the changes of which it knew that the server has them."""
        self.phase = ""
        self._news = threading.Condition()
        command = [*before, sys.executable, "-m", "tests.sync.pusher", str(path), secret]
        self._process = subprocess.Popen(  # noqa: S603 our own program
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def wait(self, condition: Callable[["Pushing"], bool], seconds: float = 120) -> None:
        """Wait until what it told fulfils the condition."""
        with self._news:
            assert self._news.wait_for(lambda: condition(self), seconds), (self.phase, len(self.told))

    def wait_for_more(self, count: int) -> None:
        """Wait until so many more changes are confirmed."""
        wanted = len(self.told) + count
        self.wait(lambda one: len(one.told) >= wanted)

    def kill(self) -> set[str]:
        """End it as a power cut would; gives what it has told."""
        self._process.kill()
        self._process.wait(60)
        self._thread.join(60)
        return self.told

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    self._take(line.strip())

    def _take(self, line: str) -> None:
        with self._news:
            if line.startswith("="):
                self.phase = line[1:]
            else:
                self.told.add(line)
            self._news.notify_all()

"""A process that imported the server once and brings servers forth by forking.

Each is a real process with a number, a log and an exit code of its own, which can be killed like any other; it only has
the seconds behind it in which Python imports.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, NoReturn

_ROOT = Path(__file__).parents[2]
_LARGEST = 1 << 18


class Born:
    """A server that the nursery brought forth, with what a `Popen` of it would have."""

    def __init__(self, keeper: socket.socket, stderr: IO[bytes]) -> None:
        self._keeper = keeper
        self._code: int | None = None
        self.stderr: IO[bytes] | None = stderr
        weakref.finalize(self, keeper.close)  # of one that nobody waits for
        self.pid = self._told(240)

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self._code is None:
            try:
                self._end(self._told(0))
            except BlockingIOError:
                return None
        return self._code

    def wait(self, timeout: float) -> int:
        """Wait for its end; gives the exit code."""
        if self._code is None:
            self._end(self._told(timeout))
        assert self._code is not None
        return self._code

    def send_signal(self, how: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended this moment
                os.kill(self.pid, how)

    def _told(self, timeout: float) -> int:
        self._keeper.settimeout(timeout)
        return int(self._keeper.recv(100))

    def _end(self, code: int) -> None:
        self._code = code
        self._keeper.close()


def bear(arguments: Sequence[str], environment: dict[str, str]) -> Born:
    """Bring forth `kh02-server` with these arguments."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    read, write = os.pipe()
    asked = json.dumps({"arguments": list(arguments), "environment": environment}).encode()
    socket.send_fds(_nursery(), [asked], [write, theirs.fileno()])
    os.close(write)
    theirs.close()
    return Born(ours, os.fdopen(read, "rb"))


@cache
def _nursery() -> socket.socket:
    """The line to the nursery of this process, which ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    number = theirs.fileno()
    command = [sys.executable, "-m", "tests.server.nursery", str(number)]
    process = subprocess.Popen(command, cwd=_ROOT, pass_fds=[number])  # noqa: S603 our own command
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait(60)

    atexit.register(end)
    return ours


def _bear_on(line: socket.socket) -> None:
    """Fork for each request, until the other end is closed."""
    import uvicorn.lifespan.on
    import uvicorn.protocols.http.auto
    import uvicorn.protocols.websockets.auto  # noqa: F401
    from sqlalchemy.dialects import postgresql, sqlite  # noqa: F401

    from server import cli, feed, running  # noqa: F401

    for ignored in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(ignored, signal.SIG_IGN)
    while True:
        asked, given, _, _ = socket.recv_fds(line, _LARGEST, 2)
        if not asked:
            return
        if os.fork() == 0:
            line.close()
            found = json.loads(asked)
            _keep(found["arguments"], found["environment"], *given)
        for number in given:
            os.close(number)


def _keep(arguments: Sequence[str], environment: dict[str, str], stderr: int, told: int) -> NoReturn:
    """Fork the server and tell its number, then its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(stderr, 2)
        os.close(stderr)
        sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
        os.close(told)
        os.environ.clear()
        os.environ.update(environment)
        from server.cli import main

        sys.exit(main(list(arguments)))
    os.close(stderr)
    os.write(told, str(pid).encode())
    _, status = os.waitpid(pid, 0)
    os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as _line:
        _bear_on(_line)

"""Lines between a desk and the server that a test cuts, slows, stops dead, or leads through a proxy."""

import contextlib
import socket
import threading

from tests.server.ports import Port


class CuttingProxy:
    """Listens on a port of its own; `cut` ends every connection and answers no new one, `mend` does again."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open: list[socket.socket] = []
        self._guard = threading.Condition()
        self._held = Port()
        self.port = self._held.number
        self.url = f"http://127.0.0.1:{self.port}"
        self._pass_only: int | None = None
        self._pause = 0.0
        self._is_dead = False
        self._swallowed = 0
        self.opened = 0
        """Connections led through so far."""
        self._ended = threading.Event()
        self._start()

    def _start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._ended.clear()
        self._thread = threading.Thread(target=self._serve, args=(self._listener,), daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """The cable is out."""
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(60)
        with self._guard:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._open.clear()

    def cut_after(self, count: int) -> None:
        """Let so many bytes of answers through on each new connection, then drop it."""
        self._pass_only = count

    def slow(self, rate: int) -> None:
        """Let so many bytes a second through in each direction of each connection, a piece at a time.

        Not much below 64,000: the loopback carries that much in one segment, and makes room for the next only when all
        of it has been passed on; a pause of 4 s is for the desk a line that is gone.
        """
        self._pause = _PIECE / rate

    def go_dead(self) -> None:
        """Take everything and answer nothing: the other end is gone and nobody says so."""
        self._is_dead = True

    def wait_for_swallowed(self, seconds: float = 120) -> None:
        """Wait until somebody has said something to the dead line."""
        with self._guard:
            assert self._guard.wait_for(lambda: self._swallowed > 0, seconds)

    def wait_for_opened(self, count: int, seconds: float = 120) -> None:
        """Wait until so many connections have been led through."""
        with self._guard:
            assert self._guard.wait_for(lambda: self.opened >= count, seconds), self.opened

    def mend(self) -> None:
        """The cable is in again, on the same port."""
        self._pass_only = None
        self._is_dead = False
        self._start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        with self._guard:
            if self._ended.is_set():  # cut before anybody looked at it
                near.close()
                return
            self._open.append(near)
        try:
            far, first = self._far_end(near)
        except OSError:
            near.close()
            return
        with self._guard:
            if near not in self._open:  # cut while it was being made, and perhaps mended since
                far.close()
                return
            self._open.append(far)
            self.opened += 1
            self._guard.notify_all()
        with contextlib.suppress(OSError):  # those who carry see it too
            far.sendall(first)
        for source, sink, limit in ((near, far, None), (far, near, self._pass_only)):
            threading.Thread(target=self._carry, args=(source, sink, limit), daemon=True).start()

    def _far_end(self, _near: socket.socket) -> tuple[socket.socket, bytes]:
        """Where a new connection leads, and what is to be said there first."""
        return socket.create_connection(("127.0.0.1", self._target)), b""

    def _carry(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(_PIECE):
                passed += len(data)
                if limit is not None and passed > limit:
                    break
                if self._is_dead:
                    self._swallow(len(data))
                else:
                    self._ended.wait(self._pause * len(data) / _PIECE)
                    sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _swallow(self, count: int) -> None:
        with self._guard:
            self._swallowed += count
            self._guard.notify_all()


class HttpProxy(CuttingProxy):
    """The proxy of an office: leads where the first line says, by CONNECT or a whole address."""

    def __init__(self, *, answers: bytes = b"200 Connection established") -> None:
        self.asked: list[str] = []
        """The first line of each connection."""
        self.answers = answers
        """What it answers to a CONNECT; it connects where that is 200."""
        super().__init__(0)

    def wait_for_asked(self, count: int, seconds: float = 120) -> None:
        """Wait until so many connections have been asked for."""
        with self._guard:
            assert self._guard.wait_for(lambda: len(self.asked) >= count, seconds), self.asked

    def _far_end(self, near: socket.socket) -> tuple[socket.socket, bytes]:
        head = b""
        while b"\r\n" not in head and (data := near.recv(_PIECE)):
            head += data
        if b"\r\n" not in head:  # whoever dialled hung up before saying where to
            raise ConnectionResetError
        line = head.partition(b"\r\n")[0].decode("latin-1")
        if line.count(" ") != 2:  # no HTTP: a proxy hangs up
            raise ConnectionAbortedError
        with self._guard:
            self.asked.append(line)
            self._guard.notify_all()
        method, where, _ = line.split(" ")
        if method != "CONNECT":
            return _dialled(where.removeprefix("http://").partition("/")[0]), head
        while not head.endswith(b"\r\n\r\n") and (data := near.recv(_PIECE)):
            head += data
        near.sendall(b"HTTP/1.1 " + self.answers + b"\r\n\r\n")
        if not self.answers.startswith(b"200"):
            raise ConnectionRefusedError
        return _dialled(where), b""


_PIECE = 4096


def _dialled(where: str) -> socket.socket:
    host, _, port = where.partition(":")
    return socket.create_connection((host, int(port or 80)))

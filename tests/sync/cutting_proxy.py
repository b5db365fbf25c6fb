"""A line that can be cut: passes bytes between a desk and the server until a test says otherwise."""

import contextlib
import socket
import threading


class CuttingProxy:
    """Listens on a port of its own; `cut` ends every connection and answers no new one, `mend` does again."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open: list[socket.socket] = []
        self._guard = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._pass_only: int | None = None
        self._start()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._serve, args=(self._listener,), daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """The cable is out."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        with self._guard:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._open.clear()

    def cut_after(self, count: int) -> None:
        """Let so many bytes of answers through on each new connection, then drop it."""
        self._pass_only = count

    def mend(self) -> None:
        """The cable is in again, on the same port."""
        self._pass_only = None
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            with self._guard:
                self._open += [near, far]
            for source, sink, limit in ((near, far, None), (far, near, self._pass_only)):
                threading.Thread(target=self._carry, args=(source, sink, limit), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                passed += len(data)
                if limit is not None and passed > limit:
                    break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

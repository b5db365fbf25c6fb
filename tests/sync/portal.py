"""What stands between an office and the server: it leads through, or answers itself with a page of its own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

PAGE = "<html><head><title>Đăng nhập mạng</title></head><body>Chào mừng đến với Wi-Fi của Sở</body></html>".encode()
_NOTHING = 204
_LEFT_OUT = ("connection", "transfer-encoding", "host", "accept-encoding")


class Portal:
    """An HTTP proxy on a port of its own. `status` is what it answers itself; 0 leads through to the server."""

    def __init__(self, target: str = "") -> None:
        self.status = 0
        self.largest: int | None = None
        """Bytes of a body beyond which it answers 413 itself, and leads the others through."""
        self.forgets_packing = False
        """Whether it takes away the word that a body is packed, and leaves it packed."""
        self.asked = 0
        """Requests so far that it answered itself."""
        self.client = httpx.Client(base_url=target, timeout=60)
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status = portal.refuses(len(body))
                if status:
                    portal.asked += 1
                    self._say(status, {"Content-Type": "text/html", "Location": "http://10.0.0.1/dang-nhap"}, PAGE)
                    return
                left_out = (*_LEFT_OUT, "content-encoding") if portal.forgets_packing else _LEFT_OUT
                sent = {name: value for name, value in self.headers.items() if name.lower() not in left_out}
                with portal.client.stream(self.command, self.path, content=body, headers=sent) as answer:
                    content = b"".join(answer.iter_raw())
                told = {name: value for name, value in answer.headers.items() if name not in (*_LEFT_OUT, "date")}
                self._say(answer.status_code, told, content)

            def _say(self, status: int, headers: dict[str, str], content: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() != "content-length":
                        self.send_header(name, value)
                if status != _NOTHING:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if status != _NOTHING and self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PUT = _answer  # noqa: N815 names of the library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def refuses(self, size: int) -> int:
        """What it answers itself to a request with so many bytes; 0 leads it through."""
        return 413 if self.largest is not None and size > self.largest else self.status

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
        self.client.close()

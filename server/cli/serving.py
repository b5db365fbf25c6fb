"""kh02-server serve."""

from pathlib import Path
from typing import Any

from server.cli.parser import command
from server.errors import ServerError

_PORT = 8202


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "serve", "Chạy máy chủ", _serve)
    made.add_argument("--host", default="127.0.0.1", help="địa chỉ nghe (mặc định 127.0.0.1)")
    made.add_argument("--port", type=int, default=_PORT, help=f"cổng (mặc định {_PORT}; 0 là cổng bất kỳ)")
    made.add_argument("--workers", type=int, default=1, help="số tiến trình dùng chung một PostgreSQL")
    made.add_argument("--certificate", default="", help="chứng thư TLS (PEM)")
    made.add_argument("--key", default="", help="khoá riêng TLS (PEM)")
    made.add_argument("--trusted-proxies", default="", help="địa chỉ máy chuyển tiếp được tin, cách nhau dấu phẩy")


def _serve(asked: Any) -> None:
    from server import running  # the web framework takes a second to import; administration does without

    if bool(asked.certificate) != bool(asked.key):
        raise ServerError(500, "tls", "TLS cần cả --certificate và --key.")
    for given in filter(None, (asked.certificate, asked.key)):
        if not Path(given).is_file():
            raise ServerError(500, "tls", f"Không có tệp {given}.", "Kiểm tra --certificate và --key.")
    running.serve(
        running.Settings(
            database=asked.database,
            routes=str(Path(asked.routes).resolve()) if asked.routes else "",
            host=asked.host,
            port=asked.port,
            workers=max(1, asked.workers),
            certificate=asked.certificate,
            key=asked.key,
            trusted_proxies=asked.trusted_proxies,
        )
    )

"""Running the server: one process, or several that share a port and a PostgreSQL; an orderly end on SIGTERM."""

import gc
import json
import logging
import os
import signal
import socket
import tempfile
from dataclasses import asdict, dataclass

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from server import instants, logs
from server.app import make_app
from server.board import pages
from server.central import Central
from server.errors import ServerError
from server.routing import named

_LOG = logging.getLogger(__name__)
_SETTINGS = "KH02_SERVER_SETTINGS"
_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 75
_BACKLOG = 4096
_GARBAGE = (50_000, 20, 20)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run. `routes` is a file; without one, `database` holds every province."""

    database: str
    routes: str
    host: str
    port: int
    workers: int
    certificate: str
    key: str
    trusted_proxies: str


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests that have begun are finished.

    Raises:
        ServerError: several processes asked for without PostgreSQL, or the port is taken.
    """
    if settings.workers > 1 and not _share(settings):
        raise ServerError(
            500, "sqlite", "Nhiều tiến trình cần PostgreSQL.", "Bỏ --workers hoặc dùng --database postgresql://..."
        )
    # Made once before the processes start: a mistake in the address is told here, not by each of them.
    opened = named(settings.database, settings.routes)
    opened.create()
    opened.close()
    os.environ[_SETTINGS] = json.dumps(asdict(settings))
    logs.set_up()
    listening = _bound(settings)
    config = uvicorn.Config(
        "server.running:from_environment",
        factory=True,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.key or None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        backlog=_BACKLOG,
        ws="server.feed:connection",
    )
    _LOG.info("listening", extra={"port": listening.getsockname()[1], "workers": settings.workers})
    # Once it has ended in order, uvicorn raises the signal anew: that shall not make it an end in disorder.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: None)
    if settings.workers == 1:
        uvicorn.Server(config).run([listening])
        return
    with tempfile.TemporaryDirectory(prefix="kh02-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        Multiprocess(config, sockets=[listening]).run()


def from_environment() -> FastAPI:
    """Make the application of one process, from the settings that `serve` left for it."""
    # The thousands of objects of a pushed batch live until it is answered: looking through them finds nothing.
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    logs.set_up()
    settings = Settings(**json.loads(os.environ[_SETTINGS]))
    central = Central(named(settings.database, settings.routes), instants.now)
    return make_app(central, more_routes=[pages.routes(central)])


def _share(settings: Settings) -> bool:
    opened = named(settings.database, settings.routes)
    is_shared = all(store.is_postgres for store in opened.stores.values())
    opened.close()
    return is_shared


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = "Cổng đang có chương trình khác dùng, hoặc địa chỉ không phải của máy này. Chọn --port, --host khác."
        raise ServerError(500, "port", f"Không mở được cổng {settings.port} ở {settings.host}.", why) from error
    listening.listen(_BACKLOG)
    listening.set_inheritable(True)
    return listening

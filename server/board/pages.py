"""The pages of the board and their routes. Whoever is not logged in sees the login and nothing else."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.board import drawing, heat_map, nights, official, words
from server.board.drawing import Drawings
from server.board.figures import instant
from server.board.heat_map import Choice
from server.board.memory import Memory
from server.board.province import Published
from server.board.reading import DatabaseSource
from server.board.visits import Visit, Visits, keep_form
from server.board.work_list import work_list
from server.central import Central
from server.errors import ServerError, not_found

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_STATIC_AGE = "public, max-age=31536000, immutable"
_STREAM_SECONDS = 8.0
"""A stream ends within the grace that a stopping server gives; the browser opens the next one by itself."""
_AGAIN_SECONDS = 5.0
_LONGEST_SEARCH = 100
_PAGE_DIGITS = 7

Shown = dict[str, Any]
"""What a template shows, by name."""


class Board:
    """The board over a central server."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self.memory = Memory(DatabaseSource(central.databases))
        self.visits = Visits(central.databases.main, central.now)
        self._drawings = Drawings()

    @asynccontextmanager
    async def life(self, _: FastAPI) -> AsyncIterator[None]:
        """Follow the news for as long as the server runs."""
        end = self._central.news.subscribe(None, self.memory.take)
        running = asyncio.create_task(self._follow())
        yield
        end()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _follow(self) -> None:
        while True:
            try:
                await self.memory.run()
            except Exception as error:  # noqa: BLE001 the last resort: a board that went deaf would only grow old
                _LOG.error("board_failed", exc_info=error)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def national(self, request: Request, xep: str = "") -> Response:
        """Provinces by work group."""
        choice = Choice(order=xep)

        def shown(now: datetime) -> Shown:
            return {"map": heat_map.national(self.memory.provinces, now=now, choice=choice), "choice": choice}

        return await self._page(request, "national.html", shown)

    async def province(self, request: Request, code: str, tim: str = "", cap: str = "", xep: str = "") -> Response:
        """Units of a province by work group."""
        choice = Choice(xep, cap, tim[:_LONGEST_SEARCH])

        def shown(now: datetime) -> Shown:
            found = self._one(code)
            rows = nights.nights([found], now=now)
            made = heat_map.of_province(found, now=now, choice=choice)
            state = official.provinces().get(code)
            return {
                "province": found,
                "title": state.title if state is not None else found.name,
                "communes": len(state.communes) if state is not None else 0,
                "is_joined": code in self.memory.provinces,
                "map": made,
                "rows": rows,
                "choice": choice,
            }

        return await self._page(request, "province.html", shown)

    async def work(
        self,
        request: Request,
        code: str,
        nhom: str = "",
        dv: str | None = None,
        muc: str = "",
        trang: str = "",
    ) -> Response:
        """What needs somebody in a province: of one group or unit where these are named."""
        only = {"qua-han": "late", "chu-y": "watch"}.get(muc, "")

        def shown(now: datetime) -> Shown:
            found = self._one(code)
            return {
                "province": found,
                "list": work_list([found], now=now, unit=dv, group=nhom, only=only, page=_page_number(trang)),
                "unit": None if dv is None else heat_map.unit_name(found, dv),
                "group": words.GROUPS.get(nhom) or found.headings.get(nhom, nhom),
                "age": heat_map.age_of(found, now),
                "query": {"nhom": nhom, "dv": dv},
                "only": only,
            }

        return await self._page(request, "work.html", shown)

    async def overdue(self, request: Request, trang: str = "") -> Response:
        """Everything overdue, oldest first."""

        def shown(now: datetime) -> Shown:
            return {"list": work_list(self._all(), now=now, only="late", page=_page_number(trang))}

        return await self._page(request, "overdue.html", shown)

    async def paper(self, request: Request) -> Response:
        """The figures of this moment on paper, for the morning's meeting: they do not change while somebody prints."""

        def shown(now: datetime) -> Shown:
            return {
                "map": heat_map.national(self.memory.provinces, now=now),
                "rows": nights.nights(self._all(), now=now),
                "list": work_list(self._all(), now=now, only="late"),
            }

        return await self._page(request, "paper.html", shown)

    async def nights(self, request: Request) -> Response:
        """Tonight's cut-overs."""
        return await self._page(request, "nights.html", lambda now: {"rows": nights.nights(self._all(), now=now)})

    async def wall(self, request: Request) -> Response:
        """The display on the wall: readable at four metres."""

        def shown(now: datetime) -> Shown:
            rows = [row for row in nights.nights(self._all(), now=now) if row.is_real]
            worst = heat_map.national(self.memory.provinces, now=now, choice=Choice(order="nang"))
            return {"map": worst, "rows": rows}

        return await self._page(request, "wall.html", shown)

    async def login(self, request: Request, tiep: str = "") -> Response:
        """The form to log in; `tiep` is the page that was asked for."""
        visit = await self.visits.of(request)
        onward = _inside(tiep)
        return RedirectResponse(onward, 303) if visit.user else self._form(request, visit, onward)

    async def log_in(self, request: Request, tiep: str = "") -> Response:
        """Log in."""
        onward = _inside(tiep)
        response = RedirectResponse(onward, 303)
        try:
            if await self.visits.log_in(request, response):
                return response
            wrong = "Tên đăng nhập hoặc mật khẩu không đúng."
            status = 401
        except ServerError as error:
            wrong, status = f"{error.title} {error.detail}", error.status
        return self._form(request, await self.visits.of(request), onward, wrong=wrong, status=status)

    async def log_out(self, request: Request) -> Response:
        """Log out."""
        response = RedirectResponse("/dang-nhap", 303)
        await self.visits.log_out(request, response)
        return response

    async def live(self, request: Request) -> Response:
        """Tell of every change of the figures, as server-sent events."""
        if (await self.visits.of(request)).user is None:
            raise ServerError(401, "login", "Phiên đăng nhập đã hết.", "Đăng nhập lại.")
        return StreamingResponse(self._events(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    def static(self, name: str) -> Response:
        """A file of the pages."""
        content = _static().get(name)
        if content is None:
            raise not_found("Không có tệp này.")
        return Response(content, media_type=_KINDS[Path(name).suffix], headers={"cache-control": _STATIC_AGE})

    async def _events(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        until = loop.time() + _STREAM_SECONDS
        version = self.memory.version
        yield f"retry: 500\nevent: version\ndata: {version}\n\n"
        while (left := until - loop.time()) > 0:
            seen = await self.memory.follow(version, seconds=left)
            if seen != version:
                yield f"event: version\ndata: {seen}\n\n"
            version = seen

    def _all(self) -> tuple[Published, ...]:
        return tuple(self.memory.provinces.values())

    def _one(self, code: str) -> Published:
        found = self.memory.provinces.get(code)
        if found is not None:
            return found
        if code in official.provinces():
            return Published(code, official.provinces()[code].name, ())
        raise not_found("Không có tỉnh, thành phố nào mang mã này.")

    async def _page(self, request: Request, template: str, shown: Callable[[datetime], Shown]) -> Response:
        """A page for whoever is logged in; drawn once for all of them, on a thread: the desks do not wait for it."""
        visit = await self.visits.of(request)
        if visit.user is None:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/dang-nhap?{urlencode({'tiep': request.url.path + query})}", 303)
        now, path, version = self._central.now(), request.url.path, self.memory.version

        def draw() -> str:
            everybody = self._all()
            strip = nights.strip(everybody, nights.nights(everybody, now=now), now=now)
            common = {"own": drawing.marks(), "path": path, "version": version, "now": now, "strip": strip}
            return _text(template, **common, **shown(now))

        drawn = await self._drawings.get((path, request.url.query, version), now=now, draw=draw)
        own = {"name": visit.user.name, "form": visit.form, "now": now.isoformat()}
        is_packed = "gzip" in request.headers.get("accept-encoding", "")
        response = _page(drawn.gzip(own), encoding="gzip") if is_packed else _page(drawn.plain(own))
        keep_form(request, response, visit)
        return response

    def _form(self, request: Request, visit: Visit, onward: str, *, wrong: str = "", status: int = 200) -> Response:
        response = _answer("login.html", form=visit.form, onward=onward, wrong=wrong)
        response.status_code = status
        keep_form(request, response, visit)
        return response


def routes(central: Central) -> APIRouter:
    """The routes of the board; with the application they begin to follow the news."""
    board = Board(central)
    made = APIRouter(lifespan=board.life, include_in_schema=False)
    pages: dict[str, Callable[..., Awaitable[Response]]] = {
        "/": board.national,
        "/tinh/{code}": board.province,
        "/tinh/{code}/viec": board.work,
        "/qua-han": board.overdue,
        "/ban-in": board.paper,
        "/dem-nay": board.nights,
        "/man-hinh": board.wall,
        "/dang-nhap": board.login,
    }
    for path, page in pages.items():
        made.add_api_route(path, _readable(page), methods=["GET"], response_class=Response)
    made.add_api_route("/dang-nhap", _readable(board.log_in), methods=["POST"], response_class=Response)
    made.add_api_route("/dang-xuat", _readable(board.log_out), methods=["POST"], response_class=Response)
    made.add_api_route("/cap-nhat", board.live, methods=["GET"], response_class=Response)
    made.add_api_route("/static/{name}", board.static, methods=["GET"], response_class=Response)
    return made


def _readable(page: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """The same page, with refusals as a page and not as the desks read them."""

    @wraps(page)
    async def shown(request: Request, **given: Any) -> Response:
        try:
            return await page(request, **given)
        except ServerError as error:
            response = _answer("refused.html", title=error.title, detail=error.detail)
            response.status_code = error.status
            return response

    return shown


def _inside(address: str) -> str:
    """A page of this board to go on to after logging in; the heat map where the address is none of ours."""
    is_ours = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if is_ours and not address.startswith("/dang-") else "/"


def _page_number(text: str) -> int:
    """The page that an address names; the first where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _PAGE_DIGITS else 1


def _answer(template: str, **shown: Any) -> Response:
    return _page(_text(template, **shown).encode())


def _text(template: str, **shown: Any) -> str:
    return _templates().get_template(template).render(**shown)


def _page(body: bytes, *, encoding: str = "") -> Response:
    headers = {"content-security-policy": _POLICY, "vary": "accept-encoding"}
    if encoding:
        headers["content-encoding"] = encoding
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = _asset
    made.globals["words"] = words
    made.filters["whole"] = words.whole
    made.filters["moment"] = lambda text: words.moment(found) if (found := instant(text)) else ""
    made.filters["clock"] = lambda text: words.clock(found) if (found := instant(text)) else ""
    return made


def _asset(name: str) -> str:
    """The address of a static file, another one with each content."""
    return f"/static/{name}?{hashlib.sha256(_static()[name]).hexdigest()[:12]}"


@cache
def _static() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in (_HERE / "static").iterdir() if path.suffix in _KINDS}

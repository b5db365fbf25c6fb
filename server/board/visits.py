"""Sessions of the board over HTTP: cookies, forms that only our own pages can send, logging in and out."""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qs

import anyio.to_thread
from fastapi import Request, Response

from server.board import accounts
from server.board.accounts import CentreUser
from server.codes import new_token
from server.errors import ServerError
from server.instants import Now
from server.store import Store, Transaction

Result = TypeVar("Result")

_SESSION, _FORM = "kh02_phien", "kh02_bieu"
_AT_ONCE = 2
"""Passwords checked at once: each takes 64 MiB of memory."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with its user; `user` is None where nobody is logged in. `form` proves that a form is ours."""

    user: CentreUser | None
    form: str


class Visits:
    """Who is asking. Holds no state of its own but the brake on checking passwords."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now
        self._checking = threading.BoundedSemaphore(_AT_ONCE)

    async def of(self, request: Request) -> Visit:
        """The visit that a request is part of; a wall's session that is looked at runs on."""
        token = _cookie(request, _SESSION)
        form = _cookie(request, _FORM) or new_token()
        if not token:
            return Visit(None, form)
        now = self._now()
        found = await self._read(lambda transaction: accounts.session_of(transaction, token=token, now=now))
        if found is None:
            return Visit(None, form)
        user, is_due = found
        if is_due:
            await self._write(lambda transaction: accounts.renew_session(transaction, token=token, now=now))
        return Visit(user, form)

    async def log_in(self, request: Request, response: Response) -> bool:
        """Check name and password of a form; begin a session on the response. False where they are wrong.

        A name that nobody bears takes as long, counts as much and hears the same.

        Raises:
            ServerError: the form is not ours (403), or too many went wrong (429).
        """
        given = await _own_form(request)
        name, password = given.get("name", "")[: accounts.LONGEST_NAME], given.get("password", "")
        address = request.client.host if request.client else ""
        now = self._now()

        def begun(transaction: Transaction) -> tuple[str, str | None]:
            attempt = accounts.begin_attempt(transaction, name=name, address=address, now=now)
            return attempt, accounts.password_of(transaction, name)[0]

        attempt, known = await self._write(begun)
        if not await anyio.to_thread.run_sync(self._matches, known, password) or known is None:
            return False

        def opened(transaction: Transaction) -> tuple[str, bool] | None:
            session = accounts.open_session(transaction, name=name, password_hash=known, now=now)
            if session is not None:
                accounts.forgive(transaction, attempt=attempt)
            return session

        session = await self._write(opened)
        if session is None:
            return False
        token, is_wall = session
        age = accounts.WALL_SESSION if is_wall else accounts.SESSION
        _set_cookie(request, response, _SESSION, token, int(age.total_seconds()))
        return True

    async def log_out(self, request: Request, response: Response) -> None:
        """End the session of a form.

        Raises:
            ServerError: the form is not ours (403).
        """
        await _own_form(request)
        token = _cookie(request, _SESSION)
        await self._write(lambda transaction: accounts.close_session(transaction, token=token))
        _set_cookie(request, response, _SESSION, "", 0)

    def _matches(self, known: str | None, password: str) -> bool:
        with self._checking:
            return accounts.matches(known, password)

    async def _read(self, work: Callable[[Transaction], Result]) -> Result:
        return await anyio.to_thread.run_sync(self._store.read, work)

    async def _write(self, work: Callable[[Transaction], Result]) -> Result:
        return await anyio.to_thread.run_sync(self._store.write, work)


def keep_form(request: Request, response: Response, visit: Visit) -> None:
    """Give the browser the token that its forms must bring back."""
    if _cookie(request, _FORM) != visit.form:
        _set_cookie(request, response, _FORM, visit.form, None)


async def _own_form(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent.

    Raises:
        ServerError: it came from elsewhere (403).
    """
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
    given = {name: values[0] for name, values in fields.items()}
    expected = _cookie(request, _FORM)
    is_ours = bool(expected) and hmac.compare_digest(expected.encode(), given.get("form", "").encode())
    if not is_ours or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise ServerError(403, "form", "Biểu mẫu đã cũ hoặc không phải của trang này.", "Mở lại trang rồi làm lại.")
    return given


def _cookie(request: Request, name: str) -> str:
    return request.cookies.get(_name(request, name), "")


def _name(request: Request, name: str) -> str:
    """Over TLS the name forbids that another host of the domain sets it."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        _name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )

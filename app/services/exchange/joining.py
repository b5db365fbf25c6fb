"""Tham gia đồng bộ: server address and one-time code in, token and province key out; and off again, losing nothing."""

import base64
import platform
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.journal.change import new_id
from app.models import outbox, queries
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.outbox import Cursor
from app.models.units.gazetteer import find_province
from app.services.desk import Desk
from app.services.exchange import addressing
from app.sync.errors import SyncError
from app.sync.http import Address, JoinAnswer, JoinedPerson, Server
from app.sync.line import Line
from app.workspace import credentials, profile
from app.workspace.workspace import Workspace

_MEMBERSHIP = "sync"
_NO_STORE = (
    "Máy này không có kho mật khẩu của hệ điều hành nên chương trình chỉ giữ mã máy trong lần chạy này. "
    "Ghi lại mã máy ở nơi an toàn và nhập lại mỗi lần mở chương trình."
)


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining brought."""

    province: str
    persons: tuple[JoinedPerson, ...]
    is_kept: bool
    """Whether the credential store of this PC keeps the token."""
    notice: str
    secret: str
    """What the person keeps where this PC does not; empty where it does."""
    warning: str = ""
    """Who wrote here and is not enrolled for this device, and what to do about it; empty where all are."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace's place at a server, as its file keeps it. The token is not here."""

    id: str
    url: str
    ca_file: str
    proxy: str
    persons: tuple[Mapping[str, str], ...]

    @property
    def address(self) -> Address:
        """Where the server is."""
        return Address(self.url, self.ca_file, self.proxy)


def join(desk: Desk, *, address: Address, code: str) -> Joined:
    """Let this workspace take part; what it holds goes to the server with the next round.

    Raises:
        RefusedError: the sample province, a file open for reading only, another province's code.
        InvalidInputError: no address, or no code.
        SyncError: the server cannot be reached, or knows no such code.
    """
    if desk.is_sample:
        raise RefusedError("Tỉnh mẫu không tham gia đồng bộ.", "Mở kế hoạch của tỉnh rồi tham gia.")
    if desk.read_only:
        raise RefusedError("Tệp đang mở chỉ để đọc.", desk.notice)
    address = addressing.cleaned(address)
    with desk.workspace.reading() as session:
        own = [{"id": card.id, "name": card.full_name} for card in queries.people(session)]
    answer = ask(address, code, own)
    if find_province(answer.province).code != desk.province.code:
        _tell_left(_server(address, answer.token))
        raise RefusedError(
            f"Mã tham gia là của {find_province(answer.province).title}.",
            f"Tệp đang mở của {desk.province.title}. Mở đúng tệp, hoặc xin mã của tỉnh mình.",
        )
    joined = enter(desk.workspace, address=address, answer=answer, after=0)
    return replace(joined, warning=_warning(desk, answer.persons))


def _warning(desk: Desk, persons: Sequence[JoinedPerson]) -> str:
    with desk.workspace.reading() as session:
        writers = outbox.authors(session, desk.workspace.device) - {one.id for one in persons}
        names = [(card.full_name, card.id) for card in queries.people(session) if card.id in writers]
    if not names:
        return ""
    here = f"--province {desk.province.code}"
    lines = [
        f'kh02-server person add {here} --name "{name}" --id {one} --role VAI_TRÒ\n'
        f"kh02-server device admit {here} --device {profile.device_id()} --person {one}"
        for name, one in names
    ]
    told = ", ".join(name for name, _ in names)
    return "\n".join(
        [
            f"Mã tham gia không có tên {told}: máy chủ chưa nhận những gì người này đã ghi ở đây.",
            "Nhờ quản trị máy chủ thêm người vào máy này, rồi đồng bộ lại:",
            *lines,
        ]
    )


def ask(address: Address, code: str, persons: Sequence[Mapping[str, str]]) -> JoinAnswer:
    """Trade a one-time code for what a device needs.

    Raises:
        InvalidInputError: no address, or no code.
        SyncError: as `Server`.
    """
    address, code = addressing.cleaned(address), addressing.cleaned_code(code)
    server = _server(address, "")
    try:
        public = profile.device_key().public_key().public_bytes_raw()
        with addressing.explained(address):
            return server.join(
                {
                    "code": code,
                    "device": profile.device_id(),
                    "name": platform.node(),
                    "public_key": base64.b64encode(public).decode(),
                    "persons": persons,
                }
            )
    finally:
        server.close()


def founder(persons: Sequence[JoinedPerson]) -> JoinedPerson | None:
    """Who of a device begins the plan of a province of which the server holds nothing yet; None where it has nobody.

    Raises:
        RefusedError: none of them may: all that this desk began would stay here, refused.
    """
    found = next((one for one in persons if one.begins), None)
    if found is None and persons:
        raise RefusedError(
            "Máy chủ chưa có kế hoạch của tỉnh.",
            f"Vai trò của {persons[0].name} không lập được kế hoạch. Chờ máy của chuyên viên tổng hợp, Tổ trưởng hoặc "
            "Tổ phó tham gia và đồng bộ trước, rồi tham gia lại (máy không có kho mật khẩu thì xin mã mới).",
        )
    return found


def enter(workspace: Workspace, *, address: Address, answer: JoinAnswer, after: int, mark: str = "") -> Joined:
    """Remember the membership; `after` is the server's number, with its mark, up to which this file has everything."""
    secret = f"{answer.token}.{answer.province_key}"
    _forget_token(workspace)
    membership = Membership(
        new_id(), address.url.strip(), address.ca_file, address.proxy, tuple(_plain(one) for one in answer.persons)
    )
    is_kept = credentials.keep(membership.id, secret)
    with workspace.maintaining() as session:
        if after == 0:
            outbox.forget(session)
        outbox.set_cursor(session, Cursor(answer.epoch, after, mark))
    workspace.set_local(_MEMBERSHIP, {**asdict(membership), "persons": list(membership.persons)})
    notice = "" if is_kept else _NO_STORE
    return Joined(answer.province, answer.persons, is_kept, notice, "" if is_kept else secret)


def leave(desk: Desk) -> None:
    """Take part no longer. Everything stays here; a server joined later gets all of it.

    Where the server cannot be told now, its token simply goes unused.
    """
    server = connect(desk)
    if server is not None:
        _tell_left(server)
    _forget_token(desk.workspace)
    with desk.workspace.maintaining() as session:
        outbox.forget(session)
    desk.workspace.set_local(_MEMBERSHIP, None)


def resume(desk: Desk, *, secret: str) -> None:
    """Give the token of a PC without a credential store for this run.

    Raises:
        NotFoundError: this workspace takes part in no sync.
        InvalidInputError: mistyped.
    """
    known = membership(desk)
    if known is None:
        raise NotFoundError("Kế hoạch này chưa tham gia đồng bộ.", "Nhập địa chỉ máy chủ và mã tham gia.")
    secret = secret.strip()
    if not re.fullmatch(r"[\w-]{20,}=*\.[\w+/-]{40,}=*", secret, re.ASCII):
        raise InvalidInputError("Mã máy không đúng.", "Nhập lại mã máy đã ghi khi tham gia, hoặc xin mã tham gia mới.")
    credentials.keep(known.id, secret)


def membership(desk: Desk) -> Membership | None:
    """Where this workspace takes part; None where it does not."""
    known: Any = desk.workspace.local_setting(_MEMBERSHIP)
    return Membership(**{**known, "persons": tuple(known["persons"])}) if isinstance(known, dict) else None


def roles(desk: Desk, *, person_id: str) -> tuple[tuple[str, str], ...]:
    """The roles (role, unit id or "") that the server gave a person when this device joined."""
    known = membership(desk)
    persons = known.persons if known is not None else ()
    return tuple((one["role"], one["scope"]) for one in persons if one["id"] == person_id)


def is_joined(desk: Desk) -> bool:
    """Whether this workspace takes part in the sync."""
    return membership(desk) is not None


def has_token(desk: Desk) -> bool:
    """Whether this PC can speak to the server without asking the person."""
    return bool(token(desk))


def address(desk: Desk) -> Address | None:
    """The server's address; None where the workspace takes part in no sync."""
    known = membership(desk)
    return known.address if known is not None else None


def set_address(desk: Desk, *, address: Address) -> None:
    """The same server by another way: a new address, an authority file, a proxy.

    Raises:
        NotFoundError: this workspace takes part in no sync.
        InvalidInputError: no address.
    """
    known = membership(desk)
    if known is None:
        raise NotFoundError("Kế hoạch này chưa tham gia đồng bộ.", "Nhập địa chỉ máy chủ và mã tham gia.")
    address = addressing.cleaned(address)
    kept = {**asdict(known), "persons": list(known.persons)}
    desk.workspace.set_local(_MEMBERSHIP, {**kept, **asdict(address)})


def province_key(desk: Desk) -> str:
    """What encrypts bundles of this province (base64); empty where this desk has none."""
    known = membership(desk)
    secret = credentials.find(known.id) if known is not None else None
    return secret.partition(".")[2] if secret else ""


def token(desk: Desk) -> str:
    """What proves this device to the server; empty where it is not here."""
    known = membership(desk)
    secret = credentials.find(known.id) if known is not None else None
    return secret.partition(".")[0] if secret else ""


def connect(desk: Desk, *, line: Line | None = None) -> Server | None:
    """The server as this device may use it; None where it has not joined or its token is not here. Close it."""
    known, found = membership(desk), token(desk)
    return _server(known.address, found, line) if known is not None and found else None


def _tell_left(server: Server) -> None:
    """End the token; where the server is not there, or has revoked it already, the token goes unused all the same."""
    with suppress(SyncError):
        server.leave()
    server.close()


def _server(address: Address, token: str, line: Line | None = None) -> Server:
    return Server(Address(address.url.strip(), address.ca_file, address.proxy), token, line=line)


def _forget_token(workspace: Workspace) -> None:
    known: Any = workspace.local_setting(_MEMBERSHIP)
    if isinstance(known, dict):
        credentials.forget(known["id"])


def _plain(person: JoinedPerson) -> dict[str, str]:
    return {"id": person.id, "name": person.name, "role": person.role, "scope": person.scope}

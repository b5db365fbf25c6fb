"""Tên máy: what the PCs of a province are called. The server knows each from its joining; every desk keeps the list.

A name is for reading only: what counts is the id of the device. Without a server, or before the first list has come,
a PC is called by the first digits of its id.
"""

import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.models.errors import InvalidInputError
from app.models.text import fold
from app.services.desk import Desk, typed
from app.sync.errors import ServerRefusedError

if TYPE_CHECKING:
    from app.sync.http import Server

_KNOWN = "device_names"
_OWN = "device_name"
_DIGITS = 4
_LONGEST = 60


def names(desk: Desk) -> Mapping[str, str]:
    """Id -> name of the PCs of the province, as the server said last."""
    known: Any = desk.workspace.local_setting(_KNOWN)
    return known if isinstance(known, dict) else {}


def called(known: Mapping[str, str], device: str) -> str:
    """`máy Văn thư Sở Y tế`; with digits of its id where two PCs bear one name, or `máy 3f2a` where none is known."""
    digits = device[:_DIGITS]
    name = known.get(device, "")
    if not name:
        return f"máy {digits}"
    if sum(one == name for one in known.values()) > 1:
        name = f"{name} ({digits})"
    return name if fold(name).startswith("may ") else f"máy {name}"


def own_name(desk: Desk) -> str:
    """What this PC is called: as somebody here chose, as the server knows it, or as its operating system says."""
    return _chosen(desk) or names(desk).get(desk.workspace.device) or platform.node()


def rename(desk: Desk, *, name: str) -> None:
    """Call this PC so; the others see it after the next exchange.

    Raises:
        InvalidInputError: empty, or too long for a line.
        SecretError: it bears a secrecy stamp.
    """
    name = typed(name, where="Tên máy", required=True)
    if len(name) > _LONGEST:
        raise InvalidInputError("Tên máy quá dài.", f"Đặt tên ngắn, tối đa {_LONGEST} chữ, ví dụ: Văn thư Sở Y tế.")
    desk.workspace.set_local(_OWN, {desk.workspace.device: name})


def is_renamed(desk: Desk) -> bool:
    """Whether a name was chosen here that the server does not have yet."""
    chosen = _chosen(desk)
    return bool(chosen) and names(desk).get(desk.workspace.device) != chosen


def learn(desk: Desk, server: "Server") -> None:
    """Tell the server a name chosen here, and fetch all names. An older server keeps no list: the ids stay.

    Raises:
        SyncError: the server cannot be reached.
    """
    try:
        found = server.devices()
        chosen, own = _chosen(desk), desk.workspace.device
        if chosen and found.get(own) != chosen:
            server.rename(chosen)
            found[own] = chosen
    except ServerRefusedError:
        return
    if found != names(desk):
        desk.workspace.set_local(_KNOWN, found)


def _chosen(desk: Desk) -> str:
    """What somebody at this PC chose; a copy of the file on another PC knows nothing of it."""
    kept: Any = desk.workspace.local_setting(_OWN)
    return str(kept.get(desk.workspace.device, "")) if isinstance(kept, dict) else ""

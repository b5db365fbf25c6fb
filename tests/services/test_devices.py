"""What the PCs of a province are called where a person reads it."""

import unicodedata
from collections.abc import Mapping

import pytest

from app.models.errors import InvalidInputError
from app.services import conflicts, devices, history
from app.services.desk import Desk
from app.sync.errors import ServerRefusedError
from tests.steps import row, send
from tests.views.sync.conftest import both_wrote

KNOWN = {"3f2a" + "0" * 12: "Văn thư Sở Y tế", "77aa" + "0" * 12: "PC", "88bb" + "0" * 12: "PC"}


class FakeServer:
    """A server that keeps names, or an older one that keeps none."""

    def __init__(self, known: Mapping[str, str] | None) -> None:
        self.known = dict(known or {})
        self.is_older = known is None
        self.own = ""

    def devices(self) -> dict[str, str]:
        if self.is_older:
            raise ServerRefusedError("Không có.", "")
        return dict(self.known)

    def rename(self, name: str) -> None:
        self.known[self.own] = name


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("3f2a" + "0" * 12, "máy Văn thư Sở Y tế"),
        ("9c01" + "0" * 12, "máy 9c01"),
        ("77aa" + "0" * 12, "máy PC (77aa)"),
    ],
)
def test_a_pc_is_called_by_its_name(device: str, words: str) -> None:
    assert devices.called(KNOWN, device) == words


def test_a_name_that_begins_so_is_not_doubled() -> None:
    assert devices.called({"a" * 16: "Máy trực đêm"}, "a" * 16) == "Máy trực đêm"


def test_history_and_conflicts_name_the_pc(desk: Desk, other: Desk) -> None:
    both_wrote(desk, other)
    send(other, desk)
    server = FakeServer({other.workspace.device: "Văn thư Sở Y tế"})
    devices.learn(desk, server)  # type: ignore[arg-type]
    (conflict,) = conflicts.listed(desk)
    assert {side.device for side in conflict.sides} == {
        "máy Văn thư Sở Y tế",
        f"máy {desk.workspace.device[:4]}",
    }
    lines = history.history(desk, entity="task", record_id=row(desk, "1.1").id)
    assert {line.device for line in lines} >= {"máy này", "máy Văn thư Sở Y tế, qua máy chủ"}
    assert any("máy Văn thư Sở Y tế" in line.first.device for line in history.latest(desk))


def test_a_name_given_here_goes_to_the_server(desk: Desk) -> None:
    server = FakeServer({desk.workspace.device: "DESKTOP-71", "f" * 16: "Tổ phó"})
    server.own = desk.workspace.device
    devices.learn(desk, server)  # type: ignore[arg-type]
    assert devices.own_name(desk) == "DESKTOP-71"
    devices.rename(desk, name=unicodedata.normalize("NFD", " Điều phối   đêm "))
    assert devices.own_name(desk) == "Điều phối đêm"
    assert devices.is_renamed(desk)
    devices.learn(desk, server)  # type: ignore[arg-type]
    assert server.known[desk.workspace.device] == "Điều phối đêm"
    assert not devices.is_renamed(desk)
    assert devices.names(desk) == {desk.workspace.device: "Điều phối đêm", "f" * 16: "Tổ phó"}


def test_an_older_server_keeps_no_list(desk: Desk) -> None:
    devices.learn(desk, FakeServer(None))  # type: ignore[arg-type]
    assert devices.names(desk) == {}


@pytest.mark.parametrize("name", ["", "   ", "a" * 61])
def test_what_is_no_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInputError):
        devices.rename(desk, name=name)


def test_the_name_stays_with_the_pc_and_not_with_a_copy_of_the_file(desk: Desk, other: Desk) -> None:
    devices.rename(desk, name="Điều phối đêm")
    kept = desk.workspace.local_setting("device_name")
    other.workspace.set_local("device_name", kept)
    assert devices.own_name(other) != "Điều phối đêm"

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.models.plan.table import TaskQuery
from app.services import backups, history, opening, plan, search
from app.services.desk import Desk
from app.workspace.errors import KeyNeededError, WorkspaceDamagedError
from tests.steps import added

NOISE = random.Random(2025)  # noqa: S311 no secret
PAGE = 4096


def header(data: bytes) -> bytes:
    return b"\x00" * 100 + data[100:]


def first_page(data: bytes) -> bytes:
    return b"\xff" * PAGE + data[PAGE:]


def noisy_header(data: bytes) -> bytes:
    return NOISE.randbytes(16) + data[16:]


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2 + 17]


def truncated_at_a_page(data: bytes) -> bytes:
    return data[: len(data) // 2 // PAGE * PAGE]


def tiny(data: bytes) -> bytes:
    return data[:10]


def empty(_: bytes) -> bytes:
    return b""


def text_file(_: bytes) -> bytes:
    return "Kế hoạch của tỉnh, soạn bằng Notepad.\n".encode() * 300


def random_bytes(_: bytes) -> bytes:
    return NOISE.randbytes(PAGE * 5 + 77)


def other_database(_: bytes) -> bytes:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE ghi_chu (noi_dung)")
    data = connection.serialize()
    connection.close()
    return data


WHOLE = [header, first_page, noisy_header, truncated, tiny, empty, text_file, random_bytes, other_database]


@pytest.mark.parametrize("damage", WHOLE)
def test_damage_is_named_with_the_last_backup(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    copy = backups.daily_backup(desk)
    desk.close()
    desk.path.write_bytes(damage(desk.path.read_bytes()))
    with pytest.raises(WorkspaceDamagedError) as found:
        use(desk.path)
    assert found.value.title == "Tệp Lâm Đồng.kh02 bị hỏng hoặc không phải tệp kế hoạch."
    assert (found.value.last_backup, copy.name in found.value.detail) == (copy, True)


@pytest.mark.parametrize("damage", WHOLE)
def test_damage_without_any_backup(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    desk.close()
    desk.path.write_bytes(damage(desk.path.read_bytes()))
    with pytest.raises(WorkspaceDamagedError, match="Chưa có bản sao lưu nào"):
        use(desk.path)


@pytest.mark.parametrize("damage", [*WHOLE, truncated_at_a_page])
def test_the_check_finds_the_damage(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    desk.close()
    desk.path.write_bytes(damage(desk.path.read_bytes()))
    assert not backups.verify(desk.path).whole


def use(path: Path) -> None:
    """Open a workspace and read and write all over it."""
    desk = opening.open_desk(path)
    try:
        plan.view(desk)
        plan.page(desk, query=TaskQuery(text="du lieu"), offset=0, limit=100)
        plan.units(desk)
        search.search(desk, text="so")
        for task in plan.view(desk).tasks[:3]:
            history.history(desk, entity="task", record_id=task.id)
        added(desk)
        history.undo(desk)
        backups.daily_backup(desk)
    finally:
        desk.close()


def test_a_whole_page_of_noise_looks_encrypted(desk: Desk) -> None:
    desk.close()
    desk.path.write_bytes(NOISE.randbytes(PAGE * 4))
    with pytest.raises(KeyNeededError, match="máy này không giữ khoá"):
        opening.open_desk(desk.path)


@pytest.mark.parametrize("run", range(30))
def test_a_spoilt_page_anywhere_never_crashes(desk: Desk, run: int) -> None:
    desk.close()
    data = bytearray(desk.path.read_bytes())
    chance = random.Random(run)  # noqa: S311 no secret
    place = chance.randrange(1, len(data) // PAGE) * PAGE
    data[place : place + PAGE] = chance.choice([bytes(PAGE), chance.randbytes(PAGE), b"\xff" * PAGE])
    desk.path.write_bytes(bytes(data))
    survives(desk.path)


@pytest.mark.parametrize("run", range(30))
def test_spoilt_bytes_anywhere_never_crash(desk: Desk, run: int) -> None:
    desk.close()
    data = bytearray(desk.path.read_bytes())
    chance = random.Random(run)  # noqa: S311 no secret
    for _ in range(200):
        data[chance.randrange(100, len(data))] = chance.randrange(256)
    desk.path.write_bytes(bytes(data))
    survives(desk.path)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(1_000, 1_500))
def test_more_spoilt_bytes_never_crash(desk: Desk, run: int) -> None:
    test_spoilt_bytes_anywhere_never_crash(desk, run)


def survives(path: Path) -> None:
    """Nothing but a message for the person comes out of a damaged file: another error fails the test."""
    with suppress(AppError):
        use(path)
    assert backups.verify(path).path == path

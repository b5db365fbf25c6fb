import subprocess
import sys
from pathlib import Path

import pytest

from app.services import backups, opening, plan
from app.services.desk import Desk
from tests.models.test_recording import assert_journal_is_the_table


def started(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.workspace.crashing", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603


def killed_after(path: Path, acts: int) -> list[str]:
    """What a process acknowledged before it was killed in the middle of acting."""
    process = started("act", str(path))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    said = [process.stdout.readline() for _ in range(acts)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.removesuffix("\n") for line in said if line.endswith("\n")]


@pytest.mark.parametrize("acts", range(1, 11))
def test_killed_in_the_middle_nothing_acknowledged_is_lost(desk: Desk, acts: int) -> None:
    desk.close()
    said = killed_after(desk.path, acts)
    assert len(said) >= acts
    again = opening.open_desk(desk.path)
    try:
        stored = [task.content for task in plan.view(again).tasks if task.is_addition]
        assert stored[: len(said)] == said
        assert len(stored) <= len(said) + 1
        assert all(len(task.coordinating) == 2 for task in plan.view(again).tasks if task.is_addition)
        assert_journal_is_the_table(again)
        assert backups.verify(desk.path).whole
    finally:
        again.close()


@pytest.mark.soak
@pytest.mark.parametrize("acts", range(11, 111))
def test_killed_more_often(desk: Desk, acts: int) -> None:
    test_killed_in_the_middle_nothing_acknowledged_is_lost(desk, acts)


@pytest.mark.parametrize("spare", [1, 50_000, 300_000])
def test_a_full_disk_is_a_message_and_nothing_is_lost(desk: Desk, spare: int) -> None:
    desk.close()
    process = started("fill", str(desk.path), str(spare))
    said = process.communicate()[0].splitlines()
    assert process.returncode == 0
    assert said[0] == "Ổ đĩa đã đầy hoặc hỏng, không ghi được Lâm Đồng.kh02."
    stored, shown = said[1].split()
    assert stored == shown
    assert said[2].startswith("Không ghi được 20")
    again = opening.open_desk(desk.path)
    try:
        assert [task.content for task in plan.view(again).tasks][-1 - 10] == "Lại còn chỗ"
        assert backups.verify(desk.path).whole
        assert backups.backups(again) == ()
        assert not list(desk.path.parent.rglob("*.part*"))
        assert_journal_is_the_table(again)
    finally:
        again.close()

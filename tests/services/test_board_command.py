"""kh02 board: the figures on the command line."""

import argparse
import json

import pytest

from app.cli import board
from app.cli.parser import Commands
from app.services.desk import Desk
from tests import steps


def run(desk: Desk, *words: str) -> int:
    commands = Commands()
    board.register(commands)
    given: argparse.Namespace = commands.parser.parse_args(["board", str(desk.path), *words])
    return int(given.command(given))


def test_figures_are_printed_and_nothing_is_written(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    steps.added(desk, deadline="20/06/2025", lead="Sở Tư pháp")
    before = steps.sizes(desk)
    desk.workspace.suspend()
    assert run(desk) == 0
    desk.workspace.resume()
    assert (
        "Sở Tư pháp · CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH VÀ THỂ CHẾ: 1 việc, 0 hoàn thành, 1 quá hạn"
        in capsys.readouterr().out
    )
    assert steps.sizes(desk) == before


def test_publishing_says_how_many(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.close()
    assert run(desk, "--publish", "--json") == 0
    assert json.loads(capsys.readouterr().out)["written"] > 1
    assert run(desk, "--publish") == 0
